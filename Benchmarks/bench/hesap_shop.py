import secrets
import time

from hesap_process import Hesap
from load import NO_THROTTLES

from . import django_rows as rows
from .shop import ISTANBUL, Asked, DjangoRows


class HesapShop(DjangoRows, Asked):
    """Hesap with its defaults, but no throttles and a queue of hashes for every client of the sign-in load."""

    name = "Hesap"

    def __init__(self, store, url):
        self.open_database(store, url)
        settings = NO_THROTTLES | {"SELF_ANONYMIZATION_ENABLED": True}
        self.hesap = Hesap(settings, DATABASE_URL=url, SECRET_KEY=rows.SECRET_KEY, HASH_QUEUE=400)
        self.hesap.command("migrate", "--email-index")
        self.hesap.command("cities", "import", str(rows.CITIES))
        self.port = self.hesap.port

    @property
    def pid(self):
        return self.hesap.process.pid

    def start(self):
        return self.hesap.start()

    def stop(self):
        self.hesap.stop()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        rows.close(self.alias)
        self.hesap.close()

    def add_profiles(self, users):
        rows.execute_many(
            self.alias,
            "INSERT INTO hesap_profile (user_id, user_type, city_id, language, consent_email, consent_sms, consent_call, "
            "consent_whatsapp, attributes) VALUES (%s, 'registered', %s, 'tr', %s, %s, %s, %s, '{}')",
            [(user.pk, ISTANBUL, False, False, False, False) for user in users],
        )

    def add_history(self, users, old):
        rows.execute_many(
            self.alias,
            "INSERT INTO hesap_password_history (user_id, encoded, replaced_at) VALUES (%s, %s, %s)",
            [(user.pk, encoded, time.time_ns() // 1000) for user in users for encoded in old],
        )

    def index_sessions(self, users, keys):
        now = time.time_ns() // 1000
        rows.execute_many(
            self.alias,
            "INSERT INTO hesap_session (session_key, user_id, public_id, user_agent, address, created_at, last_seen_at) "
            "VALUES (%s, %s, %s, 'wrk', '127.0.0.1', %s, %s)",
            [(key, user.pk, secrets.token_hex(8), now, now) for user, key in zip(users, keys)],
        )
