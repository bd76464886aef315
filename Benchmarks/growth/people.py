"""Who is in a data set: users, sessions and which of them the load uses.

The load's accounts and sessions lie spread over the whole tables, and are as many in every set.
"""

import dataclasses
import datetime
import random
import string
import time

ROUNDS = 6  # one of them warms up
SINGLE_USE = 200  # accounts of each kind that one round uses up
VISITORS = 1_000
GUESTS = 20_000
ALPHABET = string.ascii_lowercase + string.digits
WIDTH = 6  # letters of a key that are counted up, 36 ** 6 values


@dataclasses.dataclass(frozen=True)
class Size:
    sessions: int
    users: int
    cities: int


class Keys:
    """Session keys in ascending order, so that a table of millions is filled from one end to the other."""

    def __init__(self, count):
        self.step = len(ALPHABET) ** WIDTH // count
        self.noise = "".join(random.Random(count).choices(ALPHABET, k=1 << 16))
        self.letters = [a + b for a in sorted(ALPHABET) for b in sorted(ALPHABET)]

    def key(self, index):
        number = index * self.step
        high, low = divmod(number, 36 * 36)
        highest, high = divmod(high, 36 * 36)
        at = (number * 7_919) % ((1 << 16) - 32)
        return self.letters[highest] + self.letters[high] + self.letters[low] + self.noise[at : at + 26]


def public_id(key):
    """As unique as the key's counted letters; backwards, so that ids are not in the order of the keys."""
    return key[15::-1]


def email(id):
    return f"shopper{id * 2_654_435_761 % 4_294_967_296:010d}@example.com"


class People:
    def __init__(self, size):
        self.size = size
        self.keys = Keys(size.sessions)
        rng = random.Random(1)
        once = ROUNDS * SINGLE_USE
        accounts = iter(rng.sample(range(1, size.users + 1), 10_000))
        take = lambda count: [next(accounts) for _ in range(count)]
        self.visitors, self.leavers, self.forgetful, self.erased = take(VISITORS), take(once), take(once), take(once)
        self.others = list(accounts)
        owners = self.visitors + self.leavers + self.leavers + self.forgetful + self.erased
        spots = rng.sample(range(size.sessions), min(size.sessions, len(owners) + GUESTS))
        self.owner_at = dict(zip(spots, owners))
        self.guests = [self.keys.key(spot) for spot in spots[len(owners) :]]
        self.sessions_of = {}
        for spot, owner in self.owner_at.items():
            self.sessions_of.setdefault(owner, []).append(self.keys.key(spot))
        mass = size.sessions - len(spots)
        owned = max(0, min(size.sessions * 3 // 10, size.users * 2) - len(owners))
        self.owned_share = owned / mass if mass else 0
        self.guest_spots = set(spots[len(owners) :])


def utc(seconds):
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime("%Y-%m-%d %H:%M:%S")


class Rows:
    """The rows of a data set, for each table a generator."""

    def __init__(self, people, signer, city):
        self.people, self.signer, self.city = people, signer, city
        self.now = time.time()
        self.owned = []

    def users(self):
        joined = utc(self.now - 86_400) + ".000000"
        for id in range(1, self.people.size.users + 1):
            address = email(id)
            yield (id, self.signer.password, None, False, address, "Yılmaz", address, False, True, joined, "Ayşe")

    def profiles(self):
        for id in range(1, self.people.size.users + 1):
            yield (id, email(id), "registered", None, None, None, None, "tr", True, False, False, False, "{}", None)

    def passwords(self):
        """Five former passwords of those who will reset theirs, one of every third of the others."""
        resetting = set(self.people.forgetful)
        for id in range(1, self.people.size.users + 1):
            for _ in range(5 if id in resetting else id % 3 == 0):
                yield (id, self.signer.password, int(self.now * 1e6))

    def audit(self):
        for id in range(1, self.people.size.users + 1):
            yield ("signed_in", id, int(self.now * 1e6), None)

    def sessions(self):
        """Fills `owned` on the way: (key, owner) of the sessions that belong into the index beside."""
        people, rng = self.people, random.Random(2)
        draw, stamps = rng.random, self._stamps()
        # Both are chosen, a city of the longest id: filled in one go, pages have no room, and a row that grows splits its
        # page. In a small table that is over after a round, in a large one it goes on.
        guest = self.signer.guest(currency="TRY", city=self.city)
        masses = [self.signer.signed_in(id) for id in people.others[:100]]
        for spot in range(people.size.sessions):
            key, owner = people.keys.key(spot), people.owner_at.get(spot)
            # A row that the load uses lives long enough.
            chosen = draw()
            stamp = stamps[int(chosen * len(stamps))]
            if owner:
                text, stamp = self.signer.signed_in(owner), stamps[-1]
            elif spot in people.guest_spots:
                text, stamp = guest, stamps[-1]
            elif draw() < people.owned_share:
                owner, text = self._somebody(rng), masses[int(chosen * 100)]
            else:
                text = guest
            if owner:
                self.owned.append((key, owner))
            yield (key, text, f"{stamp}.{int(draw() * 1e6):06d}")

    def _somebody(self, rng):
        """Any user but those whose sessions the load counts on; a few for all would own hundreds each."""
        while (id := rng.randint(1, self.people.size.users)) in self.people.sessions_of:
            pass
        return id

    def _stamps(self):
        """Fourteen days of expiry times in order, from the next hour on.

        What is past the server purges as soon as it starts, half a million rows of ten, beside what is measured.
        """
        begin, end = self.now + 3_600, self.now + 14 * 86_400
        return [utc(begin + (end - begin) * index / 9_999) for index in range(10_000)]

    def index(self):
        made = int(self.now * 1e6)
        # Seen tomorrow: else each first look would write, whatever the size.
        seen = made + 86_400_000_000
        agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
        for key, owner in self.owned:
            yield (key, owner, public_id(key), agent, "203.0.113.7", made, seen)
