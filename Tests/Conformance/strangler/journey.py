#!/usr/bin/env python3
"""One shopper through nginx, Django and Hesap on one database; every line of the story is checked.

    python Tests/Conformance/strangler/journey.py --engine sqlite
    Scripts/with-postgres.sh python Tests/Conformance/strangler/journey.py --engine postgres
"""

import argparse
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from stage.browser import Browser  # noqa: E402
from stage.processes import end_tidily  # noqa: E402
from stage.databases import Postgres, SQLite, make_template  # noqa: E402
from strangler.scene import SHOPPER_ADDRESS, Scene, answered_by_hesap  # noqa: E402

EMAIL, PASSWORD = "ayse@example.com", "Kedi-Balkon-42"
ORIGIN = {"Origin": "https://shop.example"}
checks = 0


def expect(what, found, wanted):
    global checks
    checks += 1
    if found != wanted:
        raise AssertionError(f"{what}: {found!r} instead of {wanted!r}")


class Shopper(Browser):
    """Sends what a browser sends on a page of the shop: its cookies, the CSRF token and its own Origin."""

    def post(self, connection, path, content=None, method="POST", headers=None):
        sent = {"X-CSRFToken": self.jar.get("csrftoken", ""), **(ORIGIN if headers is None else headers)}
        return self.request(connection, method, path, content or {}, sent)

    def who(self, connection):
        return self.request(connection, "GET", "/shop/whoami/").json

    def is_known_at_both(self, scene):
        """Who Django and who Hesap take this browser for."""
        at_django = self.who(scene.front())["user"]
        at_hesap = self.request(scene.direct("hesap"), "GET", "/current_user/")
        return (at_django and at_django["email"], at_hesap.json.get("email"))

    def sign_in(self, connection, password):
        if "csrftoken" not in self.jar:
            self.request(connection, "GET", "/shop/csrf/")
        return self.post(connection, "/accounts/login/", {"email": EMAIL, "password": password}).status


class Journey:
    def __init__(self, scene, cities):
        self.scene, self.cities, self.front = scene, cities, scene.front()
        self.phone, self.laptop = Shopper("phone"), Shopper("laptop")

    def walk(self):
        self.guest_picks_a_currency_at_hesap()
        self.signs_in_at_django()
        self.picks_a_city_at_hesap()
        self.csrf_values_are_good_at_both()
        self.foreign_pages_are_refused_at_both()
        self.proxy_headers_cannot_be_forged()
        self.link_from_django_works_at_hesap()
        self.link_from_hesap_works_at_django()
        self.password_changed_at_django_ends_other_sessions()
        self.signs_out_at_django()
        self.is_anonymized()

    def guest_picks_a_currency_at_hesap(self):
        expect("a guest", self.phone.who(self.front)["user"], None)
        expect("cookies of a guest who looked", self.phone.jar, {})
        self.phone.request(self.front, "GET", "/shop/csrf/")
        answer = self.phone.post(self.front, "/users/activate-currency/", {"currency_code": "eur"})
        expect("currency at Hesap with Django's CSRF token", (answer.status, answered_by_hesap(answer)), (204, True))
        name, _, attributes = next(answer.cookies())
        expect("cookie", name, "sessionid")
        expect("its attributes", {"secure", "httponly"} <= set(attributes), True)
        expect("SameSite", attributes["samesite"], "Lax")
        expect("currency that Django's view reads", self.phone.who(self.front)["data"], {"currency": "EUR"})
        answer = self.phone.request(self.front, "GET", "/shop/whoami/")
        expect("who answers the rest", answered_by_hesap(answer), False)

    def signs_in_at_django(self):
        guest = self.phone.jar["sessionid"]
        expect("wrong password at Django", self.phone.sign_in(self.front, "wrong"), 400)
        expect("sign in at Django", self.phone.sign_in(self.front, PASSWORD), 200)
        expect("session id changes", self.phone.jar["sessionid"] == guest, False)
        expect("known at both", self.phone.is_known_at_both(self.scene), (EMAIL, EMAIL))
        expect("currency is kept", self.phone.who(self.front)["currency"], "EUR")
        expect("second device", self.laptop.sign_in(self.front, PASSWORD), 200)

    def picks_a_city_at_hesap(self):
        answer = self.phone.post(self.front, "/users/city/", {"city": "ISTANBUL"})
        expect("city at Hesap", (answer.status, answer.json["name"]), (200, "İstanbul"))
        expect("city that Django reads", self.phone.who(self.front)["city"], self.cities["İstanbul"])
        expect("on the other device too", self.laptop.who(self.front)["city"], self.cities["İstanbul"])

    def csrf_values_are_good_at_both(self):
        token = self.phone.request(self.scene.direct("hesap"), "GET", "/csrf_token/").json["csrf_token"]
        paths = {"/shop/currency/": {"currency_code": "USD"}, "/users/activate-currency/": {"currency_code": "USD"}}
        for path, content in paths.items():
            headers = {"X-CSRFToken": token, **ORIGIN}
            answer = self.phone.request(self.front, "POST", path, content, headers)
            expect(f"Hesap's masked token at {path}", answer.status, 204)
            answer = self.phone.request(self.front, "POST", path, content, {"X-CSRFToken": "a" * 32, **ORIGIN})
            expect(f"a wrong token at {path}", answer.status, 403)

    def foreign_pages_are_refused_at_both(self):
        cases = [
            ({"Origin": "https://evil.example"}, 403),
            ({"Origin": "http://shop.example"}, 403),
            ({}, 403),
            ({"Referer": "https://evil.example/"}, 403),
            ({"Referer": "https://shop.example/basket/"}, 204),
        ]
        for headers, status in cases:
            for path in ("/shop/currency/", "/users/activate-currency/"):
                answer = self.phone.post(self.front, path, {"currency_code": "TRY"}, headers=headers)
                expect(f"{headers} at {path}", answer.status, status)

    def proxy_headers_cannot_be_forged(self):
        forged = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http"}
        headers = {**ORIGIN, **forged}
        answer = self.phone.post(self.front, "/users/activate-currency/", {"currency_code": "TRY"}, headers=headers)
        expect("forged proxy headers", answer.status, 204)
        key = self.phone.jar["sessionid"]
        rows = self.scene.rows(f"SELECT address FROM hesap_session WHERE session_key = '{key}'")
        expect("address in the list of sessions", rows, [(SHOPPER_ADDRESS,)])
        evil = self.phone.request(self.front, "GET", "/users/city/", headers={"Host": "evil.example"})
        expect("another Host at Hesap", evil.status, 400)

    def link_from_django_works_at_hesap(self):
        answer = Shopper("somebody").request(self.front, "GET", "/shop/csrf/")
        expect("Django answers", answer.status, 200)
        expect("reset at Django", self.laptop.post(self.front, "/accounts/forgotten/", {"email": EMAIL}).status, 200)
        (mail,) = self.scene.mail.iterdir()
        found = re.search(r"https://shop\.example(/users/reset/\S+)", mail.read_text())
        path = found[1]
        stranger = Shopper("mailbox")
        answer = stranger.request(self.front, "GET", path)
        expect("Django's link at Hesap", (answer.json, answered_by_hesap(answer)), ({"valid": True}, True))
        stranger.request(self.front, "GET", "/shop/csrf/")
        self.new_password = "Vapur-Simit-77"
        form = {"new_password1": self.new_password, "new_password2": self.new_password}
        expect("confirm at Hesap", stranger.post(self.front, path, form).status, 200)
        expect("a second time", stranger.post(self.front, path, form).status, 400)
        uidb64, token = path.strip("/").split("/")[-2:]
        answer = stranger.request(self.front, "GET", f"/accounts/link/{uidb64}/{token}/")
        expect("the used link at Django", answer.json, {"valid": False})
        for browser in (self.phone, self.laptop):
            expect(f"{browser.name} is signed out at both", browser.is_known_at_both(self.scene), (None, None))
        expect("old password at Django", self.phone.sign_in(self.front, PASSWORD), 400)
        expect("new password at Django", self.phone.sign_in(self.front, self.new_password), 200)
        expect("and so on the laptop", self.laptop.sign_in(self.front, self.new_password), 200)

    def link_from_hesap_works_at_django(self):
        url = self.scene.hesap_command("user", "reset-link", "--email", EMAIL)
        expect("host of Hesap's link", url.startswith("https://shop.example/users/reset/"), True)
        path = "/accounts/reset/" + url.split("/users/reset/")[1]
        mailbox = Shopper("mailbox")
        answer = mailbox.request(self.front, "GET", path)
        expect("Hesap's link at Django", answer.status, 302)
        mailbox.request(self.front, "GET", "/shop/csrf/")
        (target,) = [value for name, value in answer.headers if name.lower() == "location"]
        self.new_password = "Martı-Çay-88"
        form = {"new_password1": self.new_password, "new_password2": self.new_password}
        expect("confirm at Django", mailbox.post(self.front, target, form).status, 200)
        for browser in (self.phone, self.laptop):
            expect(f"{browser.name} is signed out at both", browser.is_known_at_both(self.scene), (None, None))
            expect("signs in again", browser.sign_in(self.front, self.new_password), 200)

    def password_changed_at_django_ends_other_sessions(self):
        old, self.new_password = self.new_password, "Lodos-Poyraz-99"
        form = {"old_password": old, "new_password1": self.new_password, "new_password2": self.new_password}
        expect("change at Django", self.phone.post(self.front, "/accounts/password/", form).status, 200)
        expect("the own device stays", self.phone.is_known_at_both(self.scene), (EMAIL, EMAIL))
        expect("the other one is out", self.laptop.is_known_at_both(self.scene), (None, None))

    def signs_out_at_django(self):
        expect("sign in", self.laptop.sign_in(self.front, self.new_password), 200)
        kept = dict(self.laptop.jar)
        expect("sign out at Django", self.laptop.post(self.front, "/accounts/logout/").status, 200)
        self.laptop.jar = kept
        expect("the old cookie is worth nothing", self.laptop.is_known_at_both(self.scene), (None, None))

    def is_anonymized(self):
        answer = self.phone.post(self.front, "/users/anonymize/", method="PATCH")
        expect("anonymized at Hesap", (answer.status, answered_by_hesap(answer)), (200, True))
        expect("signed out at both", self.phone.is_known_at_both(self.scene), (None, None))
        expect("sign in at Django", self.phone.sign_in(self.front, self.new_password), 400)
        rows = self.scene.rows("SELECT email, username, first_name, is_active FROM auth_user")
        ((email, username, first_name, is_active),) = rows
        expect("nothing is left of her", (email == username, first_name, bool(is_active)), (True, "", False))
        expect("new address", bool(re.fullmatch(r"anonymized-\w{32}@anonymized\.invalid", email)), True)


def nothing_personal_in_logs(scene):
    log = (scene.folder / "hesap.log").read_text(errors="replace")
    for word in (EMAIL, "Ayşe", PASSWORD, scene.key, SHOPPER_ADDRESS):
        expect(f"{word!r} in Hesap's log", word in log, False)
    expect("requests in Hesap's log", "activate-currency" in log, True)


def set_up(scene):
    """Django has its tables, a user and its servers; then Hesap comes."""
    scene.start_shop()
    scene.start_hesap()
    scene.install_nginx_lines()
    scene.reload_nginx()
    user = {"username": "ayse", "email": EMAIL, "first_name": "Ayşe", "password": PASSWORD}
    expect("a user of the shop", scene.direct("django").send("POST", "/staff/users/", user).status, 201)


def main():
    end_tidily()
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--engine", choices=["sqlite", "postgres"], default="sqlite")
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="hesap-strangler-"))
    engine = SQLite(folder) if chosen.engine == "sqlite" else Postgres(os.environ["POSTGRES_URL"])
    scene = None
    try:
        cities = make_template(engine, folder, {"SELF_ANONYMIZATION_ENABLED": "true"})
        scene = Scene(folder, engine.url("template"))
        set_up(scene)
        Journey(scene, cities).walk()
        expect("exit codes", scene.stop(), {"nginx": 0, "hesap": 0, "django": 0})
        nothing_personal_in_logs(scene)
    except BaseException:
        for name in ("hesap", "django", "nginx"):
            log = folder / f"{name}.log"
            if log.exists():
                print(f"--- end of {name}.log\n{log.read_text(errors='replace')[-2000:]}", file=sys.stderr)
        raise
    finally:
        if scene is not None:
            scene.stop()
        engine.drop("template")
        shutil.rmtree(folder, ignore_errors=True)
    print(f"strangler on {chosen.engine}: {checks} checks passed")


if __name__ == "__main__":
    main()
