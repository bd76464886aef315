"""Clients that take their time: with the head, with the body, with reading the answer.

slowhttptest opens many at once while a shopper is served. A few of our own are watched to their end: none may hold its
connection longer than Hesap's limits allow.
"""

import csv
import pathlib
import socket
import subprocess
import tempfile
import threading
import time

from attacks.bystander import Bystander
from attacks.shapes import CHUNKED, get, post
from hesap_process import Hesap

# Hesap's limits are 60 s each; a little for its timers.
LIMIT_SECONDS = 65

MODES = {
    "slow heads": ["-H", "-u", "{}/users/session/"],
    "slow bodies": ["-B", "-s", "60000", "-u", "{}/users/login/"],
    "slow readers": ["-X", "-w", "512", "-y", "1024", "-n", "5", "-z", "32", "-k", "10", "-u", "{}/openapi.json"],
}


def slow(report):
    count, seconds = (200, 10) if report.short else (2000, 75)
    with Hesap() as hesap:
        hesap.start()
        with Bystander(hesap.port) as alone:
            time.sleep(3)
        report.row("a shopper alone", alone)
        for name, options in MODES.items():
            with Bystander(hesap.port) as bystander:
                most = attack(hesap.port, options, count, seconds)
            report.row(f"a shopper beside {count} {name}, {seconds} s", bystander)
            report.check(f"{name}: that many were connected", most >= count * 0.9, most)
            report.check(f"{name}: the shopper was served all the time, within a second each", bystander.is_served)
        if not report.short:
            ends(report, hesap)
        report.row("memory afterwards", f"{hesap.memory_megabytes():.0f} MB")


def attack(port, options, count, seconds):
    """The most connections that it had open at once."""
    with tempfile.TemporaryDirectory(prefix="hesap-slow-") as folder:
        subprocess.run(
            ["slowhttptest", "-c", str(count), "-r", str(count // 4), "-i", "5", "-x", "24", "-l", str(seconds), "-g", "-o"]
            + [f"{folder}/slow", *(option.format(f"http://127.0.0.1:{port}") for option in options)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True, timeout=seconds + 60,
        )
        with open(pathlib.Path(folder, "slow.csv")) as file:
            return max(int(row["Connected"]) for row in csv.DictReader(file))


def ends(report, hesap):
    """Each drips, without a pause that an idle limit would see, until Hesap has had enough."""
    drips = {
        "a head without an end": (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n", b"X: y\r\n"),
        "a body, a byte every two seconds": (post("Content-Length: 60000"), b"x"),
        "chunks of one byte": (post(CHUNKED), b"1\r\nx\r\n"),
        "a body that nobody reads": (get("Content-Length: 60000"), b"x"),
        "a client that asks on and on and never reads": (get(path="/openapi.json") * 100, get(path="/openapi.json") * 100),
    }
    held = {}
    threads = [threading.Thread(target=lambda n=name, d=drip: held.update({n: hold(hesap.port, *d)})) for name, drip in drips.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for name in drips:
        report.check(f"{name} is ended within {LIMIT_SECONDS} s", held[name] is not None, f"{held[name] or 0:.0f} s")


def hold(port, first, more, every=2):
    """For how long the server bore it; None when it was still open when we gave up."""
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", port)) as s:
        s.settimeout(every)
        piece = first
        while time.monotonic() - began < LIMIT_SECONDS + 30:
            try:
                s.sendall(piece)
            except TimeoutError:
                pass  # The server reads nothing any more, since nobody reads its answers.
            except OSError:
                return time.monotonic() - began
            piece = more
            time.sleep(every)
    return None
