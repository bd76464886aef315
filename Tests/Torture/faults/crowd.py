"""Shoppers who do everything that writes, without a pause, and note what was acknowledged."""

import collections
import email
import email.policy
import http.client
import itertools
import json
import pathlib
import random
import re
import threading
import time
import typing

from hesap_process import Shopper
from load import NO_THROTTLES

from faults.ledger import Ledger

# One round: the load shall press on the database, not on the processor.
ENVIRONMENT = {"PASSWORD_ITERATIONS": 1}
SETTINGS = {**NO_THROTTLES, "SELF_ANONYMIZATION_ENABLED": True}
CURRENCIES = ("TRY", "USD", "EUR")
# How long one who asked for a link waits for it before doing something else.
PATIENCE_SECONDS = 2
NUMBERS = itertools.count()


class Mailbox:
    """The folder of MAIL_URL file:, where each mail is one file; taken out when it was read."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.lock = threading.Lock()
        self.mails = []  # (moment on the disk, kind, address)
        self.links = {}
        self.looked = 0.0

    def look(self, every=0.0):
        """every: does nothing when somebody looked so many seconds ago."""
        with self.lock:
            if time.monotonic() - self.looked < every:
                return
            self.looked = time.monotonic()
            for path in self.folder.glob("*.eml"):
                self._read(path)
                path.unlink()

    def _read(self, path):
        mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        address = mail["To"].addresses[0].addr_spec
        # The same clock as that of the events.
        written = path.stat().st_mtime - time.time() + time.monotonic()
        self.mails.append((written, mail["X-Hesap-Kind"], address))
        if link := re.search(r"https?://\S+?(/users/reset/\S+)", mail.get_body(("plain",)).get_content()):
            self.links[address] = link.group(1)

    def left(self, moment=float("inf")):
        self.look()
        return [(kind, address) for written, kind, address in self.mails if written <= moment]


class Answer(typing.NamedTuple):
    began: float
    seconds: float
    status: int | str  # what happened instead of an answer: refused, cut, no answer
    what: str

    @property
    def is_done(self):
        return self.status in (200, 201, 204)


class Crowd:
    """Used as a context: shops until it is left, or until the server is gone if `stays` is false.

    `reconnects`: each request on a connection of its own.
    """

    def __init__(self, ports, mailbox, count=16, stays=True, reconnects=False, ledger=None):
        self.mailbox, self.stays, self.reconnects = mailbox, stays, reconnects
        self.ledger = ledger or Ledger()
        self.answers = []
        self.stopped = threading.Event()
        self.shoppers = [_Shopping(self, ports[index % len(ports)]) for index in range(count)]

    def __enter__(self):
        for shopper in self.shoppers:
            shopper.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        self.stopped.set()
        for shopper in self.shoppers:
            shopper.join()

    def since(self, moment, until=float("inf")):
        """Answers to what was asked in that time."""
        return [answer for answer in list(self.answers) if moment <= answer.began < until]

    def during(self, moment, until):
        """Answers that somebody waited for in that time."""
        return [answer for answer in list(self.answers) if moment < answer.began + answer.seconds and answer.began < until]

    def first_success(self, moment):
        """Seconds from the moment to the first answered change that was asked for after it."""
        done = [answer.began + answer.seconds for answer in self.since(moment) if answer.status == 204]
        return min(done, default=float("inf")) - moment


def only(answers, *others):
    """Whether there were answers, and all of them were successes or one of the others."""
    return bool(answers) and all(answer.is_done or answer.status in others for answer in answers)


def summary(answers):
    """2xx: 812, 503: 20, cut: 3; the slowest 0.31 s"""
    counts = collections.Counter("2xx" if answer.is_done else answer.status for answer in answers)
    slowest = max((answer.seconds for answer in answers), default=0)
    return ", ".join(f"{status}: {count}" for status, count in sorted(counts.items(), key=str)) + f"; the slowest {slowest:.2f} s"


class _Shopping(threading.Thread):
    """One shopper after another on one connection: guest, account, signed in, and an end."""

    def __init__(self, crowd, port):
        super().__init__(daemon=True)
        self.crowd, self.ledger = crowd, crowd.ledger
        self.shopper = Shopper(port)
        self.shopper.connection.timeout = 30
        self._anew()

    def _anew(self):
        self.shopper.cookies.clear()
        self.address = self.password = self.account = self.currency = None
        self.asked = None  # for a link, at that moment

    @property
    def key(self):
        return self.shopper.cookies.get("sessionid")

    def run(self):
        while not self.crowd.stopped.is_set():
            if random.choice(self._choices())() == "cut":
                if not self.crowd.stays:
                    break
                time.sleep(0.05)
        self.shopper.connection.close()

    def _choices(self):
        if self.address is None:
            return [self.choose_currency] * 3 + [self.register] * 2
        if self.asked and self.address in self.crowd.mailbox.links:
            return [self.confirm]
        if self.asked and time.monotonic() - self.asked < PATIENCE_SECONDS:
            return [self.choose_currency] * 4 + [self.look_for_link]
        ask = [] if self.asked else [self.ask_for_link]
        if self.account is None:
            return [self.sign_in] * 3 + [self.choose_currency] + ask
        return [self.choose_currency] * 4 + ask + [self.sign_out, self.erase]

    def ask(self, what, path, body=None, *notes):
        """Sends it; notes are (kind, subject, value), written before it is sent. Returns (is done, status, content)."""
        began = time.monotonic()
        events = [self.ledger.note(*note, began) for note in notes]
        if self.crowd.reconnects:
            self.shopper.connection.close()
        try:
            status, content, _ = self.shopper.request("POST", path, body)
        except (OSError, http.client.HTTPException) as error:
            self.shopper.connection.close()
            status, content = _name(error), b""
        ended = time.monotonic()
        answer = Answer(began, ended - began, status, what)
        self.crowd.answers.append(answer)
        for event in events:
            event.answered = ended if answer.is_done else event.answered
            event.refused = isinstance(status, int) and 400 <= status < 500
        return answer.is_done, status, content

    def choose_currency(self):
        value = random.choice([code for code in CURRENCIES if code != self.currency])
        notes = [("currency", self.key, value)] if self.key else []
        began, had = time.monotonic(), self.key
        is_done, status, _ = self.ask("currency", "/users/activate-currency/", {"currency_code": value}, *notes)
        if is_done and self.key != had:
            self.ledger.note("currency", self.key, value, began, time.monotonic())
        self.currency = value if is_done else None
        return self._told(status)

    def register(self):
        self.address, self.password = f"shopper{next(NUMBERS)}@example.com", _new_password()
        form = {"first_name": "Ada", "last_name": "Kaya", "email": self.address, "password": self.password, "confirm": True}
        is_done, status, _ = self.ask(
            "registration", "/users/registration/", form,
            ("account", self.address, None), ("password", self.address, self.password), ("mail", self.address, "welcome"),
        )
        return self._told(status) if is_done else self._lost(status)

    def sign_in(self):
        notes = [("ended", self.key, None)] if self.key else []
        began, currency = time.monotonic(), self.currency
        form = {"email": self.address, "password": self.password}
        is_done, status, content = self.ask("sign-in", "/users/login/", form, *notes)
        if not is_done:
            return self._lost(status)
        self.account = json.loads(content)["pk"]
        self.ledger.note("signed-in", self.key, self.account, began, time.monotonic())
        if currency:
            self.ledger.note("currency", self.key, currency, began, time.monotonic())
        return self._told(status)

    def sign_out(self):
        return self._lost(self.ask("sign-out", "/users/logout/", {}, ("ended", self.key, None))[1])

    def ask_for_link(self):
        self.asked = time.monotonic()
        form = {"email": self.address}
        return self._told(self.ask("link", "/users/password/reset/", form, ("mail", self.address, "password_reset"))[1])

    def look_for_link(self):
        self.crowd.mailbox.look(every=0.1)
        return None

    def confirm(self):
        link, word = self.crowd.mailbox.links.pop(self.address), _new_password()
        form = {"new_password1": word, "new_password2": word}
        notes = [("password", self.address, word), ("mail", self.address, "password_changed")]
        if self.account and self.key:
            notes.append(("ended", self.key, None))
        is_done, status, _ = self.ask("reset", link, form, *notes)
        if not is_done:
            return self._lost(status)
        self.password, self.account, self.currency, self.asked = word, None, None, None
        self.shopper.cookies.pop("sessionid", None), self.shopper.cookies.pop("osessionid", None)
        return self._told(status)

    def erase(self):
        notes = [
            ("erased", self.address, self.account), ("ended", self.key, None), ("mail", self.address, "account_anonymized"),
        ]
        return self._lost(self.ask("anonymize", "/users/anonymize/", None, *notes)[1])

    def _told(self, status):
        return "cut" if isinstance(status, str) else None

    def _lost(self, status):
        """Nobody knows any more what holds for this one, or it is over: the next shopper comes, on the same connection."""
        self._anew()
        return self._told(status)


def _new_password():
    return f"Kedi-{random.randrange(10**12)}-Balkon"


def _name(error):
    """What happened to a request that got no answer."""
    if isinstance(error, ConnectionRefusedError):
        return "refused"
    return "no answer" if isinstance(error, TimeoutError) else "cut"
