"""Mail servers that are dead, silent, rude or unwilling."""

import base64
import contextlib
import email
import time

from hesap_process import free_port
from load import percentile
from mail import MailServer

from faults.crowd import Crowd, only, summary
from faults.engines import SQLite
from faults.verdict import judge

# How the server misbehaves; None: there is none.
TROUBLES = {
    "nobody listens": None,
    "accepts and never answers": ["--act", "CONNECT:hang"],
    "hangs up in the middle of a mail": ["--act", "DATA:drop"],
    "hangs up when it has the whole mail": ["--act", "DOT:drop"],
    "refuses all, for now": ["--act", "MAIL:421"],
    "refuses each recipient, for now": ["--act", "RCPT:451"],
}
# A mail that was refused for now is tried again after half a minute; a rest of the worker lasts a minute at most.
LIMIT_SECONDS = 100


class Sent:
    """In the place of a Mailbox: mails that a server received. Nobody reads them, so no link is ever used."""

    def __init__(self):
        self.links, self.mails = {}, []

    def look(self, every=0.0):
        pass

    def take(self, server):
        for mail in server.tell("state")["received"]:
            message = email.message_from_bytes(base64.b64decode(mail["content"]))
            self.mails.append((message["X-Hesap-Kind"], mail["to"][0]))

    def left(self, moment=None):
        return self.mails


def smtp(report):
    with _shop() as (engine, port), MailServer("--port", port):
        healthy = _shopping(report, engine)
    report.row("mail server healthy", f"{summary(healthy.answers)}, p99 {_p99(healthy) * 1000:.0f} ms")
    for name, options in TROUBLES.items():
        _trouble(report, name, options, _p99(healthy))


@contextlib.contextmanager
def _shop():
    port = free_port()
    with SQLite(MAIL_URL=f"smtp://127.0.0.1:{port}", MAIL_FROM="shop@shop.example") as engine:
        engine.mailbox = Sent()
        engine.hesap.start()
        yield engine, port


def _shopping(report, engine):
    with Crowd([engine.hesap.port], engine.mailbox, count=4) as crowd:
        # Longer than the worker waits for a connection, so that it notices.
        time.sleep(3 if report.short else 12)
    return crowd


def _p99(crowd):
    return percentile([answer.seconds for answer in crowd.answers], 0.99)


def _trouble(report, name, options, healthy):
    name = f"a mail server that {name}" if options else name
    with _shop() as (engine, port):
        with MailServer("--port", port, *options) if options else contextlib.nullcontext():
            crowd = _shopping(report, engine)
        promised = len(engine.snapshot().outbox)
        began = time.monotonic()
        with MailServer("--port", port) as server:
            while engine.snapshot().outbox and time.monotonic() - began < LIMIT_SECONDS:
                time.sleep(0.1)
            taken = time.monotonic() - began
            engine.mailbox.take(server)
        left = len(engine.snapshot().outbox)
        calm = f"{summary(crowd.answers)}, p99 {_p99(crowd) * 1000:.0f} ms"
        report.check(f"{name}: requests succeed and are no slower", _is_calm(crowd, healthy), calm)
        report.check(f"{name}: all mails leave afterwards", promised and left == 0, f"{promised} waited, {left} wait")
        normal = f"{taken:.1f} s until the last of {promised} mails had left"
        judge(report, f"SMTP: {name}", engine, crowd.ledger, f"{calm}; mails later", normal)


def _is_calm(crowd, healthy):
    """A request that waited for the mail server would wait for seconds; the rest is the machine's breath."""
    return only(crowd.answers) and _p99(crowd) < 2 * healthy + 0.05
