"""What an operator decides: no pages at all, or mails that stay on this machine."""

import json
import urllib.error
import urllib.request

from visitor.visitor import Kind

HTML = {"Accept": "text/html", "Accept-Language": "en"}


def ask(address):
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=HTML), timeout=30) as answer:
            return answer.status, answer.headers.get_content_type(), answer.read()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.headers.get_content_type(), refusal.read()


def test_without_pages_everything_answers_programs_only(open_shop):
    shop = open_shop(HESAP_PAGES="off")
    link = shop.command("user", "reset-link", "--email", shop.shopper().email).strip()
    status, kind, content = ask(link)
    assert (status, kind, json.loads(content)) == (200, "application/json", {"valid": True})
    for path in ("/account/", "/account/login/", "/dev/mailbox/"):
        status, kind, _ = ask(shop.url + path)
        assert (path, status, kind) == (path, 404, "application/json")


def test_the_mailbox_of_a_machine_without_mail_leads_to_a_new_password(people_here, open_shop, tmp_path, looks):
    shop = open_shop(HESAP_MAIL_URL=f"file:{tmp_path}/sent")
    shopper = shop.shopper()
    visitor = people_here(Kind("en"), at=shop)
    visitor.goto("/account/password/reset/")
    visitor.fill(email=shopper.email)
    visitor.submit("/account/password/reset/")
    visitor.goto_until("/dev/mailbox/", lambda: visitor.page.locator("main li a").count() == 1)
    assert shopper.email in visitor.page.locator("main").inner_text()
    visitor.look_in(looks)
    visitor.press(visitor.page.locator("main li a").first)
    visitor.look_in(looks)
    # The mail follows the dark theme by itself, with white text: the frame must let the page's own ground through.
    ground = "one => getComputedStyle(one).backgroundColor"
    assert visitor.page.locator("iframe").evaluate(ground) == "rgba(0, 0, 0, 0)"
    link = visitor.page.locator('main pre a[href*="/users/reset/"]').first
    visitor.press(link)
    assert visitor.field("new_password1").is_visible()


def test_nobody_reads_mails_in_a_shop_that_sends_them(shop):
    status, _, _ = ask(f"{shop.url}/dev/mailbox/")
    assert status == 404
