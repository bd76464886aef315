"""A long, moderate load by 256 connections: does memory stay where it is, and does every request get its answer?

    python3 Benchmarks/soak.py [--minutes 30] [--rate 1500] [--connections 256]

Guests and signed-in shoppers look, change currency and city, search; some sign in and out, some ask for a reset mail.
Between two visits a shopper closes the connection and loses the cookies. Resident memory is sampled each second. The
result goes to var/bench/soak.json.
"""

import argparse
import collections
import json
import math
import random
import re
import statistics
import threading
import time

from growth.client import drive, request
from hesap_process import ROOT, Hesap
from load import NO_THROTTLES, percentile, report

PASSWORD = "Bir-Iki-Uc-456"
ACCOUNTS = 16
VISIT = 40  # requests
SIGNING_IN = 0.01  # of the visits: with Django's million rounds each is a tenth of a second of a core
WARM_UP_MINUTES = 5
LIMIT_MEGABYTES = 64
FLAT_MEGABYTES_PER_HOUR = 2
CITIES = ("İSTANBUL", "izmir", "Diyarbakir", "Berlin", "Da Nang", "München", "São Paulo", "Ankara", "Köln", "Kyiv")
READS = ("/users/session/", "/users/session/", "/users/city/", "/address/city/?q=an", "/address/city/?q=istan", "/csrf_token/")


class Shopper:
    """The script of one connection: visits, one after the other, until the time is over."""

    def __init__(self, soak, seed):
        self.soak, self.rng = soak, random.Random(seed)
        self.session = None

    def visits(self):
        yield self.rng.random() * self.soak.pause
        while time.monotonic() < self.soak.end:
            self.session = None
            yield from self.visit()
            yield None

    def visit(self):
        signs_in = self.rng.random() < SIGNING_IN
        if signs_in:
            email = f"shopper{self.rng.randrange(ACCOUNTS)}@example.com"
            yield from self.ask("POST", "/users/login/", 200, {"email": email, "password": PASSWORD})
        for _ in range(VISIT):
            yield from self.step(signs_in)
            if time.monotonic() > self.soak.end:
                break
        if signs_in:
            yield from self.ask("POST", "/users/logout/", 200)

    def step(self, is_signed_in):
        chance = self.rng.random()
        if chance < 0.3:
            code = self.rng.choice(("TRY", "USD", "EUR"))
            yield from self.ask("POST", "/users/activate-currency/", 204, {"currency_code": code})
        elif chance < 0.4:
            yield from self.ask("POST", "/users/city/", 200, {"city": self.rng.choice(CITIES)})
        elif chance < 0.401:
            yield from self.ask("POST", "/users/password/reset/", 200, {"email": "shopper0@example.com"})
        elif is_signed_in and chance < 0.5:
            yield from self.ask("GET", "/users/sessions/", 200)
        else:
            yield from self.ask("GET", self.rng.choice(READS), 200)

    def ask(self, method, path, status, body=None):
        yield self.rng.expovariate(1 / self.soak.pause)
        began = time.monotonic()
        answer = yield request(method, path, self.session, body)
        self.soak.note(began, answer.status == status, path)
        cookie = re.search(rb"sessionid=([a-z0-9]*);", answer.head)
        if cookie:
            self.session = cookie.group(1).decode() or None


class Soak:
    def __init__(self, hesap, minutes, rate, connections):
        self.hesap, self.seconds, self.pause = hesap, minutes * 60, connections / rate
        self.begin = time.monotonic()
        self.end = self.begin + self.seconds
        self.latencies = collections.defaultdict(list)  # by minute
        self.errors = collections.Counter()
        self.memory = []  # (seconds since the begin, megabytes)
        self.shoppers = [Shopper(self, seed) for seed in range(connections)]

    def note(self, began, is_right, path):
        self.latencies[int((began - self.begin) / 60)].append(time.monotonic() - began)
        if not is_right:
            self.errors[path] += 1

    def run(self):
        threading.Thread(target=self._watch, daemon=True).start()
        drive(self.hesap.port, [shopper.visits() for shopper in self.shoppers])

    def _watch(self):
        while time.monotonic() < self.end:
            self.memory.append((time.monotonic() - self.begin, self.hesap.memory_megabytes()))
            time.sleep(1)

    def result(self, idle):
        megabytes = [value for _, value in self.memory]
        count = sum(len(samples) for samples in self.latencies.values())
        return {
            "minutes": self.seconds / 60,
            "connections": len(self.shoppers),
            "requests": count,
            "requests_per_second": count / self.seconds,
            "errors": dict(self.errors),
            "megabytes": {
                "idle": idle,
                "start": megabytes[0],
                "median": statistics.median(megabytes),
                "largest": max(megabytes),
                "end": megabytes[-1],
            },
            "slope_megabytes_per_hour": self._slope(),
            "cpu_seconds": self.hesap.cpu_seconds(),
            "p99_ms_by_minute": [percentile(self.latencies[minute], 0.99) * 1000 for minute in sorted(self.latencies)],
            "memory_by_second": [[round(at, 1), round(value, 2)] for at, value in self.memory],
        }

    def _slope(self):
        """Least squares over the medians of minutes: samples a second apart are nearly the same sample."""
        minutes = collections.defaultdict(list)
        for at, value in self.memory:
            minutes[int(at / 60)].append(value)
        points = [(minute / 60, statistics.median(values)) for minute, values in minutes.items() if minute >= WARM_UP_MINUTES]
        if len(points) < 3:
            return None
        hours, values = zip(*points)
        slope, start = statistics.linear_regression(hours, values)
        rest = sum((value - start - slope * hour) ** 2 for hour, value in points) / (len(points) - 2)
        spread = sum((hour - statistics.fmean(hours)) ** 2 for hour in hours)
        return {"value": slope, "plus_minus_95": 2 * math.sqrt(rest / spread), "after_minutes": WARM_UP_MINUTES}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--rate", type=int, default=1_500)
    parser.add_argument("--connections", type=int, default=256)
    options = parser.parse_args()
    with Hesap(NO_THROTTLES) as hesap:
        hesap.command("migrate", "--email-index")
        hesap.command("cities", "import", ROOT / "Data/cities/cities.txt")
        for index in range(ACCOUNTS):
            hesap.command("user", "create", "--email", f"shopper{index}@example.com", "--password-stdin", stdin=PASSWORD + "\n")
        hesap.start()
        idle = hesap.memory_megabytes()
        soak = Soak(hesap, options.minutes, options.rate, options.connections)
        soak.run()
        result = soak.result(idle)
    folder = ROOT / "var/bench"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "soak.json").write_text(json.dumps(result, indent=1))
    for name, value in result.items():
        if name != "memory_by_second":
            report(name, value)
    raise SystemExit(0 if judge(result) else 1)


def judge(result):
    slope = result["slope_megabytes_per_hour"]
    bars = {
        "no errors": not result["errors"],
        f"at most {LIMIT_MEGABYTES} MB": result["megabytes"]["largest"] <= LIMIT_MEGABYTES,
        f"not surely rising by more than {FLAT_MEGABYTES_PER_HOUR} MB an hour": slope is not None
        and slope["value"] - slope["plus_minus_95"] <= FLAT_MEGABYTES_PER_HOUR,
    }
    for name, holds in bars.items():
        report(name, "yes" if holds else "NO")
    return all(bars.values())


if __name__ == "__main__":
    main()
