"""The peer itself: whatever it is asked, it answers, and goes on."""

import json

import texts
from peer import PeerRefusal
from table import Table

GOOD = [
    {"op": "base36.encode", "number": 12},
    {"op": "token.check", "token": "a-b", "user": "1", "password": "p", "last_login": 5, "email": "e", "at": 5, "timeout": 1,
     "keys": ["k"]},
    {"op": "validators.refusals", "validators": [{"NAME": "minimum_length", "OPTIONS": {"min_length": 3}}], "password": "p",
     "username": "u", "first_name": "f", "last_name": "l", "email": "e"},
    {"op": "session.rewrite", "text": "t", "edits": [["a", 1], ["b"]], "keys": ["k"], "now": 5},
    {"op": "password.encode", "algorithm": "pbkdf2_sha256", "password": "p", "salt": "s",
     "iterations": 2},
    {"op": "password.verify", "password": "p", "encoded": "md5$s$h", "legacy": ["md5"]},
    {"op": "signing.unsign", "salt": "s", "keys": ["k"], "text": "a:b:c", "max_age": 1, "now": 5},
    {"op": "store.create", "key": "k" * 32, "json": "{}", "expires": 10**15, "now": 5, "keys": ["k"]},
]  # fmt: skip


class MalformedQuestions(Table):
    name = "malformed questions"

    def picked_cases(self):
        lines = [b"", b"{", b"[]", b"null", b"\xff", b"{}", b'{"op": 1}', b'{"op": "x"}', b'{"op": "store.load"}', b"[" * 100_000]
        numbers = ["number", -(2**63), 2**63 - 1, 2**63, 2**200, 1.5, True, None, "1", []]
        lines += [json.dumps({"op": "base36.encode", "number": number}).encode() for number in numbers]
        return [{"line": line.decode("latin-1")} for line in lines]

    def random_case(self, rng):
        question = dict(rng.choice(GOOD))
        odd = [None, True, 0, -1, 2**63 - 1, -(2**63), 2**64, 1e9, "", "\0", [], [[]], {}, ["k", 1], texts.text(rng)]
        question[rng.choice(list(question))] = rng.choice(odd)
        line = json.dumps(question)
        if rng.randrange(2):
            line = texts.mutated(rng, line, '{}[]",:\\0159eE+-.\x00\xff')
        return {"line": line.replace("\n", " ")}

    def ask_django(self, case):
        return "answered", "c"

    def ask_hesap(self, case):
        try:
            self.peer.ask_raw(case["line"].encode("latin-1"))
        except PeerRefusal:
            pass
        return "answered", self.peer.ask("base36.encode", number=12)
