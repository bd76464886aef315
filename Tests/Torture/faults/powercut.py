"""Power cuts, for SQLite: a log of every write under load, replayed to hundreds of moments."""

import json
import pathlib
import random
import shutil
import subprocess
import tempfile
import time

from faults.crowd import SETTINGS, Crowd, summary
from faults.engines import SQLite, integrity
from faults.replay import Disk, read_log
from faults.snapshot import Snapshot


def powercut(report):
    with SQLite() as engine:
        log, crowd, answers, ready = _record(report, engine)
        records = read_log(log)
        size = log.stat().st_size / 1e6
        report.row("logged under load", f"{len(records)} writes, flushes and renamings, {size:.0f} MB, {summary(answers)}")
        moments = _moments(records, crowd.ledger, ready, 40 if report.short else 600)
        broken, lost, seconds = _replay(engine, crowd, records, moments)
        report.check("the database is sound after each cut", not broken, broken[:3] or f"{len(moments)} cuts")
        report.check("nothing acknowledged is lost", not lost, lost[:3] or f"of up to {crowd.ledger.acknowledged()}")
        report.fault(
            f"power cut at {len(moments)} moments, SQLite",
            "no server",
            f"{len(lost)} of up to {crowd.ledger.acknowledged()} at each",
            f"open, repair, check and read the file: longest {max(seconds):.2f} s; then a start",
        )
        _controls(report, engine, crowd, records, moments)


def _record(report, engine):
    """The whole life of a database, from the first migration on, with a restart in it."""
    hesap = engine.hesap
    log, library = hesap.folder / "disk.log", hesap.folder / "disklog.so"
    compiler = shutil.which("cc") or shutil.which("clang")
    source = pathlib.Path(__file__).with_name("disklog.c")
    subprocess.run([compiler, "-O2", "-Wall", "-Werror", "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
    for path in hesap.folder.glob("hesap.sqlite3*"):
        path.unlink()
    hesap.environment |= {"LD_PRELOAD": str(library), "DISK_LOG": str(log), "DISK_LOG_DATABASE": str(engine.file)}
    hesap.command("migrate")
    ready = time.monotonic()
    for key, value in SETTINGS.items():
        hesap.command("settings", "set", key, json.dumps(value))
    crowd, answers = None, []
    for _ in range(2):
        hesap.start()
        with Crowd([hesap.port], engine.mailbox, ledger=crowd and crowd.ledger) as crowd:
            time.sleep(3 if report.short else 8)
        hesap.stop()
        answers += crowd.answers
    return log, crowd, answers, ready


def _moments(records, ledger, ready, count):
    """A third anywhere, a third just after an answer, a third just after a write or a flush. None before `ready`."""
    end = records[-1].ended + 0.1
    answered = [event.answered for event in ledger.events if event.answered < end]
    written = [record.ended for record in records if record.ended > ready]
    moments = [random.uniform(ready, end) for _ in range(count // 3)]
    moments += random.choices(answered, k=count // 3) + random.choices(written, k=count // 3)
    return sorted(moments)


def _replay(engine, crowd, records, moments, ignores=""):
    """Returns what integrity_check said, what was lost, and how long each opening took."""
    disk, broken, lost, seconds = Disk(records, ignores), [], [], []
    for moment in moments:
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            disk.cut(moment, folder, "db")
            began = time.monotonic()
            try:
                if (state := integrity(folder / "db")) != "ok":
                    broken.append(state)
                    continue
                lost += crowd.ledger.losses(Snapshot.of_sqlite(folder / "db"), engine.mailbox.left(moment), moment)
            except Exception as error:
                lost.append(f"cannot be read: {error}")
            seconds.append(time.monotonic() - began)
    return broken, lost, seconds


# Whose flushes did nothing, and what then must be found broken or lost at some cut.
CONTROLS = {"of the log (-wal)": "w", "of the database": "d", "of the folder": "/", "at all": "dwj/"}


def _controls(report, engine, crowd, records, moments):
    """The same cuts, had some flushes done nothing: the check must be able to fail."""
    some = sorted(random.sample(moments, min(len(moments), 60)))
    for name, ignores in CONTROLS.items():
        broken, lost, _ = _replay(engine, crowd, records, some, ignores)
        found = f"{len(broken)} of {len(some)} broken, {len(lost)} losses"
        report.check(f"without flushes {name} the same check fails", broken or lost, found)
