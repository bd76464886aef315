"""What goes wrong looks like the shop too, in the reader's language, and leads back."""

import json

from stage.shop import THROTTLES
from test_accounts import sign_in
from visitor.kinds import PHONE


def test_a_page_that_is_not_there(visitor):
    visitor.goto("/account/nowhere/", status=404)
    visitor.follow("/account/")


def test_a_form_without_its_token_is_refused_and_changes_nothing(visitor, shop, shopper):
    sign_in(visitor, shopper)
    visitor.follow("/account/profile/")
    visitor.context.clear_cookies(name="csrftoken")
    visitor.fill(first_name="Intruder")
    visitor.submit("/account/profile/", status=403)
    assert shop.query("SELECT first_name FROM auth_user WHERE id = ?", shopper.id) != [("Intruder",)]
    visitor.goto("/account/profile/")
    assert visitor.field("first_name").input_value() != "Intruder"


def test_too_many_tries_are_told_with_the_time_to_wait(people_here, shop, shopper):
    visitor = people_here(PHONE)
    rates = dict.fromkeys(THROTTLES)
    shop.set("THROTTLE_RATES", rates | {"login": "1/hour"})
    try:
        visitor.goto("/account/login/")
        for _ in range(20):
            visitor.fill(email=shopper.email, password="not-the-password")
            visitor.submit("/account/login/", status=None)
            if visitor.status == 429:
                break
        assert visitor.status == 429
        assert visitor.page.locator("main").inner_text()
    finally:
        shop.set("THROTTLE_RATES", rates)
    settled(shop)


def settled(shop):
    """The next test starts from the common settings: the server takes them over within a second."""
    assert json.loads(shop.command("settings", "get", "THROTTLE_RATES"))["login"] is None
