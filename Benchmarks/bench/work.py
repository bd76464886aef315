"""What is measured: the requests of each work, and the check that a server really does it."""

import dataclasses
import json
from collections.abc import Callable

from .django_rows import session_data

CURRENCIES = ("USD", "EUR", "TRY")
SESSIONS = 1000


@dataclasses.dataclass
class Work:
    name: str
    prepare: Callable  # shop → requests; shop, count → requests where each uses something up
    check: Callable  # shop → None, or an AssertionError


def checked(answer, status, **fields):
    """The answer's JSON, after its status and some of its fields were compared."""
    assert answer[0] == status, answer
    body = json.loads(answer[1]) if answer[1] else {}
    differing = {key: body.get(key) for key, value in fields.items() if body.get(key) != value}
    assert not differing, (differing, body)
    return body


def _currency(shop, keys, value):
    return [shop.request("POST", "/users/activate-currency/", {"currency_code": value}, key) for key in keys]


def change_currency(shop):
    keys = shop.guests(SESSIONS)
    return [request for value in CURRENCIES for request in _currency(shop, keys, value)]


def same_currency(shop):
    return _currency(shop, shop.guests(SESSIONS), "TRY")


def check_currency(shop):
    (key,) = shop.guests(1)
    for value in CURRENCIES:
        checked(shop.ask("POST", "/users/activate-currency/", {"currency_code": value.lower()}, key), 204)
        assert session_data(shop.alias, key)["currency"] == value
    checked(shop.ask("POST", "/users/activate-currency/", {"currency_code": "XYZ"}, key), 400)
    assert session_data(shop.alias, key)["currency"] == "TRY"


CITY_NAMES = ("İstanbul", "şanlıurfa", "IZMIR", "diyarbakir", "Muğla", "ESKİŞEHİR", "ısparta", "Kahramanmaraş")
STORED_NAMES = ("İstanbul", "Şanlıurfa", "İzmir", "Diyarbakır", "Muğla", "Eskişehir", "Isparta", "Kahramanmaraş")


def choose_city(shop):
    keys = shop.guests(SESSIONS)
    return [
        shop.request("POST", "/users/city/", {"city": CITY_NAMES[(number + turn) % len(CITY_NAMES)]}, key)
        for turn in range(3) for number, key in enumerate(keys)
    ]


def check_city(shop):
    (key,) = shop.guests(1)
    for typed, stored in zip(CITY_NAMES, STORED_NAMES):
        city = checked(shop.ask("POST", "/users/city/", {"city": typed}, key), 200, name=stored, country="TR")
        assert session_data(shop.alias, key)["city"] == city["id"]
    checked(shop.ask("POST", "/users/city/", {"city": "Nirgendwo"}, key), 404)


# Percent-encoded, as a browser sends them: "ist", "şan", "san", "kara", "İz".
PREFIXES = ("ist", "%C5%9Fan", "san", "kara", "%C4%B0z")


def search_city(shop):
    return [shop.request("GET", f"/address/city/?q={prefix}") for prefix in PREFIXES]


def check_search(shop):
    page = checked(shop.ask("GET", "/address/city/?q=%C5%9Fan"), 200)
    assert page["count"] > 20 and len(page["results"]) == 20, page
    assert {"Şanlıurfa", "Santiago"} <= {city["name"] for city in page["results"]}, page
    first = checked(shop.ask("GET", "/address/city/?q=ISTANB"), 200)["results"][0]
    assert first["name"] == "İstanbul", first
    checked(shop.ask("GET", "/address/city/?q=qqqq"), 200, count=0)


def guest_view(shop):
    return [shop.request("GET", "/users/session/", session=key) for key in shop.guests(SESSIONS)]


def check_guest_view(shop):
    (key,) = shop.guests(1)
    checked(shop.ask("POST", "/users/activate-currency/", {"currency_code": "EUR"}, key), 204)
    guest = {"is_authenticated": False, "user_type": "guest", "city": None, "language": "tr"}
    checked(shop.ask("GET", "/users/session/", session=key), 200, currency="EUR", **guest)
    checked(shop.ask("GET", "/users/session/", session="a" * 32), 200, currency="TRY", **guest)


def shopper_view(shop):
    return [shop.request("GET", "/users/session/", session=key) for key in shop.shoppers(SESSIONS)[1]]


def check_shopper_view(shop):
    _, (key,) = shop.shoppers(1)
    user = {"is_authenticated": True, "user_type": "registered", "currency": "TRY", "language": "tr"}
    view = checked(shop.ask("GET", "/users/session/", session=key), 200, **user)
    assert view["city"]["name"] == "İstanbul", view


CHANGE_CURRENCY = Work("activate-currency, another value", change_currency, check_currency)
SAME_CURRENCY = Work("activate-currency, the same value", same_currency, check_currency)
CHOOSE_CITY = Work("city by name", choose_city, check_city)
SEARCH_CITY = Work("city search by prefix", search_city, check_search)
GUEST_VIEW = Work("session view, guest", guest_view, check_guest_view)
SHOPPER_VIEW = Work("session view, signed in", shopper_view, check_shopper_view)
