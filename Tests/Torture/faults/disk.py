"""The disk under SQLite: full, and suddenly read-only."""

import contextlib
import os
import pathlib
import subprocess
import tempfile
import threading
import time

from hesap_process import Shopper

from faults.crowd import Crowd, only, summary
from faults.engines import SQLite
from faults.verdict import judge


def full(report):
    with tmpfs("24m") as folder, SQLite(DATABASE_URL=f"sqlite:{folder}/hesap.sqlite3") as engine:
        engine.hesap.start()
        reader = _reader(engine.hesap)
        with Crowd([engine.hesap.port], engine.mailbox) as crowd:
            time.sleep(2)
            began = time.monotonic()
            with filled(folder):
                time.sleep(2 if report.short else 20)
                reads = _reads(reader)
            freed = time.monotonic()
            time.sleep(3)
            back = crowd.first_success(freed)
        lived = engine.hesap.process.poll() is None
        engine.hesap.stop()
        meanwhile, later = crowd.since(began, freed), crowd.since(freed + 1)
        is_full = any(answer.status == 503 for answer in meanwhile)
        report.check("disk full: writes are refused with 503", is_full and only(meanwhile, 503), summary(meanwhile))
        report.check("disk full: reads are answered", set(reads) == {200}, f"{len(reads)} × {set(reads)}")
        report.check("disk full: the process lives", lived)
        report.check("disk full: all is well a second after there is room", only(later), summary(later))
        judge(report, "disk full", engine, crowd.ledger, summary(meanwhile), f"{back:.2f} s after there is room, by itself")


def read_only(report):
    """As a disk becomes with an error: ext4 then refuses to write, whatever was open."""
    with _ext4() as disk, SQLite(DATABASE_URL=f"sqlite:{disk.folder}/hesap.sqlite3") as engine:
        engine.hesap.start()
        reader = _reader(engine.hesap)
        with Crowd([engine.hesap.port], engine.mailbox) as crowd:
            time.sleep(2)
            began = time.monotonic()
            disk.fail()
            time.sleep(2 if report.short else 10)
            reads = _reads(reader)
        lived = engine.hesap.process.poll() is None
        process = engine.hesap.process
        engine.hesap.stop()
        meanwhile = crowd.since(began)
        report.check("disk read-only: SIGTERM ends with exit code 0", process.returncode == 0, process.returncode)
        report.check("disk read-only: writes are refused with 503", only(meanwhile, 503), summary(meanwhile))
        report.check("disk read-only: reads are answered", set(reads) == {200}, f"{len(reads)} × {set(reads)}")
        report.check("disk read-only: the process lives", lived)
        disk.repair()
        start = engine.hesap.start()
        with Crowd([engine.hesap.port], engine.mailbox, ledger=crowd.ledger) as later:
            time.sleep(2)
        engine.hesap.stop()
        report.check("disk read-only: all is well after a repair and a start", only(later.answers), summary(later.answers))
        normal = f"{start:.2f} s, from the start after e2fsck"
        judge(report, "disk read-only", engine, crowd.ledger, summary(meanwhile), normal)
        _read_only_start(report, disk, engine)


def _read_only_start(report, disk, engine):
    subprocess.run(["mount", "-o", "remount,ro", disk.folder], check=True)
    result = subprocess.run(
        [os.environ["HESAP_BINARY"], "serve"], env=engine.hesap.environment, capture_output=True, text=True, timeout=60
    )
    lines = result.stderr.strip().splitlines()
    is_plain = result.returncode == 1 and len(lines) == 1
    report.check("a start on a read-only disk ends with one line", is_plain, result.stderr.strip()[:200])


def _reader(hesap):
    """A guest with a session, which each look at it reads from the database."""
    shopper = Shopper(hesap.port)
    shopper.request("POST", "/users/activate-currency/", {"currency_code": "EUR"})
    return shopper


def _reads(shopper, count=50):
    answers = [shopper.request("GET", "/users/session/") for _ in range(count)]
    return [status if b'"EUR"' in content else content for status, content, _ in answers]


@contextlib.contextmanager
def filled(folder):
    """No byte is free in the meantime, also when somebody gives one back."""
    done = threading.Event()
    path = pathlib.Path(folder) / "filler"

    def fill():
        with open(path, "wb", buffering=0) as file:
            while not done.wait(0.02):
                with contextlib.suppress(OSError):
                    while True:
                        file.write(bytes(4096))

    thread = threading.Thread(target=fill)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
        path.unlink()


@contextlib.contextmanager
def tmpfs(size):
    with tempfile.TemporaryDirectory(prefix="hesap-torture-") as folder:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], check=True)
        try:
            yield pathlib.Path(folder)
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)


class _ext4:
    """A file system in a file."""

    def __enter__(self):
        self.place = tempfile.TemporaryDirectory(prefix="hesap-torture-")
        self.image, self.folder = (pathlib.Path(self.place.name) / name for name in ("image", "disk"))
        self.folder.mkdir()
        with open(self.image, "wb") as image:
            image.truncate(128 * 2**20)
        subprocess.run(["mkfs.ext4", "-q", self.image], check=True)
        self._mount()
        return self

    def _mount(self):
        subprocess.run(["mount", "-o", "loop,errors=remount-ro", self.image, self.folder], check=True)

    def fail(self):
        device = subprocess.run(["findmnt", "-n", "-o", "SOURCE", self.folder], capture_output=True, text=True, check=True)
        trigger = pathlib.Path("/sys/fs/ext4") / pathlib.Path(device.stdout.strip()).name / "trigger_fs_error"
        trigger.write_text("torture")

    def repair(self):
        subprocess.run(["umount", self.folder], check=True)
        # 1: errors were corrected.
        assert subprocess.run(["e2fsck", "-p", self.image], stdout=subprocess.DEVNULL).returncode in (0, 1)
        self._mount()

    def __exit__(self, *_):
        subprocess.run(["umount", "--lazy", self.folder], check=True)
        self.place.cleanup()
