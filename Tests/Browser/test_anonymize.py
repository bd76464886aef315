"""The account is erased by its owner, who sees before what will happen."""

from test_accounts import STRONG, sign_in
from visitor.kinds import DESK


def test_an_account_is_anonymized_after_a_look_at_what_changes(people_here, visitor, shop, shopper):
    other = people_here(visitor.kind)
    sign_in(other, shopper)
    sign_in(visitor, shopper)
    visitor.follow("/account/anonymize/")
    preview = visitor.page.locator("main table").inner_text()
    first, last, _ = shop.query("SELECT first_name, last_name, id FROM auth_user WHERE id = ?", shopper.id)[0]
    for value in (shopper.email, first, last):
        assert value in preview, f"{value} is not in the preview"

    visitor.fill(password="not-the-password")
    visitor.submit("/account/anonymize/")
    assert visitor.errors("password")
    assert shop.query("SELECT email FROM auth_user WHERE id = ?", shopper.id) == [(shopper.email,)]

    visitor.fill(password=shopper.password)
    visitor.submit("/account/anonymize/")
    assert visitor.path == "/account/" and visitor.notice.inner_text()
    assert shop.mailbox.wait(shopper.email).subject
    [(email, is_active)] = shop.query("SELECT email, is_active FROM auth_user WHERE id = ?", shopper.id)
    assert email.endswith("@anonymized.invalid") and not is_active
    other.goto("/account/profile/")
    assert other.path == "/account/login/", "the other device is signed out too"
    visitor.back()
    assert shopper.email not in visitor.page.content()

    visitor.goto("/account/login/")
    visitor.fill(email=shopper.email, password=shopper.password)
    visitor.submit("/account/login/")
    assert visitor.path == "/account/login/" and visitor.problem.is_visible()
    visitor.goto("/account/register/")
    visitor.fill(first_name="Zeynep", last_name="Öztürk", email=shopper.email, password=STRONG, confirm=True)
    visitor.submit("/account/register/")
    shop.mailbox.wait(shopper.email)


def test_a_shop_that_has_it_switched_off_says_so(people_here, shop, shopper):
    visitor = people_here(DESK)
    sign_in(visitor, shopper)
    shop.set("SELF_ANONYMIZATION_ENABLED", False)
    try:
        visitor.goto_until("/account/anonymize/", lambda: visitor.field("password").count() == 0)
        assert visitor.page.locator("main table").count() == 0
    finally:
        shop.set("SELF_ANONYMIZATION_ENABLED", True)
    visitor.goto_until("/account/anonymize/", lambda: visitor.field("password").count() == 1)
