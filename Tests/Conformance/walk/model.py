"""What must be true after each step, worked out without either server: a shop of plain Python objects.

It knows the rules of Django and of the contract, and none of their formats. Where both servers are wrong in the same
way, it is the one that notices. `side` is where a request went, since a few things differ by contract
(`docs/compat.md`).
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

DJANGO, HESAP = "django", "hesap"
MICROSECONDS = 1_000_000


@dataclass(eq=False)
class Account:
    pk: int
    email: str
    password: str | None
    first_name: str
    # Stored in a format or at a cost that the next right password renews.
    outdated: bool = False
    active: bool = True
    deleted: bool = False
    user_type: str = "registered"
    city: int | None = None
    last_login: int | None = None
    # Counts changes of the stored password: sessions and links were made for one of them.
    stamp: int = 0
    # What Hesap replaced, newest last. It does not see what Django replaced.
    history: list = field(default_factory=list)

    @property
    def exists(self):
        return self.active and not self.deleted


@dataclass(eq=False)
class Session:
    data: dict
    expires: int
    # Number of the secret key that signed the row.
    signed_with: int
    account: Account | None = None
    stamp: int = 0
    # Number of the secret key in the hash that binds the session to the password.
    hashed_with: int = 0
    alive: bool = True
    # Whether Hesap has seen it signed in: then it stands in Hesap's index, and dies with all others of its account.
    indexed: bool = False
    # The side that its owner signed in at.
    made_at: str = ""


@dataclass(eq=False)
class Link:
    account: Account
    stamp: int
    email: str
    last_login: int | None
    made: int
    signed_with: int
    uidb64: str
    token: str
    made_by: str


class Model:
    def __init__(self, setup, now):
        self.setup, self.now = setup, now
        self.accounts, self.links = [], []
        self.held = {}
        self.sessions = []
        self.key = 0
        self.good_keys = {0}

    # Who and what

    def find(self, email):
        """Active accounts first, then the oldest."""
        same = [a for a in self.accounts if not a.deleted and a.email.lower() == email.lower()]
        return min(same, key=lambda account: (not account.active, account.pk), default=None)

    def offered(self, data):
        wanted = data.get("currency")
        return isinstance(wanted, str) and wanted.upper() in self.setup.currencies

    def currency(self, session):
        if session is None or not self.offered(session.data):
            return self.setup.currencies[0]
        return session.data["currency"].upper()

    def city(self, session, account):
        return (account and account.city) or (session and session.data.get("city"))

    # Sessions

    def is_signed_in(self, browser):
        session = self.held.get(browser)
        if session is None or session.account is None or not session.alive or session.expires <= self.now:
            return False
        if session.signed_with not in self.good_keys:
            return False
        return session.account.exists and session.stamp == session.account.stamp

    def open(self, side, browser, writing=False):
        """The session and account that a request of `browser` has at `side`, with what opening alone changes."""
        session = self.held.get(browser)
        if session is None or not session.alive or session.expires <= self.now:
            self.held[browser] = None
            return None, None
        if session.signed_with not in self.good_keys:
            # Nobody can read the row any more; the browser keeps the empty session.
            session.data, session.account = {}, None
        account = session.account
        if account is None:
            return session, None
        if not account.exists:
            if side == DJANGO:
                return session, None
            return self._leave(browser, session, gone=writing)
        if session.stamp != account.stamp:
            return self._leave(browser, session, gone=writing or side == DJANGO)
        if session.hashed_with != self.key:
            session = self._cycle(browser, session, indexed=side == HESAP and session.indexed)
        session.indexed |= side == HESAP
        return session, account

    def _leave(self, browser, session, gone):
        if gone:
            session.alive = False
        self.held[browser] = None
        return None, None

    def _cycle(self, browser, session, indexed):
        """The same session under a new key; whoever else holds the old key has nothing."""
        session.alive = False
        fresh = Session(session.data, 0, self.key, session.account, session.stamp, self.key, indexed=indexed)
        fresh.made_at = session.made_at
        self.sessions.append(fresh)
        self._stored(fresh)
        self.held[browser] = fresh
        return fresh

    def _stored(self, session):
        session.signed_with = self.key
        expiry = session.data.get("_session_expiry")
        if isinstance(expiry, str):
            session.expires = microseconds(datetime.fromisoformat(expiry))
        else:
            session.expires = self.now + (expiry or self.setup.age) * MICROSECONDS

    def cookie_age(self, session):
        """Seconds that the browser may keep the cookie; None for one that ends with the browser."""
        expiry = session.data.get("_session_expiry", self.setup.age)
        if isinstance(expiry, str):
            return (microseconds(datetime.fromisoformat(expiry)) - self.now) // MICROSECONDS
        return expiry or None

    def listed(self, account):
        """How many sessions Hesap lists, which counts those that are dead by their hash alone."""
        return sum(
            session.account is account and session.indexed and session.alive and session.expires > self.now
            for session in self.sessions
        )

    def end_others(self, browser):
        session, account = self.open(HESAP, browser)
        if account is None:
            return "signed out"
        for other in self.sessions:
            if other is not session and other.account is account and other.indexed:
                other.alive = False
        return "ok"

    def write(self, side, browser, edit):
        session, account = self.open(side, browser, writing=True)
        if session is None:
            session = Session({}, 0, self.key)
            self.held[browser] = session
        if side == HESAP:
            self._repair(session)
        edit(session.data)
        self._stored(session)

    def _repair(self, session):
        if isinstance(session.data.get("currency"), str) and not self.offered(session.data):
            del session.data["currency"]

    def sign_in(self, side, browser, email, password):
        account = self.find(email)
        matches = account is not None and account.password is not None and account.password == password
        if matches and account.outdated and (account.active or side == DJANGO):
            # Django renews the hash also for whom it then does not let in.
            previous, _ = self.open(side, browser)
            account.outdated = False
            account.stamp += 1
        if not matches or not account.exists:
            self.open(side, browser)
            return "refused"
        self._start(side, browser, account)
        return "ok"

    def _start(self, side, browser, account):
        before = self.held.get(browser)
        session, was = self.open(side, browser, writing=True)
        own = session is not None and session.account is account
        data = session.data if session is not None and (session.account is None or own) else {}
        guest_city = data.get("city") if was is None else None
        fresh = Session(data, 0, self.key, account, account.stamp, self.key, indexed=side == HESAP)
        if side == HESAP:
            self._repair(fresh)
            if account.city is None:
                account.city = guest_city
        if before is not None and not (side == DJANGO and own):
            before.alive = False
        if side == DJANGO and own:
            # Django keeps the key of somebody who signs in once more.
            fresh = session
        if session is not None and fresh is not session:
            session.alive = False
        fresh.made_at = side
        self._stored(fresh)
        if fresh is not session:
            self.sessions.append(fresh)
        self.held[browser] = fresh
        account.last_login = self.now

    def sign_out(self, side, browser):
        session = self.held.get(browser)
        opened, _ = self.open(side, browser, writing=True)
        for ended in (session, opened):
            if ended is not None:
                ended.alive = False
        self.held[browser] = None

    # Passwords

    def refuses(self, side, account, first, second):
        if first != second:
            return True
        used = [account.password, *account.history[-self.setup.history :]] if self.setup.history else []
        return side == HESAP and first in used

    def set_password(self, side, account, password):
        if side == HESAP:
            if account.password is not None and self.setup.history:
                account.history.append(account.password)
            account.history = account.history[-self.setup.history :] if self.setup.history else []
            self._end_indexed(account)
        account.password = password
        account.outdated = False
        account.stamp += 1

    def _end_indexed(self, account):
        for session in self.sessions:
            session.alive &= not (session.account is account and session.indexed)
        self.sessions = [session for session in self.sessions if session.alive]

    def change_password(self, side, browser, old, first, second):
        session, account = self.open(side, browser)
        if account is None:
            return "signed out"
        if account.password != old or self.refuses(side, account, first, second):
            return "refused"
        self.set_password(side, account, first)
        session = self._cycle(browser, session, indexed=side == HESAP)
        session.stamp = account.stamp
        if side == HESAP:
            self._repair(session)
        return "ok"

    # Links

    def mailed(self, side, email):
        """The accounts that get a link: all active ones of that address."""
        same = [a for a in self.accounts if a.exists and a.email.lower() == email.lower()]
        usable = [account for account in same if account.password is not None]
        # Django writes to nobody who has no password to reset. At Hesap guests choose their first one this way.
        return usable or (same if side == HESAP else [])

    def is_good(self, side, link):
        account = link.account
        signed = (account.stamp, account.email, seconds(account.last_login))
        fits = signed == (link.stamp, link.email, link.last_login) and link.signed_with in self.good_keys
        in_time = seconds(self.now) - link.made <= self.setup.reset_timeout
        # Django lets an account that staff closed set a password, and still not sign in.
        return fits and in_time and not account.deleted and (account.active or side == DJANGO)

    def confirm(self, side, browser, link, first, second):
        if not self.is_good(side, link):
            self.open(side, browser)
            return "invalid"
        if side == DJANGO:
            # The view moves the token into the session, and redirects to an address without it.
            self.write(side, browser, lambda data: data.update(_password_reset_token=link.token))
        else:
            self.open(side, browser)
        if self.refuses(side, link.account, first, second):
            return "refused"
        if side == DJANGO:
            self.write(side, browser, lambda data: data.pop("_password_reset_token"))
        else:
            link.account.user_type = "registered"
        self.set_password(side, link.account, first)
        return "ok"

    # The rest of a life

    def anonymize(self, browser):
        session, account = self.open(HESAP, browser)
        if account is None:
            return "signed out"
        self.set_password(DJANGO, account, None)
        account.active, account.user_type, account.city = False, "anonymized", None
        account.email, account.first_name, account.history = f"erased {account.pk}", "", []
        self._end_indexed(account)
        self.held[browser] = None
        return "ok"

    def rotate_key(self):
        self.key += 1
        self.good_keys.add(self.key)

    def drop_fallbacks(self):
        self.good_keys = {self.key}


def seconds(moment):
    return None if moment is None else moment // MICROSECONDS


def microseconds(moment):
    return (moment - datetime.fromtimestamp(0, timezone.utc)) // timedelta(microseconds=1)
