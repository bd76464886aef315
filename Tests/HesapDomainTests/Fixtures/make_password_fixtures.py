#!/usr/bin/env python3
"""Asks the real Django validators and writes password_validators.json and password_list.txt beside this file.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install 'django==5.2.*'
    PYTHONUTF8=1 /tmp/venv/bin/python Tests/HesapDomainTests/Fixtures/make_password_fixtures.py

Seeded: the same Django and the same Python give the same bytes.
"""

import json
import random
import re
import sys
import unicodedata
from pathlib import Path

import django
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist, ValidationError

settings.configure(USE_I18N=False)
django.setup()

from django.contrib.auth import password_validation as validation  # noqa: E402

HERE = Path(__file__).resolve().parent
LIST = HERE / "password_list.txt"
DICE = random.Random(20250922)
ATTRIBUTES = ["username", "first_name", "last_name", "email", "phone"]
MODULE = "django.contrib.auth.password_validation."

# Options of the similarity and the length validator; the other two have none here.
POLICIES = [
    {"user_attributes": ATTRIBUTES[:4], "max_similarity": 0.7, "min_length": 8},
    {"user_attributes": ATTRIBUTES, "max_similarity": 0.5, "min_length": 12},
    {"user_attributes": ["phone", "email", "last_name"], "max_similarity": 0.1, "min_length": 1},
    {"user_attributes": ATTRIBUTES, "max_similarity": 1, "min_length": 0},
    {"user_attributes": ATTRIBUTES, "max_similarity": 0.3333, "min_length": 5},
    {"user_attributes": ATTRIBUTES, "max_similarity": 1.2, "min_length": 9},
]

# Marks, joiners and ignorable characters decide about final sigma; the rest are words, digits, spaces of many scripts.
ALPHABETS = {
    "ascii": "abcdefghijklmnopqrstuvwxyzABCXYZ0123456789_-+.@ ",
    "turkish": "ığüşöçİIĞÜŞÖÇiIabcdef\u0307\u0308",
    "greek": "αβγσςΣΣΣΆέΐΰΩ\u03b1\u0301\u0345'.:\u00ad 1",
    "emoji": "😀👩\u200d💻🇹🇷👍🏽❤\ufe0fab1",
    "marks": "e\u0301\u00e9a\u0308\u00e4n\u0303\u0327\u0939\u094d\u0928\u0940\u0e01\u0e33\u1100\u1161\uac00",
    "digits": "0٣५๓²₂①½Ⅷ五万༳𝟗߁٠1୨㉈൰\u19da",
    "spaces": " \t\n\r\x0b\x0c\x1c\x1f\x85\xa0\u1680\u2003\u2028\u202f\u3000\u200b\ufeff\u180eab1",
    "cased": "ǅǄǆẞßﬁŉᾈᾳⅣⓐⒶ𐐀𐐨ꭰᏣK Å\u1e9e\u0130ΑΣ",
}
PEOPLE = [
    ["ayse.yilmaz", "Ayşe", "Yılmaz", "ayse.yilmaz@example.com", "+90 532 123 45 67"],
    ["IŞIL_İNCİ", "Işıl", "İnci-Öztürk", "isil+inci@MAĞAZA.com.tr", "05321234567"],
    ["ΝΙΚΟΣ", "ΝΙΚΟΣ", "ΠΑΠΑΔΌΠΟΥΛΟΣ ΑΣ.", "nikos..papas@@example..gr", "(030) 210-123"],
    ["re\u0301ne\u0301e", "Ren\u00e9e", "O'Connor \u00e0 la c\u00f4te", "_r.e-n_@x.fr", ""],
    ["😀smile😀", "👩\u200d💻", "🇹🇷", "smile@😀.example", "٠٥٣٢١٢٣"],
    ["", "", "", "", ""],
    ["a", "b c d e", "@@@", "@", "5"],
    ["verylongusername" * 4, "Maria del Carmen", "de la Vega y Sánchez", ".x@" + "sub." * 12 + "example.com", "555"],
    ["५६७", "नमस्ते", "ที่นี่", "用户@例子.公司", "①②③④⑤"],
    ["admin", " spaced out ", "tab\tnew\nline", "a.b.c.d@e.f", "+1-202-555-0100"],
]


class Person:
    """What the similarity validator sees of a user: the attributes, and a model that knows no verbose names."""

    class _meta:
        @staticmethod
        def get_field(name):
            raise FieldDoesNotExist(name)

    def __init__(self, values):
        for name, value in zip(ATTRIBUTES, values):
            setattr(self, name, value)


def validators(policy):
    similarity = {key: policy[key] for key in ("user_attributes", "max_similarity")}
    return validation.get_password_validators([
        {"NAME": MODULE + "UserAttributeSimilarityValidator", "OPTIONS": similarity},
        {"NAME": MODULE + "MinimumLengthValidator", "OPTIONS": {"min_length": policy["min_length"]}},
        {"NAME": MODULE + "CommonPasswordValidator"},
        {"NAME": MODULE + "NumericPasswordValidator"},
    ])


VALIDATORS = [validators(policy) for policy in POLICIES]


def refusals(password, person, policy):
    try:
        validation.validate_password(password, Person(person), VALIDATORS[policy])
    except ValidationError as error:
        return [" ".join([e.code, *(str(value) for value in (e.params or {}).values())]) for e in error.error_list]
    return []


def letters(count, alphabet=None):
    return "".join(DICE.choices(alphabet or ALPHABETS[DICE.choice(list(ALPHABETS))], k=count))


def invented_person():
    person = [letters(DICE.randrange(0, 14)) for _ in ATTRIBUTES]
    person[3] = f"{letters(DICE.randrange(0, 9))}{DICE.choice('@@@.+ ')}{letters(DICE.randrange(0, 12))}"
    return person


def someone():
    return DICE.choice(PEOPLE) if DICE.random() < 0.6 else invented_person()


def boundary():
    """A password that shares about as many code points with one attribute as the policy allows."""
    person, policy = someone(), DICE.randrange(len(POLICIES))
    value = DICE.choice([value for value in person if value] or ["nobody"])
    if DICE.random() < 0.5:
        value = DICE.choice(value.replace("@", ".").replace(" ", ".").split("."))
    length = max(1, len(value) + DICE.randrange(-3, 8))
    wanted = POLICIES[policy]["max_similarity"] * (length + len(value)) / 2
    shared = min(len(value), length, max(0, round(wanted) + DICE.randrange(-1, 2)))
    kept = "".join(DICE.sample(value, shared))
    fill = letters(length - shared, DICE.choice(["#$%&", "qxz", "٣٤", *ALPHABETS.values()]))
    mixed = list(DICE.choice([kept, kept.upper(), kept.lower(), kept.swapcase()]) + fill)
    if DICE.random() < 0.5:
        DICE.shuffle(mixed)
    return "".join(mixed), person, policy


def whole_attribute():
    person = someone()
    value = DICE.choice(person)
    change = DICE.choice([
        str, str.upper, str.lower, str.title, str.swapcase, lambda v: v[::-1], lambda v: v + "1", lambda v: "Xy" + v,
        lambda v: unicodedata.normalize("NFD", v), lambda v: unicodedata.normalize("NFC", v), lambda v: v * 2,
        lambda v: v.replace(".", ""), lambda v: v + letters(3),
    ])
    return change(value), person, DICE.randrange(len(POLICIES))


def long_password():
    """Around the factor ten from which lengths alone decide."""
    person = someone()
    value = DICE.choice([value for value in person if value] or ["x"])[: DICE.randrange(1, 6)]
    person = [value, *person[1:]]
    length = max(0, 10 * len(value) + DICE.randrange(-2, 3))
    return (value * length)[:length], person, DICE.choice([0, 2, 2, 2, 4])


COMMON = sorted(VALIDATORS[0][2].passwords)


def common():
    word = DICE.choice(COMMON)
    change = DICE.choice([
        str, str, str.upper, str.title, lambda v: v + DICE.choice(ALPHABETS["spaces"]),
        lambda v: DICE.choice(ALPHABETS["spaces"]) + v + DICE.choice(ALPHABETS["spaces"]), lambda v: v[:-1],
        lambda v: v + "\n" + DICE.choice(COMMON), lambda v: v + "~", lambda v: v[1:], lambda v: v.replace("i", "İ"),
        lambda v: v.replace("k", "\u212a"), lambda v: unicodedata.normalize("NFD", v), lambda v: v + "\0",
    ])
    return change(word), someone(), DICE.randrange(len(POLICIES))


def numeric():
    alphabet = DICE.choice(["0123456789", ALPHABETS["digits"], "٣٠٥", "²₂①", "½Ⅷ", "五万", "𝟗𝟎", "1 ", "-1.", "1_"])
    return letters(DICE.randrange(0, 14), alphabet), someone(), DICE.randrange(len(POLICIES))


def anything():
    return letters(DICE.randrange(0, 20)), someone(), DICE.randrange(len(POLICIES))


def length():
    """Close to the minimum, in code points that form fewer graphemes or more UTF-16 units."""
    policy = DICE.randrange(len(POLICIES))
    count = max(0, POLICIES[policy]["min_length"] + DICE.randrange(-2, 3))
    alphabet = DICE.choice([ALPHABETS["emoji"], ALPHABETS["marks"], "\r\n", "🇹🇷", "e\u0301", "\U0001f468\u200d"])
    return "".join(alphabet[i % len(alphabet)] for i in range(count)), someone(), policy


GROUPS = {
    "similarity boundary": (boundary, 1500), "whole attribute": (whole_attribute, 700),
    "long password": (long_password, 300), "common password": (common, 900), "numeric": (numeric, 400),
    "length": (length, 300), "any text": (anything, 700),
}


def group(name, make, count, people):
    """Cases that name their person by position in `people`, which grows by those it did not have."""
    cases = []
    for _ in range(count):
        password, person, policy = make()
        if person not in people:
            people.append(person)
        cases.append({"password": password, "person": people.index(person), "policy": policy,
                      "refusals": refusals(password, person, policy)})
    return {"name": name, "cases": cases}


def ranges(code_points):
    """Consecutive code points as [first, last]."""
    found = []
    for code in code_points:
        if found and found[-1][1] == code - 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return found


def characters():
    """Python's classes of every code point its Unicode version knows; newer ones are not compared."""
    word = re.compile(r"\w")
    assigned = [c for c in range(sys.maxunicode + 1) if unicodedata.category(chr(c)) not in ("Cn", "Cs", "Co")]

    def where(test):
        return ranges([c for c in assigned if test(chr(c))])

    return {
        "assigned": ranges(assigned),
        "word": where(lambda c: word.match(c)),
        "digit": where(str.isdigit),
        "space": where(lambda c: c.isspace() and not c.strip()),
        "final_sigma_after": where(lambda c: (c + "Σ").lower().endswith("ς")),
        "final_sigma_after_a_and": where(lambda c: ("A" + c + "Σ").lower().endswith("ς")),
        "final_sigma_before": where(lambda c: ("AΣ" + c).lower()[1] == "ς"),
        "lower": [[c, *map(ord, chr(c).lower())] for c in assigned if chr(c).lower() != chr(c)],
    }


LIST_LINES = (
    "zebra\r\n  padded\t\rcarriage\n\u3000wide\u3000\nUPPER\nσίγμας\ncafe\u0301\n\u00fcber\na\u0085b\n"
    "zebra\nx\x0by\n\ufeffmark\n\x1cseparated\x1c\nlast without an end"
)


def password_list():
    """A list of one's own, with every line ending and no empty line, so the empty password is not in it."""
    LIST.write_bytes(LIST_LINES.encode())
    rule = validation.CommonPasswordValidator(password_list_path=LIST)
    tried = sorted({
        *rule.passwords, *(entry.upper() for entry in rule.passwords), "zebr", "zebra1", " zebra ", "caf\u00e9",
        "cafe\u0301", "UPPER", "upper", "ΣΊΓΜΑΣ", "u\u0308ber", "padded\t", "a", "b", "x", "y", "mark", "\ufeffmark",
        "separated", "last", "", " ", "\n", "zebra\npadded", "carriage\n",
    })
    cases = []
    for password in tried:
        try:
            rule.validate(password)
            cases.append({"password": password, "common": False})
        except ValidationError:
            cases.append({"password": password, "common": True})
    return cases


def main():
    # Django reads a list that is not gzip in the locale's encoding.
    assert sys.flags.utf8_mode, "run with PYTHONUTF8=1"
    people = list(PEOPLE)
    groups = [group(name, make, count, people) for name, (make, count) in GROUPS.items()]
    fixture = {
        "django": django.get_version(), "python": sys.version.split()[0], "unicode": unicodedata.unidata_version,
        "policies": [{**policy, "max_similarity": json.dumps(policy["max_similarity"])} for policy in POLICIES],
        "common": COMMON,
        "people": people,
        "groups": groups,
        "list": password_list(),
        "characters": characters(),
    }
    target = HERE / "password_validators.json"
    # One case a line: a change shows in a diff.
    text = json.dumps(fixture, separators=(",", ":")).replace('{"password"', '\n{"password"') + "\n"
    target.write_text(text)
    for made in fixture["groups"]:
        refused = sum(bool(case["refusals"]) for case in made["cases"])
        print(f'{made["name"]}: {len(made["cases"])} cases, {refused} refused')
    print(f"list: {len(fixture['list'])} cases; {target.name}: {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
