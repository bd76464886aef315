"""Measures what only several processes on one PostgreSQL have: a long purge, and settings that reach each process.

    make build && Benchmarks/postgres.sh

Loads are bounded and go to 127.0.0.1 only. Arguments name the parts to run; without any, all run.
"""

import sys
import threading
import time

from hesap_process import Hesap, Shopper
from load import percentile, report
from psql import fresh_database, psql


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


def purge():
    """Half of a million sessions have expired; a shopper writes while they are deleted."""
    url = fresh_database("purge")
    with Hesap(DATABASE_URL=url) as hesap:
        fill(url, 1_000_000, 200_000)
        hesap.start()
        purge_beside_a_shopper(hesap, url)


def purge_beside_a_shopper(hesap, url):
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


PARTS = {"purge": purge, "settings": settings_latency}

if __name__ == "__main__":
    for name in sys.argv[1:] or PARTS:
        PARTS[name]()
