"""A thousand at once, at one confirm, one account, one session, one address: on SQLite, and on PostgreSQL through two processes.

Each race is run in rounds of a thousand, and in many of a few, where what comes first differs more.
"""

import random
import threading
import time
from collections import Counter

from attacks.shop import PASSWORD, Shop
from attacks.wire import CSRF_SECRET
from hesap_process import Shopper

LOGIN, CONFIRMED = "/users/login/", "Yeni-Parola-{}-x"


def sqlite(report):
    races(report, "SQLite")


def postgres(report):
    races(report, "PostgreSQL")


def races(report, engine):
    rounds = [(100, 1), (4, 5)] if report.short else [(1000, 3), (16, 100), (2, 200)]
    with Shop(engine) as shop:
        for race in (confirm, anonymize_and_sign_in, sign_out_and_write, end_others_and_write, register):
            for count, repeats in rounds:
                faults, seen = [], Counter()
                for turn in range(repeats):
                    faults += race(shop, f"{race.__name__}-{count}-{turn}@example.com", count, seen)
                title = f"{repeats} rounds of {count}: {race.__doc__.rstrip('.').lower()}"
                report.check(title, not faults, "; ".join(faults[:5]) or dict(sorted(seen.items())))


def at_once(work, shoppers):
    """Runs `work(number, shopper)` for each, all let go at one moment; what they returned, in order."""
    results, barrier = [None] * len(shoppers), threading.Barrier(len(shoppers))

    def one(number, shopper):
        shopper.connection.connect()
        barrier.wait()
        results[number] = work(number, shopper)

    threads = [threading.Thread(target=one, args=pair) for pair in enumerate(shoppers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def insisting(shopper, method, path, body=None):
    """Again after 503, as `Retry-After` asks."""
    while True:
        status, content, headers = shopper.request(method, path, body)
        if status != 503:
            return status, content
        time.sleep(int(headers["Retry-After"]) * random.random())


def guests(shop, count):
    """Any secret does for a double submission, so nobody has to ask for one."""
    shoppers = [Shopper(shop.port(number)) for number in range(count)]
    for shopper in shoppers:
        shopper.cookies["csrftoken"] = CSRF_SECRET
    return shoppers


def confirm(shop, address, count, seen):
    """One confirm of a link wins."""
    user = shop.create_account(address)
    path = "/" + shop.command("user", "reset-link", "--email", address).split("/", 3)[3]

    def work(number, shopper):
        word = CONFIRMED.format(number)
        return insisting(shopper, "POST", path, {"new_password1": word, "new_password2": word})[0]

    statuses = at_once(work, guests(shop, count))
    seen.update(statuses)
    if sorted(set(statuses) - {200, 400}) or statuses.count(200) != 1:
        return [f"answers {dict(Counter(statuses))}"]
    faults = []
    if not shop.signed_in(address, CONFIRMED.format(statuses.index(200))):
        faults.append("the winner's password is not the account's")
    if (kept := shop.count("SELECT count(*) FROM hesap_password_history WHERE user_id = ?", user)) != 1:
        faults.append(f"{kept} passwords in the history")
    return faults


def anonymize_and_sign_in(shop, address, count, seen):
    """Nobody is signed in to an erased account."""
    user = shop.create_account(address)
    owner = shop.signed_in(address)
    shoppers = guests(shop, count)
    eraser = random.randrange(count)
    shoppers[eraser] = owner

    def work(number, shopper):
        if number == eraser:
            return insisting(shopper, "PATCH", "/users/anonymize/")[0]
        return insisting(shopper, "POST", LOGIN, {"email": address, "password": PASSWORD})[0]

    statuses = at_once(work, shoppers)
    seen.update(f"{'erased' if number == eraser else 'sign-in'} {status}" for number, status in enumerate(statuses))
    faults = [] if statuses[eraser] == 200 else [f"anonymizing: {statuses[eraser]}"]
    keys = {shopper.cookies["sessionid"] for shopper in shoppers if "sessionid" in shopper.cookies}
    faults += [f"{key} is signed in" for key in keys if shop.is_live(key)]
    faults += _rows(shop, user, keys)
    return faults


def sign_out_and_write(shop, address, count, seen):
    """A session that was signed out of does not come back."""
    return _end_and_write(shop, address, count, seen, lambda shopper, _: insisting(shopper, "POST", "/users/logout/")[0])


def end_others_and_write(shop, address, count, seen):
    """A session that was ended from elsewhere does not come back."""
    return _end_and_write(shop, address, count, seen, lambda _, other: insisting(other, "DELETE", "/users/sessions/")[0])


def _end_and_write(shop, address, count, seen, end):
    user = shop.create_account(address)
    session, other = shop.signed_in(address), shop.signed_in(address, number=1)
    key = session.cookies["sessionid"]
    shoppers = guests(shop, count)
    for shopper in shoppers:
        shopper.cookies = dict(session.cookies)
    ender = random.randrange(count)
    ended = []

    def work(number, shopper):
        if number == ender:
            return end(shopper, other)
        code = ("USD", "EUR", "TRY")[number % 3]
        return insisting(shopper, "POST", "/users/activate-currency/", {"currency_code": code})[0]

    statuses = at_once(work, shoppers)
    seen.update(f"{'end' if number == ender else 'write'} {status}" for number, status in enumerate(statuses))
    if statuses[ender] not in (200, 204):
        ended.append(f"ending: {statuses[ender]}")
    keys = {shopper.cookies.get("sessionid", key) for shopper in shoppers} | {key}
    ended += [f"{each} is signed in" for each in keys if shop.is_live(each)]
    other.request("POST", "/users/logout/")
    return ended + _rows(shop, user, {key})


def _rows(shop, user, keys):
    """What is left in the database of an account without sessions."""
    left = shop.count("SELECT count(*) FROM hesap_session WHERE user_id = ?", user)
    marks = ", ".join("?" * len(keys))
    rows = shop.count(f"SELECT count(*) FROM django_session WHERE session_key IN ({marks})", *keys) if keys else 0
    return [f"{left} sessions in the index, {rows} session rows"] if left or rows else []


def register(shop, address, count, seen):
    """One address makes one account, and all get the same bytes."""

    def work(number, shopper):
        person = {"first_name": f"A{number}", "last_name": "B", "email": address, "password": CONFIRMED.format(number), "confirm": True}
        return insisting(shopper, "POST", "/users/registration/", person)

    answers = Counter(at_once(work, guests(shop, count)))
    seen.update(status for status, _ in answers.elements())
    faults = [f"different answers: {answers}"] if len(answers) > 1 or {status for status, _ in answers} != {201} else []
    if (made := shop.count("SELECT count(*) FROM auth_user WHERE email = ?", address)) != 1:
        faults.append(f"{made} accounts")
    return faults
