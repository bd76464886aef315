"""What was asked, what was acknowledged, and what a database must therefore hold."""

import base64
import collections
import dataclasses
import hashlib
import math
import sys

# PASSWORD_HISTORY_LENGTH: older ones are forgotten.
FORMER_PASSWORDS = 5
# After everything that was answered, and before what never was.
END = sys.float_info.max


@dataclasses.dataclass
class Event:
    """Something that a request asks for. Until `answered`, it may have happened or not."""

    kind: str  # currency, signed-in, ended (of a session); account, password, erased, mail (of an address)
    subject: str
    value: object
    began: float
    answered: float = math.inf
    # Refused, so it did not happen.
    refused: bool = False


class Ledger:
    """Events of many threads; those of one subject come from one thread, in their order."""

    def __init__(self):
        self.events = []

    def note(self, kind, subject, value, began, answered=math.inf):
        event = Event(kind, subject, value, began, answered)
        self.events.append(event)
        return event

    def acknowledged(self, moment=END):
        return sum(1 for event in list(self.events) if event.answered <= moment)

    def losses(self, database, mails, moment=END):
        """Texts that say what the database, as it was at the moment, lacks or has too much.

        mails: (kind, address) of each mail that had left by then.
        """
        about = collections.defaultdict(lambda: collections.defaultdict(list))
        for event in list(self.events):
            if event.began <= moment and not event.refused:
                family = "session" if event.kind in ("currency", "signed-in", "ended") else event.kind
                about[family][event.subject].append(event)
        found = list(database.half_erased())
        for key, events in about["session"].items():
            found += _session(key, events, database, moment)
        for address, events in about["account"].items():
            erasures, passwords = about["erased"][address], about["password"][address]
            found += _account(address, events, passwords, erasures, database, moment)
        found += _mails(about["mail"], about["erased"], database, mails, moment)
        return found


def _known(events, moment):
    return [event for event in events if event.answered <= moment]


def _possible(events, moment):
    """The value acknowledged last, and all that were asked for since: empty when nothing was acknowledged."""
    last = max((index for index, event in enumerate(events) if event.answered <= moment), default=None)
    return [] if last is None else [event.value for event in events[last:]]


def _session(key, events, database, moment):
    ends = [event for event in events if event.kind == "ended"]
    if _known(ends, moment):
        return [f"session {key} was ended and lives"] if key in database.sessions else []
    if ends or not _known(events, moment):
        return []
    if key not in database.sessions:
        return [f"session {key} was acknowledged and is gone"]
    currencies = _possible([event for event in events if event.kind == "currency"], moment)
    stored = database.session(key).get("currency")
    return [f"currency of session {key} is {stored}, not {currencies}"] if currencies and stored not in currencies else []


def _account(address, events, passwords, erasures, database, moment):
    user = database.users.get(address)
    if _known(erasures, moment):
        identity = erasures[0].value
        erased = database.users_by_id.get(identity)
        if user or not erased or erased.active or not erased.email.startswith("anonymized-"):
            return [f"account {identity} was erased and is {erased or user}"]
        return []
    if erasures or not _known(events, moment):
        return []
    if not user:
        return [f"account {address} was acknowledged and is gone"]
    if not any(_is_password(word, user.password) for word in _possible(passwords, moment)):
        return [f"password of {address} is none of those that it can be"]
    resets = min(len(_known(passwords, moment)) - 1, FORMER_PASSWORDS)
    if user.former_passwords < resets:
        return [f"{address} had {resets} resets and has {user.former_passwords} former passwords"]
    return []


def _mails(owed, erasures, database, left, moment):
    there = collections.Counter(left)
    there.update(database.waiting_mails())
    found = []
    for address, events in owed.items():
        for kind, count in collections.Counter(event.value for event in _known(events, moment)).items():
            # Erasing drops the others with the account.
            if (kind == "account_anonymized" or not erasures[address]) and there[kind, address] < count:
                found.append(f"{count} mails {kind} to {address} were promised, {there[kind, address]} left or wait")
    return found


def _is_password(word, encoded):
    algorithm, rounds, salt, _ = encoded.split("$", 3) if encoded.count("$") == 3 else ("", "0", "", "")
    if algorithm != "pbkdf2_sha256":
        return False
    digest = hashlib.pbkdf2_hmac("sha256", word.encode(), salt.encode(), int(rounds))
    return encoded == f"{algorithm}${rounds}${salt}${base64.b64encode(digest).decode()}"
