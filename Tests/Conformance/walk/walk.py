#!/usr/bin/env python3
"""A random walk of shoppers through Django and Hesap on one database.

    python Tests/Conformance/walk/walk.py --engine sqlite --seeds 20 --steps 250
    Scripts/with-postgres.sh python Tests/Conformance/walk/walk.py --engine postgres --seeds 20 --steps 250
    python Tests/Conformance/walk/walk.py --engine sqlite --seed 7 --until 93      (a replay, with every step)

A step is one action of one shopper (or of staff, of an attacker, of time) at one of the two servers, drawn by the
seed. After it both are asked who is signed in, what the session holds, and which links and CSRF values are good; they
must agree with each other and with a model that knows neither. The first difference ends a seed; any difference makes
the exit code 1.
"""

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from stage.browser import SESSION_COOKIES, Browser  # noqa: E402
from stage.databases import Postgres, SQLite, make_template  # noqa: E402
from stage.processes import StageError, end_tidily  # noqa: E402
from walk.actions import Actions  # noqa: E402
from walk.model import DJANGO, HESAP, Account, Model  # noqa: E402
from walk.servers import COMMON_SETTINGS, START, Servers, Setup  # noqa: E402
from walk.sides import Unexpected  # noqa: E402
from walk.survey import Difference, Survey, same  # noqa: E402

EVERYBODY_EACH = 5
# Also Django's older formats, which the first right password renews.
SHOPPERS = [
    ("Ayşe", "Ayse@example.com", "default"),
    ("İbrahim", "ibrahim@example.com", "pbkdf2_sha1"),
    ("Çağrı", "cagri@example.com", "argon2"),
    ("Misafir", "misafir@example.com", None),
]


class Shopper(Browser):
    """A browser, and the account that it mostly signs in to."""

    home = None

    __hash__ = object.__hash__
    __eq__ = object.__eq__

    def __init__(self, name):
        super().__init__(name)
        # Max-Age of the session cookies that were set since this was last looked at.
        self.ages = {}

    def take(self, answer):
        super().take(answer)
        for name, value, attributes in answer.cookies():
            if name in SESSION_COOKIES and value:
                age = attributes.get("max-age")
                self.ages[name] = None if age is None else int(age)


class Walk:
    def __init__(self, engine, folder, seed, cities, wrong):
        self.rng = random.Random(seed)
        self.cities = cities
        self.setup = Setup.of(seed, wrong)
        self.model = Model(self.setup, START)
        self.servers = Servers(engine, folder, self.setup, self.rng)
        self.browsers = []
        self.links_expected = {DJANGO: 0, HESAP: 0}
        self._open_doors()
        self.actions, self.survey = Actions(self), Survey(self)
        self.taken = 0
        # What was done where, and what came of it: a walk in which nothing ever succeeds would prove little.
        self.outcomes = Counter()

    def _open_doors(self):
        for number, (name, address, algorithm) in enumerate(SHOPPERS):
            password = algorithm and f"İlk-şifre-{number}-x7Q"
            made = {"username": address, "email": address, "first_name": name, "password": password}
            pk = self.servers.django.staff("", {**made, "algorithm": algorithm or "default"})["pk"]
            account = Account(pk, address, password, name, outdated=algorithm not in ("default", None))
            self.model.accounts.append(account)
            for device in ("phone", "laptop"):
                browser = Shopper(f"{name}'s {device}")
                browser.home = account
                self.browsers.append(browser)
        self.browsers.append(Shopper("a guest"))

    def stranger(self):
        return Shopper("a stranger")

    def step(self, number):
        self.servers.clock.advance(self.rng.choice([0, 0, 0.000001, 0.7, 3, 59]))
        self.model.now = self.servers.clock.now
        self.taken = number
        for browser in self.browsers:
            browser.ages.clear()
        text, done, should = self.actions.choose()
        self.last = text
        same(f"{text}: what came of it", servers=done, model=should)
        self.outcomes[self.actions.done, self.actions.side, done if isinstance(done, str) else "mailed"] += 1
        self.survey.after(self.actions.browser, everybody=self.actions.everybody or number % EVERYBODY_EACH == 0)
        return f"{text}: {done}"

    def finish(self):
        self.survey.ask_everybody()
        self.survey.ask_passwords()
        self.count_links()

    def count_links(self):
        """Nobody was mailed a link who should not have been."""
        self.servers.deliver()
        for side in (self.servers.django, self.servers.hesap):
            side.forget_mail()
            same(f"links mailed by {side.name}", mailed=side.links_seen, model=self.links_expected[side.name])

    def close(self):
        statuses = self.servers.close()
        if statuses.get("hesap", 0) != 0:
            raise Unexpected(f"hesap ended with {statuses['hesap']}")


def run_seed(engine, folder, seed, steps, cities, verbose=False, wrong=None):
    """Returns the walk; raises at the first difference."""
    walk = Walk(engine, folder, seed, cities, wrong or {})
    try:
        for number in range(1, steps + 1):
            text = walk.step(number)
            if verbose:
                print(f"  {number}: {text}", flush=True)
        walk.finish()
    except BaseException as error:
        # What the step was, for whoever replays it.
        error.add_note(f"seed {seed}, step {walk.taken}: {getattr(walk, 'last', 'nothing yet')}")
        for side in (walk.servers.django, walk.servers.hesap):
            error.add_note(f"last refusal of {side.name}: {side.last_refusal.decode(errors='replace')[:300]}")
        error.walk_step = walk.taken
        try:
            walk.servers.close()
        except Exception as second:  # noqa: BLE001  the first one is what matters
            error.add_note(f"and then: {second}")
        raise
    walk.close()
    return walk


def report(engine, seed, error):
    kind = "DIFFERENCE" if isinstance(error, Difference) else type(error).__name__
    print(f"{kind} on {engine.name}: {error}")
    for note in getattr(error, "__notes__", []):
        print(f"  {note}")
    if not isinstance(error, Difference | Unexpected | StageError):
        traceback.print_exception(error)
    step = getattr(error, "walk_step", 0)
    print(f"  replay: walk.py --engine {engine.name} --seed {seed} --until {max(step, 1)}", flush=True)


def options():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--engine", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--seeds", type=int, default=2, help="walk the seeds 1 to N")
    parser.add_argument("--first", type=int, default=1, metavar="SEED", help="walk the seeds SEED to SEED + N - 1 instead")
    parser.add_argument("--steps", type=int, default=100, help="steps of each seed")
    parser.add_argument("--seed", type=int, help="one seed alone, and print each step")
    parser.add_argument("--until", type=int, help="with --seed: the last step")
    parser.add_argument("--outcomes", action="store_true", help="print what was done how often, and what came of it")
    parser.add_argument("--keep", action="store_true", help="leave the folder with the servers' logs")
    return parser.parse_args()


def engine_of(name, folder):
    if name == "sqlite":
        return SQLite(folder)
    url = os.environ.get("POSTGRES_URL")
    if not url:
        sys.exit("walk.py: --engine postgres needs POSTGRES_URL; run it under Scripts/with-postgres.sh")
    return Postgres(url)


def main():
    end_tidily()
    chosen = options()
    folder = Path(tempfile.mkdtemp(prefix="hesap-walk-"))
    engine = engine_of(chosen.engine, folder)
    seeds = [chosen.seed] if chosen.seed is not None else range(chosen.first, chosen.first + chosen.seeds)
    steps = chosen.until if chosen.until is not None else chosen.steps
    started, taken, asked, failed, outcomes = time.monotonic(), 0, 0, 0, Counter()
    try:
        cities = make_template(engine, folder, COMMON_SETTINGS)
        for seed in seeds:
            try:
                walk = run_seed(engine, folder, seed, steps, cities, verbose=chosen.seed is not None)
                taken, asked = taken + walk.taken, asked + walk.survey.questions
                outcomes += walk.outcomes
                print(f"seed {seed}: {walk.taken} steps", file=sys.stderr, flush=True)
            except Exception as error:  # noqa: BLE001  every seed gets its turn
                failed += 1
                report(engine, seed, error)
    finally:
        engine.drop("template")
        if chosen.keep:
            print(f"logs: {folder}")
        else:


            shutil.rmtree(folder, ignore_errors=True)
    duration = time.monotonic() - started
    if chosen.outcomes:
        for (action, side, outcome), count in sorted(outcomes.items()):
            print(f"  {action:20} {side:7} {outcome:11} {count:5}")
    print(
        f"walk on {engine.name}: {len(seeds)} seeds, {taken} steps without a difference, {asked} questions, "
        f"{failed} seeds failed, {duration:.0f} s"
    )
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
