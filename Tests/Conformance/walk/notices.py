#!/usr/bin/env python3
"""Walks with a Hesap that is set up wrongly, each time in another way: a walk that finds nothing then is worth nothing.

    python Tests/Conformance/walk/notices.py
"""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from stage.processes import end_tidily  # noqa: E402
from stage.databases import SQLite, make_template  # noqa: E402
from walk.servers import COMMON_SETTINGS  # noqa: E402
from walk.survey import Difference  # noqa: E402
from walk.sides import Unexpected  # noqa: E402
from walk.walk import run_seed  # noqa: E402

STEPS = 250
WRONG = [
    {"HESAP_SECRET_KEY": "another key than the shop's, 0123456789 0123456789"},
    {"HESAP_TIME_ZONE": "Asia/Kathmandu"},
    {"HESAP_SESSION_COOKIE_AGE": "86399"},
    {"HESAP_SESSION_COOKIE_NAMES": "session"},
    {"HESAP_CSRF_COOKIE_NAME": "csrf"},
    {"HESAP_CSRF_TRUSTED_ORIGINS": "https://other.example"},
    {"HESAP_PASSWORD_ITERATIONS": "8"},
]


def main():
    end_tidily()
    unnoticed = 0
    with tempfile.TemporaryDirectory(prefix="hesap-walk-") as folder:
        engine = SQLite(folder)
        cities = make_template(engine, folder, COMMON_SETTINGS)
        for number, wrong in enumerate(WRONG, 1):
            name = " ".join(wrong)
            try:
                run_seed(engine, Path(folder), number, STEPS, cities, wrong=wrong)
            except (Difference, Unexpected, KeyError) as error:
                print(f"{name}: noticed in step {error.walk_step}")
            else:
                print(f"{name}: NOT NOTICED")
                unnoticed += 1
    sys.exit(1 if unnoticed else 0)


if __name__ == "__main__":
    main()
