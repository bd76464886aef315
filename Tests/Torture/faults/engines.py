"""Hesap on either engine, with the settings of the crowd, and what its database holds."""

import os
import pathlib
import shutil
import sqlite3
import tempfile
import urllib.parse

import psycopg
from hesap_process import Hesap

from faults.crowd import ENVIRONMENT, SETTINGS, Mailbox
from faults.snapshot import Snapshot


class Engine:
    """A context, with `snapshot()`, and `integrity()`, which says "ok" or what is broken."""

    def __init__(self, settings=None, **environment):
        self.hesap = Hesap({**SETTINGS, **(settings or {})}, **{**ENVIRONMENT, **environment})
        self.mailbox = Mailbox(self.hesap.folder / "mail")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.hesap.close()

    def losses(self, ledger):
        # In this order: a mail leaves the outbox after it has arrived.
        snapshot = self.snapshot()
        return ledger.losses(snapshot, self.mailbox.left())


class SQLite(Engine):
    name = "SQLite"

    @property
    def file(self):
        return pathlib.Path(self.hesap.environment["HESAP_DATABASE_URL"].removeprefix("sqlite:"))

    def snapshot(self):
        if self.hesap.process:
            return Snapshot.of_sqlite(self.file)
        # Whoever opens the files of a dead server repairs them, and that shall be the next server.
        with tempfile.TemporaryDirectory() as folder:
            return Snapshot.of_sqlite(self.copy(folder))

    def copy(self, folder):
        """Of a server that does not run. The -shm file is no part of the database."""
        for path in self.file.parent.glob(self.file.name + "*"):
            if not path.name.endswith("-shm"):
                shutil.copy(path, folder)
        return pathlib.Path(folder) / self.file.name

    def integrity(self):
        if self.hesap.process:
            return integrity(self.file)
        with tempfile.TemporaryDirectory() as folder:
            return integrity(self.copy(folder))


def integrity(path):
    """Of a file of SQLite's."""
    connection = sqlite3.connect(path)
    try:
        return "; ".join(row[0] for row in connection.execute("PRAGMA integrity_check"))
    except sqlite3.DatabaseError as error:
        return str(error)
    finally:
        connection.close()


class Postgres(Engine):
    name = "PostgreSQL"

    def __init__(self, server=None, settings=None, **environment):
        self.url = fresh_database(server or os.environ["POSTGRES_URL"], "torture")
        super().__init__(settings, DATABASE_URL=self.url, **environment)

    def snapshot(self):
        return Snapshot.of_postgres(self.url)

    def integrity(self):
        """Each table, and each index with what must be in it."""
        with psycopg.connect(self.url, target_session_attrs="read-write") as connection:
            try:
                connection.execute("CREATE EXTENSION IF NOT EXISTS amcheck")
                connection.execute(
                    "SELECT bt_index_check(indexrelid, heapallindexed => true) FROM pg_index JOIN pg_class ON oid = indexrelid "
                    "WHERE relnamespace = 'public'::regnamespace"
                )
                broken = connection.execute(
                    "SELECT relname, msg FROM pg_class, LATERAL verify_heapam(oid) "
                    "WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
                ).fetchall()
                return str(broken) if broken else "ok"
            except psycopg.Error as error:
                return str(error)


def fresh_database(server, name):
    with psycopg.connect(server, target_session_attrs="read-write", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
    return urllib.parse.urlsplit(server)._replace(path="/" + name).geturl()
