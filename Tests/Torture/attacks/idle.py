"""10,000 connections that do nothing: what one costs, what a shopper notices, and what is left when they have ended.

Half of them never send a byte, half are idle after an answer.
"""

import contextlib
import os
import pathlib
import resource
import selectors
import socket
import time

from attacks.bystander import Bystander
from attacks.shapes import get
from hesap_process import Hesap

# Hesap closes an idle connection after 60 s; a little for its timers.
IDLE_SECONDS = 65


def idle(report):
    count = 1000 if report.short else 10_000
    # The server inherits it: one descriptor for each connection, and some for the rest.
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with Hesap() as hesap:
        hesap.start()
        with Bystander(hesap.port) as alone:
            time.sleep(3)
        report.row("a shopper alone", alone)
        before, descriptors = hesap.memory_megabytes(), open_descriptors(hesap)
        with Bystander(hesap.port) as bystander, crowd(hesap, count) as sockets:
            held = open_descriptors(hesap) - descriptors
            full = hesap.memory_megabytes()
            ended_after = wait_for_end(sockets, IDLE_SECONDS + 30)
        report.row(f"a shopper beside {count} idle connections", bystander)
        report.check(f"{count} connections were open at once", held >= count, held)
        report.check("the shopper was served all the time, within a second each", bystander.is_served)
        each = (full - before) * 1024 / count
        report.row("memory before / with them / for each", f"{before:.0f} MB / {full:.0f} MB / {each:.1f} KiB")
        report.check("a connection costs less than 32 KiB", each < 32, f"{each:.1f} KiB")
        report.check("every idle connection was ended by Hesap", ended_after is not None, f"the last after {ended_after or 0:.0f} s")
        left = open_descriptors(hesap) - descriptors
        report.check("no descriptor is left", left <= 0, left)
        report.row("memory when they had ended", f"{hesap.memory_megabytes():.0f} MB")
        compare_crowds(report, hesap, count, full, descriptors)


def compare_crowds(report, hesap, count, full, descriptors):
    """One upon the other, beside the first, which needed `full` megabytes."""
    again = []
    for _ in range(4):
        # Otherwise the next crowd comes while the one before is still there, and both need memory at once.
        wait_for_descriptors(hesap, descriptors)
        with crowd(hesap, count):
            again.append(hesap.memory_megabytes())
    figures = f"{full:.0f} MB, then {', '.join(f'{each:.0f}' for each in again)} MB"
    report.check("four such crowds take no more memory than one", again[2] < full * 1.1, figures)
    # What malloc keeps of the first it keeps once; what leaks would grow from the second on.
    report.check("later crowds take no more memory than the second", again[-1] < again[0] * 1.05, figures)


@contextlib.contextmanager
def crowd(hesap, count):
    with contextlib.ExitStack() as connections:
        sockets = [connections.enter_context(connect(hesap.port, number)) for number in range(count)]
        ask_once(sockets[::2])
        yield sockets


def connect(port, number):
    """From several addresses of this machine, so that ports do not run out."""
    source = f"127.0.0.{2 + number % 4}"
    return socket.create_connection(("127.0.0.1", port), timeout=30, source_address=(source, 0))


def ask_once(sockets):
    for each in sockets:
        each.sendall(get())
    for each in sockets:
        assert each.recv(65536).startswith(b"HTTP/1.1 200")


def wait_for_end(sockets, seconds):
    """How long it took until the server had closed all of them; None when it did not."""
    began = time.monotonic()
    with selectors.DefaultSelector() as selector:
        for each in sockets:
            selector.register(each, selectors.EVENT_READ)
        while selector.get_map():
            if time.monotonic() - began > seconds:
                return None
            for key, _ in selector.select(1):
                if not is_open(key.fileobj):
                    selector.unregister(key.fileobj)
    return time.monotonic() - began


def wait_for_descriptors(hesap, count, seconds=60):
    deadline = time.monotonic() + seconds
    while open_descriptors(hesap) > count and time.monotonic() < deadline:
        time.sleep(0.1)


def is_open(each):
    try:
        return bool(each.recv(65536))
    except ConnectionError:
        return False


def open_descriptors(hesap):
    return len(os.listdir(pathlib.Path(f"/proc/{hesap.process.pid}/fd")))
