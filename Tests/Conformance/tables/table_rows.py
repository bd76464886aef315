"""Rows of django_session, on a real database, written by either side and seen by both."""

import secrets
from datetime import timedelta
from unittest import mock

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.contrib.sessions.models import Session

from engine import EPOCH, PURGE_BATCH, microseconds
from oracle import KEYS
from table import Table
from table_sessions import PICKED, canonical, random_dict

NOON = 1_900_000_000_000_000
ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"


class SessionStore(db.SessionStore):
    """Django's database engine with a given moment of expiry. The class's name is part of the signature."""

    def __init__(self, key, value=None, expires=None):
        super().__init__(key)
        self.expires = expires
        if value is not None:
            self._session_cache = value

    def get_expiry_date(self, **kwargs):
        return EPOCH + timedelta(microseconds=self.expires)


class Rows(Table):
    """A script of writes. Django alone plays it once, then both play it together, each step at the side drawn for it.

    After every step the row is read. In the second run both sides read, and have to see the same.
    """

    name = "session rows"
    short_cases = 60
    long_factor = 15

    def picked_cases(self):
        scripts = []
        for value in PICKED[:8]:
            scripts += [[step("create", side, value), step("update", 1 - side, value)] for side in (0, 1)]
        for side in (0, 1):
            other = 1 - side
            gone = [step("create", side, {"a": 1}), step("delete", other), step("update", side, {"a": 2})]
            twice = [step("create", side, {"a": 1}), step("create", other, {"a": 2}), step("delete", side)]
            scripts += [gone, [step("update", side, {"a": 1})], twice]
            for late in (-1, 0, 1):
                scripts.append([step("create", side, {"a": 1}, ttl=10, look=10 + late)])
                scripts.append([step("create", side, {"a": 1}, ttl=10), step("purge", other, look=10 + late)])
        return [{"script": script} for script in scripts]

    def random_case(self, rng):
        script = [step("create", rng.randrange(2), random_dict(rng), ttl=rng.choice([1, 10**6, 12_345_678]))]
        for _ in range(rng.randrange(1, 7)):
            deed = rng.choice(["update", "update", "update", "create", "delete", "purge"])
            ttl = rng.choice([1, 999_999, 10**6, 10**9, rng.randrange(1, 10**10)])
            look = rng.choice([0, 0, 0, ttl - 1, ttl, ttl + 1])
            script.append(step(deed, rng.randrange(2), random_dict(rng), ttl, look))
        return {"script": script}

    def ask_django(self, case):
        key = "".join(secrets.choice(ALPHABET) for _ in range(32))
        seen = []
        for deed, _, value, ttl, look in case["script"]:
            outcome = self.by_django(deed, key, value, NOON + ttl, NOON + look)
            seen.append((outcome, self.seen_by_django(key, NOON + look)))
        SessionStore(key).delete()
        return seen

    def ask_hesap(self, case):
        key = self.peer.ask("session.key")
        seen = []
        for deed, side, value, ttl, look in case["script"]:
            act = self.by_hesap if side else self.by_django
            outcome = act(deed, key, value, NOON + ttl, NOON + look)
            django, hesap = self.seen_by_django(key, NOON + look), self.seen_by_hesap(key, NOON + look)
            seen.append((outcome, django if django == hesap else {"by Django": django, "by Hesap": hesap}))
        self.peer.ask("store.delete", key=key)
        return seen

    def by_django(self, deed, key, value, expires, now):
        store = SessionStore(key, value, expires)
        with at(now):
            try:
                match deed:
                    case "create":
                        store.save(must_create=True)
                    case "update":
                        store.save()
                    case "delete":
                        store.delete()
                    case "purge":
                        store.clear_expired()
            except (CreateError, UpdateError):
                return "refused"
        return "done"

    def by_hesap(self, deed, key, value, expires, now):
        row = {"key": key, "json": canonical(value), "expires": expires, "now": now, "keys": KEYS}
        match deed:
            case "create":
                done = self.peer.ask("store.create", **row)
            case "update":
                held = self.peer.ask("store.load", key=key, now=0, keys=KEYS)
                # Every second time as if another request had been quicker.
                expected = held["text"] if held and expires % 2 else None
                done = self.peer.ask("store.update", **row, expected=expected) is not None
            case "delete":
                done = self.peer.ask("store.delete", key=key) is None
            case "purge":
                while self.peer.ask("store.purge", now=now, limit=PURGE_BATCH) == PURGE_BATCH:
                    pass
                done = True
        return "done" if done else "refused"

    def seen_by_django(self, key, now):
        with at(now):
            store = db.SessionStore(key)
            value = store.load()
        if store.session_key is None:
            return None
        return canonical(value), microseconds(Session.objects.get(session_key=key).expire_date)

    def seen_by_hesap(self, key, now):
        row = self.peer.ask("store.load", key=key, now=now, keys=KEYS)
        return None if row is None else (row["json"], row["expires"])


def step(deed, side, value=None, ttl=10**6, look=0):
    """Side 0 is Django, 1 is Hesap; `ttl` and `look` are microseconds after noon."""
    return deed, side, {} if value is None else value, ttl, look


def at(now):
    moment = EPOCH + timedelta(microseconds=now)
    return mock.patch("django.utils.timezone.now", lambda: moment)
