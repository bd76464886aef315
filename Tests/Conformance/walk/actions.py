"""What can happen in a step. Each action is sent to one server and to the model, and says what came of it at both.

A step's choices come from the walk's seed and from the model alone, never from an answer: the same seed is the same
walk, on either database.
"""

from base64 import urlsafe_b64encode
from datetime import datetime, timedelta, timezone

from walk import csrf
from walk.model import DJANGO, HESAP, MICROSECONDS, Account, Link, seconds

NAMES = ["Ayşe", "Çağrı", "İbrahim", "Işıl", "Ömer", "Şükrü", "Ğ", "O'Neil", "名前", "Zoë", "a\u0301b"]
CODES = ["TRY", "usd", "Eur", "EUR", "XYZ", "", "TR", "ſek"]
# In a session for other programs' sake; Hesap must hand all of it back as it was.
KEPT = [
    ("sepet", {"ürünler": [{"id": 7, "adet": 2, "fiyat": 1499.90}, {"id": 8, "not": "hediye 🎁"}], "toplam": None}),
    ("sepet", {"ürünler": [{"id": number, "ad": f"Çay bardağı {number}"} for number in range(150)]}),
    ("görüldü", [1, [2, [3, [4, {"beş": [5.0, -0.0, 1e300, 10**30]}]]]]),
    ("currency", "JPY"),
    ("currency", "eur"),
    ("currency", 7),
    ("_secret", 'quotes " and \\ and \u2028 and \x7f and </script>'),
    ("messages", "[[\"__json_message\", 0, 25, \"Hoş geldiniz\", \"\"]]"),
    ("", "empty name"),
    ("x" * 200, True),
    ("sepet", None),
    ("görüldü", None),
    ("currency", None),
]


class Actions:
    """`choose` draws one by its weight and does it; the answer is (what it was, what came of it, what should have)."""

    def __init__(self, walk):
        self.walk, self.rng, self.model = walk, walk.rng, walk.model
        self.servers = walk.servers
        self.sides = {DJANGO: walk.servers.django, HESAP: walk.servers.hesap}
        self.cities = walk.cities
        self.made = 0

    WEIGHTS = {
        "sign_in": 18,
        "wrong_sign_in": 5,
        "currency": 14,
        "city": 10,
        "keep": 9,
        "sign_out": 6,
        "request_reset": 9,
        "confirm": 9,
        "confirm_badly": 4,
        "change_password": 7,
        "register": 2,
        "rename": 3,
        "edit_email": 2,
        "deactivate": 1.5,
        "activate": 4,
        "delete": 0.6,
        "anonymize": 1,
        "tamper_session": 3,
        "plant_session": 3,
        "mask_csrf_cookie": 3,
        "damage_csrf_cookie": 3,
        "end_others": 3,
        "wait": 6,
        "rotate_key": 0.5,
        "drop_fallbacks": 0.3,
        "set_expiry": 4,
    }

    def choose(self):
        self.done = name = self.rng.choices(list(self.WEIGHTS), list(self.WEIGHTS.values()))[0]
        self.browser = self.rng.choice(self.walk.browsers)
        self.side = self.rng.choice([DJANGO, HESAP])
        # Whether all browsers have to be asked after this step.
        self.everybody = False
        return getattr(self, name)()

    # Drawing

    @property
    def at(self):
        return self.sides[self.side]

    def word(self, text):
        return f"{text} at {self.side} by {self.browser.name}"

    def account(self):
        """Mostly the one that the browser belongs to, sometimes another's."""
        living = [account for account in self.model.accounts if not account.deleted]
        home = self.browser.home
        return home if home in living and self.rng.random() < 0.7 else self.rng.choice(living)

    def turn_to_somebody_signed_in(self):
        """For what a guest can only fail at; that a guest fails is tried now and then all the same."""
        signed_in = [browser for browser in self.walk.browsers if self.model.is_signed_in(browser)]
        if signed_in and self.rng.random() < 0.85:
            self.browser = self.rng.choice(signed_in)

    def password(self):
        self.made += 1
        return self.rng.choice(["Kedi-Balkon", "Şifre-ğüı", "pass word ", "🔑-anahtar", "a\u0301é-Vapur"]) + f"-{self.made}-x7Q"

    def new_passwords(self, account):
        """A fresh one; at times one that was used before, or two that differ."""
        dice = self.rng.random()
        if dice < 0.15 and account.history:
            again = self.rng.choice(account.history)
            return again, again
        if dice < 0.25 and account.password:
            return account.password, account.password
        first = self.password()
        return first, first if dice < 0.9 else first + " "

    def typed(self, account):
        return self.rng.choice([account.email, account.email.upper(), account.email])

    # Signing in and out

    def sign_in(self):
        account = self.account()
        address, password = self.typed(account), account.password or "Nothing-1"
        done = self.at.sign_in(self.browser, address, password)
        return self.word(f"sign in {account.pk}"), done, self.model.sign_in(self.side, self.browser, address, password)

    def wrong_sign_in(self):
        account = self.account()
        address, password = self.rng.choice(
            [
                (account.email, (account.password or "") + "x"),
                (account.email, self.rng.choice(account.history) if account.history else "Önceki-şifre-9"),
                ("nobody@example.com", account.password or "x"),
                (account.email, "!"),
            ]
        )
        done = self.at.sign_in(self.browser, address, password)
        return self.word(f"wrong sign in {account.pk}"), done, self.model.sign_in(
            self.side, self.browser, address, password
        )

    def sign_out(self):
        done = self.at.sign_out(self.browser)
        self.model.sign_out(self.side, self.browser)
        return self.word("sign out"), done, "ok"

    def end_others(self):
        self.turn_to_somebody_signed_in()
        self.side = HESAP
        done = self.at.end_others(self.browser)
        return self.word("end other sessions"), done, self.model.end_others(self.browser)

    # What the session holds

    def currency(self):
        code = self.rng.choice(CODES)
        done = self.at.currency(self.browser, code)
        if code.upper() in self.model.setup.currencies:
            self.model.write(self.side, self.browser, lambda data: data.update(currency=code.upper()))
            return self.word(f"currency {code}"), done, "ok"
        self.model.open(self.side, self.browser)
        return self.word(f"currency {code!r}"), done, "refused"

    def city(self):
        name, identifier = self.rng.choice(list(self.cities.items()))
        done = self.at.city(self.browser, name, identifier)
        _, account = self.model.open(self.side, self.browser)
        if self.side == HESAP and account:
            account.city = identifier
        else:
            self.model.write(self.side, self.browser, lambda data: data.update(city=identifier))
        return self.word(f"city {name}"), done, "ok"

    def keep(self):
        key, value = self.rng.choice(KEPT)
        self.side = DJANGO
        done = self.at.outcome(self.at.post(self.browser, "/shop/keep/", {key: value}))
        session, _ = self.model.open(DJANGO, self.browser)
        if value is not None:
            self.model.write(DJANGO, self.browser, lambda data: data.update({key: value}))
        elif session is not None and key in session.data:
            self.model.write(DJANGO, self.browser, lambda data: data.pop(key))
        return self.word(f"keep {key[:20]}"), done, "ok"

    def set_expiry(self):
        self.side = DJANGO
        value = self.rng.choice([60, 900, 100_000, 5_000_000, 0, None, "moment"])
        if value == "moment":
            moment = datetime.fromtimestamp(0, timezone.utc) + timedelta(
                microseconds=self.model.now + self.rng.choice([90, 40_000]) * MICROSECONDS
            )
            value = moment.isoformat()
        done = self.at.outcome(self.at.post(self.browser, "/shop/expiry/", {"value": value}))
        if value is not None:
            self.model.write(DJANGO, self.browser, lambda data: data.update(_session_expiry=value))
        else:
            session, _ = self.model.open(DJANGO, self.browser)
            if session is not None and "_session_expiry" in session.data:
                self.model.write(DJANGO, self.browser, lambda data: data.pop("_session_expiry"))
        return self.word(f"set_expiry {value}"), done, "ok"

    # Passwords

    def request_reset(self):
        account = self.account()
        address = self.typed(account) if self.rng.random() < 0.85 else "nobody@example.com"
        expected = self.model.mailed(self.side, address)
        self.model.open(self.side, self.browser)
        found = self.at.request_reset(self.browser, address)
        owners = {urlsafe_b64encode(str(owner.pk).encode()).decode().rstrip("="): owner for owner in expected}
        for _, uidb64, token in sorted(found):
            owner = owners.get(uidb64)
            if owner is None:
                continue
            login = seconds(owner.last_login)
            made, key = seconds(self.model.now), self.model.key
            self.model.links.append(
                Link(owner, owner.stamp, owner.email, login, made, key, uidb64, token, made_by=self.side)
            )
        self.walk.links_expected[self.side] += len(expected)
        return (
            self.word(f"request reset {account.pk}"),
            sorted([to, uidb64] for to, uidb64, _ in found),
            sorted([owner.email, uidb64] for uidb64, owner in owners.items()),
        )

    def confirm(self):
        if not self.model.links:
            return self.request_reset()
        good = [link for link in self.model.links if self.model.is_good(self.side, link)]
        if not good and self.rng.random() < 0.5:
            return self.request_reset()
        link = self.rng.choice(good if good and self.rng.random() < 0.8 else self.model.links)
        first, second = self.new_passwords(link.account)
        done = self.at.confirm(self.browser, link.uidb64, link.token, first, second)
        should = self.model.confirm(self.side, self.browser, link, first, second)
        return self.word(f"confirm {link.account.pk}'s link of {link.made_by}"), done, should

    def confirm_badly(self):
        """A link that nobody made: of another account, of another time, cut, in capitals."""
        if not self.model.links:
            return self.request_reset()
        link, other = self.rng.choice(self.model.links), self.rng.choice(self.model.links)
        time, _, mac = link.token.partition("-")
        bad = [
            (link.uidb64, link.token[:-1] + ("0" if link.token[-1] != "0" else "1")),
            (link.uidb64, f"{time[:-1]}{'1' if time[-1] != '1' else '2'}-{mac}"),
            (link.uidb64, link.token.upper()),
            ("MTIzNDU2Nzg5", link.token),
            ("OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5", link.token),
            ("x", link.token),
        ]
        if other.account is not link.account:
            bad.append((other.uidb64, link.token))
        uidb64, token = self.rng.choice(bad)
        password = self.password()
        done = self.at.confirm(self.browser, uidb64, token, password, password)
        self.model.open(self.side, self.browser)
        return self.word(f"confirm badly {uidb64}/{token}"), done, "invalid"

    def change_password(self):
        self.turn_to_somebody_signed_in()
        _, account = self.model.open(self.side, self.browser)
        owner = account or self.account()
        first, second = self.new_passwords(owner)
        old = owner.password or "Nothing-1"
        if self.rng.random() < 0.2:
            old += "x"
        done = self.at.change_password(self.browser, old, first, second)
        return self.word("change password"), done, self.model.change_password(
            self.side, self.browser, old, first, second
        )

    # Lives of accounts

    def register(self):
        if len(self.model.accounts) >= 25:
            return self.sign_in()
        self.made += 1
        name, password = self.rng.choice(NAMES), self.password()
        address = f"Yeni.{self.made}@Example.com"
        done = self.at.register(self.browser, address, name, password)
        self.model.open(self.side, self.browser)
        # Django's normalize_email; the shop's own form stores what was typed.
        stored = address if self.side == DJANGO else address.replace("@Example", "@example")
        account = Account(self.walk.servers.django.pk(stored), stored, password, name)
        self.model.accounts.append(account)
        return self.word(f"register {account.pk}"), done, "ok"

    def rename(self):
        name = self.rng.choice(NAMES)
        if self.side == DJANGO:
            account = self.account()
            self.at.staff(f"{account.pk}/", {"first_name": name})
            account.first_name = name
            return self.word(f"rename {account.pk}"), "ok", "ok"
        self.turn_to_somebody_signed_in()
        done = self.at.rename(self.browser, name)
        _, account = self.model.open(HESAP, self.browser)
        if account is None:
            return self.word("rename"), done, "signed out"
        account.first_name = name
        return self.word(f"rename {account.pk}"), done, "ok"

    def staff(self, text, account, changes):
        self.side = DJANGO
        self.at.staff(f"{account.pk}/", changes)
        return self.word(f"{text} {account.pk}"), "ok", "ok"

    def edit_email(self):
        account = self.account()
        if account.user_type == "anonymized":
            return self.wait()
        self.made += 1
        # Django does not mind two accounts of one address.
        other = self.account()
        taken = other.email.title() if other.user_type != "anonymized" else account.email
        account.email = self.rng.choice([f"Degisti{self.made}@example.com", account.email.swapcase(), taken])
        return self.staff("new address of", account, {"email": account.email})

    def deactivate(self):
        account = self.account()
        account.active = False
        return self.staff("deactivate", account, {"is_active": False})

    def activate(self):
        closed = [a for a in self.model.accounts if not a.active and not a.deleted and a.user_type != "anonymized"]
        if not closed:
            return self.sign_in()
        account = self.rng.choice(closed)
        account.active = True
        return self.staff("activate", account, {"is_active": True})

    def delete(self):
        account = self.account()
        if sum(not other.deleted and other.active for other in self.model.accounts) < 4:
            return self.register()
        self.side = DJANGO
        self.at.staff(f"{account.pk}/delete/", {})
        account.deleted = True
        return self.word(f"delete {account.pk}"), "ok", "ok"

    def anonymize(self):
        if sum(other.exists for other in self.model.accounts) < 4:
            return self.register()
        self.side = HESAP
        self.turn_to_somebody_signed_in()
        done = self.at.anonymize(self.browser)
        return self.word("anonymize"), done, self.model.anonymize(self.browser)

    # Attacks

    def tamper_session(self):
        jar = self.browser.jar
        held = [name for name in ("sessionid", "osessionid") if name in jar] or ["sessionid"]
        key = jar.get(held[0], "abcdefghijklmnopqrstuvwxyz012345")
        forged = self.rng.choice(
            [
                key[:-1] + ("a" if key[-1] != "a" else "b"),
                key.upper(),
                key + "a",
                key[:8],
                "x",
                "0" * 300,
                '"quoted; value"',
                "' OR 1=1 --",
            ]
        )
        for name in held:
            jar[name] = forged
        self.model.held[self.browser] = None
        return f"tamper with the session of {self.browser.name}: {forged[:40]}", "ok", "ok"

    def plant_session(self):
        """One browser gets another's session cookies, as a thief or a fixating attacker arranges it."""
        victim = self.rng.choice([browser for browser in self.walk.browsers if browser is not self.browser])
        for name in ("sessionid", "osessionid"):
            self.browser.jar.pop(name, None)
            if name in victim.jar:
                self.browser.jar[name] = victim.jar[name]
        self.model.held[self.browser] = self.model.held.get(victim)
        return f"plant the session of {victim.name} in {self.browser.name}", "ok", "ok"

    def mask_csrf_cookie(self):
        """A cookie as Django before 4.1 set it."""
        value = self.browser.jar.get("csrftoken")
        if value is not None:
            self.browser.jar["csrftoken"] = csrf.mask(csrf.secret_of(value), self.rng)
        return f"old CSRF cookie in {self.browser.name}", "ok", "ok"

    def damage_csrf_cookie(self):
        """One that holds no secret; the next answer, whoever gives it, has a new one."""
        self.browser.jar["csrftoken"] = self.rng.choice(["x", "a" * 31, "a" * 65, "-" * 32, "<script>", "a" * 63 + "%"])
        return f"damaged CSRF cookie in {self.browser.name}", "ok", "ok"

    # Time and keys

    def wait(self):
        model = self.model
        session = model.held.get(self.browser)
        edges = []
        if session is not None and session.expires > model.now:
            edges += [session.expires - 1, session.expires, session.expires + 1]
        for link in model.links[-3:]:
            dead = (link.made + model.setup.reset_timeout + 1) * MICROSECONDS
            edges += [edge for edge in (dead - 1, dead) if edge > model.now]
        if edges and self.rng.random() < 0.5:
            target = self.rng.choice(edges)
        else:
            target = model.now + self.rng.choice([1, 60, 60, 600, 600, 4_000, 50_000, 300_000]) * MICROSECONDS
        model.now = target
        self.servers.clock.move_to(target)
        return f"wait until {target}", "ok", "ok"

    def rotate_key(self):
        self.part_shared_sessions()
        self.servers.rotate_key()
        self.model.rotate_key()
        self.everybody = True
        return "a new secret key, the old ones as fallbacks", "ok", "ok"

    def part_shared_sessions(self):
        """Of two browsers with one cookie, only the first to come after a rotation gets the session's new key; Hesap
        lets the other follow for a moment, Django does not. So no two share one here."""
        held = self.model.held
        for browser in self.walk.browsers:
            session = held.get(browser)
            if session is not None and any(held.get(o) is session for o in self.walk.browsers if o is not browser):
                browser.jar.clear()
                held[browser] = None

    def drop_fallbacks(self):
        self.servers.drop_fallbacks()
        self.model.drop_fallbacks()
        return "the old secret keys are dropped", "ok", "ok"
