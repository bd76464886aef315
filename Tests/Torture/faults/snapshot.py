"""What a database holds, read around Hesap, so that it cannot hide a loss."""

import base64
import collections
import dataclasses
import json
import sqlite3
import zlib

import psycopg


@dataclasses.dataclass
class User:
    id: int
    email: str
    password: str
    active: bool
    type: str
    former_passwords: int
    sessions: int


USERS = """
    SELECT u.id, u.email, u.password, u.is_active, p.user_type,
        (SELECT count(*) FROM hesap_password_history h WHERE h.user_id = u.id),
        (SELECT count(*) FROM hesap_session s WHERE s.user_id = u.id)
    FROM auth_user u LEFT JOIN hesap_profile p ON p.user_id = u.id
"""


class Snapshot:
    """One state of the tables."""

    def __init__(self, query):
        self.sessions = dict(query("SELECT session_key, session_data FROM django_session"))
        self.users_by_id = {row[0]: User(*row) for row in query(USERS)}
        self.users = {user.email: user for user in self.users_by_id.values()}
        self.outbox = query("SELECT topic, recipient, user_id FROM hesap_outbox WHERE topic LIKE 'mail.%'")

    @staticmethod
    def of_sqlite(path):
        """Opens it as the next program would after a fault, which repairs it."""
        connection = sqlite3.connect(path, timeout=10)
        try:
            return Snapshot(lambda sql: connection.execute(sql).fetchall())
        finally:
            connection.close()

    @staticmethod
    def of_postgres(url):
        with psycopg.connect(url, target_session_attrs="read-write") as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            return Snapshot(lambda sql: connection.execute(sql).fetchall())

    def session(self, key):
        """What Django's signing.loads gives; the signature is not looked at."""
        text = self.sessions[key].rsplit(":", 2)[0]
        packed = base64.urlsafe_b64decode(text.lstrip(".") + "=" * (-len(text.lstrip(".")) % 4))
        return json.loads(zlib.decompress(packed) if text.startswith(".") else packed)

    def waiting_mails(self):
        """(kind, address) of each, a number of times."""
        found = collections.Counter()
        for topic, recipient, identity in self.outbox:
            user = self.users_by_id.get(identity)
            found[topic.removeprefix("mail."), recipient or (user.email if user else None)] += 1
        return found

    def half_erased(self):
        """An erased account has nothing left but its row, whoever was answered."""
        for user in self.users_by_id.values():
            if user.email.startswith("anonymized-") != (user.type == "anonymized"):
                yield f"{user} is half erased"
            if user.type == "anonymized" and (
                user.active or user.former_passwords or user.sessions or not user.password.startswith("!")
            ):
                yield f"{user} is erased and has something left"
