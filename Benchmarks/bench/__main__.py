"""Hesap beside what a user would pick instead and beside the physical limits, in one run. Called by bench.sh."""

import argparse
import signal
import sys

from . import results
from .bars import verdicts
from .measure import Options
from .parts import PARTS
from .plot import plot
from .table import table


def options():
    parser = argparse.ArgumentParser(prog="bench.sh", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="part", help=f"any of: {' '.join(PARTS)}; all without one")
    parser.add_argument("--rounds", type=int, default=3, help="how often contestants take turns (3)")
    parser.add_argument("--seconds", type=int, default=4, help="of one measurement (4)")
    parser.add_argument("--short", action="store_true", help="64 connections only, 2 rounds of a second: a rehearsal")
    arguments = parser.parse_args()
    if unknown := set(arguments.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(unknown)}")
    return arguments


def main():
    chosen = options()
    # The servers are taken away also then.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    how = Options(2, 1, [64]) if chosen.short else Options(chosen.rounds, chosen.seconds, [1, 16, 64, 256])
    found = results.load()
    for name in chosen.parts or PARTS:
        results.add(found, name, PARTS[name](how))
        found["parts"] = {each: found["parts"][each] for each in PARTS if each in found["parts"]}
        found["bars"] = verdicts(found)
        results.write(found)
        (results.FOLDER / "table.md").write_text(table(found))
        plot(found, results.FOLDER / "plot.svg")
    print(table(found))


main()
