"""Timestamped signatures, and the hash that ties a session to a password."""

import random
from types import SimpleNamespace
from unittest import mock

from django.contrib import auth
from django.contrib.auth.models import User
from django.core.signing import BadSignature, Signer, TimestampSigner
from django.test import override_settings

import texts
from accounts import KnownAccount
from table import REFUSED, Table


class Signatures(Table):
    """Signed by both sides; then one text, damaged or not, with whatever stands for the time, read by both."""

    name = "timestamped signatures"
    short_cases = 1000

    def picked_cases(self):
        base = {"salt": "s", "keys": ["k"], "check_keys": ["k"], "value": "v", "at": 1_800_000_000, "stamp": None}
        base |= {"later": 0, "max_age": None, "damage": None}
        stamps = ["", "0", "-", "--1", "-0", "1", "zzzzzz", "-zzzzzz", "!", "ğ", " 1", "+1", "1_0", "AzL8n0Y58m7"]
        cases = [{"stamp": stamp, "max_age": age} for stamp in stamps for age in (None, 10, -1)]
        cases += [{"max_age": 10, "later": later} for later in (-5, 0, 9, 10, 11)] + [{"max_age": 0, "later": 0}]
        cases += [{"value": value} for value in ("", ":", "a:b:c", "\0", "ğ" * 20_000, "👩‍👧", "\n")]
        cases += [{"check_keys": keys} for keys in (["x"], ["x", "k"], ["x", "y", "k"])]
        cases += [{"text": text} for text in ("", ":", "::", "v", "v:1", "v:1:", ":1:x", "\ud800:1:x", "ğ:1:ğ")]
        return [base | change for change in [{}, *cases]]

    def random_case(self, rng):
        keys = texts.secret_keys(rng)
        return {
            "salt": texts.text(rng) or "s",
            "keys": keys,
            "check_keys": rng.choice([keys, ["new", *keys], keys[1:] or ["other"]]),
            "value": texts.text(rng, 60),
            "at": rng.choice([0, 1, 61, 62, rng.randrange(2**33)]),
            "stamp": rng.choice([None, None, None, texts.text(rng, 4)]),
            "later": rng.choice([0, 1, 10, 11, -1]),
            "max_age": rng.choice([None, 0, 1, 10]),
            "damage": rng.choice([None, None, rng.getrandbits(32)]),
        }

    def signed(self, case):
        """By Django; with a time of the case's own when it has one."""
        if "text" in case:
            return case["text"]
        if case["stamp"] is None:
            text = self.django_text(case)
        else:
            text = Signer(key=case["keys"][0], salt=case["salt"]).sign(case["value"] + ":" + case["stamp"])
        return text if case["damage"] is None else texts.mutated(random.Random(case["damage"]), text)

    def django_text(self, case):
        with mock.patch("django.core.signing.time.time", lambda: case["at"] + 0.75):
            return TimestampSigner(key=case["keys"][0], salt=case["salt"]).sign(case["value"])

    def ask_django(self, case):
        keys = case["check_keys"]
        signer = TimestampSigner(key=keys[0], fallback_keys=keys[1:], salt=case["salt"])
        with mock.patch("django.core.signing.time.time", lambda: case["at"] + case["later"]):
            try:
                value = signer.unsign(self.signed(case), max_age=case["max_age"])
            except (BadSignature, ValueError, IndexError):
                value = REFUSED
        return self.django_text(case), value

    def ask_hesap(self, case):
        common = {"salt": case["salt"]}
        ours = self.peer.ask("signing.sign", **common, keys=case["keys"], value=case["value"], at=case["at"])
        text = self.signed(case)
        if any("\ud800" <= letter <= "\udfff" for letter in text):
            return ours, REFUSED
        check = {"keys": case["check_keys"], "now": case["at"] + case["later"], "max_age": case["max_age"]}
        value = self.peer.ask("signing.unsign", **common, **check, text=text)
        return ours, REFUSED if value is None else value

    def difference_on_purpose(self, case, django, hesap):
        if django[0] == hesap[0] and hesap[1] == REFUSED and case["stamp"] == "AzL8n0Y58m7":
            return "a time of 64 bits and more"
        return None


class RecordedSession(dict):
    """What django.contrib.auth.get_user does to a session."""

    deed = "current"

    def cycle_key(self):
        self.deed = "fallback"

    def flush(self):
        self.deed = "no"


class SessionAuthHashes(Table):
    name = "session auth hashes"

    def picked_cases(self):
        base = {"encoded": "pbkdf2_sha256$1$s$h", "keys": ["a", "b", "c"], "signer": "a", "damage": None, "stored": None}
        stored = ["", "x", "0" * 64, "ğ" * 64, "\0", "a" * 100_000]
        changes = [{"signer": signer} for signer in "abcdA"] + [{"stored": text} for text in stored]
        changes += [{"encoded": encoded} for encoded in ("", "!", "ğ", "\0", "!x" * 60)]
        return [base | change for change in changes]

    def random_case(self, rng):
        keys = texts.secret_keys(rng)
        return {
            "encoded": texts.text(rng, 60),
            "keys": keys,
            "signer": rng.choice([*keys, "other"]),
            "damage": rng.choice([None, None, rng.getrandbits(32)]),
            "stored": None,
        }

    def ask_django(self, case):
        account = KnownAccount.account = User(pk=1, password=case["encoded"])
        with override_settings(SECRET_KEY=case["signer"], SECRET_KEY_FALLBACKS=[]):
            stored = account.get_session_auth_hash()
        if case["damage"] is not None:
            stored = texts.mutated(random.Random(case["damage"]), stored)
        if case["stored"] is not None:
            stored = case["stored"]
        self.stored = stored
        with override_settings(SECRET_KEY=case["keys"][0], SECRET_KEY_FALLBACKS=case["keys"][1:]):
            fields = {
                auth.SESSION_KEY: "1",
                auth.BACKEND_SESSION_KEY: "accounts.KnownAccount",
                auth.HASH_SESSION_KEY: stored,
            }
            request = SimpleNamespace(session=RecordedSession(fields))
            auth.get_user(request)
            return account.get_session_auth_hash(), request.session.deed

    def ask_hesap(self, case):
        common = {"encoded": case["encoded"], "keys": case["keys"]}
        return self.peer.ask("auth.hash", **common), self.peer.ask("auth.verify", **common, stored=self.stored)
