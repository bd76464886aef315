"""The forgotten password: from the page to the mail, from the mail to a new password."""

import urllib.error
import urllib.request

import pytest
from test_accounts import STRONG, sign_in
from test_choices import choose_language, other_language
from visitor.kinds import DESK

SET_PASSWORD = "/set-password/"


def ask_for_link(visitor, shop, shopper):
    visitor.goto("/account/login/")
    visitor.follow("/account/password/reset/")
    visitor.fill(email=shopper.email)
    visitor.submit("/account/password/reset/")
    assert visitor.path == "/account/password/reset/done/"
    return shop.mailbox.wait(shopper.email)


def token_of(link):
    return link.rstrip("/").rsplit("/", 1)[1]


def lines(text):
    return [line for line in text.splitlines() if line.strip()]


def messages_of_the_api(visitor, link, password):
    """What a program hears in the same language: pages have no rules and no texts of their own."""
    answer = visitor.context.request.post(
        link,
        data={"new_password1": password, "new_password2": password},
        headers={
            "X-CSRFToken": visitor.page.locator("meta[name=csrf-token]").get_attribute("content"),
            "Accept-Language": visitor.language,
        },
    )
    assert answer.status == 400
    return answer.json()["new_password2"]


def test_a_forgotten_password_is_set_anew_by_the_mailed_link(visitor, shop, shopper):
    mail = ask_for_link(visitor, shop, shopper)
    assert mail.language == visitor.language
    link = mail.link("text")
    assert link == mail.link("html")

    first = visitor.context.request.get(link, max_redirects=0, headers={"Accept": "text/html"})
    assert (first.status, first.headers["referrer-policy"]) == (303, "no-referrer")
    visitor.goto(link)
    assert visitor.path.endswith(SET_PASSWORD)
    assert token_of(link) not in visitor.page.url, "the token stays in the address bar"
    assert token_of(link) not in visitor.page.content()
    assert visitor.page.evaluate("document.referrer") == ""

    visitor.fill(new_password1="12345", new_password2="12345")
    visitor.submit(visitor.path)
    assert visitor.path.endswith(SET_PASSWORD)
    assert lines(visitor.errors("new_password2")) == messages_of_the_api(visitor, link, "12345")

    visitor.fill(new_password1=STRONG, new_password2=STRONG + "x")
    visitor.submit_mistake(visitor.path, "new_password2")
    assert visitor.errors("new_password2")

    visitor.fill(new_password1=STRONG, new_password2=STRONG)
    visitor.submit(visitor.path)
    assert visitor.path == "/account/login/"
    assert visitor.notice.inner_text()
    shop.mailbox.wait(shopper.email)
    shopper.password = STRONG
    sign_in(visitor, shopper)

    visitor.goto(link, status=None)
    assert visitor.link("/account/password/reset/").is_visible(), "a used link offers a new one"


def test_a_link_that_is_opened_twice_works_the_second_time(visitor, shop, shopper):
    link = ask_for_link(visitor, shop, shopper).link("html")
    visitor.goto(link)
    visitor.goto("/account/")
    visitor.goto(link)
    visitor.fill(new_password1=STRONG, new_password2=STRONG)
    visitor.submit(visitor.path)
    assert visitor.path == "/account/login/"
    # The form that is still open somewhere has no token any more.
    visitor.back(status=None)
    assert not visitor.field("new_password1").is_visible()


def test_an_older_link_still_works_beside_a_newer_one(people_here, shop, shopper):
    visitor = people_here(DESK)
    old = ask_for_link(visitor, shop, shopper).link("text")
    ask_for_link(visitor, shop, shopper)
    visitor.goto(old)
    assert visitor.field("new_password1").is_visible()


@pytest.mark.parametrize(
    "path",
    [
        "/users/reset/MQ/cxx000-0123456789abcdef0123456789abcdef/",
        "/users/reset/*/x-y/",
        "/users/reset/MQ/set-password/",
    ],
)
def test_a_wrong_link_is_explained(visitor, path):
    visitor.goto(path, status=None)
    assert visitor.link("/account/password/reset/").is_visible()
    # Its other form works too, whatever the page says about referrers.
    choose_language(visitor, other_language(visitor))


def test_an_address_without_an_account_gets_the_same_page(visitor, shop):
    visitor.goto("/account/password/reset/")
    visitor.fill(email=shop.address())
    visitor.submit("/account/password/reset/")
    assert visitor.path == "/account/password/reset/done/"


class Scanner:
    """Opens every link as the mail filter of a company does: follows redirects, keeps cookies or does not."""

    def __init__(self, keeps_cookies):
        handlers = [urllib.request.HTTPCookieProcessor()] if keeps_cookies else []
        self.opener = urllib.request.build_opener(*handlers)

    def open(self, link, method):
        headers = {"Accept": "text/html,*/*", "User-Agent": "LinkScanner/1.0"}
        try:
            with self.opener.open(urllib.request.Request(link, method=method, headers=headers), timeout=30) as answer:
                answer.read()
                return answer.status
        except urllib.error.HTTPError as refusal:
            refusal.read()
            return refusal.code


ROUNDS = 100


@pytest.mark.parametrize("keeps_cookies", [False, True], ids=["no cookies", "cookies"])
def test_a_mail_scanner_uses_no_link_up(people_here, shop, shopper, keeps_cookies):
    visitor = people_here(DESK)
    mail = ask_for_link(visitor, shop, shopper)
    scanner = Scanner(keeps_cookies)
    links = [link for link in mail.links() if link.startswith(shop.url)]
    answers = {scanner.open(link, method) for link in links for method in ("GET", "HEAD") for _ in range(ROUNDS)}
    assert links and all(status < 500 for status in answers), answers
    visitor.goto(mail.link("text"))
    visitor.fill(new_password1=STRONG, new_password2=STRONG)
    visitor.submit(visitor.path)
    assert visitor.path == "/account/login/"
