"""The bars of issue 5 as data, and whether one run of the harness met them."""

import dataclasses
from collections.abc import Callable

from .accounts_work import BESIDE_BARE_HASH
from .results import cases, find, median, ratios, values
from .work import CHANGE_CURRENCY, GUEST_VIEW, SHOPPER_VIEW

CURRENCY = CHANGE_CURRENCY.name
PGBENCH = "pgbench, bare UPDATE, 32 clients"
CONSTANT = "Hummingbird constant"


@dataclasses.dataclass
class Bar:
    name: str
    limit: float
    is_least: bool  # the limit is the least that will do, or else the most
    measured: Callable  # results → the figure of each round, or None
    unit: str = "×"

    def verdict(self, results):
        figures = self.measured(results)
        if not figures:
            return None
        middle = median(figures)
        met = middle >= self.limit if self.is_least else middle <= self.limit
        return {
            "bar": self.name, "limit": self.limit, "is_least": self.is_least, "median": middle, "least": min(figures),
            "most": max(figures), "unit": self.unit, "met": met,
        }


def against(figure, work, store, connections, rival, rival_store=None):
    """Hesap's figure as a multiple of the rival's."""

    def measured(results):
        ours = find(results, work, "Hesap", store, connections)
        theirs = find(results, work, rival, rival_store or store, connections)
        return ours and theirs and ratios(ours, theirs, figure)

    return measured


def start(results):
    rounds = find(results, "start", "Hesap")
    return rounds and values(rounds, "start_ms")


def most_memory(results):
    """The most that any work took."""
    crowded = [case for case in cases(results) if case["who"] == "Hesap" and case["connections"] == 256]
    return [max(max(values(case["rounds"], "memory_mb")) for case in crowded)] if crowded else None


def while_hashing(results):
    idle = find(results, "paced currency, idle", "Hesap")
    busy = find(results, "paced currency, while hashing", "Hesap")
    return idle and busy and ratios(busy, idle, "p99_ms")


BARS = [
    Bar("activate-currency, SQLite, 64 connections: throughput against Django", 30, True,
        against("rate", CURRENCY, "SQLite", 64, "Django")),
    Bar("the same: p99 against Django", 0.1, False, against("p99_ms", CURRENCY, "SQLite", 64, "Django")),
    Bar("the same: processor time of a request against Django", 1 / 30, False,
        against("cpu_us", CURRENCY, "SQLite", 64, "Django")),
    Bar("activate-currency, PostgreSQL, 64 connections: throughput against Django", 25, True,
        against("rate", CURRENCY, "PostgreSQL", 64, "Django")),
    Bar("the same: throughput against pgbench's bare UPDATE, 32 clients", 0.7, True,
        against("rate", CURRENCY, "PostgreSQL", 64, PGBENCH)),
    Bar("session view, guest, 64 connections: throughput against Hummingbird answering a constant", 0.5, True,
        against("rate", GUEST_VIEW.name, "SQLite", 64, CONSTANT, "none")),
    Bar("session view, signed in, 64 connections: the same", 0.5, True,
        against("rate", SHOPPER_VIEW.name, "SQLite", 64, CONSTANT, "none")),
    Bar("sign-ins a second, 16 connections: against the bare hash on all cores", 0.95, True,
        against("rate", BESIDE_BARE_HASH.name, "SQLite", 16, "PBKDF2 loop on all cores", "none")),
    Bar("other requests while the hash pool is saturated: p99 against idle", 3, False, while_hashing),
    Bar("memory under 256 connections, the most of all works", 64, False, most_memory, "MB"),
    Bar("start to first answer", 100, False, start, "ms"),
]


def verdicts(results):
    return [verdict for bar in BARS if (verdict := bar.verdict(results))]
