"""Encoded passwords, at the cheapest costs: the format does not depend on them."""

import base64
import random

from django.contrib.auth import hashers
from django.contrib.auth.hashers import identify_hasher, is_password_usable
from django.test import override_settings

import oracle
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
PREFERABLE = sorted(CHEAP)
CHEAP["md5"] = hashers.MD5PasswordHasher


def matches(password, encoded):
    """Django's answer without its renewal; what it raises (a 500 of its own) is no match."""
    if not is_password_usable(encoded):
        return False
    try:
        return identify_hasher(encoded).verify(password, encoded)
    except Exception:
        return False


def matches_without_legacy(password, encoded):
    with override_settings(PASSWORD_HASHERS=oracle.HASHERS):
        return matches(password, encoded)


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
        salt = bcrypt_salt(case["salt"]) if "bcrypt" in case["algorithm"] else case["salt"]
        text = hasher.encode(case["password"], salt)
        return text if case["damage"] is None else damaged(random.Random(case["damage"]), text)

    def ask_django(self, case):
        self.text = self.encoded(case)
        typed = case["typed"]
        return is_password_usable(self.text), matches(typed, self.text), matches_without_legacy(typed, self.text)

    def ask_hesap(self, case):
        usable = self.peer.ask("password.usable", encoded=self.text)
        fields = {"password": case["typed"], "encoded": self.text}
        verdicts = [self.peer.ask("password.verify", **fields, legacy=legacy) == "match" for legacy in (["md5"], [])]
        return usable, *verdicts

    def difference_on_purpose(self, case, django, hesap):
        if django[0] == hesap[0] and django[1] and "\0" in case["typed"] and self.text.startswith("bcrypt$"):
            return "a zero byte for bcrypt"
        return None


def bcrypt_salt(seed):
    """128 bits in 22 letters of bcrypt's alphabet, so the last one holds two bits."""
    rng = random.Random(seed)
    letters = "".join(rng.choice("./" + texts.LATIN + texts.LATIN.upper() + "0123456789") for _ in range(21))
    return f"$2b$04${letters}{rng.choice('.Oeu')}".encode()


def damaged(rng, encoded):
    """Costs stay as they are: a digit more would keep the oracle busy for a week."""
    fields = encoded.split("$")
    place = rng.choice([0, len(fields) - 2, len(fields) - 1] if fields[0] != "scrypt" else [0, 2, 5])
    if place and "bcrypt" in fields[0]:
        place = len(fields) - 1
    fields[place] = texts.mutated(rng, fields[place])
    return "$".join(fields)


class FreshPasswords(Table):
    """The same text from both for the same salt. bcrypt makes its salts itself, so those are verified crosswise."""

    name = "fresh passwords"
    short_cases = 400

    def picked_cases(self):
        # At Django's own costs, which are Hesap's.
        full = ["argon2", "scrypt", "bcrypt", "bcrypt_sha256"]
        text = "ğüşiöç 👩‍👧"
        return [{"algorithm": name, "password": text, "salt": "s" * 22, "iterations": 1} for name in full]

    def random_case(self, rng):
        return {
            "algorithm": rng.choice(["pbkdf2_sha256", "pbkdf2_sha1"]),
            "password": texts.text(rng, 80),
            "salt": "".join(rng.choice(texts.LATIN + "ğ٣") for _ in range(rng.choice([1, 8, 21, 22, 23, 40]))),
            "iterations": rng.choice([1, 2, 3, 10, 100]),
        }

    def ask_django(self, case):
        hasher = hashers.get_hasher(case["algorithm"])
        if "bcrypt" in case["algorithm"]:
            self.theirs = hasher.encode(case["password"], hasher.salt())
            return "match", True
        rounds = (case["iterations"],) if "pbkdf2" in case["algorithm"] else ()
        return hasher.encode(case["password"], case["salt"], *rounds), True

    def ask_hesap(self, case):
        fields = {"algorithm": case["algorithm"], "password": case["password"], "iterations": case["iterations"]}
        fresh = matches(case["password"], self.peer.ask("password.encode", **fields))
        if "bcrypt" in case["algorithm"]:
            fields = {"password": case["password"], "encoded": self.theirs}
            return self.peer.ask("password.verify", **fields, legacy=[]), fresh
        return self.peer.ask("password.encode", **fields, salt=case["salt"]), fresh


class Renewals(Table):
    """Which stored texts a good sign-in replaces. Nothing is computed for that, so the costs are real."""

    name = "renewal of passwords"
    short_cases = 1000

    def random_case(self, rng):
        algorithm = rng.choice(sorted(CHEAP))
        return {
            "preferred": rng.choice([algorithm, rng.choice(PREFERABLE)]) if algorithm != "md5" else rng.choice(PREFERABLE),
            "iterations": rng.choice([1, 1000, 1_000_000]),
            "encoded": encoded_by_hand(rng, algorithm),
        }

    def ask_django(self, case):
        # As django.contrib.auth.hashers.verify_password.
        stored, preferred = identify_hasher(case["encoded"]), type(hashers.get_hasher(case["preferred"]))()
        if "pbkdf2" in case["preferred"]:
            preferred.iterations = case["iterations"]
        return stored.algorithm != preferred.algorithm or preferred.must_update(case["encoded"])

    def ask_hesap(self, case):
        fields = {"algorithm": case["preferred"], "iterations": case["iterations"]}
        return self.peer.ask("password.must_update", encoded=case["encoded"], **fields)


def encoded_by_hand(rng, algorithm):
    salt = "".join(rng.choice(texts.LATIN) for _ in range(rng.choice([8, 21, 22, 22, 22, 23])))
    match algorithm:
        case "pbkdf2_sha256" | "pbkdf2_sha1":
            size = 32 if algorithm == "pbkdf2_sha256" else 20
            return f"{algorithm}${rng.choice([1, 999, 1000, 1_000_000])}${salt}${standard_base64(rng, size)}"
        case "argon2":
            kind, version = rng.choice(["argon2id"] * 4 + ["argon2i", "argon2d"]), rng.choice([19, 19, 19, 16])
            memory, passes, lanes = rng.choice([102_400] * 4 + [512]), rng.choice([2, 2, 2, 3]), rng.choice([8, 8, 8, 4])
            packed = base64.b64encode(salt.encode()).decode().rstrip("=")
            hashed = standard_base64(rng, rng.choice([32, 32, 32, 16])).rstrip("=")
            return f"argon2${kind}$v={version}$m={memory},t={passes},p={lanes}${packed}${hashed}"
        case "bcrypt" | "bcrypt_sha256":
            # Ends in letters whose surplus bits are zero, as bcrypt's own do.
            return f"{algorithm}$$2b${rng.choice(['12', '12', '04', '10', '13'])}${'a' * 21}u{'b' * 30}u"
        case "scrypt":
            work, size, lanes = rng.choice([16_384] * 3 + [4096]), rng.choice([8, 8, 8, 4]), rng.choice([5, 5, 5, 1])
            return f"scrypt${work}${salt}${size}${lanes}${standard_base64(rng, 64)}"
        case "md5":
            return f"md5${salt}${'0' * 32}"


def standard_base64(rng, size):
    return base64.b64encode(rng.randbytes(size)).decode()


class UnusablePasswords(Table):
    name = "unusable passwords"
    short_cases = 50

    def random_case(self, rng):
        return {"typed": texts.text(rng)}

    def ask_django(self, case):
        return False, False, len(hashers.make_password(None)), False

    def ask_hesap(self, case):
        text = self.peer.ask("password.unusable")
        verdict = self.peer.ask("password.verify", password=case["typed"], encoded=text, legacy=["md5"])
        return is_password_usable(text), matches(case["typed"], text), len(text), verdict == "match"
