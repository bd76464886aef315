"""Measures Hesap on PostgreSQL, beside pgbench and Django under gunicorn, and prints a table.

    make build && Benchmarks/postgres.sh

Everything runs on this machine in one run: PostgreSQL (fsync on) in a temporary folder, the peers and the load.
Loads are bounded and go to 127.0.0.1 only. Arguments name the parts to run; without any, all run.
"""

import concurrent.futures
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

from django_peer import DjangoShop
from hesap_process import Hesap, Shopper
from load import NO_THROTTLES, CurrencyLoad, percentile, report

SERVER = os.environ["POSTGRES_URL"]
CONTROL = os.environ["POSTGRES_CONTROL"]
PGBENCH = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/pgbench"))[-1]


def psql(url, sql):
    return subprocess.run(
        ["psql", url, "-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", "-c", sql], capture_output=True, text=True, check=True
    ).stdout.strip()


def fresh_database(name):
    psql(SERVER, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    psql(SERVER, f"CREATE DATABASE {name}")
    return urllib.parse.urlsplit(SERVER)._replace(path="/" + name).geturl()


def pgbench(url, clients, seconds):
    """The bare UPDATE of one session row out of a thousand, prepared, a text of the usual length."""
    psql(url, "CREATE TABLE IF NOT EXISTS bare_session (LIKE django_session INCLUDING ALL)")
    psql(
        url,
        "INSERT INTO bare_session SELECT lpad(n::text, 32, 'k'), repeat('x', 120), now() FROM generate_series(1, 1000) n "
        "ON CONFLICT DO NOTHING",
    )
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write("\\set n random(1, 1000)\n\\set v random(100000, 999999)\n")
        script.write(
            "UPDATE bare_session SET session_data = repeat(:v::text, 20), expire_date = now() "
            "WHERE session_key = lpad(:n::text, 32, 'k');\n"
        )
        script.flush()
        text = subprocess.run(
            [PGBENCH, "-n", "-M", "prepared", "-c", str(clients), "-j", "2", "-T", str(seconds), "-f", script.name, url],
            capture_output=True, text=True, check=True,
        ).stdout
    return float(text.split("tps = ")[1].split()[0])


def throughput(rounds=3, seconds=8):
    """Interleaved, so that a slow minute of the machine hits all alike."""
    url = fresh_database("throughput")
    bare, ours, theirs = [], [], []
    with Hesap(DATABASE_URL=url) as hesap:
        hesap.start()
        with DjangoShop(url, hesap.environment["HESAP_SECRET_KEY"]) as django:
            with CurrencyLoad(hesap.port, 1000) as load, CurrencyLoad(django.port, 1000, prefix="/django") as peer:
                for each in (load, peer):
                    each.run(seconds=2)
                for turn in range(rounds):
                    bare.append(pgbench(url, 32, seconds))
                    cpu = hesap.cpu_seconds()
                    result = load.run(seconds)
                    used = (hesap.cpu_seconds() - cpu) / (result.rate * seconds) * 1e6
                    theirs.append(peer.run(seconds))
                    ours.append(result)
                    report(
                        f"run {turn + 1}: pgbench UPDATE 32 clients | hesap 64 connections | Django, 3 workers",
                        f"{bare[-1]:.0f}/s | {result}, {used:.0f} µs CPU each | {theirs[-1]}",
                    )
        report("resident memory of hesap after the runs", f"{hesap.memory_megabytes():.0f} MB")
    for name, rates in (("pgbench", bare), ("Django", [r.rate for r in theirs])):
        ratios = sorted(o.rate / r for o, r in zip(ours, rates))
        report(f"hesap / {name}, per run: min, median, max", ", ".join(f"{ratios[i]:.2f}" for i in (0, rounds // 2, -1)))


class Writers:
    """Shoppers that change their currency without a pause, each noting what was acknowledged and what perhaps was."""

    def __init__(self, ports, count=16, seconds=None):
        self.stop = threading.Event()
        self.log = []  # (moment, status, seconds taken)
        self.stored = {}
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self._shop, args=(ports[i % len(ports)],)) for i in range(count)]

    def _shop(self, port):
        shopper, turn, key = Shopper(port), 0, None
        while not self.stop.is_set():
            value = ("TRY", "USD", "EUR")[turn % 3]
            turn += 1
            began = time.monotonic()
            status = shopper.request("POST", "/users/activate-currency/", {"currency_code": value})[0]
            with self.lock:
                self.log.append((began, status, time.monotonic() - began))
                key = key or shopper.cookies.get("sessionid")
                if key:
                    sure, perhaps = self.stored.get(key, (None, set()))
                    self.stored[key] = (value, set()) if status == 204 else (sure, perhaps | {value})

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        for thread in self.threads:
            thread.join()

    def lost(self, port):
        """How many sessions hold something that was neither acknowledged last nor tried since."""
        lost = 0
        for key, (sure, perhaps) in self.stored.items():
            shopper = Shopper(port)
            shopper.cookies = {"sessionid": key}
            body = shopper.request("GET", "/users/session/")[1]
            if not any(f'"currency":"{value}"'.encode() in body for value in {sure} | perhaps if value):
                lost += 1
        return lost


def connections(url):
    return int(psql(SERVER, f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{urllib.parse.urlsplit(url).path[1:]}'"))


def outage(rounds=3):
    """PostgreSQL stopped and started under load."""
    url = fresh_database("outage")
    with Hesap(DATABASE_URL=url) as hesap:
        hesap.start()
        backs, slowest, bad, downs = [], 0.0, 0, 0
        with Writers([hesap.port]) as writers:
            time.sleep(2)
            for turn in range(rounds):
                down = time.monotonic()
                subprocess.run([CONTROL, "stop", "-m", ("fast", "immediate")[turn % 2]], check=True)
                time.sleep(1.5)
                subprocess.run([CONTROL, "start"], check=True)
                up = time.monotonic()
                time.sleep(4)
                with writers.lock:
                    log = list(writers.log)
                first = min(began for began, status, _ in log if began >= up and status == 204)
                backs.append(first - up)
                downs += sum(1 for began, status, _ in log if down <= began <= up + 2 and status == 503)
                bad += sum(1 for began, status, _ in log if status not in (204, 503))
                bad += sum(1 for began, status, _ in log if up + 2 < began and status != 204)
                slowest = max(slowest, max(taken for _, status, taken in log if status == 503))
        settled = connections(url)
        answered = sum(1 for _, status, _ in writers.log if status == 204)
        report(f"PostgreSQL stopped and started {rounds} times under load: 204 / 503 while away", f"{answered} / {downs}")
        report("answers other than 503 while away or 204 two seconds after its return", bad)
        report("slowest 503", f"{slowest:.2f} s")
        report("first 204 after its return", ", ".join(f"{back:.2f} s" for back in backs))
        report("connections afterwards (10 of the pool and one that listens at most)", settled)
        report(f"acknowledged writes lost, {len(writers.stored)} sessions", writers.lost(hesap.port))


def one_confirm_wins(count=1000):
    url = fresh_database("confirms")
    with Hesap(NO_THROTTLES, DATABASE_URL=url) as one, Hesap(DATABASE_URL=url) as two:
        one.start()
        two.start()
        one.command("user", "create", "--email", "race@example.com", "--password-stdin", stdin="Bir-Iki-Uc-456\n")
        path = "/" + one.command("user", "reset-link", "--email", "race@example.com").split("/", 3)[3]
        first, final, lock = {}, {}, threading.Lock()
        barrier = threading.Barrier(count)

        def confirm(index):
            shopper = Shopper((one, two)[index % 2].port)
            form = {"new_password1": f"Yeni-Parola-{index}-x", "new_password2": f"Yeni-Parola-{index}-x"}
            shopper.request("GET", "/csrf_token/")
            barrier.wait()
            status, _, headers = shopper.request("POST", path, form)
            with lock:
                first[status] = first.get(status, 0) + 1
            while status == 503:
                time.sleep(int(headers["Retry-After"]) + random.random())
                status, _, headers = shopper.request("POST", path, form)
            with lock:
                final[status] = final.get(status, 0) + 1

        threads = [threading.Thread(target=confirm, args=(index,)) for index in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        report(f"{count} parallel confirms of one token over two processes: first answers", first)
        report("the same after Retry-After", final)


def fill(url, sessions, users):
    psql(
        url,
        "INSERT INTO auth_user (password, is_superuser, username, last_name, email, is_staff, is_active, date_joined, "
        f"first_name) SELECT '!', false, 'u' || n, '', 'u' || n || '@example.com', false, true, now(), '' "
        f"FROM generate_series(1, {users}) n",
    )
    psql(
        url,
        "INSERT INTO django_session SELECT md5(n::text), repeat('x', 200), now() + interval '14 days' "
        f"FROM generate_series(1, {sessions}) n",
    )
    psql(
        url,
        "INSERT INTO hesap_session SELECT md5(n::text), 1 + n % (SELECT count(*) FROM auth_user WHERE username LIKE 'u%'), "
        "substr(md5('p' || n), 1, 16), 'Firefox', '203.0.113.7', 0, 0 + (SELECT min(id) FROM auth_user) * 0 "
        f"FROM generate_series(1, {sessions}) n",
    )
    psql(url, "VACUUM ANALYZE")


def size(rounds=3, seconds=8):
    """A thousand sessions and a million, interleaved."""
    small, large = fresh_database("small"), fresh_database("large")
    with Hesap(DATABASE_URL=small) as few, Hesap(DATABASE_URL=large) as many:
        fill(small, 1000, 1000)
        fill(large, 1_000_000, 200_000)
        few.start()
        many.start()
        with CurrencyLoad(few.port, 64) as a, CurrencyLoad(many.port, 64) as b:
            a.run(2)
            b.run(2)
            ratios = []
            for turn in range(rounds):
                one, two = a.run(seconds), b.run(seconds)
                ratios.append(one.rate / two.rate)
                report(f"run {turn + 1}: 1,000 sessions and users | 1,000,000 sessions, 200,000 users", f"{one} | {two}")
            report("how many times slower, per run", ", ".join(f"{ratio:.2f}" for ratio in sorted(ratios)))
            purge(many, large, b)


def purge(hesap, url, load):
    psql(url, "UPDATE django_session SET expire_date = now() - interval '1 hour' WHERE session_data LIKE 'xxxx%' AND session_key < '8'")
    psql(url, "VACUUM ANALYZE django_session")
    expired = int(psql(url, "SELECT count(*) FROM django_session WHERE expire_date < now()"))
    stop, samples = threading.Event(), []

    def shop():
        shopper, turn = Shopper(hesap.port), 0
        while not stop.is_set():
            began, turn = time.monotonic(), turn + 1
            assert shopper.request("POST", "/users/activate-currency/", {"currency_code": ("TRY", "USD")[turn % 2]})[0] == 204
            samples.append(time.monotonic() - began)
            time.sleep(0.005)

    thread = threading.Thread(target=shop)
    thread.start()
    began = time.monotonic()
    hesap.command("sessions", "purge")
    taken = time.monotonic() - began
    stop.set()
    thread.join()
    left = int(psql(url, "SELECT count(*) FROM django_session WHERE expire_date < now()"))
    report(f"purge of {expired} expired rows (of 1,000,000): seconds, rows left", f"{taken:.1f} s, {left}")
    report(
        f"writes meanwhile, {len(samples)} of one shopper: p50 / p99 / max",
        " / ".join(f"{value * 1000:.1f}" for value in (percentile(samples, 0.5), percentile(samples, 0.99), max(samples))) + " ms",
    )


def settings_latency(changes=20):
    """From the end of `hesap settings set` to the first answer that follows it, at two processes."""
    url = fresh_database("settings")
    with Hesap(DATABASE_URL=url) as one, Hesap(DATABASE_URL=url) as two:
        one.start()
        two.start()
        for listening in (True, False):
            taken = {"first": [], "second": []}
            for turn in range(changes):
                if not listening:
                    psql(url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
                currency = ("GBP", "CHF")[turn % 2]
                one.command("settings", "set", "AVAILABLE_CURRENCIES", f'["TRY", "{currency}"]')
                began = time.monotonic()

                def follow(name, port):
                    shopper = Shopper(port)
                    while shopper.request("POST", "/users/activate-currency/", {"currency_code": currency})[0] != 204:
                        time.sleep(0.001)
                    taken[name].append(time.monotonic() - began)

                threads = [threading.Thread(target=follow, args=pair) for pair in (("first", one.port), ("second", two.port))]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join()
            for name, samples in taken.items():
                values = (min(samples), percentile(samples, 0.5), max(samples))
                report(
                    f"new settings at the {name} process, {'listening' if listening else 'its listener ended'}: min / median / max",
                    " / ".join(f"{value * 1000:.1f}" for value in values) + " ms",
                )


PARTS = {"throughput": throughput, "outage": outage, "confirms": one_confirm_wins, "size": size, "settings": settings_latency}

if __name__ == "__main__":
    for name in sys.argv[1:] or PARTS:
        PARTS[name]()
