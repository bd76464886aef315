"""Measures the bars of the first milestone on the release binary and prints them as a table.

    make build && python3 Benchmarks/bars.py

Needs wrk (Debian) for the throughput. Loads are bounded and go to 127.0.0.1 only.
"""

import concurrent.futures
import pathlib
import random
import signal
import statistics
import subprocess
import tempfile
import threading
import time

from hesap_process import Hesap, Shopper
from load import NO_THROTTLES, CurrencyLoad, percentile, report

def start_time():
    with Hesap() as hesap:
        times = []
        for _ in range(10):
            times.append(hesap.start())
            hesap.stop()
        report("start to first answer, 10 starts (median / max)", f"{statistics.median(times)*1000:.0f} / {max(times)*1000:.0f} ms")


def throughput():
    with Hesap() as hesap:
        hesap.start()
        report("resident memory, idle", f"{hesap.memory_megabytes():.0f} MB")
        with CurrencyLoad(hesap.port, shoppers=64) as load:
            load.run(seconds=3)
            for turn in range(3):
                cpu = hesap.cpu_seconds()
                result = load.run(seconds=8)
                used = (hesap.cpu_seconds() - cpu) / (result.rate * 8) * 1e6
                report(f"activate-currency, SQLite, 64 connections, run {turn + 1}", f"{result}, {used:.0f} µs CPU each")
        report("resident memory after the runs", f"{hesap.memory_megabytes():.0f} MB")


def others_while_hashing():
    with Hesap(settings=NO_THROTTLES, HASH_QUEUE=400) as hesap:
        hesap.start()
        hesap.command("user", "create", "--email", "known@example.com", "--password-stdin", stdin="Bir-Iki-Uc-456\n")
        done = threading.Event()
        statuses = []

        def sign_in(_):
            shopper = Shopper(hesap.port)
            statuses.append(shopper.request("POST", "/users/login/", {"email": "known@example.com", "password": "Bir-Iki-Uc-456"})[0])

        samples = []
        shopper = Shopper(hesap.port)
        shopper.request("POST", "/users/activate-currency/", {"currency_code": "USD"})

        def hash_all():
            with concurrent.futures.ThreadPoolExecutor(200) as pool:
                list(pool.map(sign_in, range(200)))
            done.set()

        began = time.perf_counter()
        thread = threading.Thread(target=hash_all)
        thread.start()
        time.sleep(1)
        while not done.is_set():
            moment = time.perf_counter()
            status = shopper.request("POST", "/users/activate-currency/", {"currency_code": random.choice(["TRY", "EUR"])})[0]
            samples.append(time.perf_counter() - moment)
            assert status == 204
            time.sleep(0.01)
        thread.join()
        report(
            f"200 sign-ins hashed in {time.perf_counter() - began:.1f} s ({sorted(set(statuses))}); others, {len(samples)} samples (p50 / p99)",
            f"{percentile(samples, 0.5)*1000:.1f} / {percentile(samples, 0.99)*1000:.1f} ms",
        )


def equal_answers():
    with Hesap(settings=NO_THROTTLES | {"SELF_ANONYMIZATION_ENABLED": True}) as hesap:
        hesap.start()
        hesap.command("user", "create", "--email", "known@example.com", "--password-stdin", stdin="Bir-Iki-Uc-456\n")
        hesap.command("user", "create", "--email", "idle@example.com", "--password-stdin", stdin="Bir-Iki-Uc-456\n")
        subprocess.run(["sqlite3", hesap.folder / "hesap.sqlite3", "UPDATE auth_user SET is_active=0 WHERE email='idle@example.com'"], check=True)
        gone = hesap.command("user", "create", "--email", "gone@example.com", "--password-stdin", stdin="Bir-Iki-Uc-456\n")
        hesap.command("user", "anonymize", "--id", gone)
        kinds = {"unknown": "nobody@example.com", "known": "known@example.com", "inactive": "idle@example.com", "anonymized": "gone@example.com"}
        forms = {
            "/users/login/": lambda email: {"email": email, "password": "wrong-Password-1"},
            "/users/password/reset/": lambda email: {"email": email},
            "/users/registration/": lambda email: {"first_name": "A", "last_name": "B", "email": email, "password": "Uzun-Bir-Parola-9", "confirm": True},
        }
        for path, form in forms.items():
            times, bodies = {kind: [] for kind in kinds}, set()
            shopper = Shopper(hesap.port)
            shopper.request("GET", "/csrf_token/")
            for turn in range(200):
                for kind, email in random.sample(list(kinds.items()), 4):
                    if path == "/users/registration/" and kind in ("unknown", "anonymized"):
                        email = f"{kind}{turn}@example.com"
                    moment = time.perf_counter()
                    status, body, _ = shopper.request("POST", path, form(email))
                    times[kind].append(time.perf_counter() - moment)
                    bodies.add((status, body))
            medians = ", ".join(f"{kind} {statistics.median(t)*1000:.2f} (p10 {percentile(t, .1)*1000:.2f}, p90 {percentile(t, .9)*1000:.2f})" for kind, t in times.items())
            report(f"{path}: {len(bodies)} distinct answer; medians in ms", medians)


def one_confirm_wins(count=1000):
    with Hesap(settings=NO_THROTTLES) as hesap:
        hesap.start()
        hesap.command("user", "create", "--email", "race@example.com", "--password-stdin", stdin="Bir-Iki-Uc-456\n")
        link = hesap.command("user", "reset-link", "--email", "race@example.com")
        path = "/" + link.split("/", 3)[3]
        first, final = {}, {}
        lock = threading.Lock()

        def confirm(index):
            shopper = Shopper(hesap.port)
            form = {"new_password1": f"Yeni-Parola-{index}-x", "new_password2": f"Yeni-Parola-{index}-x"}
            shopper.request("GET", "/csrf_token/")
            barrier.wait()
            attempt = 0
            while True:
                status, _, headers = shopper.request("POST", path, form)
                with lock:
                    if attempt == 0:
                        first[status] = first.get(status, 0) + 1
                if status != 503:
                    break
                assert headers["Retry-After"]
                attempt += 1
                time.sleep(int(headers["Retry-After"]) + random.random())
            with lock:
                final[status] = final.get(status, 0) + 1

        barrier = threading.Barrier(count)
        threads = [threading.Thread(target=confirm, args=(index,)) for index in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        report(f"{count} parallel confirms of one token: first answers", str(first))
        report("the same after Retry-After", str(final))


def killed(rounds=20):
    """kill -9 at random moments under write load; every answered 204 must be in the database."""
    with Hesap() as hesap:
        lost = answered = 0
        for _ in range(rounds):
            hesap.start()
            stop = threading.Event()
            stored = {}

            def shop():
                shopper, last = Shopper(hesap.port), None
                turn = 0
                try:
                    while not stop.is_set():
                        last = ("TRY", "USD", "EUR")[turn % 3]
                        turn += 1
                        if shopper.request("POST", "/users/activate-currency/", {"currency_code": last})[0] == 204:
                            entry = stored.setdefault(shopper.cookies["sessionid"], [None, None, 0])
                            entry[0], entry[1] = last, None
                            entry[2] += 1
                            entry[1] = ("TRY", "USD", "EUR")[turn % 3]
                except OSError:
                    pass
                except Exception as error:
                    if not hesap_down(error):
                        raise

            threads = [threading.Thread(target=shop) for _ in range(16)]
            for thread in threads:
                thread.start()
            time.sleep(random.uniform(0.1, 1.5))
            hesap.stop(signal.SIGKILL)
            stop.set()
            for thread in threads:
                thread.join()
            check = subprocess.run(["sqlite3", hesap.folder / "hesap.sqlite3", "PRAGMA integrity_check"], capture_output=True, text=True).stdout.strip()
            assert check == "ok", check
            hesap.start()
            for key, (last, perhaps, count) in stored.items():
                shopper = Shopper(hesap.port)
                shopper.cookies = {"sessionid": key}
                _, body, _ = shopper.request("GET", "/users/session/")
                answered += count
                if not any(f'"currency":"{value}"'.encode() in body for value in (last, perhaps) if value):
                    lost += 1
            hesap.stop()
        report(f"kill -9 at {rounds} random moments, {answered} acknowledged writes, integrity ok each time", f"{lost} lost")


def hesap_down(error):
    import http.client

    return isinstance(error, (OSError, http.client.HTTPException))


if __name__ == "__main__":
    start_time()
    throughput()
    others_while_hashing()
    equal_answers()
    one_confirm_wins()
    killed()
