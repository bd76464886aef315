"""Django's PBKDF2 for pwdlib, so that each contestant does the same work for a password."""

import base64
import hashlib
import hmac
import secrets

from pwdlib.hashers import HasherProtocol

ROUNDS = 1_000_000


def _encode(password, salt, rounds):
    secret = password if isinstance(password, bytes) else password.encode()
    key = hashlib.pbkdf2_hmac("sha256", secret, salt.encode(), rounds)
    return f"pbkdf2_sha256${rounds}${salt}${base64.b64encode(key).decode()}"


class DjangoPBKDF2(HasherProtocol):
    @classmethod
    def identify(cls, hash):
        return hash.startswith("pbkdf2_sha256$")

    def hash(self, password, *, salt=None):
        return _encode(password, salt.decode() if salt else secrets.token_hex(11), ROUNDS)

    def verify(self, password, hash):
        _, rounds, salt, _ = hash.split("$")
        return hmac.compare_digest(_encode(password, salt, int(rounds)), hash)

    def check_needs_rehash(self, hash):
        return int(hash.split("$")[1]) != ROUNDS
