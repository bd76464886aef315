"""The wall clock jumps, both ways, under load. Monotonic clocks go on, as they do on a real machine."""

import threading
import time

from hesap_process import Shopper, free_port
from mail import MailServer
from stage.clock import Clock

from faults.crowd import Crowd, only, summary
from faults.engines import SQLite
from faults.verdict import judge

HOUR, DAY = 3600, 86_400
NAMES = {HOUR: "an hour", 10 * DAY: "ten days"}
# The jumps stay in the machine's future, as Clock asks for.
START = 60 * DAY


class WallClock:
    """Goes on with the machine's, some seconds away."""

    def __init__(self, folder):
        self.offset = START
        self.clock = Clock(folder, self._now())
        self.done = threading.Event()
        self.thread = threading.Thread(target=self._tick)

    def _now(self):
        return round((time.time() + self.offset) * 1_000_000)

    def _tick(self):
        while not self.done.wait(0.002):
            self.clock.move_to(self._now())

    def jump(self, seconds):
        self.offset += seconds

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.done.set()
        self.thread.join()


def clock(report):
    with SQLite() as engine, WallClock(engine.hesap.folder) as wall:
        engine.hesap.environment |= wall.clock.environment
        engine.hesap.start()
        _expiry(report, engine, wall)
        with Crowd([engine.hesap.port], engine.mailbox) as crowd:
            jumps = [_jump(report, engine, wall, crowd, seconds) for seconds in (HOUR, -HOUR, 10 * DAY, -10 * DAY)]
        wall.jump(-HOUR)
        _mails_leave(report, engine)
        for name, seen, normal in jumps:
            judge(report, name, engine, crowd.ledger, seen, normal)
        _settings(report, engine, wall)
        engine.hesap.stop()
    _throttles(report)
    _outbox(report)


def _expiry(report, engine, wall):
    """Shows that the server follows this clock at all."""
    shopper = Shopper(engine.hesap.port)
    shopper.request("POST", "/users/activate-currency/", {"currency_code": "EUR"})
    wall.jump(15 * DAY)
    time.sleep(0.1)
    report.check("clock: a session ends when it is two weeks old", b'"EUR"' not in shopper.request("GET", "/users/session/")[1])


def _jump(report, engine, wall, crowd, seconds):
    name = f"the clock jumps {NAMES[abs(seconds)]} {'ahead' if seconds > 0 else 'back'}"
    time.sleep(2)
    jumped = time.monotonic()
    wall.jump(seconds)
    time.sleep(3 if report.short else 6)
    answers = crowd.since(jumped)
    # A link that was mailed ten days before has expired, and nobody is told why.
    others = [answer for answer in answers if (answer.what, answer.status) != ("reset", 400)]
    report.check(f"{name}: requests are answered as before", only(others), summary(answers))
    links = [answer for answer in answers if answer.what == "reset" and answer.is_done]
    report.check(f"{name}: new links are mailed and work", links, len(links))
    used = links[0].began - jumped if links else float("inf")
    return name, summary(answers), f"next change {crowd.first_success(jumped):.3f} s, next link used {used:.1f} s after it"


def _mails_leave(report, engine):
    """Also those that were due at a moment that now lies ahead."""
    began = time.monotonic()
    while engine.snapshot().outbox and time.monotonic() - began < 20:
        time.sleep(0.2)
    left, taken = len(engine.snapshot().outbox), time.monotonic() - began
    report.check("clock: after a jump back no mail waits for the clock", left == 0, f"{left} wait after {taken:.1f} s")


def _settings(report, engine, wall):
    wall.jump(-DAY)
    engine.hesap.command("settings", "set", "AVAILABLE_CURRENCIES", '["TRY", "GBP"]')
    shopper, began = Shopper(engine.hesap.port), time.monotonic()
    while shopper.request("POST", "/users/activate-currency/", {"currency_code": "GBP"})[0] != 204:
        if time.monotonic() - began > 10:
            break
        time.sleep(0.02)
    taken = time.monotonic() - began
    report.check("clock: after a jump back new settings come into effect within a second", taken < 1, f"{taken:.2f} s")


def _throttles(report):
    """A window that was opened under a clock that was ahead must not lock anybody out."""
    with SQLite(settings={"THROTTLE_RATES": {"login": "5/min"}}) as engine, WallClock(engine.hesap.folder) as wall:
        engine.hesap.environment |= wall.clock.environment
        engine.hesap.start()
        shopper = Shopper(engine.hesap.port)

        def sign_in():
            return shopper.request("POST", "/users/login/", {"email": "nobody@example.com", "password": "wrong"})[0]

        statuses = [sign_in() for _ in range(7)]
        report.check("clock: the throttle works before a jump", statuses[-1] == 429, statuses)
        wall.jump(-DAY)
        # What a shopper waits at most, as far as the server knows.
        wall.jump(61)
        time.sleep(0.1)
        report.check("clock: a jump back locks nobody out for longer than a window", (status := sign_in()) == 400, status)


def _outbox(report):
    """A dead mail server makes the worker rest; then the clock is set back, and the mail server lives."""
    port = free_port()
    shop = SQLite(MAIL_URL=f"smtp://127.0.0.1:{port}", MAIL_FROM="shop@shop.example")
    with shop as engine, WallClock(engine.hesap.folder) as wall:
        engine.hesap.environment |= wall.clock.environment
        engine.hesap.start()
        register(engine.hesap.port, "before@example.com")
        time.sleep(3)
        wall.jump(-10 * DAY)
        with MailServer("--port", port) as server:
            register(engine.hesap.port, "after@example.com")
            began, arrived = time.monotonic(), {}
            while len(arrived) < 2 and time.monotonic() - began < 30:
                for mail in server.tell("state")["received"]:
                    arrived.setdefault(mail["to"][0].partition("@")[0], f"{time.monotonic() - began:.1f} s")
                time.sleep(0.1)
        report.check("clock: set back while mails wait: new ones leave", "after" in arrived, arrived)
        report.check("clock: set back while mails wait: those leave, too", "before" in arrived, arrived)


def register(port, address):
    form = {"first_name": "Ada", "last_name": "Kaya", "email": address, "password": "Kedi-Balkon-42", "confirm": True}
    status = Shopper(port).request("POST", "/users/registration/", form)[0]
    assert status == 201, status
