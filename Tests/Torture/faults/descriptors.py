"""More connections than file descriptors, then fewer again."""

import resource
import socket
import time

from hesap_process import Shopper

from faults.crowd import Crowd, only, summary
from faults.engines import SQLite
from faults.verdict import judge

LIMIT = 200


def descriptors(report):
    with SQLite() as engine:
        hesap = engine.hesap
        hesap.start()
        with Crowd([hesap.port], engine.mailbox, count=4) as crowd:
            time.sleep(1)
            resource.prlimit(hesap.process.pid, resource.RLIMIT_NOFILE, (LIMIT, LIMIT))
            began, cpu = time.monotonic(), hesap.cpu_seconds()
            idle = [socket.create_connection(("127.0.0.1", hesap.port)) for _ in range(3 * LIMIT)]
            waiting = _ask(hesap.port, seconds=2)
            report.row("a new connection meanwhile", waiting)
            time.sleep(1 if report.short else 10)
            crowd.stop()
            meanwhile = crowd.since(began)
            # Alone with the connections that nobody could accept.
            began_idle, cpu = time.monotonic(), hesap.cpu_seconds()
            time.sleep(3)
            share = (hesap.cpu_seconds() - cpu) / (time.monotonic() - began_idle)
        released = time.monotonic()
        for connection in idle:
            connection.close()
        lived = hesap.process.poll() is None
        back = _first_answer(hesap.port, released) if lived else None
        report.check("descriptors: the process lives", lived, "" if lived else (hesap.folder / "server.log").read_text()[-300:])
        report.check("descriptors: open connections are served as before", only(meanwhile), summary(meanwhile))
        report.check("descriptors: it does not spin while nothing can be accepted", share < 0.25, f"{share:.0%} of a core")
        report.check("descriptors: new connections are answered when some are free", back is not None and back < 2, back)
        if back is None:
            return
        with Crowd([hesap.port], engine.mailbox, ledger=crowd.ledger) as later:
            time.sleep(1)
        report.check("descriptors: all is well afterwards", only(later.answers), summary(later.answers))
        seen = f"open connections: {summary(meanwhile)}; a new one: {waiting}"
        judge(report, f"{3 * LIMIT} connections for {LIMIT} file descriptors", engine, crowd.ledger, seen, f"{back:.2f} s")


def _ask(port, seconds):
    shopper = Shopper(port)
    shopper.connection.timeout = seconds
    try:
        return shopper.request("GET", "/users/session/")[0]
    except TimeoutError:
        return "waits"
    except OSError as error:
        return type(error).__name__
    finally:
        shopper.connection.close()


def _first_answer(port, since):
    while time.monotonic() - since < 30:
        if _ask(port, seconds=1) == 200:
            return time.monotonic() - since
        time.sleep(0.01)
    return None
