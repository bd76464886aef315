"""The two engines: how a table is filled in bulk, and which processes work for a database."""

import contextlib
import os
import pathlib
import sqlite3
import time
import urllib.parse

import psycopg
from psycopg import sql


def processor_seconds(pid):
    """To the nanosecond, ended threads included: clock_getcpuclockid(3) of the process."""
    return time.clock_gettime(~pid << 3 | 2)


class SQLite:
    name = "sqlite"

    def database(self, name):
        return {}

    def _path(self, hesap):
        return hesap.environment["HESAP_DATABASE_URL"].removeprefix("sqlite:")

    @contextlib.contextmanager
    def filling(self, hesap):
        connection = sqlite3.connect(self._path(hesap), isolation_level=None)
        # Nothing is lost if this breaks off; the server switches back to the log when it starts.
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -2000000", "locking_mode = EXCLUSIVE"):
            connection.execute(f"PRAGMA {pragma}")
        indexes = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL").fetchall()
        connection.execute("BEGIN")
        for name, _ in indexes:
            connection.execute(f'DROP INDEX "{name}"')
        yield connection
        for _, statement in indexes:
            connection.execute(statement)
        connection.execute("COMMIT")
        connection.close()
        # Writes the pages out, so that the first measurement does not.
        os.sync()

    def insert(self, connection, table, columns, rows):
        marks = ", ".join("?" * len(columns.split(",")))
        connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)

    def files(self, hesap):
        return [self._path(hesap)]

    def pids(self, hesap):
        return [hesap.process.pid]

    def waiting_mails(self, hesap):
        with contextlib.closing(sqlite3.connect(f"file:{self._path(hesap)}?mode=ro", uri=True, timeout=30)) as connection:
            return connection.execute("SELECT count(*) FROM hesap_outbox WHERE topic LIKE 'mail.%'").fetchone()[0]

    def drop_email_index(self, hesap):
        with contextlib.closing(sqlite3.connect(self._path(hesap), timeout=30)) as connection:
            connection.execute("DROP INDEX hesap_user_email")

    def megabytes(self, hesap):
        return pathlib.Path(self._path(hesap)).stat().st_size / 1e6


class Postgres:
    name = "postgres"

    def __init__(self):
        self.server = os.environ["POSTGRES_URL"]

    def database(self, name):
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return {"DATABASE_URL": urllib.parse.urlsplit(self.server)._replace(path="/" + name).geturl()}

    def _connect(self, hesap):
        return psycopg.connect(hesap.environment["HESAP_DATABASE_URL"], autocommit=True)

    @contextlib.contextmanager
    def filling(self, hesap):
        with self._connect(hesap) as connection:
            connection.execute("SET maintenance_work_mem = '1GB'")
            connection.execute("SET TimeZone = 'UTC'")
            # The rows refer to each other as they should.
            connection.execute("SET session_replication_role = replica")
            indexes = connection.execute(
                "SELECT indexname, indexdef FROM pg_indexes i WHERE schemaname = current_schema() AND NOT EXISTS ("
                "SELECT 1 FROM pg_constraint c WHERE c.conindid = to_regclass(quote_ident(i.indexname)))"
            ).fetchall()
            for name, _ in indexes:
                connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
            yield connection
            for _, statement in indexes:
                connection.execute(statement)
            connection.execute("SELECT setval(pg_get_serial_sequence('auth_user', 'id'), (SELECT max(id) FROM auth_user))")
            connection.execute("VACUUM ANALYZE")
            connection.execute("CHECKPOINT")

    def insert(self, connection, table, columns, rows):
        with connection.cursor().copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def files(self, hesap):
        """Its tables and indexes; the server's own buffers hold only a part of them."""
        with self._connect(hesap) as connection:
            (folder,) = connection.execute(
                "SELECT current_setting('data_directory') || '/base/' || oid FROM pg_database WHERE datname = current_database()"
            ).fetchone()
        return [path for path in pathlib.Path(folder).iterdir() if path.is_file()]

    def pids(self, hesap):
        """The server program and the processes of PostgreSQL that serve it."""
        with self._connect(hesap) as connection:
            rows = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
                "AND backend_type = 'client backend'"
            ).fetchall()
        return [hesap.process.pid] + [pid for (pid,) in rows]

    def waiting_mails(self, hesap):
        with self._connect(hesap) as connection:
            return connection.execute("SELECT count(*) FROM hesap_outbox WHERE topic LIKE 'mail.%'").fetchone()[0]

    def drop_email_index(self, hesap):
        with self._connect(hesap) as connection:
            connection.execute("DROP INDEX hesap_user_email")

    def megabytes(self, hesap):
        with self._connect(hesap) as connection:
            return connection.execute("SELECT pg_database_size(current_database())").fetchone()[0] / 1e6
