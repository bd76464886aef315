"""The two servers behind one set of verbs. Each verb sends real requests with the browser's own cookies, and answers
in words that both sides share: `ok`, `refused`, `invalid`, `signed out`, `csrf`."""

import email
import email.policy
import re
import time

from walk import csrf
from walk.model import DJANGO, HESAP


class Unexpected(Exception):
    """An answer that neither side should ever give."""


class Side:
    """What differs is `paths` and a handful of methods."""

    name = ""
    token_path = probe_path = ""

    def __init__(self, connection, mail_folder, rng):
        self.connection, self.mail_folder, self.rng = connection, mail_folder, rng
        self.links_seen = 0
        # For the report of a difference.
        self.last_refusal = b""

    def get(self, browser, path):
        return browser.request(self.connection, "GET", path)

    def post(self, browser, path, content=None, method="POST"):
        """With the CSRF token in any of the forms that Django takes."""
        if csrf.secret_of(browser.jar.get("csrftoken", "")) is None:
            self.get(browser, self.token_path)
        secret = csrf.secret_of(browser.jar["csrftoken"])
        header = secret if self.rng.random() < 0.5 else csrf.mask(secret, self.rng)
        return browser.request(self.connection, method, path, content or {}, {"X-CSRFToken": header})

    def probe_csrf(self, browser, jar, headers):
        """Whether the values are good, asked with a form that is refused after the check."""
        answer = browser.request(self.connection, "POST", self.probe_path, {}, headers, jar=jar)
        if answer.status not in (400, 403):
            raise Unexpected(f"{self.name} answers a CSRF probe with {answer.status}")
        return answer.status == 400

    def outcome(self, answer, refused=(400,)):
        if answer.status in (200, 201, 204):
            return "ok"
        if answer.status == 401:
            return "signed out"
        if answer.status in refused:
            self.last_refusal = answer.content
            return "refused"
        raise Unexpected(f"{self.name} answers {answer.status}: {answer.content[:500]!r}")

    def sign_in(self, browser, address, password):
        return self.outcome(self.post(browser, self.login_path, {"email": address, "password": password}))

    def sign_out(self, browser):
        return self.outcome(self.post(browser, self.logout_path))

    def currency(self, browser, code):
        return self.outcome(self.post(browser, self.currency_path, {"currency_code": code}))

    def change_password(self, browser, old, first, second):
        form = {"old_password": old, "new_password1": first, "new_password2": second}
        return self.outcome(self.post(browser, self.change_path, form))

    def forget_mail(self):
        self.links_seen += len(list(self.links()))
        for path in self.mails():
            path.unlink(missing_ok=True)

    def mails(self):
        return [path for path in sorted(self.mail_folder.glob("*")) if not path.name.startswith(".")]

    def links(self):
        """Address, uid and token of each reset mail that has arrived."""
        for path in self.mails():
            for message in split_mails(path.read_bytes()):
                parsed = email.message_from_bytes(message, policy=email.policy.default)
                found = re.search(r"/(?:users|accounts)/reset/([\w-]+)/([0-9a-z]+-[0-9a-f]+)/", plain_text(parsed))
                if found:
                    yield str(parsed["To"]), found[1], found[2]


def plain_text(message):
    part = message.get_body(("plain",))
    return part.get_content() if part else ""


def split_mails(content):
    """Django's file backend writes every mail of one moment into one file, with a line of hyphens behind each."""
    return [part for part in content.split(b"\n" + b"-" * 79 + b"\n") if part.strip()]


class Django(Side):
    name = DJANGO
    token_path, probe_path = "/shop/csrf/", "/shop/currency/"
    login_path, logout_path = "/accounts/login/", "/accounts/logout/"
    currency_path, change_path = "/shop/currency/", "/accounts/password/"

    def city(self, browser, name, identifier):
        return self.outcome(self.post(browser, "/shop/city/", {"city": identifier}))

    def register(self, browser, address, first_name, password):
        form = {"email": address, "first_name": first_name, "password": password}
        return self.outcome(self.post(browser, "/accounts/register/", form))

    def request_reset(self, browser, address):
        self.forget_mail()
        self.outcome(self.post(browser, "/accounts/forgotten/", {"email": address}))
        return list(self.links())

    def is_good(self, browser, uidb64, token):
        return browser.request(self.connection, "GET", f"/accounts/link/{uidb64}/{token}/", jar={}).json["valid"]

    def confirm(self, browser, uidb64, token, first, second):
        answer = self.get(browser, f"/accounts/reset/{uidb64}/{token}/")
        if answer.status == 200:
            if answer.json["valid"]:
                raise Unexpected("Django did not redirect a good link")
            return "invalid"
        path = next(value for name, value in answer.headers if name.lower() == "location")
        return self.outcome(self.post(browser, path, {"new_password1": first, "new_password2": second}))

    def survey(self, browser):
        """Who this browser is and what its session holds, in the words of both sides, and what only Django can tell."""
        seen = self.get(browser, "/shop/whoami/").json
        shared = {key: seen[key] for key in ("user", "currency", "city")}
        return shared, {key: seen[key] for key in ("data", "expires", "backend")}

    def staff(self, path, content):
        answer = self.connection.send("POST", f"/staff/users/{path}", content)
        if answer.status not in (200, 201):
            raise Unexpected(f"staff/{path}: {answer.status} {answer.content[:500]!r}")
        return answer.json

    def pk(self, address):
        return self.connection.send("GET", f"/staff/find/{address}/").json["pks"][-1]


class Hesap(Side):
    name = HESAP
    token_path, probe_path = "/csrf_token/", "/users/activate-currency/"
    login_path, logout_path = "/users/login/", "/users/logout/"
    currency_path, change_path = "/users/activate-currency/", "/users/password/change/"

    # To the listener that tells how many mails wait.
    operations = None

    def city(self, browser, name, identifier):
        typed = self.rng.choice([name, name.upper(), identifier, str(identifier)])
        return self.outcome(self.post(browser, "/users/city/", {"city": typed}))

    def register(self, browser, address, first_name, password):
        form = {"email": address, "first_name": first_name, "last_name": "Öztürk", "password": password}
        return self.outcome(self.post(browser, "/users/registration/", {**form, "confirm": True}))

    def request_reset(self, browser, address):
        self.forget_mail()
        self.outcome(self.post(browser, "/users/password/reset/", {"email": address}))
        self.wait_for_delivery()
        return list(self.links())

    def wait_for_delivery(self):
        """Hesap looks up whose address it is when it delivers; until then nothing else may happen to the accounts."""
        end = time.monotonic() + 20
        while time.monotonic() < end:
            metrics = self.operations.send("GET", "/metrics").content.decode()
            if re.search(r"^hesap_mails_pending 0(\.0)?$", metrics, re.MULTILINE):
                return
            time.sleep(0.02)
        raise Unexpected("Hesap's outbox does not empty")

    def is_good(self, browser, uidb64, token):
        return browser.request(self.connection, "GET", f"/users/reset/{uidb64}/{token}/", jar={}).json["valid"]

    def confirm(self, browser, uidb64, token, first, second):
        form = {"new_password1": first, "new_password2": second}
        answer = self.post(browser, f"/users/reset/{uidb64}/{token}/", form)
        if answer.status == 400 and "token" in answer.json:
            return "invalid"
        return self.outcome(answer)

    def anonymize(self, browser):
        return self.outcome(self.post(browser, "/users/anonymize/", method="PATCH"))

    def end_others(self, browser):
        return self.outcome(self.post(browser, "/users/sessions/", method="DELETE"))

    def listed(self, browser):
        return len(self.get(browser, "/users/sessions/").json)

    def rename(self, browser, first_name):
        return self.outcome(self.post(browser, "/users/profile/", {"first_name": first_name}, method="PATCH"))

    def survey(self, browser):
        visit = self.get(browser, "/users/session/").json
        answer = self.get(browser, "/current_user/")
        user = answer.json if answer.status == 200 else None
        if (user is not None) != visit["is_authenticated"]:
            raise Unexpected("Hesap contradicts itself about who is signed in")
        columns = ("pk", "email", "first_name", "last_name", "last_login", "date_joined")
        shared = {
            "user": user and {column: user[column] for column in columns},
            "currency": visit["currency"],
            "city": visit["city"] and visit["city"]["id"],
        }
        return shared, {"user_type": visit["user_type"]}
