"""Bytes to a server, and every answer that comes back until it closes or falls silent."""

import dataclasses
import socket
import time

# With double submission any secret does, so that a raw request needs no visit before it.
CSRF_SECRET = "a" * 32
SHOPPER_HEADERS = (f"Cookie: csrftoken={CSRF_SECRET}", f"X-CSRFToken: {CSRF_SECRET}")


def lines(*texts):
    """A head, or the beginning of one, as bytes; Latin-1, so that any byte can be written."""
    return "".join(text + "\r\n" for text in texts).encode("latin-1")


@dataclasses.dataclass
class Answer:
    status: int
    headers: dict
    body: bytes


@dataclasses.dataclass
class Talk:
    answers: list
    closed: bool
    rest: bytes  # what is no answer

    @property
    def statuses(self):
        return [answer.status for answer in self.answers]

    def __str__(self):
        said = " ".join(map(str, self.statuses)) or "no answer"
        return f"{said}, {'closed' if self.closed else 'open'}" + (f", and {self.rest[:40]!r}" if self.rest else "")


def talk(port, *sent, silence=0.5, pause=0.05, source="127.0.0.1"):
    """Sends the pieces with a pause between them, then listens."""
    with socket.create_connection(("127.0.0.1", port), timeout=10, source_address=(source, 0)) as s:
        received, closed = b"", False
        try:
            for number, piece in enumerate(sent):
                if number:
                    time.sleep(pause)
                s.sendall(piece)
        except OSError:
            pass  # It closed while we were sending; what it said before is still to be read.
        s.settimeout(silence)
        try:
            while piece := s.recv(65536):
                received += piece
            closed = True
        except TimeoutError:
            pass
        except OSError:
            closed = True
    answers, rest = parse(received)
    return Talk(answers, closed, rest)


def parse(received):
    answers = []
    while received.startswith(b"HTTP/1."):
        head, end, rest = received.partition(b"\r\n\r\n")
        if not end:
            break
        status, *fields = head.decode("latin-1").split("\r\n")
        headers = {}
        for field in fields:
            name, _, value = field.partition(":")
            headers[name.lower()] = f"{headers[name.lower()]}, {value.strip()}" if name.lower() in headers else value.strip()
        code = int(status.split()[1])
        body, rest = _body(rest, headers) if code >= 200 and code != 204 else (b"", rest)
        answers.append(Answer(code, headers, body))
        received = rest
    return answers, received


def _body(rest, headers):
    if headers.get("transfer-encoding") != "chunked":
        length = int(headers.get("content-length", 0))
        return rest[:length], rest[length:]
    body = b""
    while True:
        size, _, rest = rest.partition(b"\r\n")
        length = int(size.split(b";")[0] or b"0", 16)
        body, rest = body + rest[:length], rest[length + 2 :]
        if not length:
            return body, rest


def wait_until_open(port, seconds=10):
    until = time.monotonic() + seconds
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
