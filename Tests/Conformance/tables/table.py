"""A table of cases, each asked of both sides and compared."""

import random

from peer import PeerRefusal

REFUSED = "refused"


class Table:
    """Subclasses give the cases, and how each side answers one.

    A case is a dict of plain values. Case number N of a seed is always the same, so that it can be asked again alone.
    """

    name = None
    short_cases = 500
    long_factor = 20

    def __init__(self, peer, seed):
        self.peer = peer
        self.seed = seed
        self.picked = list(self.picked_cases())
        self.cases = 0
        self.allowed = {}
        self.differences = []

    def picked_cases(self):
        """Boundaries, by hand."""
        return []

    def random_case(self, rng):
        raise NotImplementedError

    def ask_django(self, case):
        raise NotImplementedError

    def ask_hesap(self, case):
        raise NotImplementedError

    def difference_on_purpose(self, case, django, hesap):
        """The reason for a difference that docs/compat.md lists, or None. Must check that it is that one."""
        return None

    def case(self, number):
        if number < len(self.picked):
            return self.picked[number]
        return self.random_case(random.Random(f"{self.seed}/{self.name}/{number}"))

    def run(self, long, only=None):
        count = len(self.picked) + self.short_cases * (self.long_factor if long else 1)
        for number in range(count) if only is None else [only]:
            case = self.case(number)
            self.cases += 1
            django, hesap = self.ask_django(case), self.hesap_or_refused(case)
            if same(django, hesap):
                continue
            reason = self.difference_on_purpose(case, django, hesap)
            if reason:
                self.allowed[reason] = self.allowed.get(reason, 0) + 1
            else:
                self.differences.append((number, case, django, hesap))

    def hesap_or_refused(self, case):
        try:
            return self.ask_hesap(case)
        except PeerRefusal as refusal:
            # The one thing that cannot be said to Swift. Any other refusal is a defect of the peer or of the table.
            if str(refusal).startswith("Lone surrogate"):
                return REFUSED
            return f"error: {refusal}"


def same(left, right):
    """Python holds True equal to 1, and the number 1.0 to 1; the tables do not."""
    return type(left) is type(right) and repr(left) == repr(right)
