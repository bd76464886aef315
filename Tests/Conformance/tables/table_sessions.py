"""The text of a session's row: written, read, changed and damaged."""

import base64
import json
import random
import zlib

from django.contrib.sessions.backends.db import SessionStore
from django.core.signing import JSONSerializer, TimestampSigner, loads

import texts
from oracle import KEYS
from table import Table

SALT = "django.contrib.sessions.SessionStore"


def canonical(value):
    """As Django's serializer writes it: floats by repr, order kept, ASCII."""
    return json.dumps(value, separators=(",", ":"))


def read(text, keys):
    """Django's reading of a row: canonical JSON, or None when it is no dict of its own making."""
    try:
        value = loads(text, key=keys[0], fallback_keys=keys[1:], salt=SALT, serializer=JSONSerializer)
    except Exception:
        # SessionBase.decode goes on with an empty session, whatever it was.
        return None
    return canonical(value) if isinstance(value, dict) else None


def random_value(rng, depth=0):
    kind = rng.randrange(12 if depth < 5 else 8)
    match kind:
        case 0:
            return rng.choice([None, True, False, [], {}, "", 0, -0.0])
        case 1:
            return rng.getrandbits(rng.choice([8, 31, 53, 64, 200])) * rng.choice([1, -1])
        case 2:
            return rng.choice([rng.random(), 1e300 * rng.random(), 5e-324, 1e16, 1.0, float("inf"), float("nan")])
        case 3:
            return texts.text(rng) + rng.choice(["", "\ud800", "\udfff", "\ud83d"])
        case 4:
            return texts.text(rng, 60)
        case 5:
            return "kart" * rng.choice([1, 10, 500])
        case 6 | 7:
            return rng.choice(["TRY", 34, "Ayşe", "İstanbul"])
        case 8 | 9:
            return [random_value(rng, depth + 1) for _ in range(rng.randrange(5))]
        case _:
            return random_dict(rng, depth + 1)


def random_dict(rng, depth=0):
    keys = ["_auth_user_id", "_auth_user_backend", "currency", "city", "cart", "", "ğ", "\0", texts.text(rng), "\ud800"]
    return {rng.choice(keys): random_value(rng, depth) for _ in range(rng.randrange(7))}


PICKED = [
    {}, {"": ""}, {"a": None}, {"a": {"b": [1, [2, {"c": []}]]}}, {"_session_expiry": 0}, {"a": "x" * 300_000},
    {"a": ["ğüşiöç" * 20_000]}, {"a": "\0\x1f\x7f\u2028\ud800\udfff"}, {"a": [float("nan"), float("inf"), -float("inf")]},
    {"a": 10**400, "b": -0.0, "c": 1e-7, "d": 1e22}, {str(number): number for number in range(5_000)},
    {"k" * 100_000: 1}, {"a\"b\\c/d": "</script>"},
]  # fmt: skip


class SessionTexts(Table):
    """A dict written by each side and read by the other; Django compresses, Hesap does not."""

    name = "session text"
    short_cases = 800

    def picked_cases(self):
        deep = []
        for _ in range(300):
            deep = [deep]
        return [{"dict": value} for value in [*PICKED, {"deep": deep}]]

    def random_case(self, rng):
        return {"dict": random_dict(rng)}

    def ask_django(self, case):
        text = canonical(case["dict"])
        return text, text

    def ask_hesap(self, case):
        theirs = self.peer.ask("session.decode", text=SessionStore().encode(case["dict"]), keys=KEYS)
        ours = self.peer.ask("session.encode", json=canonical(case["dict"]), keys=KEYS, now=1_800_000_000)
        return theirs, read(ours, KEYS)


class SessionEdits(Table):
    """A row of Django's, possibly under an older key, changed by Hesap: what Hesap does not know stays as it was."""

    name = "session text, rewritten"
    short_cases = 500

    def random_case(self, rng):
        edits = []
        for _ in range(rng.randrange(1, 4)):
            key = rng.choice(["currency", "city", "ğ", "", texts.text(rng)])
            value = rng.choice(["EUR", None, 745_044, texts.text(rng), {"a": [1, "ı"]}, True])
            edits.append(rng.choice([[key], [key, value], [key, value]]))
        return {"dict": random_dict(rng), "edits": edits, "key": rng.choice(KEYS)}

    def ask_django(self, case):
        changed = dict(case["dict"])
        for key, *value in case["edits"]:
            if value:
                changed[key] = value[0]
            else:
                changed.pop(key, None)
        return canonical(changed)

    def ask_hesap(self, case):
        signer = TimestampSigner(key=case["key"], salt=SALT)
        text = signer.sign_object(case["dict"], serializer=JSONSerializer, compress=True)
        # Written with the first key, whichever it was read with.
        return read(self.peer.ask("session.rewrite", text=text, edits=case["edits"], keys=KEYS, now=1_800_000_000), KEYS[:1])


class DamagedSessions(Table):
    """Texts signed with the right key around odd bytes, or cut and changed after signing."""

    name = "session text, damaged"
    short_cases = 2500

    def picked_cases(self):
        raws = [b"", b"{}", b" {} ", b"{}x", b"[]", b"1", b"null", b'"a"', b'{"a":1,"a":2}', b'{"a":1,}', b"{'a':1}", b"{a:1}"]
        raws += [b'{"a":\xff}', b'{"a":"\xff\xc4"}', b'{"\xe4":1,"\\u00e4":2}', b'{"a":01}', b'{"a":1.}', b'{"a":.5}', b'{"a":+1}']
        raws += [b'{"a":1e5,"b":1E+05,"c":-0}', b'{"a":"\x01"}', b'{"a":"\\x"}', b'{"a":"\\ud800"}', b'{"a":tru}', b'{"a":NaN}']
        raws += [b"\xef\xbb\xbf{}", b"\x00", b'{"a":1}\x00', b'{"a"\t:\n1\r}', b'{"a":-Infinity}', b'{"a":--1}', b'{"a":-}']
        raws += [b'{"a":' + b"[" * 5_000 + b"]" * 5_000 + b"}", b'{"a":"' + b"\\", b'{"a":"\\u12"}', b'{"a":"\\u 123"}']
        cases = [{"raw": raw.decode("latin-1"), "form": form} for raw in raws for form in ("plain", "zlib")]
        forms = ["padded", "standard", "spaced", "cut zlib", "zlib and more", "twice"]
        cases += [{"raw": '{"a":"???>>>ğ"}'.encode().decode("latin-1"), "form": form} for form in forms]
        cases += [{"text": text} for text in ("", ":", "::", ".", "a:b:c", "\0", "ğ", "\ud800", "e30:1:x", "x" * 1_000_000)]
        return cases + [{"raw": '{"a":"' + "0" * (2 << 20) + '"}', "form": "zlib"}]

    def random_case(self, rng):
        raw = canonical(random_dict(rng)).encode("ascii").decode("latin-1")
        form = rng.choice(["plain", "zlib", "padded", "standard", "spaced", "zlib and more"])
        if rng.randrange(4) == 0:
            return {"raw": raw, "form": form, "damage": rng.getrandbits(32)}
        for _ in range(rng.randrange(4)):
            raw = texts.mutated(rng, raw, '{}[]",:\\0123456789eE+-.utfnlN \n\t\x00\xff')
        # A swapped case can lead out of Latin-1.
        return {"raw": raw.encode("latin-1", "replace").decode("latin-1"), "form": form}

    def text(self, case):
        if "text" in case:
            return case["text"]
        text = TimestampSigner(key=KEYS[1], salt=SALT).sign(formed(case["raw"].encode("latin-1"), case["form"]))
        return texts.mutated(random.Random(case["damage"]), text) if "damage" in case else text

    def ask_django(self, case):
        return read(self.text(case), KEYS)

    def ask_hesap(self, case):
        text = self.text(case)
        if any("\ud800" <= letter <= "\udfff" for letter in text):
            return None
        answer = self.peer.ask("session.decode", text=text, keys=KEYS)
        return None if answer is None else canonical(json.loads(answer))

    def difference_on_purpose(self, case, django, hesap):
        if hesap is None and len(case.get("raw", "")) > 1 << 20 and case["form"] == "zlib":
            return "more than 1 MiB inflated"
        return None


def formed(raw, form):
    """What stands before the signature."""
    if form in ("zlib", "cut zlib", "zlib and more", "twice"):
        packed = zlib.compress(raw)
        packed = {"cut zlib": packed[:-3], "zlib and more": packed + b"more", "twice": zlib.compress(packed)}.get(form, packed)
        return "." + base64.urlsafe_b64encode(packed).rstrip(b"=").decode()
    if form == "standard":
        return base64.b64encode(raw).rstrip(b"=").decode()
    text = base64.urlsafe_b64encode(raw).decode()
    if form == "padded":
        return text
    text = text.rstrip("=")
    return " ".join(text) + "!\n" if form == "spaced" else text
