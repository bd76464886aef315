"""Sends 1,000 mails by SMTP while the mail server restarts twice, and counts what arrived.

    make build && .venv-test/bin/python Benchmarks/mail.py

Needs aiosmtpd, which `Scripts/install-python.sh test` installs. Servers listen on 127.0.0.1 only.
"""

import base64
import collections
import json
import sqlite3
import subprocess
import sys
import time

from hesap_process import ROOT, Hesap
from load import report

MAILS = 1000
# A restart of Postfix or Exim takes about as long.
AWAY_SECONDS = 2
LIMIT_SECONDS = 120


class MailServer:
    def __init__(self, *options):
        """options: of the script, such as how it shall misbehave."""
        script = ROOT / "Tests/HesapServerTests/Mail/smtp_server.py"
        self.process = subprocess.Popen([sys.executable, script, *map(str, options)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = json.loads(self.process.stdout.readline())["port"]

    def tell(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def restart(self):
        self.tell("close")
        time.sleep(AWAY_SECONDS)
        self.tell("listen")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()


def database(hesap):
    return sqlite3.connect(hesap.folder / "hesap.sqlite3", timeout=10)


def queue(hesap):
    now = time.time_ns() // 1000
    rows = [(f"shopper{number}@example.com", now, now) for number in range(MAILS)]
    with database(hesap) as connection:
        connection.executemany(
            "INSERT INTO hesap_outbox (topic, recipient, language, payload, created_at, due_at, failures)"
            " VALUES ('mail.password_changed', ?, 'tr', '{}', ?, ?, 0)",
            rows,
        )


def waiting(hesap):
    with database(hesap) as connection:
        return connection.execute("SELECT count(*) FROM hesap_outbox WHERE topic LIKE 'mail.%'").fetchone()[0]


def run(restarts):
    with MailServer() as server, Hesap(
        MAIL_URL=f"smtp://127.0.0.1:{server.port}", MAIL_FROM="Shop <shop@shop.example>"
    ) as hesap:
        queue(hesap)
        began = time.perf_counter()
        hesap.start()
        marks = [MAILS * (number + 1) // (restarts + 1) for number in range(restarts)]
        while waiting(hesap) and time.perf_counter() - began < LIMIT_SECONDS:
            if marks and server.tell("counts")["mails"] >= marks[0]:
                server.restart()
                del marks[0]
            time.sleep(0.01)
        seconds = time.perf_counter() - began
        hesap.stop()
        left = waiting(hesap)
        state = server.tell("state")
    recipients = collections.Counter(mail["to"][0] for mail in state["received"])
    numbers = collections.Counter(
        line for mail in state["received"] for line in base64.b64decode(mail["content"]).split(b"\r\n")
        if line.startswith(b"Message-ID:")
    )
    lost = sum(1 for number in range(MAILS) if not recipients[f"shopper{number}@example.com"])
    twice = sum(1 for count in recipients.values() if count > 1)
    name = f"{MAILS} mails, {restarts} restarts of the mail server, {AWAY_SECONDS} s each"
    report(f"{name}: at least once / twice or more / lost", f"{len(recipients)} / {twice} / {lost}")
    report(f"{name}: left in the outbox; equal Message-IDs", f"{left}; {sum(1 for n in numbers.values() if n > 1)}")
    report(f"{name}: time, mails a second, connections", f"{seconds:.1f} s, {MAILS / seconds:.0f}/s, {state['connections']}")
    return lost == 0 and left == 0 and twice <= 2 and not marks


if __name__ == "__main__":
    results = [run(restarts) for restarts in (0, 2)]
    sys.exit(0 if all(results) else 1)
