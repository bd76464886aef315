"""What is measured: for each operation the requests of one round, and the status that each must be answered with."""

import random
import urllib.parse

from .client import request
from .people import SINGLE_USE, email, public_id
from .signing import PASSWORD

BATCH = 2_000


def slice_of(pool, turn, size):
    """`size` of the pool, others in each turn as far as it goes."""
    at = turn * size % len(pool)
    return (pool[at:] + pool[:at])[:size]


class Operations:
    """The requests of one round at one data set.

    `count(query)` tells how many cities a search finds.
    """

    def __init__(self, people, signer, cities, turn, count):
        self.people, self.signer, self.turn, self.count = people, signer, turn, count
        self.rng = random.Random(turn)
        self.cities = self.rng.choices(cities, k=BATCH)
        self.guests = slice_of(people.guests, turn, BATCH)
        self.visitors = [people.sessions_of[id][0] for id in people.visitors]

    def __iter__(self):
        """(name, requests, status)"""
        yield "session view, guest", [request("GET", "/users/session/", key) for key in self.guests], 200
        yield "session view, signed in", [request("GET", "/users/session/", key) for key in self.visitors] * 2, 200
        yield "profile", [request("GET", "/users/profile/", key) for key in self.visitors] * 2, 200
        yield "list own sessions", [request("GET", "/users/sessions/", key) for key in self.visitors] * 2, 200
        yield "activate-currency", self.currency(), 204
        yield "activate-currency, same value", self.currency(), 204
        yield from self.city()
        yield from self.search()
        yield from self.accounts()
        yield from self.leaving()

    def currency(self):
        body = {"currency_code": ("USD", "EUR")[self.turn % 2]}
        return [request("POST", "/users/activate-currency/", key, body) for key in self.guests]

    def city(self):
        pairs = list(zip(self.guests, self.cities))
        yield "city by name", [request("POST", "/users/city/", key, {"city": name}) for key, (_, name) in pairs], 200
        yield "city by id", [request("POST", "/users/city/", key, {"city": id}) for key, (id, _) in reversed(pairs)], 200

    def search(self):
        prefixes = {letters: [name[:letters] for _, name in self.cities] for letters in (1, 2, 5)}
        yield "city search, 1 letter", [self.find(q=prefix) for prefix in prefixes[1]], 200
        # A small set has fewer cities on such a page: one city a page makes the answers alike.
        for letters in (2, 5):
            one = [self.find(q=prefix, page_size=1) for prefix in prefixes[letters]]
            yield f"city search, {letters} letters, one city a page", one, 200
        last = {q: max(1, -(-self.count(urllib.parse.urlencode({"q": q})) // 20)) for q in set(prefixes[1])}
        yield "city search, 1 letter, last page", [self.find(q=q, page=last[q]) for q in prefixes[1]], 200
        in_turkey = [self.find(q=q, country="TR", page_size=1) for q in prefixes[1]]
        yield "city search, 1 letter, in Turkey, one city a page", in_turkey, 200
        yield "all cities, first page", [self.find()] * BATCH, 200

    def find(self, **query):
        return request("GET", "/address/city/?" + urllib.parse.urlencode(query))

    def accounts(self):
        chosen = slice_of(self.people.others, self.turn, 1_000)
        signing_in = [request("POST", "/users/login/", None, {"email": email(id), "password": PASSWORD}) for id in chosen]
        yield "sign-in", signing_in, 200
        form = {"first_name": "Ayşe", "last_name": "Yılmaz", "password": PASSWORD, "confirm": True}
        new = [f"new{self.turn}-{self.rng.getrandbits(40)}@example.com" for _ in range(SINGLE_USE)]
        yield "registration", [request("POST", "/users/registration/", None, form | {"email": at}) for at in new], 201
        asking = [request("POST", "/users/password/reset/", None, {"email": email(id)}) for id in chosen[:SINGLE_USE]]
        yield "reset request and its mail", asking, 200

    def leaving(self):
        """Each uses its accounts or sessions up."""
        once = slice(self.turn * SINGLE_USE, (self.turn + 1) * SINGLE_USE)
        new = {"new_password1": "Daha-Yeni-Parola-7", "new_password2": "Daha-Yeni-Parola-7"}
        paths = [self.signer.reset_path(id, email(id)) for id in self.people.forgetful[once]]
        yield "reset confirm", [request("POST", path, None, new) for path in paths], 200
        own = [self.people.sessions_of[id] for id in self.people.leavers[once]]
        ending = [request("DELETE", f"/users/sessions/{public_id(other)}/", key) for key, other in own]
        yield "end one session", ending, 204
        yield "sign-out", [request("POST", "/users/logout/", key) for key, _ in own], 200
        erased = [self.people.sessions_of[id][0] for id in self.people.erased[once]]
        yield "anonymize", [request("PATCH", "/users/anonymize/", key) for key in erased], 200
