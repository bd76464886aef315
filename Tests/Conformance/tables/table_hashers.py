"""Encoded passwords, at the cheapest costs: the format does not depend on them."""

import random

from django.contrib.auth import hashers
from django.contrib.auth.hashers import identify_hasher, is_password_usable

import texts
from table import Table


class Argon2(hashers.Argon2PasswordHasher):
    time_cost, memory_cost, parallelism = 1, 16, 2


class BCrypt(hashers.BCryptPasswordHasher):
    rounds = 4


class BCryptSHA256(hashers.BCryptSHA256PasswordHasher):
    rounds = 4


class Scrypt(hashers.ScryptPasswordHasher):
    work_factor, block_size, parallelism = 4, 1, 2


class PBKDF2(hashers.PBKDF2PasswordHasher):
    iterations = 3


class PBKDF2SHA1(hashers.PBKDF2SHA1PasswordHasher):
    iterations = 3


CHEAP = {hasher.algorithm: hasher for hasher in (PBKDF2, PBKDF2SHA1, Argon2, BCryptSHA256, BCrypt, Scrypt)}


def matches(password, encoded):
    """Django's answer without its renewal; what it raises (a 500 of its own) is no match."""
    if not is_password_usable(encoded):
        return False
    try:
        return identify_hasher(encoded).verify(password, encoded)
    except Exception:
        return False


class StoredPasswords(Table):
    """Encoded by Django, verified by both, with the right and with another password; some damaged."""

    name = "stored passwords"
    short_cases = 1200

    def picked_cases(self):
        base = {"algorithm": "pbkdf2_sha256", "password": "secret", "typed": "secret", "salt": "s" * 22, "damage": None}
        odd = ["", "\0", "ğüşiöç", "e\u0301", "é", "x" * 5_000, "👩‍👧", " a ", "a" * 72, "a" * 73, "ğ" * 36]
        cases = [{"algorithm": name, "password": text, "typed": text} for name in CHEAP for text in odd]
        cases += [{"algorithm": name, "password": "é", "typed": "e\u0301"} for name in CHEAP]
        cases += [{"algorithm": name, "password": "a", "typed": typed} for name in CHEAP for typed in ("", "a\0", "A")]
        edges = ["", "!", "!!", "!pbkdf2_sha256$1$a$b", "$", "$$$", "pbkdf2_sha256", "pbkdf2_sha256$", "plain", "\0", "ğ$1$s$h"]
        edges += [f"pbkdf2_sha256${count}$salt$x" for count in ("", "0", "-1", "+3", "03", " 3", "3 ", "3_0", "3.0", "٣", "x")]
        edges += ["pbkdf2_sha256$3$$x", "pbkdf2_sha256$3$a$b$c", "PBKDF2_SHA256$3$a$b", "argon2$", "bcrypt$$", "scrypt$4$s$1$1$x"]
        edges += ["argon2$argon2id$v=19$m=16,t=1,p=2$c2FsdHNhbHQ$aGFzaA", "bcrypt_sha256$$2b$04$x", "scrypt$3$s$1$1$x", "0" * 32]
        return [base | case for case in cases] + [{"encoded": edge, "typed": "secret"} for edge in edges]

    def random_case(self, rng):
        password = texts.text(rng, 80)
        return {
            "algorithm": rng.choice(list(CHEAP)),
            "password": password,
            "typed": rng.choice([password, password, texts.mutated(rng, password)]),
            "salt": "".join(rng.choice(texts.LATIN + "ğ٣./_-") for _ in range(rng.randrange(8, 30))),
            "damage": rng.choice([None, None, rng.getrandbits(32)]),
        }

    def encoded(self, case):
        if "encoded" in case:
            return case["encoded"]
        hasher = CHEAP[case["algorithm"]]()
        # bcrypt's salt is of its own kind and drawn anew, so a replayed case may have another.
        salt = hasher.salt() if "bcrypt" in case["algorithm"] else case["salt"]
        text = hasher.encode(case["password"], salt)
        return text if case["damage"] is None else damaged(random.Random(case["damage"]), text)

    def ask_django(self, case):
        self.text = self.encoded(case)
        return is_password_usable(self.text), matches(case["typed"], self.text)

    def ask_hesap(self, case):
        usable = self.peer.ask("password.usable", encoded=self.text)
        return usable, self.peer.ask("password.verify", password=case["typed"], encoded=self.text) == "match"

    def difference_on_purpose(self, case, django, hesap):
        if django[0] == hesap[0] and django[1] and "\0" in case["typed"] and self.text.startswith("bcrypt$"):
            return "a zero byte for bcrypt"
        return None


def damaged(rng, encoded):
    """Costs stay as they are: a digit more would keep the oracle busy for a week."""
    fields = encoded.split("$")
    place = rng.choice([0, len(fields) - 2, len(fields) - 1] if fields[0] != "scrypt" else [0, 2, 5])
    if place and "bcrypt" in fields[0]:
        place = len(fields) - 1
    fields[place] = texts.mutated(rng, fields[place])
    return "$".join(fields)


class FreshPasswords(Table):
    """The same text from both for the same salt, and the same opinion on renewing it."""

    name = "fresh passwords"
    short_cases = 400

    def random_case(self, rng):
        return {
            "password": texts.text(rng, 80),
            "salt": "".join(rng.choice(texts.LATIN + "ğ٣") for _ in range(rng.choice([1, 8, 21, 22, 23, 40]))),
            "iterations": rng.choice([1, 2, 3, 10, 100]),
            "wanted": rng.choice([1, 2, 3, 10, 100]),
        }

    def ask_django(self, case):
        text = PBKDF2().encode(case["password"], case["salt"], case["iterations"])
        wanted = PBKDF2()
        wanted.iterations = case["wanted"]
        return text, wanted.must_update(text), True

    def ask_hesap(self, case):
        fields = {"password": case["password"], "iterations": case["iterations"]}
        text = self.peer.ask("password.encode", **fields, salt=case["salt"])
        fresh = self.peer.ask("password.encode", **fields)
        renew = self.peer.ask("password.must_update", encoded=text, iterations=case["wanted"])
        return text, renew, matches(case["password"], fresh)


class UnusablePasswords(Table):
    name = "unusable passwords"
    short_cases = 50

    def random_case(self, rng):
        return {"typed": texts.text(rng)}

    def ask_django(self, case):
        return False, False, len(hashers.make_password(None)), False

    def ask_hesap(self, case):
        text = self.peer.ask("password.unusable")
        verdict = self.peer.ask("password.verify", password=case["typed"], encoded=text)
        return is_password_usable(text), matches(case["typed"], text), len(text), verdict == "match"
