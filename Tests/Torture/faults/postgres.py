"""PostgreSQL killed, stopped, started, paused, out of disk, and failed over, under load."""

import contextlib
import os
import pathlib
import signal
import subprocess
import time

from faults.crowd import Crowd, only, summary
from faults.disk import filled, tmpfs
from faults.engines import Postgres
from faults.verdict import judge

# Two for a connection, five for a statement, two to tell the server that nobody waits for it any more.
LONGEST_SECONDS = 9
SCRIPTS = pathlib.Path(__file__).resolve().parents[3] / "Scripts"


class Server:
    """A PostgreSQL of a fault's own; with a standby, each commit is on both before it is answered."""

    def __init__(self, with_standby=False, **environment):
        standby = ["bash", SCRIPTS / "with-standby.sh"] if with_standby else []
        # Lives until its input ends.
        wait = ["sh", "-c", 'echo "$POSTGRES_URL $POSTGRES_CONTROL ${STANDBY_CONTROL:-none}"; cat']
        self.process = subprocess.Popen(
            ["bash", SCRIPTS / "with-postgres.sh", *standby, *wait], env={**os.environ, **environment},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        self.url, self.control, self.standby = self.process.stdout.readline().split()
        self.folder = pathlib.Path(self.control).parent

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()

    def tell(self, *command):
        subprocess.run([self.control, *command], check=True, capture_output=True)

    def processes(self):
        """The postmaster first."""
        postmaster = int((self.folder / "db/postmaster.pid").read_text().split()[0])
        children = pathlib.Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        return [postmaster, *map(int, children)]

    def signal(self, number, processes=None):
        for process in processes or self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, number)

    def start(self, seconds=60):
        """Its predecessor's processes may still be about to notice that they are alone."""
        end = time.monotonic() + seconds
        while subprocess.run([self.control, "start"], capture_output=True).returncode != 0:
            if time.monotonic() > end:
                raise RuntimeError("PostgreSQL does not start: " + (self.folder / "log").read_text()[-500:])
            time.sleep(0.1)


def postgres(report):
    with Server() as server:
        _fault(report, "the database server killed with -9 and started", server, _kill)
        _fault(report, "the database server stopped (fast) and started", server, _restart("fast"))
        _fault(report, "the database server stopped (immediate) and started", server, _restart("immediate"))
        _fault(report, "the database server paused", server, _pause(3 if report.short else 12))


def failover(report):
    with Server(with_standby=True) as server:
        _fault(report, "the primary killed with -9, its synchronous standby promoted", server, _fail_over)


def disk_full(report):
    with tmpfs("200m") as folder:
        # The server's user must get in.
        folder.chmod(0o755)
        with Server(TMPDIR=str(folder), POSTGRES_SETTINGS="fsync=on;max_wal_size=48MB") as server:
            _fault(report, "the database server's disk full", server, _fill(folder, 5 if report.short else 20))


def _fault(report, name, server, fault):
    with Postgres(server.url) as engine:
        engine.hesap.start()
        with Crowd([engine.hesap.port], engine.mailbox) as crowd:
            time.sleep(2)
            began = time.monotonic()
            fault(server)
            ended = time.monotonic()
            time.sleep(4)
        meanwhile, later = crowd.during(began, ended), crowd.since(ended + 2)
        slowest = max(answer.seconds for answer in crowd.answers)
        report.check(f"{name}: the process lives", engine.hesap.process.poll() is None)
        report.check(f"{name}: answers are 2xx or 503", only(meanwhile, 503), summary(meanwhile))
        report.check(f"{name}: all is well two seconds after its end", only(later), summary(later))
        report.check(f"{name}: no answer takes longer than {LONGEST_SECONDS} s", slowest < LONGEST_SECONDS, f"{slowest:.2f} s")
        back = f"{crowd.first_success(ended):.2f} s after its end"
        judge(report, name, engine, crowd.ledger, f"for {ended - began:.1f} s: {summary(meanwhile)}", back)


def _kill(server):
    server.signal(signal.SIGKILL, server.processes()[:1])
    time.sleep(2)
    server.start()


def _restart(mode):
    def fault(server):
        server.tell("stop", "-m", mode)
        time.sleep(2)
        server.start()

    return fault


def _pause(seconds):
    def fault(server):
        processes = server.processes()
        server.signal(signal.SIGSTOP, processes)
        time.sleep(seconds)
        server.signal(signal.SIGCONT, processes)

    return fault


def _fail_over(server):
    """Nobody tells Hesap: its URL names both."""
    server.signal(signal.SIGKILL)
    time.sleep(2)
    subprocess.run([server.standby, "promote"], check=True, capture_output=True)


def _fill(folder, seconds):
    def fault(server):
        with filled(folder):
            time.sleep(seconds)
        # Without room for its log it ends, and must be started by whoever made room.
        if subprocess.run([server.control, "status"], capture_output=True).returncode != 0:
            server.start()

    return fault
