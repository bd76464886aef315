"""Currency, city and language: for everybody, with an account or without."""

import json

import pytest
from stage.texts import LANGUAGES
from test_accounts import sign_in
from visitor.kinds import DESK


def currency(visitor):
    return visitor.field("currency_code").input_value()


def city(visitor):
    return visitor.field("city").input_value()


def test_a_guest_chooses_a_currency_and_a_city_and_keeps_both_at_sign_in(visitor, shopper):
    visitor.goto("/account/")
    other = next(code for code in ("EUR", "USD") if code != currency(visitor))
    visitor.fill(currency_code=other)
    visitor.submit("/account/currency/")
    assert visitor.path == "/account/" and currency(visitor) == other
    assert visitor.notice.inner_text()
    visitor.fill(city="izmir")
    visitor.submit("/account/city/")
    assert visitor.path == "/account/" and city(visitor) == "İzmir"
    sign_in(visitor, shopper)
    assert (currency(visitor), city(visitor)) == (other, "İzmir")


def test_an_unknown_city_is_refused_and_stays_in_the_field(visitor):
    visitor.goto("/account/")
    visitor.fill(city="Nirgendwoburg")
    visitor.submit("/account/city/", status=None)
    assert visitor.errors("city") and city(visitor) == "Nirgendwoburg"
    # The page of the error is not a trap: the next try works.
    visitor.fill(city="ankara")
    visitor.submit("/account/city/")
    assert visitor.path == "/account/" and city(visitor) == "Ankara"


def test_typing_a_city_brings_suggestions_and_one_can_be_taken(visitor):
    if not visitor.kind.script:
        return the_field_alone_is_enough(visitor)
    visitor.goto("/account/")
    field = visitor.field("city")
    visitor.hands.fill(field, "istan")
    option = visitor.page.locator("[role=option]", has_text="İstanbul").first
    option.wait_for()
    visitor.look_again()
    visitor.hands.take_suggestion(field, option)
    assert city(visitor) == "İstanbul"
    visitor.submit("/account/city/")
    assert city(visitor) == "İstanbul"


def the_field_alone_is_enough(visitor):
    visitor.goto("/account/")
    visitor.fill(city="ISTANBUL")
    visitor.submit("/account/city/")
    assert city(visitor) == "İstanbul"


def other_language(visitor):
    return next(one for one in ("de", "tr") if one != visitor.language)


def test_a_guest_switches_the_language_on_any_page_and_it_stays(visitor):
    visitor.goto("/account/login/")
    choose_language(visitor, other_language(visitor))
    assert visitor.path == "/account/login/"
    visitor.goto("/account/password/reset/")


def test_the_language_of_an_account_comes_along_to_other_devices(people_here, visitor, shopper):
    sign_in(visitor, shopper)
    visitor.follow("/account/profile/")
    choose_language(visitor, other_language(visitor))
    assert visitor.path == "/account/profile/"
    device = people_here(visitor.kind)
    device.goto("/account/login/")
    device.fill(email=shopper.email, password=shopper.password)
    device.language = visitor.language
    device.submit("/account/login/")


def choose_language(visitor, tag):
    control = visitor.page.locator(f'form[action="/account/language/"] button[value="{tag}"]').first
    visitor.language = tag
    visitor.press(control)


@pytest.mark.parametrize("tag", LANGUAGES)
def test_each_language_can_be_chosen_from_the_account_page(people_here, tag):
    visitor = people_here(DESK)
    visitor.goto("/account/")
    choose_language(visitor, tag)
    assert visitor.path == "/account/"
    marked = visitor.page.locator('form[action="/account/language/"] [aria-current=true]').first
    assert marked.get_attribute("value") == tag


def test_currencies_are_those_of_the_shop(people_here, shop):
    visitor = people_here(DESK)
    visitor.goto("/account/")
    offered = visitor.field("currency_code").locator("option").evaluate_all("all => all.map(one => one.value)")
    assert offered == json.loads(shop.command("settings", "get", "AVAILABLE_CURRENCIES"))
