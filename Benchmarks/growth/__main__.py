"""How the cost of each operation grows with the data: data sets side by side, in interleaved rounds.

    Benchmarks/growth.sh sqlite|postgres [--sets NAME,NAME…] [--rounds N]

The ratio of every set to the smallest, per operation: processor time of a request (server, and PostgreSQL where it is
used) and median latency at 16 connections. Medians over the rounds; the first round warms up and is thrown away. Each
request uses another session or account, drawn from the whole table. Passwords have one PBKDF2 round, so that the hash
does not hide the rest; what sends mail includes the delivery. The result goes to var/bench/growth.json and growth.md.
"""

import argparse
import signal
import sys

from . import table
from .people import ROUNDS, Size
from .shop import Shop
from .stores import Postgres, SQLite

SIZES = {
    "smallest": Size(sessions=10_000, users=10_000, cities=1_000),
    "1 M sessions": Size(sessions=1_000_000, users=10_000, cities=1_000),
    "10 M sessions": Size(sessions=10_000_000, users=10_000, cities=1_000),
    "1 M users": Size(sessions=10_000, users=1_000_000, cities=1_000),
    "10 k cities": Size(sessions=10_000, users=10_000, cities=10_000),
    "100 k cities": Size(sessions=10_000, users=10_000, cities=100_000),
    "all largest": Size(sessions=10_000_000, users=1_000_000, cities=100_000),
}
FEW = 20


def measure_round(shops, turn):
    """Every operation at one data set after the other: {set: {operation: figures}}."""
    figures = {shop.name: {} for shop in shops}
    # Another one begins each time: whoever comes first after a pause pays for cold caches.
    at = turn % len(shops)
    shops = shops[at:] + shops[:at]
    for operations in zip(*(shop.operations(turn) for shop in shops), strict=True):
        for shop, (name, requests, status) in zip(shops, operations):
            figures[shop.name][name] = shop.measure(name, requests, status)
    return figures


def measure_without_email_index(shops):
    """A few requests of those that look an address up, the index of `hesap migrate --email-index` dropped.

    One by one: sixteen scans of a million users at once are answered 503.
    """
    figures = {}
    for shop in shops:
        shop.store.drop_email_index(shop.hesap)
        rows = shop.operations(ROUNDS).accounts()
        figures[shop.name] = {
            name: [shop.measure(name, requests[:FEW], status, connections=1)] for name, requests, status in rows
        }
    return figures


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("engine", choices=["sqlite", "postgres"])
    parser.add_argument("--sets", default=",".join(SIZES))
    parser.add_argument("--rounds", type=int, default=ROUNDS - 1)
    options = parser.parse_args()
    store = SQLite() if options.engine == "sqlite" else Postgres()
    names = options.sets.split(",")
    assert options.rounds < ROUNDS and names[0] == "smallest", "the smallest is what the others are compared with"
    # Servers and data sets are taken away also then.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    shops = []
    try:
        for name in names:
            shops.append(Shop(name, SIZES[name], store))
            shops[-1].fill()
        for shop in shops:
            shop.start()
        measure_round(shops, 0)
        rounds = [measure_round(shops, turn + 1) for turn in range(options.rounds)]
        table.write(store.name, shops, rounds, measure_without_email_index(shops))
    finally:
        for shop in shops:
            shop.close()


if __name__ == "__main__":
    main()
