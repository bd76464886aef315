"""One data set with the server on it."""

import json
import re
import time
import urllib.request

from hesap_process import Hesap
from load import NO_THROTTLES, percentile, report

from . import cities, client, memory, stores
from .operations import Operations
from .people import People, Rows
from .signing import Signer

CONNECTIONS = 16


class Shop:
    def __init__(self, name, size, store):
        self.name, self.size, self.store = name, size, store
        database = store.database(re.sub(r"\W", "_", name))
        settings = NO_THROTTLES | {"SELF_ANONYMIZATION_ENABLED": True}
        # Sixteen confirms at once are 112 hashes, short as they are.
        self.hesap = Hesap(settings, PASSWORD_ITERATIONS=1, HASH_QUEUE=400, **database)
        self.hesap.command("migrate", "--email-index")
        self.signer = Signer(self.hesap.environment["HESAP_SECRET_KEY"])
        self.people = People(size)

    def fill(self):
        began = time.perf_counter()
        self._import_cities()
        imported = time.perf_counter()
        self._fill_tables()
        self.import_seconds, self.fill_seconds = imported - began, time.perf_counter() - imported
        self.megabytes = self.store.megabytes(self.hesap)
        report(
            f"{self.name}: cities imported, filled, size",
            f"{self.import_seconds:.0f} s, {self.fill_seconds:.0f} s, {self.megabytes:.0f} MB",
        )

    def _import_cities(self):
        dump = self.hesap.folder / "cities.txt"
        self.cities = cities.write(dump, self.size.cities)
        self.hesap.command("cities", "import", dump)

    def _fill_tables(self):
        rows = Rows(self.people, self.signer, city=max(id for id, _ in self.cities))
        with self.store.filling(self.hesap) as connection:
            for table, columns, content in (
                (
                    "auth_user",
                    "id, password, last_login, is_superuser, username, last_name, email, is_staff, is_active, "
                    "date_joined, first_name",
                    rows.users(),
                ),
                (
                    "hesap_profile",
                    "user_id, email_key, user_type, phone, gender, date_of_birth, city_id, language, consent_email, "
                    "consent_sms, consent_call, consent_whatsapp, attributes, anonymized_at",
                    rows.profiles(),
                ),
                ("hesap_password_history", "user_id, encoded, replaced_at", rows.passwords()),
                ("hesap_audit", "event, user_id, at, request_id", rows.audit()),
                ("django_session", "session_key, session_data, expire_date", rows.sessions()),
                (
                    "hesap_session",
                    "session_key, user_id, public_id, user_agent, address, created_at, last_seen_at",
                    rows.index(),
                ),
            ):
                self.store.insert(connection, table, columns, content)

    def start(self):
        if not all([memory.hold(path) for path in self.store.files(self.hesap)]):
            report(f"{self.name}: not locked in memory", "believe its ratios less; root can, or a higher `ulimit -l`")
        self.hesap.start()

    def close(self):
        self.hesap.close()

    def operations(self, turn):
        return Operations(self.people, self.signer, self.cities, turn, self._matches)

    def _matches(self, query):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.hesap.port}/address/city/?{query}") as answer:
            return json.load(answer)["count"]

    def measure(self, name, requests, status, connections=CONNECTIONS):
        """Seconds of one request by the clock and of all processors; the processors also work for its mails."""
        before = self._processors()
        run = client.run(self.hesap.port, requests, connections)
        assert set(run.statuses) == {status}, (self.name, name, run.statuses)
        while self.store.waiting_mails(self.hesap):
            time.sleep(0.02)
        cpu = sum(used - before.get(pid, 0) for pid, used in self._processors().items())
        count = len(requests)
        return {
            "seconds": run.seconds / count,
            "cpu": cpu / count,
            "p50": percentile(run.latencies, 0.5),
            "p99": percentile(run.latencies, 0.99),
        }

    def _processors(self):
        """Seconds used so far by each process; connections of PostgreSQL come and go."""
        return {pid: stores.processor_seconds(pid) for pid in self.store.pids(self.hesap)}
