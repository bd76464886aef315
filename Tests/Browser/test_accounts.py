"""From a new address to an account, in and out of it."""

from urllib.parse import quote

import pytest
from stage.texts import text
from visitor.kinds import DESK

STRONG = "Balkon-Kedi-Yağmur-42"
# Day and month alike: in which order a browser asks for them is its own affair.
BIRTHDAY = "1980-03-03"


def sign_in(visitor, shopper, lands="/account/"):
    visitor.goto("/account/login/")
    visitor.fill(email=shopper.email, password=shopper.password)
    visitor.submit("/account/login/")
    assert visitor.path == lands


def sign_out(visitor):
    visitor.submit("/account/logout/")
    assert visitor.path == "/account/login/"


def test_a_new_shopper_registers_gets_a_welcome_and_signs_in(visitor, shop):
    address = shop.address()
    visitor.goto("/account/login/")
    visitor.follow("/account/register/")
    visitor.fill(first_name="Zeynep", last_name="Öztürk", email=address, password=STRONG)
    visitor.fill(phone="+90 532 000 00 00", gender="female", date_of_birth=BIRTHDAY, email_allowed=True, confirm=True)
    visitor.submit("/account/register/")
    assert visitor.path == "/account/register/done/"
    mail = shop.mailbox.wait(address)
    assert mail.language == visitor.language
    visitor.goto("/account/login/")
    visitor.fill(email=address, password=STRONG)
    visitor.submit("/account/login/")
    assert visitor.path == "/account/"
    visitor.follow("/account/profile/")
    kept = {name: visitor.field(name).input_value() for name in ("first_name", "last_name", "gender", "date_of_birth")}
    assert kept == {"first_name": "Zeynep", "last_name": "Öztürk", "gender": "female", "date_of_birth": BIRTHDAY}
    assert visitor.field("email_allowed").is_checked() and not visitor.field("sms_allowed").is_checked()


def test_a_registration_with_mistakes_says_which_and_keeps_the_rest(visitor, shop):
    visitor.goto("/account/register/")
    visitor.fill(first_name="Zeynep", last_name="Öztürk", email=shop.address(), password="1234", confirm=True)
    visitor.submit("/account/register/")
    assert visitor.path == "/account/register/"
    assert visitor.errors("password")
    assert not visitor.errors("first_name")
    assert visitor.field("first_name").input_value() == "Zeynep"
    assert visitor.field("password").input_value() == "", "a password never comes back in a page"
    assert visitor.problem.is_visible()
    # The list of mistakes has the focus, and leads to each field.
    assert visitor.page.evaluate("document.activeElement.contains(document.querySelector('[role=alert]'))")
    visitor.hands.press(visitor.problem.locator('a[href="#password"]').first)
    assert visitor.field("password").evaluate("one => document.activeElement === one")


def test_the_script_says_while_typing_what_the_server_would(people_here, shop):
    visitor = people_here(DESK)
    visitor.goto("/account/register/")
    verdict = visitor.form("/account/register/").locator("[role=status]")
    visitor.fill(email="zeynep.example", password="1234")
    visitor.page.keyboard.press("Tab")
    verdict.locator("p").first.wait_for()
    assert verdict.locator("p").count() >= 2 and visitor.errors("email")
    visitor.look_again()
    visitor.fill(email=shop.address(), password=STRONG)
    verdict.get_by_text(text(visitor.language, "check_fine")).wait_for()
    assert not visitor.errors("email")


def test_an_address_that_has_an_account_gets_the_same_page_and_another_mail(visitor, shop, shopper):
    visitor.goto("/account/register/")
    visitor.fill(first_name="Zeynep", last_name="Öztürk", email=shopper.email, password=STRONG, confirm=True)
    visitor.submit("/account/register/")
    assert visitor.path == "/account/register/done/"
    shop.mailbox.wait(shopper.email)
    sign_in(visitor, shopper)


def test_a_wrong_password_is_refused_and_tells_nothing(visitor, shop, shopper):
    said = []
    for address in (shopper.email, shop.address()):
        visitor.goto("/account/login/")
        visitor.fill(email=address, password="not-the-password")
        visitor.submit("/account/login/")
        assert visitor.path == "/account/login/"
        assert visitor.field("email").input_value() == address
        said.append(visitor.problem.inner_text())
    assert said[0] == said[1], "the page tells which address has an account"
    assert visitor.page.title().startswith(text(visitor.language, "error_prefix"))


def test_after_signing_out_the_back_button_shows_nothing_personal(visitor, shopper):
    sign_in(visitor, shopper)
    visitor.follow("/account/profile/")
    sign_out(visitor)
    visitor.back()
    assert shopper.email not in visitor.page.content()
    assert visitor.path == "/account/login/"


@pytest.mark.parametrize("page", ["profile", "password", "sessions", "anonymize"])
def test_a_guest_is_sent_to_sign_in_and_then_to_the_page_they_wanted(people_here, shopper, page):
    visitor = people_here(DESK)
    visitor.goto(f"/account/{page}/")
    assert visitor.path == "/account/login/"
    visitor.fill(email=shopper.email, password=shopper.password)
    visitor.submit("/account/login/")
    assert visitor.path == f"/account/{page}/"


ELSEWHERE = ["//evil.example/", "/\\evil.example/", "/\t/evil.example/", "https://evil.example/"]
MORE_ELSEWHERE = [
    "\\\\evil.example",
    "/\n//evil.example/",
    " //evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "https:evil.example",
    "evil.example",
    "/%09/evil.example/",
    "///evil.example",
    "/account/..//evil.example/",
    "/account/\r\nLocation: //evil.example",
]


@pytest.mark.parametrize(
    "page", ELSEWHERE + [pytest.param(one, marks=pytest.mark.long) for one in MORE_ELSEWHERE], ids=repr
)
def test_next_leads_to_no_other_place(people_here, shopper, page):
    visitor = people_here(DESK)
    visitor.goto(f"/account/login/?next={quote(page)}")
    visitor.fill(email=shopper.email, password=shopper.password)
    visitor.submit("/account/login/", status=None)
    assert visitor.page.url.startswith(visitor.shop.url + "/"), visitor.page.url
