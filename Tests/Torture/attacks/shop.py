"""A shop under attack: one process on SQLite, or two on one PostgreSQL database."""

import os
import re
import sqlite3

import psycopg

from faults.engines import fresh_database
from hesap_process import Hesap, Shopper
from load import NO_THROTTLES

PASSWORD = "Kedi-Balkon-42"
# Cheap hashes and long queues, so that a thousand meet in the database and not before it.
ENVIRONMENT = {"PASSWORD_ITERATIONS": 1, "HASH_QUEUE": 10_000, "DATABASE_QUEUE": 10_000}


class Shop:
    def __init__(self, engine):
        self.engine = engine
        settings = NO_THROTTLES | {"SELF_ANONYMIZATION_ENABLED": True}
        if engine == "SQLite":
            self.processes = [Hesap(settings, **ENVIRONMENT)]
            self.file = self.processes[0].folder / "hesap.sqlite3"
        else:
            self.url = fresh_database(os.environ["POSTGRES_URL"], "attacks")
            self.processes = [Hesap(settings, DATABASE_URL=self.url, **ENVIRONMENT), Hesap(DATABASE_URL=self.url, **ENVIRONMENT)]

    def __enter__(self):
        for process in self.processes:
            process.start()
        return self

    def __exit__(self, *_):
        for process in self.processes:
            process.close()

    def port(self, number=0):
        return self.processes[number % len(self.processes)].port

    def command(self, *arguments, **more):
        return self.processes[0].command(*arguments, **more)

    def create_account(self, address):
        """Its id."""
        person = {"first_name": "A", "last_name": "B", "email": address, "password": PASSWORD, "confirm": True}
        assert Shopper(self.port()).request("POST", "/users/registration/", person)[0] == 201
        return self.count("SELECT id FROM auth_user WHERE email = ?", address)

    def signed_in(self, address, password=PASSWORD, number=0):
        """A shopper with a session; None where the password is refused."""
        shopper = Shopper(self.port(number))
        status = shopper.request("POST", "/users/login/", {"email": address, "password": password})[0]
        return shopper if status == 200 else None

    def is_live(self, key):
        """Whether somebody with this session id is signed in."""
        shopper = Shopper(self.port())
        shopper.cookies = {"sessionid": key}
        return b'"is_authenticated":true' in shopper.request("GET", "/users/session/")[1]

    def count(self, sql, *values):
        """One number, such as `SELECT count(*) …`; `?` stands for a value."""
        if self.engine == "SQLite":
            connection = sqlite3.connect(self.file)
        else:
            connection, sql = psycopg.connect(self.url), re.sub(r"\?", "%s", sql)
        try:
            return connection.execute(sql, values).fetchone()[0]
        finally:
            connection.close()
