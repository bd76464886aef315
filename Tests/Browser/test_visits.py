"""Every page in every language, in light and dark, on a phone and on a desk: the bars that each must pass."""

import pytest
from stage.django_session import password_less_session
from stage.texts import LANGUAGES
from test_accounts import sign_in
from visitor.kinds import SHORT
from visitor.visitor import Kind

GUEST = [
    ("/account/", 200),
    ("/account/login/", 200),
    ("/account/register/", 200),
    ("/account/register/done/", 200),
    ("/account/password/reset/", 200),
    ("/account/password/reset/done/", 200),
    ("/users/reset/MQ/set-password/", 200),
    ("/account/nowhere/", 404),
    ("/account/logout/", 405),
]
SIGNED_IN = [
    ("/account/", 200),
    ("/account/profile/", 200),
    ("/account/password/", 200),
    ("/account/sessions/", 200),
    ("/account/anonymize/", 200),
]


def languages():
    short = ("tr", "ar")
    return [pytest.param(one, marks=[] if one in short else pytest.mark.long) for one in LANGUAGES]


def survey(visitor, pages, looks):
    for path, status in pages:
        visitor.goto(path, status)
        visitor.look_in(looks)
        visitor.page.wait_for_load_state()


@pytest.mark.parametrize("language", languages())
def test_pages_for_everybody(people_here, language, looks):
    survey(people_here(Kind(language)), GUEST, looks)


@pytest.mark.long
@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_for_everybody_without_scripts(people_here, language):
    survey(people_here(Kind(language, script=False)), GUEST, [])


@pytest.mark.parametrize("language", languages())
def test_pages_of_an_account(people_here, shop, shopper, language, looks):
    visitor = people_here(Kind(language))
    sign_in(visitor, shopper)
    survey(visitor, SIGNED_IN, looks)


@pytest.mark.parametrize("language", languages())
def test_the_page_of_a_mailed_link(people_here, shop, shopper, language, looks):
    visitor = people_here(Kind(language))
    link = shop.command("user", "reset-link", "--email", shopper.email).strip()
    survey(visitor, [(link, 200)], looks)


@pytest.mark.parametrize("language", languages())
def test_pages_of_an_account_without_a_password(people_here, shop, shopper, language, looks):
    visitor = people_here(Kind(language))
    session = password_less_session(shop, shopper)
    visitor.context.add_cookies([{"name": "sessionid", "value": session, "url": shop.url}])
    survey(visitor, [("/account/password/set/", 200), ("/account/anonymize/", 200)], looks)


@pytest.mark.parametrize("language", languages())
def test_the_page_of_a_shop_that_anonymizes_nobody_by_itself(people_here, open_shop, language, looks):
    shop = open_shop()
    shop.set("SELF_ANONYMIZATION_ENABLED", False)
    visitor = people_here(Kind(language), at=shop)
    sign_in(visitor, shop.shopper(language))
    visitor.goto_until("/account/anonymize/", lambda: visitor.page.locator("main form").count() == 0)
    visitor.look_in(looks)


@pytest.mark.parametrize("language", languages())
def test_forms_that_were_refused(people_here, language, looks):
    """Every field of the longest form shows its error."""
    visitor = people_here(Kind(language, script=False))
    visitor.goto("/account/register/")
    visitor.submit("/account/register/")
    visitor.look_in(looks)


def test_screenshots_of_the_main_pages_are_kept(people_here, shop):
    for kind in SHORT:
        visitor, shopper = people_here(kind), shop.shopper(kind.language)
        visitor.goto("/account/login/")
        visitor.screenshot("login")
        sign_in(visitor, shopper)
        visitor.screenshot("account")
        for name in ("profile", "sessions", "anonymize"):
            visitor.goto(f"/account/{name}/")
            visitor.screenshot(name)
