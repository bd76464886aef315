"""Reset links: base 36, the user's id in base64, tokens."""

import random
from datetime import datetime, timedelta, timezone

from django.contrib.auth.models import User
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.test import override_settings
from django.utils.http import base36_to_int, int_to_base36, urlsafe_base64_decode, urlsafe_base64_encode

import texts
from table import REFUSED, Table

ONE_LETTER_DIGITS = "٣５²五"
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
LARGEST = 2**63 - 1


class Base36Encoding(Table):
    name = "base36 of a number"

    def picked_cases(self):
        edges = [0, 1, 35, 36, 36**6 - 1, 36**6, 2**31, 2**32, 36**12 - 1, 36**12, LARGEST, -1, -36, -LARGEST - 1]
        return [{"number": number} for number in edges]

    def random_case(self, rng):
        return {"number": rng.getrandbits(rng.randrange(1, 64)) * rng.choice([1, 1, 1, -1])}

    def ask_django(self, case):
        try:
            return int_to_base36(case["number"])
        except ValueError:
            return REFUSED

    def ask_hesap(self, case):
        answer = self.peer.ask("base36.encode", **case)
        return REFUSED if answer is None else answer


class Base36Decoding(Table):
    name = "number of a base36"
    short_cases = 1000

    def picked_cases(self):
        edges = ["", "0", "00", "z", "Z", "zZ", "0" * 13, "0" * 14, "z" * 12, "z" * 13, "z" * 14, int_to_base36(LARGEST)]
        edges += [int_to_base36(LARGEST + 1), int_to_base36(LARGEST).upper(), "-1", "+1", " 1", "1 ", "1\n", "1_0", "_1"]
        edges += ["1__0", "٣", "５", "²", "五", "1.0", "1e5", "0x1f", "0b1", "\0", "1\0", "ı", "İ", "K", "\u2028" + "1"]
        edges += ["\ud800", "a" * 100_000, "é", "１２３", "-0", "+", "-", "_"]
        return [{"text": edge} for edge in edges]

    def random_case(self, rng):
        number = int_to_base36(rng.getrandbits(rng.randrange(1, 66)))
        if rng.randrange(3):
            number = texts.mutated(rng, number, "azAZ09-_+ \n\0" + ONE_LETTER_DIGITS)
        return {"text": "0" * rng.choice([0, 0, 0, 1, 5]) + number}

    def ask_django(self, case):
        try:
            return base36_to_int(case["text"])
        except ValueError:
            return REFUSED

    def ask_hesap(self, case):
        answer = self.peer.ask("base36.decode", **case)
        return REFUSED if answer is None else answer

    def difference_on_purpose(self, case, django, hesap):
        text = case["text"]
        if hesap != REFUSED or django == REFUSED:
            return None
        if django > LARGEST:
            return "more than 63 bits"
        # Harmless, as no token compares equal with such a text in it.
        plain = text.isascii() and text.isalnum()
        if not plain and (django < 0 or int_to_base36(django) != text.lower()):
            return "int() takes blanks, signs, _ and foreign digits"
        return None


class UserIDEncoding(Table):
    name = "uidb64 of an id"

    def picked_cases(self):
        return [{"id": text} for text in ["", "1", "0", "-1", str(LARGEST), "ç", "\0", "a" * 10_000, "\ud800", "👩‍👧"]]

    def random_case(self, rng):
        return {"id": rng.choice([texts.text(rng), str(rng.getrandbits(rng.randrange(1, 64)))])}

    def ask_django(self, case):
        try:
            return urlsafe_base64_encode(case["id"].encode())
        except UnicodeEncodeError:
            return REFUSED

    def ask_hesap(self, case):
        return self.peer.ask("uid.encode", **case)


class UserIDDecoding(Table):
    name = "id of an uidb64"
    short_cases = 1500

    def picked_cases(self):
        edges = ["", "=", "==", "====", "M", "MQ", "MQ=", "MQ==", "MQ===", "MQ====", "M=Q=", "=MQ", "MQ==MQ==", "MQ=MQ"]
        edges += ["MQQ", "MQR", "MR", "M Q", "MQ\n", "\nMQ", "M\0Q", "MQ-_", "MQ+/", "____", "----", "MĞQ", "ĞMQ", "MQĞ"]
        edges += ["gA", "w6c", "w6", "77-9", "7aCA", "4oiP", "A", "AA", "AAA", "AAAA", "\ud800", "MQ" * 50_000, "%4D%51"]
        return [{"text": edge} for edge in edges]

    def random_case(self, rng):
        if rng.randrange(4) == 0:
            letters = "ABYZabyz0189-_=+/ \n\0ğ."
            return {"text": "".join(rng.choice(letters) for _ in range(rng.randrange(14)))}
        good = urlsafe_base64_encode(rng.choice([texts.text(rng), str(rng.getrandbits(40))]).encode())
        good += "=" * rng.choice([0, 0, 0, 1, 2, 3, 4])
        return {"text": good if rng.randrange(3) == 0 else texts.mutated(rng, good)}

    def ask_django(self, case):
        # As PasswordResetConfirmView.get_user: whatever of this fails is no user.
        try:
            return urlsafe_base64_decode(case["text"]).decode()
        except ValueError:
            return REFUSED

    def ask_hesap(self, case):
        answer = self.peer.ask("uid.decode", **case)
        return REFUSED if answer is None else answer


class Generator(PasswordResetTokenGenerator):
    def __init__(self, keys, seconds, utc_offset):
        super().__init__()
        self.secret, self.secret_fallbacks = keys[0], keys[1:]
        self.wall_clock = (EPOCH + timedelta(seconds=seconds + utc_offset)).replace(tzinfo=None)

    def _now(self):
        return self.wall_clock


class Tokens(Table):
    """Made by both, with a few hundred microseconds in the last sign-in; then damaged, aged, and checked by both."""

    name = "reset tokens"
    short_cases = 1000

    def picked_cases(self):
        base = {
            "user": 1, "password": "pbkdf2_sha256$1$s$h", "last_login": None, "email": "a@b.example", "at": 1_800_000_000,
            "later": 0, "timeout": 259_200, "keys": ["k"], "check_keys": ["k"], "utc_offset": 0, "damage": "none",
            "new_password": None,
        }  # fmt: skip
        ages = [{"later": later} for later in (-400_000, -1, 0, 1, 259_199, 259_200, 259_201, 10**9)]
        zero = [{"timeout": 0, "later": later} for later in (-1, 0, 1)]
        damages = [{"damage": damage, "damage_seed": seed} for damage in DAMAGES for seed in range(3)]
        keys = [{"check_keys": keys} for keys in (["x"], ["x", "k"], ["x", "y", "k"], ["k", "x"], ["K"])]
        offsets = [{"utc_offset": 10_800}, {"utc_offset": -39_600, "later": 259_200}]
        logins = [{"last_login": moment} for moment in (0, 1, -1, 999_999, 1_000_000, -62_135_596_800_000_000)]
        odd = [{"email": ""}, {"email": "İ@ğ.example"}, {"password": ""}, {"password": "!x"}, {"at": 978_307_200}]
        return [base | change for change in [{}, *ages, *zero, *damages, *keys, *offsets, *logins, *odd]]

    def random_case(self, rng):
        keys = texts.secret_keys(rng)
        timeout = rng.choice([0, 1, 60, 259_200, 10**7])
        return {
            "user": rng.getrandbits(rng.randrange(1, 64)),
            "password": rng.choice(["pbkdf2_sha256$1$" + texts.text(rng), texts.text(rng, 60)]),
            "last_login": rng.choice([None, rng.randrange(-(10**15), 4 * 10**15)]),
            "email": rng.choice([texts.text(rng, 8) + "@" + texts.text(rng, 8), "", "A@b.example"]),
            "at": rng.randrange(978_307_200, 4_000_000_000),
            "later": rng.choice([0, 1, timeout - 1, timeout, timeout + 1, rng.randrange(10**8)]),
            "timeout": timeout,
            "keys": keys,
            "check_keys": rng.choice([keys, keys, ["new", *keys], keys[1:] or ["other"], list(reversed(keys))]),
            "utc_offset": rng.choice([0, 0, 10_800, -12_600, 50_400]),
            "damage": rng.choice(["none", "none", *DAMAGES]),
            "damage_seed": rng.getrandbits(32),
            "new_password": rng.choice([None, None, None, texts.text(rng)]),
        }

    def ask_django(self, case):
        login = case["last_login"]
        login = None if login is None else EPOCH + timedelta(microseconds=login)
        user = User(pk=case["user"], password=case["password"], last_login=login, email=case["email"])
        token = Generator(case["keys"], case["at"], case["utc_offset"]).make_token(user)
        if case["new_password"] is not None:
            user.password = case["new_password"]
        checker = Generator(case["check_keys"], case["at"] + case["later"], case["utc_offset"])
        with override_settings(PASSWORD_RESET_TIMEOUT=case["timeout"]):
            try:
                good = checker.check_token(user, damaged(token, case))
            except UnicodeEncodeError:
                good = False
        return token, good

    def ask_hesap(self, case):
        login = case["last_login"]
        subject = {
            "user": str(case["user"]),
            "password": case["password"],
            "last_login": None if login is None else login // 1_000_000,
            "email": case["email"],
            "utc_offset": case["utc_offset"],
        }
        token = self.peer.ask("token.make", **subject, keys=case["keys"], at=case["at"])
        if case["new_password"] is not None:
            subject["password"] = case["new_password"]
        text = damaged(token, case)
        if any("\ud800" <= letter <= "\udfff" for letter in text):
            return token, False
        moment = case["at"] + case["later"]
        check = {"keys": case["check_keys"], "at": moment, "timeout": case["timeout"]}
        return token, self.peer.ask("token.check", **subject, **check, token=text)


DAMAGES = ["any", "time", "zero", "plus", "blank", "underscore", "foreign", "upper", "dash", "empty", "long", "surrogate"]


def damaged(token, case):
    rng = random.Random(case.get("damage_seed", 0))
    time, signature = token.split("-")
    match case["damage"]:
        case "none":
            return token
        case "any":
            return texts.mutated(rng, token)
        case "time":
            return int_to_base36(base36_to_int(time) + rng.choice([1, -1, 10_000])) + "-" + signature
        case "zero":
            return "0" * rng.randrange(1, 9) + token
        case "plus":
            return rng.choice("+-") + token
        case "blank":
            return rng.choice([" " + token, token + " ", token + "\n", time + " -" + signature, time + "-\0" + signature])
        case "underscore":
            return time[0] + "_" + token[1:]
        case "foreign":
            return "".join(chr(ord("０") + int(letter)) if letter in "0123456789" else letter for letter in token)
        case "upper":
            return rng.choice([token.upper(), time.upper() + "-" + signature, time + "-" + signature.upper()])
        case "dash":
            return rng.choice([time + signature, time + "--" + signature, token + "-", "-" + token, time + "_" + signature])
        case "empty":
            return rng.choice(["", "-", time, time + "-", "-" + signature])
        case "long":
            return rng.choice([token + "0" * 100_000, "z" * 14 + "-" + signature, "z" * 13 + "-" + signature])
        case "surrogate":
            return token[:-1] + "\udc80"
