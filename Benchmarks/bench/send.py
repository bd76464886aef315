"""Sending prepared requests: by wrk as fast as the connections allow, or a fixed number of slow ones."""

import concurrent.futures
import dataclasses
import json
import pathlib
import signal
import subprocess
import tempfile
import threading
import time

from load import percentile

from .wire import ask, open_connection

SCRIPT = pathlib.Path(__file__).with_name("wrk.lua")


@dataclasses.dataclass
class Result:
    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float

    @property
    def rate(self):
        return self.requests / self.seconds


class Load:
    """A file of requests for wrk. `once` ends a run when each was sent, and the next run goes on behind it."""

    def __init__(self, port, requests, once=False):
        self.url, self.requests, self.once = f"http://127.0.0.1:{port}", requests, once

    def run(self, connections, seconds, pause_ms=0):
        with tempfile.NamedTemporaryFile(suffix=".requests") as file:
            return self.result(self.start(file, connections, seconds, pause_ms))

    def start(self, file, connections, seconds, pause_ms=0):
        file.write(b"\0".join(self.requests))
        file.flush()
        mode = "once" if self.once else "again"
        command = [
            "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", SCRIPT, self.url,
            "--", file.name, mode, str(pause_ms),
        ]
        return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    @staticmethod
    def result(process):
        with process:
            for line in process.stdout:
                if line == "exhausted\n":
                    process.send_signal(signal.SIGINT)
                if line.startswith("result "):
                    figures = json.loads(line.removeprefix("result "))
        if figures.pop("refused") or figures.pop("broken"):
            raise RuntimeError(f"{process.args}: requests failed, so the others are not counted either")
        return Result(**figures)


def send_all(port, requests, connections):
    """A fixed number of requests: a few seconds of hashing are too few for a rate by the clock."""
    waits, rest, lock = [], iter(requests), threading.Lock()

    def client():
        connection = open_connection(port)
        while True:
            with lock:
                request = next(rest, None)
            if request is None:
                return connection.close()
            began = time.perf_counter()
            status, body = ask(connection, request)
            waits.append((time.perf_counter() - began) * 1e3)
            if status not in (200, 204):
                raise RuntimeError(f"127.0.0.1:{port} answered {status}: {body[:300]}")

    began = time.perf_counter()
    with concurrent.futures.ThreadPoolExecutor(connections) as pool:
        for each in [pool.submit(client) for _ in range(connections)]:
            each.result()
    return Result(len(waits), time.perf_counter() - began, percentile(waits, 0.5), percentile(waits, 0.99))
