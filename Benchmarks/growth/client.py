"""HTTP/1.1 over many connections from one thread: cheap enough to load a server from one core, exact enough to check
every answer.

Each connection runs a script, a generator. It yields a request (bytes) and gets back its Answer; or a number, and goes on
after so many seconds; or None, and goes on with a fresh connection.
"""

import collections
import dataclasses
import heapq
import itertools
import json
import select
import socket
import time


# The cookie and the header must agree; any secret will do.
CSRF = "csrfcsrfcsrfcsrfcsrfcsrfcsrfcsrf"


@dataclasses.dataclass
class Answer:
    status: int
    head: bytes
    body: bytes


@dataclasses.dataclass
class Run:
    seconds: float
    latencies: list
    statuses: collections.Counter


def request(method, path, session=None, body=None):
    cookies = f"csrftoken={CSRF}" + (f"; sessionid={session}" if session else "")
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Cookie: {cookies}"]
    content = b"" if body is None else json.dumps(body).encode()
    if method != "GET":
        lines += [f"X-CSRFToken: {CSRF}", "Content-Type: application/json", f"Content-Length: {len(content)}"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + content


class Connection:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""

    def answer(self):
        """The next answer, or None when it is not complete yet."""
        self.received += self.socket.recv(1 << 16)
        end = self.received.find(b"\r\n\r\n")
        if end < 0:
            assert self.received, "the server closed a connection"
            return None
        head = self.received[:end]
        length = _content_length(head)
        if len(self.received) < end + 4 + length:
            return None
        assert len(self.received) == end + 4 + length, "more than one answer to one request"
        body, self.received = self.received[end + 4 :], b""
        return Answer(int(head[9:12]), head, body)


def _content_length(head):
    at = head.lower().find(b"\r\ncontent-length:")
    if at < 0:
        assert head[9:12] == b"204", head
        return 0
    return int(head[at + 17 :].split(b"\r\n", 1)[0])


class Loop:
    def __init__(self, port):
        self.port, self.poll = port, select.epoll()
        self.connections, self.scripts = {}, {}  # by file descriptor
        self.pauses = []  # a heap of (moment, number, file descriptor)
        self.numbers = itertools.count()

    def connect(self, script):
        connection = Connection(self.port)
        file = connection.socket.fileno()
        self.connections[file], self.scripts[file] = connection, script
        self.poll.register(file, select.EPOLLIN)
        return file

    def disconnect(self, file):
        self.poll.unregister(file)
        self.connections.pop(file).socket.close()
        return self.scripts.pop(file)

    def step(self, file, answer):
        try:
            order = self.scripts[file].send(answer)
        except StopIteration:
            self.disconnect(file)
            return
        if isinstance(order, bytes):
            self.connections[file].socket.sendall(order)
        elif order is None:
            self.step(self.connect(self.disconnect(file)), None)
        else:
            heapq.heappush(self.pauses, (time.perf_counter() + order, next(self.numbers), file))

    def run(self):
        for file in list(self.connections):
            self.step(file, None)
        while self.connections:
            timeout = max(0, self.pauses[0][0] - time.perf_counter()) if self.pauses else None
            for file, _ in self.poll.poll(timeout):
                answer = self.connections[file].answer()
                if answer is not None:
                    self.step(file, answer)
            while self.pauses and self.pauses[0][0] <= time.perf_counter():
                self.step(heapq.heappop(self.pauses)[2], None)


def drive(port, scripts):
    """Runs each script on a connection of its own until all have ended."""
    loop = Loop(port)
    for script in scripts:
        loop.connect(script)
    loop.run()


def run(port, requests, connections):
    """All requests, each once, in order, as fast as the connections get answers."""
    waiting = iter(requests)
    result = Run(0, [], collections.Counter())

    def take():
        for request in waiting:
            began = time.perf_counter()
            answer = yield request
            result.latencies.append(time.perf_counter() - began)
            result.statuses[answer.status] += 1

    began = time.perf_counter()
    drive(port, [take() for _ in range(connections)])
    result.seconds = time.perf_counter() - began
    return result
