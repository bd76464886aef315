"""Django's CSRF values in our own words, to make them and to say which are good."""

import re
import string

LETTERS = string.ascii_letters + string.digits
SECRET, MASKED = 32, 64


def mask(secret, rng):
    """The form that stands in pages, and that Django before 4.1 also kept in the cookie."""
    pad = [rng.randrange(len(LETTERS)) for _ in secret]
    moved = [LETTERS[(LETTERS.index(letter) + shift) % len(LETTERS)] for letter, shift in zip(secret, pad)]
    return "".join(LETTERS[shift] for shift in pad) + "".join(moved)


def secret_of(value):
    """The secret in either form, or None for a value that is in none."""
    if not re.fullmatch(r"[A-Za-z0-9]*", value, re.ASCII) or len(value) not in (SECRET, MASKED):
        return None
    if len(value) == SECRET:
        return value
    pairs = zip(value[:SECRET], value[SECRET:])
    return "".join(LETTERS[(LETTERS.index(moved) - LETTERS.index(pad)) % len(LETTERS)] for pad, moved in pairs)


def is_good(cookie, header):
    secret = cookie and secret_of(cookie)
    return bool(secret) and bool(header) and secret_of(header) == secret
