"""Starts and stops the servers, each with a log of its own, on loopback and on free ports."""

import http.client
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

CONFORMANCE = Path(__file__).resolve().parent.parent
REPOSITORY = CONFORMANCE.parent.parent
SHOP = CONFORMANCE / "shop"
sys.path.append(str(REPOSITORY / "Scripts"))

from free_port import free_port  # noqa: E402


class StageError(Exception):
    """The stage itself does not stand: nothing was compared."""


def end_tidily():
    """SIGTERM unwinds like Ctrl-C, so that servers and databases go with a run that is stopped."""
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))


def clean_environment(**extra):
    """The caller's environment without what would lead a server elsewhere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HESAP_", "SHOP_", "DJANGO_"))}
    return {**kept, **{name: str(value) for name, value in extra.items()}}


def run(command, environment, folder, text=None):
    """Runs a command to its end and returns what it printed; an exit code other than 0 is an error."""
    done = subprocess.run(
        [str(part) for part in command], env=environment, cwd=folder, input=text, capture_output=True, text=True
    )
    if done.returncode != 0:
        raise StageError(f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


class Server:
    """One server process; `path` is asked until it answers."""

    def __init__(self, name, command, environment, folder, port, path):
        self.name, self.command, self.environment = name, [str(part) for part in command], environment
        self.folder, self.port, self.path = Path(folder), port, path
        self.log = self.folder / f"{name}.log"
        self.process = None

    def start(self):
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env=self.environment,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        end = time.monotonic() + 60
        while time.monotonic() < end and self.process.poll() is None:
            if self._answers():
                return self
            time.sleep(0.02)
        self.stop()
        raise StageError(f"{self.name} does not answer:\n{self.log.read_text(errors='replace')[-4000:]}")

    def _answers(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", self.path, headers={"Host": "shop.example"})
            return connection.getresponse().status < 500
        except OSError:
            return False
        finally:
            connection.close()

    def stop(self, seconds=10):
        """Asks, waits, and then insists. The group is of our own making: gunicorn's workers go with it."""
        if self.process is None:
            return None
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
        status, self.process = self.process.returncode, None
        return status


def hesap_binary():
    """What the build left, or `HESAP_BINARY`."""
    path = Path(os.environ.get("HESAP_BINARY") or REPOSITORY / ".build/debug/hesap")
    if not path.exists():
        raise StageError(f"{path} is missing: swift build --product hesap, or set HESAP_BINARY")
    return path


def gunicorn(environment, folder, port, workers=1, threads=4):
    """The shop under gunicorn. Threads, because only those keep connections open."""
    command = [sys.executable, "-m", "gunicorn", "--chdir", SHOP, "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", workers, "--threads", threads, "--worker-class", "gthread", "--keep-alive", 600]
    # No heartbeat: it would be read by a clock that jumps.
    command += ["--timeout", 0, "--graceful-timeout", 2, "--no-control-socket", "--log-level", "warning", "shop.wsgi"]
    return Server("django", command, {**environment, "PYTHONPATH": str(SHOP)}, folder, port, "/shop/whoami/")
