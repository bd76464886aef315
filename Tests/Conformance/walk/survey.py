"""After each step: both servers are asked what is true, and compared with each other and with the model."""

import json

from walk import csrf
from walk.model import DJANGO, HESAP
from walk.moments import iso

# Enough to see every state that a link can be in, and few enough to be asked after each step.
LINKS_ASKED = 6

# By which of them a session was begun shows in it for as long as it lasts.
BACKENDS = {DJANGO: "shop.backends.ByEmail", HESAP: "django.contrib.auth.backends.ModelBackend"}


class Difference(Exception):
    """The two sides, or one side and the model, do not agree."""


def same(what, **answers):
    """All answers are equal, as JSON: so that 1 is not True and -0.0 is not 0."""
    texts = {who: json.dumps(answer, sort_keys=True, ensure_ascii=False) for who, answer in answers.items()}
    if len(set(texts.values())) > 1:
        raise Difference(f"{what}\n" + "\n".join(f"    {who}: {text}" for who, text in texts.items()))


class Survey:
    def __init__(self, walk):
        self.walk, self.rng, self.model = walk, walk.rng, walk.model
        self.sides = [walk.servers.django, walk.servers.hesap]
        self.questions = 0

    def after(self, actor, everybody):
        self.check_ages(actor)
        others = [browser for browser in self.walk.browsers if browser is not actor]
        asked = others if everybody else [self.rng.choice(others)]
        for browser in [actor, *asked]:
            self.ask_who(browser)
        self.ask_csrf(actor)
        self.ask_links(actor)

    def check_ages(self, browser):
        """How long the cookies last that the step set, if it set any."""
        session = self.model.held.get(browser)
        for name, age in browser.ages.items():
            same(f"Max-Age of {name} of {browser.name}", server=age, model=session and self.model.cookie_age(session))
        browser.ages.clear()

    def ask_who(self, browser):
        damaged = csrf.secret_of(browser.jar.get("csrftoken", "")) is None and "csrftoken" in browser.jar
        answers, by_contract = {}, False
        for side in self.rng.sample(self.sides, 2):
            session, account = self.model.open(side.name, browser)
            shared, own = side.survey(browser)
            self.questions += 1
            same(
                f"{side.name} about {browser.name}",
                **{side.name: without_times(shared), "model": self.expected(session, account)},
            )
            self.check_own(side, browser, session, account, own)
            # Where staff closed an account, Django goes on to show what its session holds.
            by_contract |= session is not None and session.account is not None and account is None
            answers[side.name] = shared
            if damaged and csrf.secret_of(browser.jar.get("csrftoken", "")) is None:
                raise Difference(f"{side.name} leaves {browser.name} a CSRF cookie that holds no secret")
        if not by_contract:
            same(f"{browser.name}, asked at both", **answers)

    def expected(self, session, account):
        user = account and {"pk": account.pk, "email": account.email, "first_name": account.first_name}
        return {
            "user": user,
            "currency": self.model.currency(session),
            "city": self.model.city(session, account),
        }

    def check_own(self, side, browser, session, account, own):
        if side.name == HESAP:
            same(f"type of {browser.name}", hesap=own["user_type"], model=account.user_type if account else "guest")
            if account:
                same(f"sessions of {account.pk}", hesap=side.listed(browser), model=self.model.listed(account))
            return
        same(f"session data of {browser.name}", django=own["data"], model=session.data if session else {})
        same(f"backend of {browser.name}", django=own["backend"], model=account and BACKENDS[session.made_at])
        same(f"expiry of {browser.name}", django=own["expires"], model=session and iso(session.expires))

    def ask_csrf(self, browser):
        """The browser's own cookie in all forms, and damaged ones."""
        secret = csrf.secret_of(browser.jar.get("csrftoken", ""))
        if secret is None:
            return
        mask = lambda: csrf.mask(secret, self.rng)  # noqa: E731
        other = csrf.mask("a" * 32, self.rng)
        cases = [
            (browser.jar["csrftoken"], secret),
            (browser.jar["csrftoken"], mask()),
            (secret, mask()),
            (mask(), mask()),
            (mask(), secret),
            (secret, other),
            (other, secret),
            (secret[:-1], secret),
            (secret, secret[:-1]),
            (secret[:-1] + "-", secret),
            (secret + "a", secret + "a"),
            (None, secret),
            (secret, None),
        ]
        # The first two always; the rest by turns.
        for cookie, header in [*cases[:2], *self.rng.sample(cases[2:], 2)]:
            jar = {name: value for name, value in browser.jar.items() if name != "csrftoken"}
            jar |= {"csrftoken": cookie} if cookie else {}
            self.compare_csrf(browser, jar, {"X-CSRFToken": header} if header else {}, csrf.is_good(cookie, header))
        origin, trusted = self.rng.choice(
            [
                ("http://shop.example", True),
                ("https://shop.example", False),
                ("http://evil.example", False),
                ("https://pay.friend.example", True),
                ("https://friend.example.evil.example", False),
                ("null", False),
            ]
        )
        self.compare_csrf(browser, browser.jar, {"X-CSRFToken": secret, "Origin": origin}, trusted)

    def compare_csrf(self, browser, jar, headers, expected):
        answers = {side.name: side.probe_csrf(browser, jar, headers) for side in self.sides}
        self.questions += len(answers)
        same(f"CSRF {jar.get('csrftoken')} with {headers}", **answers, model=expected)

    def ask_links(self, browser):
        links = self.model.links
        recent = links[-LINKS_ASKED:]
        older = self.rng.sample(links[:-LINKS_ASKED], 1) if len(links) > LINKS_ASKED else []
        for link in recent + older:
            for side in self.sides:
                same(
                    f"link of {link.made_by} for {link.account.pk}: {link.uidb64}/{link.token}",
                    **{side.name: side.is_good(browser, link.uidb64, link.token)},
                    model=self.model.is_good(side.name, link),
                )
                self.questions += 1

    def ask_everybody(self):
        for browser in self.walk.browsers:
            self.ask_who(browser)

    def ask_passwords(self):
        """At the end: each account's last password opens both doors, and no earlier one does."""
        for account in self.model.accounts:
            if account.deleted:
                continue
            for side in self.rng.sample(self.sides, 2):
                browser = self.walk.stranger()
                for password in {account.password or "Nothing-1", *account.history}:
                    done = side.sign_in(browser, account.email, password)
                    same(
                        f"{side.name}: sign in {account.pk} with {password!r}",
                        **{side.name: done},
                        model=self.model.sign_in(side.name, browser, account.email, password),
                    )


def without_times(shared):
    """What the model knows of a user; the rest is compared between the two sides."""
    user = shared["user"]
    return {**shared, "user": user and {key: user[key] for key in ("pk", "email", "first_name")}}


