"""The profile, the password and the sessions of somebody who is signed in."""

from stage.django_session import password_less_session
from test_accounts import BIRTHDAY, STRONG, sign_in


def test_the_profile_is_changed_and_mistakes_are_shown(visitor, shopper):
    sign_in(visitor, shopper)
    visitor.follow("/account/profile/")
    assert shopper.email in visitor.page.locator("main").inner_text()
    visitor.fill(phone="not a number")
    visitor.submit("/account/profile/")
    assert visitor.errors("phone") and visitor.field("phone").input_value() == "not a number"
    visitor.fill(first_name="Ayşe", phone="+90 532 111 22 33", gender="other", date_of_birth=BIRTHDAY, sms_allowed=True)
    visitor.submit("/account/profile/")
    assert visitor.path == "/account/profile/" and visitor.notice.inner_text()
    visitor.goto("/account/profile/")
    kept = {name: visitor.field(name).input_value() for name in ("first_name", "gender", "date_of_birth")}
    assert kept == {"first_name": "Ayşe", "gender": "other", "date_of_birth": BIRTHDAY}
    assert visitor.field("sms_allowed").is_checked() and not visitor.field("call_allowed").is_checked()
    visitor.fill(sms_allowed=False)
    visitor.submit("/account/profile/")
    assert not visitor.field("sms_allowed").is_checked()


def test_a_changed_password_ends_the_other_session_and_is_told_by_mail(people_here, visitor, shop, shopper):
    other = people_here(visitor.kind)
    for one in (visitor, other):
        sign_in(one, shopper)
    visitor.follow("/account/password/")
    visitor.fill(old_password="not-this-one", new_password1=STRONG, new_password2=STRONG)
    visitor.submit("/account/password/")
    assert visitor.errors("old_password") and not visitor.errors("new_password2")
    visitor.fill(old_password=shopper.password, new_password1=STRONG, new_password2=STRONG)
    visitor.submit("/account/password/")
    assert visitor.notice.inner_text()
    assert shop.mailbox.wait(shopper.email).subject
    visitor.goto("/account/profile/")
    assert visitor.path == "/account/profile/", "the own session lives on"
    other.goto("/account/profile/")
    assert other.path == "/account/login/", "the other session is ended"


def test_sessions_are_listed_and_ended_one_by_one_and_all_at_once(people_here, visitor, shopper):
    others = [people_here(visitor.kind) for _ in range(3)]
    for one in (visitor, *others):
        sign_in(one, shopper)
    visitor.follow("/account/sessions/")
    assert end_buttons(visitor).count() == 4
    end_a_session_of_others(visitor)
    assert visitor.path == "/account/sessions/" and end_buttons(visitor).count() == 3
    visitor.submit("/account/sessions/end-others/")
    assert end_buttons(visitor).count() == 1
    for other in others:
        other.goto("/account/sessions/")
        assert other.path == "/account/login/"
    visitor.press(end_buttons(visitor).first)
    assert visitor.path == "/account/login/", "ending the own session signs out"


def end_buttons(visitor):
    return visitor.page.locator('form[action^="/account/sessions/"][action$="/end/"] button')


def end_a_session_of_others(visitor):
    item = visitor.page.locator("main li", has=visitor.page.locator('form[action$="/end/"]')).filter(
        has_not=visitor.page.locator(".tag")
    )
    visitor.press(item.first.locator("button"))


def test_who_has_no_password_sets_one(people_here, visitor, shop, shopper):
    enter_without_password(visitor, shop, shopper)
    visitor.goto("/account/anonymize/")
    assert visitor.field("password").count() == 0
    visitor.follow("/account/password/set/")
    visitor.fill(new_password1="12345", new_password2="12345")
    visitor.submit("/account/password/set/")
    assert visitor.errors("new_password2")
    visitor.fill(new_password1=STRONG, new_password2=STRONG)
    visitor.submit("/account/password/set/")
    assert visitor.notice.inner_text()
    shopper.password = STRONG
    sign_in(people_here(visitor.kind), shopper)


def enter_without_password(visitor, shop, shopper):
    session = password_less_session(shop, shopper)
    visitor.context.add_cookies([{"name": "sessionid", "value": session, "url": shop.url}])
