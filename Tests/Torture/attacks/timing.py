"""Whether the time of an answer tells who has an account.

2,000 samples of each kind, in random order, on one connection, with the database in memory, so that the disk hides no
difference. Throttles are on, but high, since they are part of the way. A control with a known small difference shows that
the test can see one. `timing` judges what anybody may ask often, and tells what is left beside the hash, and of user ids,
which count up and name nobody; `timing-at-cost` judges what is hashed, with Django's 1,000,000 rounds.
"""

import base64
import contextlib
import json
import random
import socket
import sqlite3
import tempfile
import time

from attacks.shapes import get, length
from attacks.separation import compare
from attacks.wire import SHOPPER_HEADERS, lines, parse
from hesap_process import Hesap

PASSWORD = "Kedi-Balkon-42"
SCOPES = ("login", "register", "password_reset", "password_reset_recipient", "reset_confirm", "anonymize")
SETTINGS = {"THROTTLE_RATES": {scope: "1000000/min" for scope in SCOPES}}
# Used in turn: what a second try finds in the throttles is the same for all kinds.
REUSED = 100


def timing(report):
    """With a hash that costs nothing."""
    count = 200 if report.short else 2000
    # Two tests together have a chance of 5 % to fail although nothing differs.
    alpha = 0.05 / 2
    with running(count, PASSWORD_ITERATIONS=1) as hesap:
        control = {"without a cookie": lambda n: get(), "with the id of no session": lambda n: get("Cookie: sessionid=" + "a" * 32)}
        found = compare(*measure(hesap.port, control, count).values(), alpha)
        report.check(f"control: one look into the database is seen by {count} samples", found.separable(alpha), found)
        for what, kinds in (sign_ins() | registrations() | links(hesap)).items():
            found = compare(*measure(hesap.port, kinds, count).values(), alpha)
            report.row(f"{what}, {' and '.join(kinds)}, beside the hash", found)
        judge(report, "reset request", measure(hesap.port, reset_requests(), count), alpha)
        hesap.command("settings", "set", "THROTTLE_RATES", json.dumps({**SETTINGS["THROTTLE_RATES"], "login": "1/hour"}))
        time.sleep(1)
        judge(report, "throttled sign-in", measure(hesap.port, sign_ins()["sign-in"], count), alpha)


def at_cost(report):
    """With the hash of production."""
    count = 20 if report.short else 2000
    with running(count) as hesap:
        pairs = {"sign-in": sign_ins()["sign-in"]} | registrations()
        for what, kinds in pairs.items():
            judge(report, what, measure(hesap.port, kinds, count), 0.05 / len(pairs))


def judge(report, what, times, alpha):
    found = compare(*times.values(), alpha)
    count = len(next(iter(times.values())))
    report.check(f"{what}: {' and '.join(times)} not separable in {count} samples each", not found.separable(alpha), found)


def post(path, body):
    body = json.dumps(body).encode()
    return lines(f"POST {path} HTTP/1.1", "Host: 127.0.0.1", *SHOPPER_HEADERS, "Content-Type: application/json", length(body), "") + body


def address(kind, number):
    """Of one length for all kinds."""
    return f"{kind:_<8}{number:06}@example.com"


def person(kind, number):
    return post(
        "/users/registration/",
        {"first_name": "A", "last_name": "B", "email": address(kind, number), "password": PASSWORD, "confirm": True},
    )


@contextlib.contextmanager
def running(count, **environment):
    """Hesap with the accounts that are asked about, on a disk that is memory."""
    with tempfile.TemporaryDirectory(prefix="hesap-timing-", dir="/dev/shm") as folder:
        environment["DATABASE_URL"] = f"sqlite:{folder}/hesap.sqlite3"
        # Nobody signs in to the addresses that are only taken, so their hashes may be cheap.
        with Hesap(SETTINGS, **{**environment, "PASSWORD_ITERATIONS": 1}) as maker:
            maker.start()
            register(maker.port, "taken", count)
            maker.stop()
        with Hesap(**environment) as hesap:
            hesap.start()
            for kind in ("known", "inactive"):
                register(hesap.port, kind, REUSED)
            with contextlib.closing(sqlite3.connect(f"{folder}/hesap.sqlite3")) as database, database:
                database.execute("UPDATE auth_user SET is_active = 0 WHERE email LIKE 'inactive%'")
            yield hesap


def register(port, kind, count):
    with connected(port) as s:
        for number in range(count):
            took(s, person(kind, number))


def sign_ins():
    def kind(name):
        return lambda n: post("/users/login/", {"email": address(name, n % REUSED), "password": "Yanlis-Parola-1"})

    return {
        "sign-in": {"unknown": kind("unknown"), "known": kind("known")},
        "sign-in of who may not": {"unknown": kind("unknown"), "inactive": kind("inactive")},
    }


def reset_requests():
    def kind(name):
        return lambda n: post("/users/password/reset/", {"email": address(name, n % REUSED)})

    return {"unknown": kind("unknown"), "known": kind("known")}


def registrations():
    """An address is free but once; so that both kinds are alike, the taken ones are used once as well."""
    return {"registration": {"free": lambda n: person("free", n), "taken": lambda n: person("taken", n)}}


def links(hesap):
    """A token of the right form and of this hour, for an account that is not its own, and for one that is not there."""
    *_, token, _ = hesap.command("user", "reset-link", "--email", address("known", 0)).split("/")
    *_, known, _, _ = hesap.command("user", "reset-link", "--email", address("known", 1)).split("/")
    digits = len(base64.urlsafe_b64decode(known + "=="))
    unknown = base64.urlsafe_b64encode(b"9" * digits).rstrip(b"=").decode()
    words = {"new_password1": PASSWORD, "new_password2": PASSWORD}
    return {
        "look at a link": {
            "unknown user": lambda n: get("Accept: application/json", path=f"/users/reset/{unknown}/{token}/"),
            "wrong token": lambda n: get("Accept: application/json", path=f"/users/reset/{known}/{token}/"),
        },
        "confirm": {
            "unknown user": lambda n: post(f"/users/reset/{unknown}/{token}/", words),
            "wrong token": lambda n: post(f"/users/reset/{known}/{token}/", words),
        },
    }


@contextlib.contextmanager
def connected(port):
    with socket.create_connection(("127.0.0.1", port), timeout=60) as s:
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield s


def measure(port, kinds, count):
    """Seconds for each kind; `kinds` maps a name to what makes the request of a number."""
    order = [name for name in kinds for _ in range(count)]
    random.shuffle(order)
    times = {name: [] for name in kinds}
    with connected(port) as s:
        for _ in range(100):
            took(s, get())
        for name in order:
            request = kinds[name](len(times[name]))
            times[name].append(took(s, request))
    return times


def took(s, request):
    began = time.perf_counter()
    s.sendall(request)
    received = s.recv(65536)
    ended = time.perf_counter()
    # One piece: else the rest would be taken for the next answer.
    assert received[9:12] in (b"200", b"201", b"400", b"429") and len(parse(received)[0]) == 1, received[:200]
    return ended - began
