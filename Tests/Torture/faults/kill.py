"""kill -9 at random moments under write load."""

import math
import random
import signal
import sqlite3
import statistics
import tempfile
import time

from faults.crowd import Crowd, summary
from faults.engines import Postgres, SQLite
from faults.ledger import Ledger
from faults.snapshot import Snapshot


def sqlite(report):
    with SQLite() as engine:
        ledger = _kill(report, engine)
        _control(report, engine, ledger)


def postgres(report):
    with Postgres() as engine:
        _kill(report, engine)


def _kill(report, engine):
    rounds = 10 if report.short else 200
    hesap, ledger, starts, answers, losses, damaged = engine.hesap, Ledger(), [], [], [], []
    for number in range(1, rounds + 1):
        starts.append(hesap.start())
        with Crowd([hesap.port], engine.mailbox, stays=False) as crowd:
            # Long enough that mails with links arrive in some rounds.
            time.sleep(random.uniform(0.05, 1.5))
            hesap.stop(signal.SIGKILL)
        if (state := engine.integrity()) != "ok":
            damaged.append(state)
        losses += engine.losses(crowd.ledger)
        ledger.events += crowd.ledger.events
        answers += crowd.answers
        if number % 20 == 0:
            report.say(f"{number} rounds, {ledger.acknowledged()} acknowledged, {len(losses)} lost")
    # What was acknowledged in the first round must hold after the last.
    hesap.start()
    losses += engine.losses(ledger)
    hesap.stop()
    report.check(f"{engine.name}: the database is sound each time", not damaged, damaged[:3] or "ok")
    report.check(f"{engine.name}: nothing acknowledged is lost", not losses, losses[:3] or f"of {ledger.acknowledged()}")
    report.check(f"{engine.name}: each kind of change was acknowledged", not _missing(ledger), _kinds(ledger))
    report.fault(
        f"kill -9, {rounds} times, {engine.name}",
        summary(answers),
        f"{len(losses)} of {ledger.acknowledged()}",
        f"start to first answer: median {statistics.median(starts) * 1000:.0f}, longest {max(starts) * 1000:.0f} ms",
    )
    return ledger


def _kinds(ledger):
    kinds = ("currency", "signed-in", "ended", "account", "password", "erased", "mail")
    done = [event.kind for event in ledger.events if event.answered < math.inf]
    return {kind: done.count(kind) for kind in kinds}


def _missing(ledger):
    return [kind for kind, count in _kinds(ledger).items() if count == 0]


# What each kind of loss would look like in the file.
DAMAGES = {
    "sessions gone": "DELETE FROM django_session",
    # {"currency": "XXX"}
    "another currency": "UPDATE django_session SET session_data = 'eyJjdXJyZW5jeSI6IlhYWCJ9:x:y'",
    "accounts gone": "UPDATE auth_user SET email = 'other' || id WHERE email LIKE 'shopper%'",
    "another password": "UPDATE auth_user SET password = 'pbkdf2_sha256$1$x$y' WHERE email LIKE 'shopper%'",
    "former passwords gone": "DELETE FROM hesap_password_history",
    "an erased account active": "UPDATE auth_user SET is_active = 1 WHERE email LIKE 'anonymized-%'",
    "an ended session back": "INSERT INTO django_session VALUES (:ended, 'e30:x:y', '2030-01-01')",
}


def _control(report, engine, ledger):
    """The check must be able to fail."""
    ended = next(event.subject for event in ledger.events if event.kind == "ended" and event.answered < math.inf)
    for name, damage in DAMAGES.items():
        with tempfile.TemporaryDirectory() as folder:
            copy = engine.copy(folder)
            with sqlite3.connect(copy) as connection:
                connection.execute(damage, {"ended": ended} if ":ended" in damage else {})
            connection.close()
            found = ledger.losses(Snapshot.of_sqlite(copy), engine.mailbox.left())
            report.check(f"the check notices: {name}", found, f"{len(found)} losses")
    found = ledger.losses(engine.snapshot(), [])
    report.check("the check notices: mails gone", found, f"{len(found)} losses")
