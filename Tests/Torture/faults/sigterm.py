"""SIGTERM under load.

What "no accepted request is dropped" means here:

- On a connection that stays open, every request that is sent in the next half second is answered; an answer that says
  `Connection: close` is the last one, and then there is nobody to connect to. (Hesap gives a second; then a client was idle.)
- A connection that nobody had read from may be cut. A request without an answer has then done nothing.
- A request that was half sent is answered when its rest comes within half a second.
"""

import collections
import json
import math
import random
import signal
import socket
import statistics
import time

from hesap_process import Shopper

from faults.crowd import Crowd, only, summary
from faults.engines import Postgres, SQLite
from faults.ledger import Ledger
from faults.verdict import judge

GRACE_SECONDS = 0.5


def sqlite(report):
    with SQLite() as engine:
        _rounds(report, engine)


def postgres(report):
    with Postgres() as engine:
        _rounds(report, engine)


def _rounds(report, engine):
    rounds = 3 if report.short else 20
    ledger, seen, codes, times, halves = Ledger(), collections.defaultdict(list), [], [], []
    for _ in range(rounds):
        engine.hesap.start()
        half = _HalfSent(engine.hesap.port)
        kept = Crowd([engine.hesap.port], engine.mailbox, stays=False, ledger=ledger)
        renewed = Crowd([engine.hesap.port], engine.mailbox, stays=False, reconnects=True, ledger=ledger)
        with kept, renewed:
            time.sleep(random.uniform(0.3, 1.5))
            process, began = engine.hesap.process, time.monotonic()
            process.send_signal(signal.SIGTERM)
            time.sleep(GRACE_SECONDS)
            halves.append(half.complete())
            process.wait(60)
            times.append(time.monotonic() - began)
            codes.append(process.returncode)
            engine.hesap.stop()
        seen["kept"] += kept.since(began, began + GRACE_SECONDS)
        seen["renewed"] += renewed.since(began)
    # What was not answered must not have happened.
    for event in ledger.events:
        event.refused |= event.answered == math.inf
    name = f"SIGTERM, {rounds} times"
    report.check(f"{name}: each request on an open connection is answered", only(seen["kept"], "refused"), summary(seen["kept"]))
    report.check(f"{name}: a request half sent is answered", set(halves) == {204}, collections.Counter(halves))
    report.check(f"{name}: exit code 0", set(codes) == {0}, collections.Counter(codes))
    client = f"open connections: {summary(seen['kept'])}; new ones: {summary(seen['renewed'])}"
    judge(report, name, engine, ledger, client, f"to the end: median {statistics.median(times):.2f}, longest {max(times):.2f} s")


class _HalfSent:
    """A change of currency whose body has not come yet."""

    def __init__(self, port):
        shopper = Shopper(port)
        shopper.request("GET", "/csrf_token/")
        body = json.dumps({"currency_code": "EUR"}).encode()
        cookies = "; ".join(f"{name}={value}" for name, value in shopper.cookies.items())
        head = (
            f"POST /users/activate-currency/ HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookies}\r\n"
            f"X-CSRFToken: {shopper.cookies['csrftoken']}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=5)
        self.socket.sendall(head.encode() + body[:5])
        self.rest = body[5:]

    def complete(self):
        try:
            self.socket.sendall(self.rest)
            answer = self.socket.recv(4096)
            return int(answer.split()[1]) if answer else "cut"
        except OSError as error:
            return type(error).__name__
        finally:
            self.socket.close()
