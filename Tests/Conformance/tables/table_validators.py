"""The four password validators with their options."""

import tempfile
from pathlib import Path

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import CommonPasswordValidator, get_password_validators, validate_password
from django.core.exceptions import ValidationError

import texts
from table import Table

DJANGO = "django.contrib.auth.password_validation."
ATTRIBUTES = ["username", "first_name", "last_name", "email"]
VERBOSE = {"username": "username", "first name": "first_name", "last name": "last_name", "email address": "email"}
COMMON = sorted(CommonPasswordValidator().passwords)
NAMES = ["Ayşe", "Yılmaz", "İBRAHİM", "Işık", "ÇAĞRI", "Ömer Faruk", "Γιώργος", "ΟΔΥΣΣΕΥΣ", "Zoë", "Straße", "Ñandú", "李小龍"]
NAMES += ["a", "ab", "O'Neill", "Anne-Marie", "jean_luc", "ﬁlip", "I\u0307brahim", "ahmet.yilmaz", "x" * 150, "", "ǅurđa", "_"]


class Validators(Table):
    name = "password validators"
    short_cases = 2000
    long_factor = 10

    def __init__(self, peer, seed):
        self.folder = tempfile.TemporaryDirectory(prefix="hesap-lists-")
        lists = {
            "plain": "parola123\nşifre\nİSTANBUL\nistanbul\nοδυσσευς\ni\u0307zmir\n",
            "blanks": "  kedi  \r\n\u00a0balkon\u2028\n\n\tvapur\x1c\n",
            "empty": "",
            "open": "sonsatır",
        }
        self.lists = {}
        for name, content in lists.items():
            path = Path(self.folder.name, name)
            path.write_text(content, encoding="utf-8", newline="")
            self.lists[name] = str(path)
        super().__init__(peer, seed)

    def picked_cases(self):
        whole = [(name, {}) for name in ("UserAttributeSimilarity", "MinimumLength", "CommonPassword", "NumericPassword")]
        person = {"username": "ayse", "first_name": "Ayşe", "last_name": "Yılmaz", "email": "ayse.yilmaz@örnek.example"}
        passwords = ["", "\0", " ", "1234567", "12345678", "٣" * 8, "²" * 8, "½" * 8, "五" * 8, "１２３４５６７８", "password"]
        passwords += ["PASSWORD", " password ", "\u00a0password\u2028", "p\0assword", "İ" * 8, "i\u0307" * 4, "👩‍👧" * 3, "é" * 8]
        passwords += ["AYŞE", "ayşe", "esya", "yilmazayse", "YILMAZ", "ÖRNEK", "example", "x" * 20_000, "ayse" * 5_000]
        passwords += ["123" + "\n", "\u0660\u06f0", "e\u0301" * 4, "qwerty\x1c", "\u200bpassword"]
        cases = [{"validators": whole, "password": password, **person} for password in passwords]
        for length in (0, 1, 8, 128):
            for size in (0, length - 1, length, length + 1):
                rule = [("MinimumLength", {"min_length": length})]
                cases.append({"validators": rule, "password": "İ" * max(size, 0), **person})
        for maximum in (0.1, 0.5, 0.7, 0.9, 1.0, 1, 1.5):
            rule = [("UserAttributeSimilarity", {"max_similarity": maximum})]
            for password in ("ayse", "ayse1", "ayse12345", "yilmaz.ayse", "a", "esya" * 10):
                cases.append({"validators": rule, "password": password, **person})
        exact = [("UserAttributeSimilarity", {"max_similarity": 1.0}), ("CommonPassword", {"password_list_path": "plain"})]
        for name in [*NAMES, "İZMİR"]:
            for password in (name, name.lower(), name.upper(), name.title(), name.casefold(), name[::-1], name + "1"):
                cases.append({"validators": exact, "password": password, **person, "first_name": name})
        return cases

    def random_case(self, rng):
        person = {attribute: rng.choice(NAMES + [texts.text(rng)]) for attribute in ATTRIBUTES}
        if rng.randrange(2):
            person["email"] = f"{rng.choice(NAMES)}.{rng.choice(NAMES)}@{rng.choice(NAMES)}.example"
        source = rng.choice([rng.choice(COMMON), texts.text(rng), rng.choice(list(person.values())), texts.text(rng, 130)])
        password = rng.choice([str, str.upper, str.title, str.swapcase, lambda text: text[::-1]])(source)
        if rng.randrange(3) == 0:
            password = texts.mutated(rng, password, texts.TURKISH + "123 \n\u00a0\u0307²٣")
        if rng.randrange(4) == 0:
            password = near_limit(rng, rng.choice(list(person.values())))
        elif rng.randrange(8) == 0:
            password = "".join(rng.choice("0123456789٣５²½五𝟗") for _ in range(rng.randrange(12)))
        rules = [self.random_rule(rng) for _ in range(rng.randrange(1, 5))]
        return {"validators": rules, "password": password, **person}

    def random_rule(self, rng):
        options = {}
        name = rng.choice(["UserAttributeSimilarity", "UserAttributeSimilarity", "MinimumLength", "CommonPassword", "NumericPassword"])
        if name == "UserAttributeSimilarity":
            if rng.randrange(2):
                options["max_similarity"] = rng.choice([0.1, 0.3, 0.5, 0.65, 0.7, 0.75, 1.0, rng.uniform(0.1, 1.1)])
            if rng.randrange(2):
                options["user_attributes"] = rng.sample(ATTRIBUTES, rng.randrange(1, 5))
        elif name == "MinimumLength" and rng.randrange(2):
            options["min_length"] = rng.randrange(40)
        elif name == "CommonPassword" and rng.randrange(2):
            options["password_list_path"] = rng.choice(sorted(self.lists))
        return name, options

    def configured(self, case):
        """As the setting is written; a case names its list, as the folder changes from run to run."""
        setting = []
        for name, options in case["validators"]:
            if "password_list_path" in options:
                options = {"password_list_path": self.lists[options["password_list_path"]]}
            setting.append({"NAME": f"{DJANGO}{name}Validator", "OPTIONS": options})
        return setting

    def ask_django(self, case):
        user = User(**{attribute: case[attribute] for attribute in ATTRIBUTES})
        try:
            validate_password(case["password"], user, get_password_validators(self.configured(case)))
        except ValidationError as error:
            return [shape(failure) for failure in error.error_list]
        return []

    def ask_hesap(self, case):
        person = {attribute: case[attribute] for attribute in ATTRIBUTES}
        setting = self.configured(case)
        return self.peer.ask("validators.refusals", validators=setting, password=case["password"], **person)


def near_limit(rng, name):
    """Some letters of a name in any order and case, and others, so that the ratio lies close to a usual limit."""
    letters = list(rng.choice([str.lower, str.upper, str])(name))
    rng.shuffle(letters)
    kept = rng.randrange(len(letters) + 1)
    limit = rng.choice([0.5, 0.7, 0.7, 1.0])
    # 2 × kept ÷ (length of the name + length of the password) is the ratio.
    others = int(2 * kept / limit) - len(letters) - kept + rng.choice([-1, 0, 0, 1])
    return "".join(letters[:kept]) + "9" * max(0, others)


def shape(error):
    parameters = dict(error.params or {})
    if "verbose_name" in parameters:
        parameters = {"attribute": VERBOSE[str(parameters["verbose_name"])]}
    return {"code": error.code, "params": parameters}
