"""Asks a real Django what it writes and accepts, and keeps the answers in golden.json.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install -r requirements.txt && /tmp/venv/bin/python make_fixtures.py

Same Django, same Python: same bytes. Clock, secrets and randomness are fixed here. Bytes are written in hexadecimal.
"""

import base64
import datetime
import importlib.metadata
import io
import json
import math
import pathlib
import platform
import random
import zlib
from unittest import mock

import argon2
import bcrypt
import django
import rest_framework
from django.conf import settings

PRIMARY = "primary-key-ğüşıöç-0123456789-0123456789-0123456789"
FALLBACKS = ["older-key-" + "a" * 50, "oldest-key-ş"]
STRANGER = "a-key-that-nobody-configured"
NOW = 1_790_000_000

settings.configure(
    SECRET_KEY=PRIMARY,
    SECRET_KEY_FALLBACKS=FALLBACKS,
    USE_TZ=True,
    TIME_ZONE="UTC",
    ALLOWED_HOSTS=["testserver"],
    PASSWORD_HASHERS=["django.contrib.auth.hashers." + name for name in (
        "PBKDF2PasswordHasher", "PBKDF2SHA1PasswordHasher", "Argon2PasswordHasher", "BCryptSHA256PasswordHasher",
        "BCryptPasswordHasher", "ScryptPasswordHasher", "MD5PasswordHasher")],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions"],
)
django.setup()

from django.contrib.auth import hashers, tokens  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core import signing  # noqa: E402
from django.db import connection  # noqa: E402
from django.middleware import csrf  # noqa: E402
from django.test import RequestFactory  # noqa: E402
from django.utils import crypto, http  # noqa: E402
from django.utils.dateparse import parse_date  # noqa: E402
from rest_framework import fields, parsers, renderers  # noqa: E402

dice = random.Random(20261123)


def at(seconds):
    return mock.patch("django.core.signing.time.time", return_value=float(seconds))


def with_secret(key):
    return mock.patch.object(settings, "SECRET_KEY", key)


def answer(question, *refusals):
    """The answer, or None where Django raises."""
    try:
        return question()
    except (refusals or Exception):
        return None


# Signing ------------------------------------------------------------------------------------------------------------


def salted_hmacs():
    for salt in ("", "a", "django.contrib.sessions.SessionStoresigner", "tuz-ğ"):
        for value in ("", "value", "değer 🧂", "x" * 200):
            for secret in (PRIMARY, FALLBACKS[1]):
                digest = crypto.salted_hmac(salt, value, secret, algorithm="sha256").hexdigest()
                yield {"salt": salt, "value": value, "secret": secret, "hex": digest}


def signatures():
    for value in ("", "hello", "a:b:c", "değer", "."):
        for seconds in (0, 61, 62, NOW, 2**40):
            with at(seconds):
                signed = signing.TimestampSigner(salt="fixture").sign(value)
            yield {"value": value, "at": seconds, "signed": signed}


def expiries():
    with at(NOW):
        signed = signing.TimestampSigner(salt="fixture").sign("v")
    for age in (-5, 0, 59, 60, 61, 10_000):
        with at(NOW + age):
            value = answer(lambda: signing.TimestampSigner(salt="fixture").unsign(signed, max_age=60))
        yield {"signed": signed, "now": NOW + age, "maxAge": 60, "accepted": value == "v"}


# Sessions -----------------------------------------------------------------------------------------------------------

SESSIONS = {
    "empty": {},
    "signed in": {
        "_auth_user_id": "42",
        "_auth_user_backend": "django.contrib.auth.backends.ModelBackend",
        "_auth_user_hash": "c0ffee" * 10 + "abcd",
    },
    "guest": {"currency": "TRY", "city": 745044},
    "non-ASCII": {"şehir": "İstanbul", "emoji": "🧿", "quote": 'a"b\\c/d', "control": "\x00\x1f\x7f\n\r\t\b\f"},
    "nested": {"cart": {"lines": [{"sku": "A-1", "qty": 2, "tags": [[], {}, [[]]]}], "total": 12.50}, "n": None},
    "numbers": {"big": 10**40, "float": 1e300, "tiny": 5e-324, "nan": math.nan, "inf": [math.inf, -math.inf],
                "minus": -0.0, "whole": 1.0},
    "surrogates": {"half": "\ud83d", "\udc00": "odd key", "pair": "\ud83d\ude00"},
    "separators": {"a:b": ":", ".": ".", "": "empty key"},
    "booleans": {"t": True, "f": False, "n": None},
    "compressible": {"blob": "x" * 2000, "list": ["same"] * 50, "_auth_user_id": "7"},
    "large": {f"key{i}": "değer " * 20 for i in range(60)},
    "deep": {"d": json.loads("[" * 300 + "]" * 300), "a": 1},
}


def session(name, payload, key=PRIMARY, seconds=NOW):
    with at(seconds), with_secret(key):
        text = SessionStore().encode(payload)
    plain = json.dumps(payload, separators=(",", ":"))
    return {
        "name": name,
        "at": seconds,
        "text": text,
        "compressed": text.startswith("."),
        "primary": key == PRIMARY,
        "json": plain,
        "keys": [k for k in payload if not any(0xD800 <= ord(c) < 0xE000 for c in k)],
    }


def sessions():
    for name, payload in SESSIONS.items():
        yield session(name, payload)
    for index, key in enumerate(FALLBACKS):
        yield session(f"fallback {index}", SESSIONS["signed in"], key)
        yield session(f"fallback {index} compressed", SESSIONS["compressible"], key)


class Raw:
    """A serializer that signs bytes which no json.dumps would write."""

    def __init__(self, data):
        self.data = data

    def __call__(self):
        return self

    def dumps(self, obj):
        return self.data


RAW_DOCUMENTS = [
    b' { "a" : 1 , "b" : [ 1 , 2 ] } ', b'{"a":1,"b":2,"a":3}', b'{"k":"\xe9\xff"}', b'{"\xe9":1}', b'{"a":NaN}',
    b'{"\\u0061":1,"a":2}', b'{"a":1}x', b'{"a":1', b'{"a":01}', b'{"a":1.}', b'{"a":+1}', b'{a:1}', b"{'a':1}",
    b'{"a":"\n"}', b'{"a":"\\x"}', b'{"a":"\\u12g4"}', b'{"a":tru}', b'{"a":[1,]}', b'{"a":1,}', b'{,}', b'{"a"}',
    b'{"a":}', b'{"a":[}', b'{"a":{]}', b'{"a":1 "b":2}', b"", b" ", b"{", b"}", b"{}", b"{}{}", b"\xef\xbb\xbf{}",
    b'{"a":-}', b'{"a":-0}', b'{"a":1e}', b'{"a":1e5}', b'{"a":1E+05}', b'{"a":Infinity}', b'{"a":-Infinity}',
    b'{"a":[[[[{"b":[]}]]]]}', b'{"a":"\\ud83d\\ude00"}', b'{"a":"\\ud83d"}', b'{"a":""}', b'{"a":"\\"}',
]


def raw_sessions():
    for document in RAW_DOCUMENTS:
        for compress in (False, True):
            with at(NOW):
                signer = signing.TimestampSigner(salt=SessionStore().key_salt)
                text = signer.sign_object({}, serializer=Raw(document), compress=compress)
                loaded = SessionStore().decode(text)
            # Django swallows every error into an empty dict; ask json what the document really is.
            accepted = isinstance(answer(lambda: json.loads(document.decode("latin-1"))), dict)
            members = [[k, json.dumps(v, separators=(",", ":"))] for k, v in loaded.items()] if accepted else []
            yield {"hex": document.hex(), "text": text, "accepted": accepted, "members": members}


def bad_sessions():
    def signed(value, key=PRIMARY):
        return signing.Signer(key=key, salt=SessionStore().key_salt).sign(value)

    good = session("g", SESSIONS["signed in"])["text"]
    packed = session("p", SESSIONS["compressible"])["text"]
    stamp = signing.b62_encode(NOW)
    b64 = signing.b64_encode
    squeezed = zlib.compress(b'{"a":"' + b"x" * 100 + b'"}')
    with at(NOW):
        elsewhere = signing.dumps(SESSIONS["signed in"])
    yield "a stranger's key", session("s", SESSIONS["signed in"], STRANGER)["text"]
    yield "another salt", elsewhere
    yield "no separator", good.replace(":", "")
    yield "no signature", good.rsplit(":", 1)[0]
    yield "an empty signature", good.rsplit(":", 1)[0] + ":"
    yield "a shortened signature", good[:-1]
    yield "a lengthened signature", good + "A"
    yield "a padded signature", good + "="
    yield "a changed time", good.replace(":", ":0", 1)
    yield "compression mark added", "." + good
    yield "compression mark removed", packed[1:]
    yield "no time", signed(b64(b"{}").decode())
    yield "an empty time", signed(b64(b"{}").decode() + ":")
    yield "a time of foreign letters", signed(b64(b"{}").decode() + ":ab!c")
    yield "base64 with one letter too many", signed("YWJjZ:" + stamp)
    yield "compressed but no zlib", signed("." + b64(b'{"a":1}').decode() + ":" + stamp)
    yield "compressed and cut", signed("." + b64(squeezed[:-6]).decode() + ":" + stamp)
    yield "compressed with a wrong check sum", signed("." + b64(squeezed[:-1] + b"\x00").decode() + ":" + stamp)
    yield "raw deflate", signed("." + b64(squeezed[2:-4]).decode() + ":" + stamp)
    yield "compressed nothing", signed(".:" + stamp)
    yield "empty", ""
    yield "separators only", "::"
    yield "many separators", ":" * 40


def odd_sessions():
    """Signed by the right key in forms that Django never writes but reads."""

    def signed(value):
        return signing.Signer(salt=SessionStore().key_salt).sign(value)

    b64 = base64.urlsafe_b64encode
    squeezed = zlib.compress(b'{"a":1}')
    yield "padding kept", signed(b64(b'{"a":1}').decode() + ":0")
    yield "standard alphabet", signed(base64.b64encode(b'{"a":"\xff\xfe~?"}').decode().rstrip("=") + ":0")
    yield "negative time", signed(b64(b'{"a":1}').decode() + ":-1")
    yield "a dash as time", signed(b64(b'{"a":1}').decode() + ":-")
    yield "foreign letters in base64", signed("!" + b64(b'{"a":1}').decode()[:4] + " " + b64(b'{"a":1}').decode()[4:] + ":0")
    yield "bytes after the zlib stream", signed("." + b64(squeezed + b"rest").decode() + ":0")
    yield "zlib level 0", signed("." + b64(zlib.compress(b'{"a":1}', 0)).decode() + ":0")
    yield "zlib level 9", signed("." + b64(zlib.compress(b'{"a":1}', 9)).decode() + ":0")


def odd_session_rows():
    for name, text in odd_sessions():
        loaded = SessionStore().decode(text)
        assert loaded, name
        yield {"name": name, "text": text, "json": json.dumps(loaded, separators=(",", ":"))}


def bad_session_rows():
    for name, text in bad_sessions():
        assert SessionStore().decode(text) == {}, name
        yield {"name": name, "text": text}


EXPIRIES = [
    "null", "0", "-0", "0.0", "-0.0", "1", "60", "-5", "1209600", "1e3", "1.5", "0.4", "-1.5", "2.0000005", "true", "false",
    "NaN", "Infinity", "1e400", "253402300799", "99999999999", "-99999999999", "1e11", "8e9", str(2**63), str(10**30), "[]",
    "[1]", "{}", '{"a":1}', '""', '"0"', '"60"', '"never"', '"2026-09-22T10:00:00+00:00"', '"2026-09-22T10:00:00.250000+00:00"',
    '"2026-09-22T10:00:00.000001+03:00"', '"2026-09-22 10:00:00-05:30"', '"2026-09-22T10:00:00Z"', '"2026-09-22T10:00:00"',
    '"2026-09-22"', '"1910-09-22T10:00:00+01:56:56"', '"2001-01-01T00:00:00+00:00"', '"9999-12-31T23:59:59.999999+00:00"',
    '"2026-13-01T00:00:00+00:00"', '"2026-09-22T10:00:00+24:00"', '"2026-09-22T10:00:00+03:60"', '"2026-09-22T10:00:00+3:00"',
    '"2026-09-22T10:00:00+00:00 "', '"2026-9-22T10:00:00+00:00"', '"+00:00"',
]


def session_expiries():
    """When row and cookie end, asked of Django a quarter of a second after NOW; null where it fails."""
    epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
    now = epoch + datetime.timedelta(seconds=NOW, milliseconds=250)

    def ends(store):
        closes = store.get_expire_at_browser_close()
        age = None if closes else int(store.get_expiry_age())
        return {"end": (store.get_expiry_date() - epoch) // datetime.timedelta(microseconds=1), "age": age}

    with mock.patch("django.utils.timezone.now", return_value=now):
        for text in EXPIRIES:
            store = SessionStore()
            store._session_cache = {"_session_expiry": json.loads(text)}
            yield {"value": text, "ends": answer(lambda: ends(store))}


def bomb(size):
    document = b'{"a":"' + b"x" * (size - 8) + b'"}'
    assert len(document) == size
    with at(NOW):
        signer = signing.TimestampSigner(salt=SessionStore().key_salt)
        return signer.sign_object({}, serializer=Raw(document), compress=True)


# JSON ---------------------------------------------------------------------------------------------------------------

JSON_DOCUMENTS = RAW_DOCUMENTS + [
    b"null", b"true", b"false", b"0", b"-0", b"-12", b"1.5e3", b"1E400", b"10000000000000000000000", b'""',
    b"[]", b"[ ]", b"[1, 2]", b"[1 2]", b"[1,\n 2,\n]", b"[1", b"[", b"[,]", b"[]]", b"nul", b"nulll", b"NaN",
    b"Infinity", b"-Infinity", b"-", b"--1", b"01", b".5", b"1.", b"1.e3", b"1e+", b'"abc', b'"a\\', b'"a\\"', b'"\t"',
    b'"\\u"', b'"\\u00e"', b'"\\u00e9"', b'"\\u00E9"', b'"\\ud83d\\ude0"', b'"\\ud83d\\u0041"', b'"\\ude00"', b'"\\q"',
    b'"\\/\\b\\f\\n\\r\\t\\"\\\\"', b'"\x7f"', b'"\x00"', '"ğüş🧿\u2028"'.encode(), '{"ş": ?}'.encode(),
    '{"ş":\n\n "ğ" x}'.encode(), b'{"a"\n:\n1\n,}', b'{"a":1;}', b'{1:2}', b"\xff", b'"\xc3"', b'"\xc3(', b'"\xe2\x82"',
    b'"\xed\xa0\x80"', b'"\xc0\xaf"', b'"\xf4\x90\x80\x80"', b'"\xf0\x9f\xa7\xbf"', b'"\xf0\x9f"', b'"\xf0\x9f\xa7"',
    b"[1]\x00", b"\xa0[1]", "\u00a0[1]".encode(), b"[1]\x0b", b"\r\n\t [1]", b"'a'", b"undefined", b"[1,2,3", b"{}}",
    b"[" * 64 + b"]" * 64, b'{"":{"":{"":[]}}}', b'{"a":1,"A":2,"a":null}', '{"é":1,"é":2}'.encode(),
]


class Literal(str):
    """A number as it was written."""


def dump(value):
    """Compact ASCII JSON, numbers as written."""
    if isinstance(value, Literal):
        return str.__str__(value)
    if isinstance(value, str):
        return json.encoder.encode_basestring_ascii(value)
    if isinstance(value, list):
        return "[" + ",".join(map(dump, value)) + "]"
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.encoder.encode_basestring_ascii(k)}:{dump(v)}" for k, v in value.items()) + "}"
    return json.dumps(value)


def json_case(data):
    case = {"hex": data.hex(), "message": None, "canonical": None, "lone": False}
    try:
        # REST framework reads through a stream decoder, which silently drops a cut-off last letter. We refuse it.
        text = data.decode("utf-8")
        parsers.JSONParser().parse(io.BytesIO(data))
        case["canonical"] = dump(json.loads(text, parse_float=Literal, parse_int=Literal))
        case["lone"] = bool({c for c in json.dumps(json.loads(text), ensure_ascii=False) if 0xD800 <= ord(c) < 0xE000})
    except parsers.ParseError as error:
        case["message"] = str(error.detail).removeprefix("JSON parse error - ")
    except UnicodeDecodeError as error:
        case["message"] = str(error)
    return case


def mutated_documents(count):
    bases = [d for d in JSON_DOCUMENTS if 2 <= len(d) < 60]
    spice = [b'"', b"\\", b"{", b"}", b"[", b"]", b",", b":", b" ", b"\n", b"\\u", b"\\ud83d\\ude00", b"0", b"-", b".",
             b"e", b"\xc5\x9f", b"\xf0\x9f\xa7\xbf", b"\xff", b"\x01", b"null", b"t", b"1"]
    for _ in range(count):
        data = dice.choice(bases)
        for _ in range(dice.randint(1, 3)):
            place = dice.randint(0, len(data))
            end = min(len(data), place + dice.choice([0, 0, 1, 2]))
            data = data[:place] + dice.choice(spice + [b""] * 4) + data[end:]
        yield data


def json_cases(documents):
    return [json_case(document) for document in documents]


def renderings():
    values = ["", "ğ", "🧿", "a\"b\\c/d", "\x00\x01\x1f\x7f\x80\xa0", "\n\r\t\b\f", "\u2028\u2029", "<script>&'", "\uffff"]
    for value in values + [None, True, False, 0, -5, [], {}, [[1, "a"], {"ş": [None]}], {"a": {"b": "c"}}]:
        yield {
            "ascii": json.dumps(value, separators=(",", ":")),
            "unicode": (renderers.JSONRenderer().render(value) or b"null").decode() if value is not None else "null",
        }


# Passwords ----------------------------------------------------------------------------------------------------------

SALT22 = "abcDEF0123456789ghIJkl"
PASSWORDS = ["", "lètmein", "şifre-İı-🧿", "a" * 200, "with$dollar", " spaces ", "e\u0301", "\u00e9", "\x00nul"]


def password_hashes():
    hasher = hashers.PBKDF2PasswordHasher()
    for password in PASSWORDS:
        for salt, rounds in ((SALT22, 1), (SALT22, 3), ("seasalt", 1000), ("tuz-ğ", 2)):
            yield {"password": password, "salt": salt, "iterations": rounds,
                   "encoded": hasher.encode(password, salt, rounds)}


def full_password():
    return {"password": "correct horse", "salt": SALT22, "iterations": 1_000_000,
            "encoded": hashers.PBKDF2PasswordHasher().encode("correct horse", SALT22)}


def password_checks():
    good = hashers.PBKDF2PasswordHasher().encode("secret", SALT22, 5)
    algorithm, rounds, salt, digest = good.split("$")
    texts = [
        good, good + " ", " " + good, good[:-1], good + "=", good + "$", good.upper(), "", "!", "!" + good, "$", "$$$",
        "secret", f"{algorithm}${rounds}$${digest}", f"{algorithm}$+5${salt}${digest}", f"{algorithm}$05${salt}${digest}",
        f"{algorithm}$5 ${salt}${digest}", f"{algorithm}$0${salt}${digest}", f"{algorithm}$-5${salt}${digest}",
        f"{algorithm}$five${salt}${digest}", f"{algorithm}$${salt}${digest}", f"{algorithm}$6${salt}${digest}",
        f"{algorithm}$5${salt}x${digest}", f"{algorithm}$5${salt}", f"{algorithm}$5${salt}$", f"pbkdf2${rounds}${salt}${digest}",
        f"{algorithm}$99999999999999999999${salt}${digest}", f"{algorithm}$5_0${salt}${digest}",
    ]
    for text in texts:
        for password in ("secret", "Secret", ""):
            yield {"password": password, "encoded": text,
                   "accepted": bool(answer(lambda: hashers.verify_password(password, text)[0]))}


BCRYPT_SALT = "abcDEF0123456789ghIJku"


def argon2_text(password, kind="ID", version=19, passes=1, memory=16, lanes=1, salt=SALT22, length=32):
    data = argon2.low_level.hash_secret(password.encode(), salt.encode(), passes, memory, lanes, length,
                                        argon2.low_level.Type[kind], version)
    return "argon2" + data.decode()


def other_hashes(password):
    """The password in every format but pbkdf2_sha256, as cheap as each allows."""
    sha1, scrypt = hashers.PBKDF2SHA1PasswordHasher(), hashers.ScryptPasswordHasher()
    yield from (sha1.encode(password, salt, rounds) for salt, rounds in ((SALT22, 1), ("tuz-ğ", 1000)))
    yield from (argon2_text(password, kind, version) for kind in ("ID", "I", "D") for version in (16, 19))
    yield argon2_text(password, version=16).replace("$v=16", "")
    yield argon2_text(password, passes=3, memory=64, lanes=8, salt="tuz-ğ-tuz", length=16)
    for version in ("2a", "2b", "2x", "2y"):
        yield hashers.BCryptPasswordHasher().encode(password, f"${version}$04${BCRYPT_SALT}".encode())
        yield hashers.BCryptSHA256PasswordHasher().encode(password, f"${version}$05${BCRYPT_SALT}".encode())
    yield from (scrypt.encode(password, salt, *costs) for salt, *costs in ((SALT22, 2, 1, 1), ("tuz-ğ", 16, 8, 5)))


def other_checks():
    passwords = PASSWORDS + ["x" * 72, "x" * 73, "x" * 71 + "ğ", "ğ" * 40, "x" * 72 + "\x00y", "x" * 71 + "\x00y", "a\x00a"]
    for password in passwords:
        for text in other_hashes(password):
            for guess in dict.fromkeys((password, password + "x", password[:-1], "ğ" + password)):
                yield check(guess, text)


def check(password, text):
    with mock.patch.object(hashers.PBKDF2PasswordHasher, "iterations", 1):  # spent on every text without a known name
        correct, renew = answer(lambda: hashers.verify_password(password, text)) or (False, False)
    return {"password": password, "encoded": text, "accepted": correct, "renew": renew}


def damaged_hashes():
    """Field by field: left out, empty, written otherwise, moved by a sign, a zero, a blank."""
    for good in other_hashes("secret"):
        fields = good.split("$")
        for index, field in enumerate(fields):
            others = ["", " " + field, field + " ", field + "=", field[:-1], field + "A", field.upper(), field.swapcase(),
                      "0" + field, "+" + field, "-" + field, "99999999999999999999", "0", "1", "x"]
            if "=" in field:
                name, equals, number = field.partition("=")
                others += [f"{name}={changed}" for changed in ("0", "0" + number, "+" + number, "", number + ",x=1")]
                others += [",".join(reversed(field.split(","))), field.replace(",", ", "), field.replace(",", "")]
            texts = ["$".join(fields[:index] + [other] + fields[index + 1:]) for other in others if other != field]
            texts += ["$".join(fields[:index] + fields[index + 1:]), "$".join(fields[:index] + [field, field] + fields[index + 1:])]
            yield from (check("secret", text) for text in texts)
        yield from (check("secret", text) for text in (good[:-1], good + "$", "!" + good, good + good[-1]))


def full_hashes():
    """At the costs that Django 5.2 asks for."""
    yield hashers.PBKDF2SHA1PasswordHasher().encode("correct horse", SALT22)
    yield hashers.Argon2PasswordHasher().encode("correct horse", SALT22)
    yield hashers.BCryptSHA256PasswordHasher().encode("correct horse", f"$2b$12${BCRYPT_SALT}".encode())
    yield hashers.ScryptPasswordHasher().encode("correct horse", SALT22)


PREFERABLE = ("pbkdf2_sha256", "pbkdf2_sha1", "argon2", "bcrypt_sha256", "bcrypt", "scrypt")


def made_hashes():
    """New hashes with a given salt, at the costs that Django 5.2 asks for; PBKDF2 with three rounds, for speed."""
    for name in PREFERABLE:
        for password in ("correct horse", "", "şifre-İı-🧿" * 8):
            hasher, salt = hashers.get_hasher(name), SALT22
            with mock.patch.object(hashers.PBKDF2PasswordHasher, "iterations", 3):
                if name.startswith("bcrypt"):
                    salt = BCRYPT_SALT
                    text = hashers.make_password(password, f"$2b$12${salt}".encode(), hasher)
                else:
                    text = hashers.make_password(password, salt, hasher)
            yield {"format": name, "password": password, "salt": salt, "encoded": text}


def stored_texts():
    """Around the costs that Django 5.2 asks for, with five rounds of PBKDF2. The hashes are not those of anything."""

    def unpadded(data):
        return base64.b64encode(data).decode().rstrip("=")

    salts = (SALT22, SALT22[:21], SALT22 + "x", "ğ" * 22, "ğ" * 21, "shortsalt")
    for name, digest in (("pbkdf2_sha256", bytes(32)), ("pbkdf2_sha1", bytes(20))):
        for rounds in (5, 4, 6):
            yield from (f"{name}${rounds}${salt}${base64.b64encode(digest).decode()}" for salt in salts)
    argon2s = [("id", 19, 102400, 2, 8, 32)]
    argon2s += [("i", 19, 102400, 2, 8, 32), ("d", 19, 102400, 2, 8, 32), ("id", 16, 102400, 2, 8, 32)]
    argon2s += [("id", 19, 65536, 2, 8, 32), ("id", 19, 102401, 2, 8, 32), ("id", 19, 102400, 3, 8, 32)]
    argon2s += [("id", 19, 102400, 1, 8, 32), ("id", 19, 102400, 2, 4, 32), ("id", 19, 102400, 2, 8, 16)]
    for kind, version, memory, passes, lanes, length in argon2s:
        for salt in salts:
            costs = f"m={memory},t={passes},p={lanes}"
            yield f"argon2$argon2{kind}$v={version}${costs}${unpadded(salt.encode())}${unpadded(bytes(length))}"
    yield f"argon2$argon2id$m=102400,t=2,p=8${unpadded(SALT22.encode())}${unpadded(bytes(32))}"
    for name in ("bcrypt", "bcrypt_sha256"):
        for version in ("2a", "2b", "2x", "2y"):
            yield from (f"{name}$${version}${cost}${BCRYPT_SALT}{'.' * 31}" for cost in ("04", "11", "12", "13"))
    for costs in ((16384, 8, 5), (8192, 8, 5), (32768, 8, 5), (16384, 4, 5), (16384, 8, 1), (16384, 8, 6)):
        yield from (f"scrypt${costs[0]}${salt}${costs[1]}${costs[2]}${base64.b64encode(bytes(64)).decode()}"
                    for salt in salts)
    yield from (f"md5${salt}${'0' * 32}" for salt in salts)


def renewals():
    """What `verify_password` finds before it looks whether the password is right."""
    with mock.patch.object(hashers.PBKDF2PasswordHasher, "iterations", 5):
        for name in PREFERABLE:
            preferred = hashers.get_hasher(name)
            own = [text for text in stored_texts() if text.split("$")[0] == name]
            others = {text.split("$")[0]: text for text in stored_texts() if text not in own}
            for text in own + list(others.values()):
                renew = text.split("$")[0] != name or preferred.must_update(text)
                yield {"format": name, "encoded": text, "iterations": 5, "renew": renew}


SPELLINGS = [("\u00e9", "e\u0301"), ("\u0130", "I\u0307"), ("\u0131", "i"), ("\u0130", "I"), ("I", "\u0131"), ("i", "\u0130"),
             ("\u015f", "s\u0327"), ("\ufb01", "fi"), ("\u212b", "\u00c5"), ("\u1e9e", "\u00df"), ("\uff21", "A"),
             ("\u0307i", "i\u0307")]


def spellings():
    """Letters that look alike, are canonically or compatibly the same, or lose their dot in Turkish."""
    for left, right in SPELLINGS:
        for chosen, typed in ((left, left), (left, right), (right, left), (right, right)):
            chosen, typed = f"Kedi-{chosen}-42", f"Kedi-{typed}-42"
            # The cheapest of each format.
            texts = {text.split("$")[0]: text for text in reversed(list(other_hashes(chosen)))}
            texts["pbkdf2_sha256"] = hashers.PBKDF2PasswordHasher().encode(chosen, SALT22, 1)
            yield from (check(typed, text) for text in texts.values())


def usable():
    for text in ("", "!", "!abc", " !", "a!", "pbkdf2_sha256$1$a$b", "\uff01", "!\u0301", "gibberish"):
        yield {"text": text, "usable": hashers.is_password_usable(text)}


def auth_hashes():
    for password in ("", "!" + "x" * 40, "pbkdf2_sha256$1$a$b", "ğ"):
        user = User(password=password)
        yield {"password": password, "current": user.get_session_auth_hash(),
               "fallbacks": list(user.get_session_auth_fallback_hash())}


# Reset links --------------------------------------------------------------------------------------------------------


class FrozenGenerator(tokens.PasswordResetTokenGenerator):
    def __init__(self, now, offset=0):
        super().__init__()
        self.now, self.offset = now, offset

    def _now(self):
        # Django asks datetime.now() without a zone: the wall clock of TIME_ZONE.
        return datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=self.now + self.offset)


def user(row):
    login = row["lastLogin"]
    if login is not None:
        login = datetime.datetime.fromtimestamp(login, datetime.timezone.utc).replace(microsecond=987654)
    return User(pk=row["userID"], password=row["password"], last_login=login, email=row["email"])


def reset_users():
    for pk in (1, 42, 9_223_372_036_854_775_807):
        for login in (None, 0, NOW - 5, 951_782_400):
            for email in ("", "a@example.com", "ğ@örnek.test"):
                yield {"userID": pk, "password": f"pbkdf2_sha256$1$salt{pk}$hash=", "lastLogin": login, "email": email}


def reset_tokens():
    for row in reset_users():
        for seconds in (NOW, 978_307_200, 4_102_444_800):
            yield row | {"at": seconds, "token": FrozenGenerator(seconds).make_token(user(row))}


def reset_checks():
    row = {"userID": 42, "password": "pbkdf2_sha256$1$s$h=", "lastLogin": NOW - 100, "email": "a@example.com"}
    token = FrozenGenerator(NOW).make_token(user(row))
    stamp, digest = token.split("-")

    def case(name, text, row=row, now=NOW, timeout=259_200):
        with mock.patch.object(settings, "PASSWORD_RESET_TIMEOUT", timeout):
            accepted = FrozenGenerator(now).check_token(user(row), text)
        return row | {"name": name, "token": text, "now": now, "timeout": timeout, "accepted": accepted}

    yield case("at once", token)
    yield case("in its last second", token, now=NOW + 259_200)
    yield case("one second late", token, now=NOW + 259_201)
    yield case("from the future", token, now=NOW - 10_000_000)
    yield case("timeout zero, same second", token, timeout=0)
    yield case("timeout zero, next second", token, now=NOW + 1, timeout=0)
    yield case("changed password", token, row | {"password": "pbkdf2_sha256$1$t$h="})
    yield case("signed in since", token, row | {"lastLogin": NOW})
    yield case("never signed in", token, row | {"lastLogin": None})
    yield case("another address", token, row | {"email": "b@example.com"})
    yield case("address in other case", token, row | {"email": "A@example.com"})
    yield case("another user", token, row | {"userID": 43})
    for index, key in enumerate(FALLBACKS):
        with with_secret(key):
            old = FrozenGenerator(NOW).make_token(user(row))
        yield case(f"fallback key {index}", old)
    with with_secret(STRANGER):
        foreign = FrozenGenerator(NOW).make_token(user(row))
    yield case("a stranger's key", foreign)
    odd = ["", "-", "--", stamp, digest, stamp + digest, token + "-", "-" + token, token + " ", " " + token, token.upper(),
           stamp.upper() + "-" + digest, "0" + token, "+" + token, stamp + "-", "-" + digest, token[:-1], token + "0",
           stamp[:-1] + "-" + digest, "zzzzzzzzzzzzz-" + digest, "zzzzzzzzzzzzzz-" + digest, "ğ-" + digest, "set-password",
           token.replace("-", "−"), stamp + "--" + digest, "1_0-" + digest, token + "\n"]
    for text in odd:
        yield case(f"as {text!r}", text)


def reset_offsets():
    row = {"userID": 42, "password": "p", "lastLogin": None, "email": "a@example.com"}
    for offset in (-18_000, 0, 10_800):
        yield row | {"at": NOW, "utcOffset": offset, "token": FrozenGenerator(NOW, offset).make_token(user(row))}


def base36():
    numbers = [0, 1, 9, 10, 35, 36, 37, 1295, 1296, NOW, 2**31, 2**53, 2**63 - 1]
    yield from ({"number": number, "text": http.int_to_base36(number)} for number in numbers)


def base36_decodings():
    texts = ["", "0", "00", "z", "Z", "10", "aZ", "1y2p0ij32e8e7", "1y2p0ij32e8e8", "zzzzzzzzzzzzz", "zzzzzzzzzzzzzz",
             "00000000000001", "g!", "-1", "é", "1.0", "1-1"]
    for text in texts:
        number = answer(lambda: http.base36_to_int(text), ValueError)
        if number is not None and not 0 <= number < 2**63:
            number = None  # ours ends at 63 bits
        yield {"text": text, "number": number}


def user_ids():
    for text in ("1", "42", "9223372036854775807", "", "a", "ab", "ğ🧿", "123e4567-e89b-12d3-a456-426614174000", "??>>"):
        yield {"id": text, "text": http.urlsafe_base64_encode(text.encode())}


def user_id_decodings():
    texts = ["MQ", "MQ=", "MQ==", "MQ===", "M", "MQA", "NDI", "NDI=", "NDIx", "", "=", "====", "M=Q=", "MQ==NDI", "M Q", "M\nQ",
             "M!Q!", "MQ!", "MQ!!", "!", "!!!!", "ğ", "MQğ", "_w", "/w==", "-_-_", "+/+/", "4pyT", "77-9", "wA==", "7aCA",
             "MTIzNDU", "MTIzNDU2", "MTIzNDU2Nw", "MTIzNDU2Nw=", "A", "AB", "ABC", "ABCD", "ABCDE", "=MQ", "M=", "M==Q", "MQ=A"]
    texts += ["".join(dice.choices("MQNDIx=!_-+/ ğ", k=dice.randint(1, 9))) for _ in range(300)]
    for text in texts:
        yield {"text": text, "id": answer(lambda: http.urlsafe_base64_decode(text).decode(), ValueError)}


# CSRF ---------------------------------------------------------------------------------------------------------------

SECRET = "abcdefghijklmnopqrstuvwxyzABCD09"
OTHER = "0123456789012345678901234567890Z"


def mask(secret):
    drawn = "".join(dice.choices(csrf.CSRF_ALLOWED_CHARS, k=32))
    with mock.patch.object(csrf, "_get_new_csrf_string", return_value=drawn):
        return csrf._mask_cipher_secret(secret)


def masks():
    for secret in (SECRET, OTHER, "a" * 32, "9" * 32):
        for _ in range(5):
            masked = mask(secret)
            yield {"secret": secret, "mask": masked[:32], "masked": masked}


def csrf_checks():
    middleware = csrf.CsrfViewMiddleware(lambda request: None)
    good = mask(SECRET)
    cookies = [SECRET, mask(SECRET), OTHER, "", "short", SECRET[:-1] + "!", SECRET + "x", "ğ" * 32, "a" * 48, "-" * 64]
    sent = [good, SECRET, mask(OTHER), OTHER, good[:-1] + "a", SECRET.upper(), "x", SECRET[:-1], good + "x", good[:-1] + "-",
            "é" * 32, "ğ" * 64, SECRET[:-1] + " ", "a" * 64]
    for cookie in cookies:
        for token in sent:
            request = RequestFactory().post("/")
            request.COOKIES["csrftoken"] = cookie
            request.META["HTTP_X_CSRFTOKEN"] = token
            try:
                middleware._check_token(request)
                reason = None
            except csrf.RejectRequest as error:
                reason = error.reason
            yield {"cookie": cookie, "submitted": token, "reason": reason}


# Columns ------------------------------------------------------------------------------------------------------------


def moments():
    texts = ["1970-01-01 00:00:00", "1969-12-31 23:59:59.999999", "2026-11-23 10:00:00.123456", "2000-02-29 12:00:00",
             "1900-02-28 23:59:59", "1900-03-01 00:00:00", "2024-02-29 23:59:59.000001", "2100-03-01 00:00:00",
             "0001-01-01 00:00:00", "9999-12-31 23:59:59.999999", "2026-01-01 00:00:00.100000", "2038-01-19 03:14:08"]
    moments = [datetime.datetime.fromisoformat(text + "+00:00") for text in texts]
    start = datetime.datetime(1, 1, 1, tzinfo=datetime.timezone.utc)
    for _ in range(200):
        moments.append(start + datetime.timedelta(days=dice.randrange(3_652_059), microseconds=dice.randrange(86_400_000_000)))
    epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
    for moment in moments:
        stored = connection.ops.adapt_datetimefield_value(moment)
        assert connection.ops.convert_datetimefield_value(stored, None, connection) == moment
        yield {
            "microseconds": (moment - epoch) // datetime.timedelta(microseconds=1),
            "stored": stored,
            "iso": fields.DateTimeField(default_timezone=datetime.timezone.utc).to_representation(moment),
        }


def stored_moments():
    """What Django reads from a column, also where it did not write it itself; only UTC texts without a zone."""
    epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
    texts = ["2026-11-23 10:00:00.1", "2026-11-23 10:00:00.12", "2026-11-23 10:00:00.123", "2026-11-23 10:00:00.1234",
             "2026-11-23 10:00:00.12345", "2026-11-23T10:00:00", "2026-02-29 00:00:00", "2024-02-29 00:00:00",
             "2026-13-01 00:00:00", "2026-00-01 00:00:00", "2026-11-31 00:00:00", "2026-11-23 24:00:00", "2026-11-23 10:60:00",
             "2026-11-23 10:00:60", "0000-01-01 00:00:00", "2026-11-23 10:00:00.", "2026-11-23 10:00:00,5x", "gibberish", "",
             "2026-11-23 ", " 2026-11-23 10:00:00", "2026-11-23  10:00:00", "2100-02-29 00:00:00", "2000-02-29 00:00:00"]
    for text in texts:
        moment = answer(lambda: connection.ops.convert_datetimefield_value(text, None, connection), ValueError, AttributeError)
        yield {"text": text, "microseconds": moment and (moment - epoch) // datetime.timedelta(microseconds=1)}


def days():
    texts = ["2026-11-23", "2024-02-29", "2026-02-29", "1900-02-29", "2000-02-29", "0001-01-01", "9999-12-31", "0000-01-01",
             "2026-1-3", "2026-13-01", "2026-00-10", "2026-04-31", "2026-06-30", "10000-01-01", "26-01-01", "", "-", "2026-01",
             "2026-01-01-01", "2026/01/01", "2026-01-001", "+026-01-01", "2026-01-0x", " 2026-01-01", "2026-01-00", "٢٠٢٦-01-01"]
    for text in texts:
        try:
            day = parse_date(text)
        except ValueError:
            day = None
        if not text.isascii():
            day = None  # Python's \d takes foreign digits; ours does not
        yield {"text": text, "stored": day and str(day), "days": day and (day - datetime.date(1970, 1, 1)).days}


def write():
    golden = {
        "versions": {"python": ".".join(platform.python_version_tuple()[:2]), "django": django.__version__,
                     "rest_framework": rest_framework.__version__, "argon2-cffi": importlib.metadata.version("argon2-cffi"),
                     "bcrypt": bcrypt.__version__},
        "primary": PRIMARY, "fallbacks": FALLBACKS, "now": NOW,
        "saltedHMACs": list(salted_hmacs()), "signatures": list(signatures()), "expiries": list(expiries()),
        "base62": [{"number": n, "text": signing.b62_encode(n)} for n in (0, 1, 61, 62, -1, -62, NOW, 2**62, 2**63 - 1)],
        "sessions": list(sessions()), "rawSessions": list(raw_sessions()), "badSessions": list(bad_session_rows()),
        "oddSessions": list(odd_session_rows()), "sessionExpiries": list(session_expiries()),
        "bombs": {"fits": bomb(1 << 20), "swells": bomb((1 << 20) + 1), "huge": bomb(64 << 20)},
        "json": json_cases(JSON_DOCUMENTS), "mutatedJSON": json_cases(mutated_documents(600)),
        "renderings": list(renderings()),
        "passwords": list(password_hashes()), "fullPassword": full_password(), "passwordChecks": list(password_checks()),
        "otherPasswords": list(other_checks()), "damagedPasswords": list(damaged_hashes()),
        "fullOtherPasswords": [check("correct horse", text) for text in full_hashes()],
        "madePasswords": list(made_hashes()), "spellings": list(spellings()),
        "renewals": list(renewals()), "usable": list(usable()), "authHashes": list(auth_hashes()),
        "resetTokens": list(reset_tokens()), "resetChecks": list(reset_checks()), "resetOffsets": list(reset_offsets()),
        "base36": list(base36()), "base36Decodings": list(base36_decodings()),
        "userIDs": list(user_ids()), "userIDDecodings": list(user_id_decodings()),
        "masks": list(masks()), "csrfChecks": list(csrf_checks()),
        "moments": list(moments()), "storedMoments": list(stored_moments()), "days": list(days()),
    }
    path = pathlib.Path(__file__).with_name("golden.json")
    path.write_text(json.dumps(golden, indent=1, ensure_ascii=True) + "\n")


if __name__ == "__main__":
    write()
