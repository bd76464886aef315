"""Runs the parts named in the arguments, or all, and prints what they found. Called by run.sh."""

import argparse
import pathlib
import signal
import sys
import traceback

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
# A shopper, a running hesap, loads; a wall clock to be moved.
sys.path += [str(ROOT / "Benchmarks"), str(ROOT / "Tests/Conformance")]

import attacks
import faults
from report import Report, closing

PARTS = {**faults.PARTS, **attacks.PARTS}


def run(name, short):
    report = Report(name, short)
    try:
        PARTS[name](report)
    except Exception as error:
        traceback.print_exc()
        report.check("the part ran to its end", False, f"{type(error).__name__}: {error}"[:300])
    report.save()
    return report


if __name__ == "__main__":
    # Servers, mounts and databases go with a run that is stopped.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="a small form of each part, for trying")
    # Not choices: argparse takes the empty list for a wrong choice.
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(PARTS))
    options = parser.parse_args()
    if unknown := set(options.names) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    reports = [run(name, options.short) for name in options.names or PARTS]
    print("\n" + closing(reports))
    sys.exit(1 if any(report.failed for report in reports) else 0)
