"""Asks an old Django what it made of passwords that are too fast, and keeps the answers in legacy.json.

    python3 -m venv /tmp/old && /tmp/old/bin/pip install -r requirements-legacy.txt && /tmp/old/bin/python make_legacy_fixtures.py

Django 5.1 took three of these hashers away; 4.2 has them all.
"""

import hashlib
import json
import pathlib

import django
from django.conf import settings

HASHERS = ("MD5PasswordHasher", "UnsaltedMD5PasswordHasher", "SHA1PasswordHasher", "UnsaltedSHA1PasswordHasher")

settings.configure(PASSWORD_HASHERS=["django.contrib.auth.hashers." + name for name in HASHERS])
django.setup()

from django.contrib.auth import hashers  # noqa: E402

PASSWORDS = ["", "lètmein", "şifre-İı-🧿", "a" * 200, "with$dollar", " spaces ", "e\u0301", "\u00e9", "\x00nul"]
SALT22 = "abcDEF0123456789ghIJkl"


def texts(password):
    for name in ("md5", "sha1"):
        yield from (hashers.make_password(password, salt, name) for salt in (SALT22, "tuz-ğ", "s"))
    bare = hashers.get_hasher("unsalted_md5").encode(password, "")
    yield from (bare, "md5$$" + bare, hashers.get_hasher("unsalted_sha1").encode(password, ""))


def damaged():
    for good in texts("secret"):
        yield from (good + "$", good + "0", good[:-1], good.upper(), " " + good, "!" + good, good.replace("$", "$$"))
        yield from (good.replace("$", "", 1), good.replace("md5", "sha1"), good.replace("sha1", "md5"), good.replace("$", "$x", 1))
    yield from ("md5", "md5$", "md5$$", "sha1$$", "sha1$s$", "0" * 32, "ğ" * 32, "md5$$" + "ğ" * 32)
    # A salt that continues the password, and the other way round.
    yield "md5$sec$" + hashlib.md5(b"secret").hexdigest()


def check(password, text):
    try:
        name = hashers.identify_hasher(text).algorithm
        accepted = hashers.check_password(password, text)
    except Exception:
        name, accepted = None, False
    return {"format": name, "password": password, "encoded": text, "accepted": accepted}


def checks():
    for password in PASSWORDS:
        for text in texts(password):
            for guess in dict.fromkeys((password, password + "x", password[:-1], "ğ" + password)):
                yield check(guess, text)
    for text in dict.fromkeys(damaged()):
        yield from (check(guess, text) for guess in ("secret", "ret", ""))


if __name__ == "__main__":
    path = pathlib.Path(__file__).with_name("legacy.json")
    legacy = {"django": django.__version__, "checks": list(checks())}
    path.write_text(json.dumps(legacy, indent=1, ensure_ascii=True) + "\n")
