#!/usr/bin/env python3
"""Asks a real Django about password hashes: one JSON list of answers for one of questions, on standard input.

A question is {"hasher", "password", "encoded"}: is that the password, and would a Django that prefers this hasher renew it?
"""

import json
import sys

import django
from django.conf import settings
from django.test.utils import override_settings

HASHERS = {
    "pbkdf2_sha256": "PBKDF2PasswordHasher",
    "pbkdf2_sha1": "PBKDF2SHA1PasswordHasher",
    "argon2": "Argon2PasswordHasher",
    "bcrypt_sha256": "BCryptSHA256PasswordHasher",
    "bcrypt": "BCryptPasswordHasher",
    "scrypt": "ScryptPasswordHasher",
}

settings.configure()
django.setup()

from django.contrib.auth import hashers  # noqa: E402


def answer(question):
    preferred = question["hasher"]
    names = [preferred] + [name for name in HASHERS if name != preferred]
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers." + HASHERS[name] for name in names]):
        renewed = []
        matches = hashers.check_password(question["password"], question["encoded"], setter=renewed.append)
        return {"matches": matches, "renews": bool(renewed)}


if __name__ == "__main__":
    json.dump([answer(question) for question in json.load(sys.stdin)], sys.stdout)
