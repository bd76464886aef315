"""Fresh databases: made once by Django's and Hesap's own migrations, then copied for each run."""

import shutil
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from stage.processes import REPOSITORY, SHOP, clean_environment, hesap_binary, run

KEY = "only-for-the-making-of-an-empty-database-0123456789"
# Enough cities for the walk, and each with letters that a careless comparison gets wrong.
CITIES = ("İstanbul", "İzmir", "Diyarbakır", "Şanlıurfa", "Muğla", "Ankara", "Çorum", "Iğdır")


class SQLite:
    """One file for each database."""

    name = "sqlite"

    def __init__(self, folder):
        self.folder = Path(folder)

    def url(self, name):
        return f"sqlite:{self.folder / name}.sqlite3"

    def create(self, name):
        return self.url(name)

    def copy(self, source, name):
        shutil.copyfile(self.folder / f"{source}.sqlite3", self.folder / f"{name}.sqlite3")
        return self.url(name)

    def drop(self, name):
        for tail in ("", "-wal", "-shm"):
            (self.folder / f"{name}.sqlite3{tail}").unlink(missing_ok=True)


class Postgres:
    """Databases of a private server, whose maintenance database `POSTGRES_URL` names."""

    name = "postgres"

    def __init__(self, maintenance_url):
        self.maintenance_url = maintenance_url
        # Several runs may share the server.
        self.prefix = f"walk_{id(self) % 1_000_000}_"

    def url(self, name):
        return urlunsplit(urlsplit(self.maintenance_url)._replace(path=f"/{self.prefix}{name}"))

    def create(self, name):
        self._run(f'CREATE DATABASE "{self.prefix}{name}"')
        return self.url(name)

    def copy(self, source, name):
        self._run(f'CREATE DATABASE "{self.prefix}{name}" TEMPLATE "{self.prefix}{source}"')
        return self.url(name)

    def drop(self, name):
        self._run(f'DROP DATABASE IF EXISTS "{self.prefix}{name}" WITH (FORCE)')

    def _run(self, statement):
        import psycopg

        with psycopg.connect(self.maintenance_url, autocommit=True) as connection:
            connection.execute(statement)


def make_template(engine, folder, settings):
    """Django first, as in a shop that has been there for years; then Hesap's own tables, cities and settings."""
    folder = Path(folder)
    url = engine.create("template")
    django = clean_environment(SHOP_SECRET_KEY=KEY, SHOP_DATABASE_URL=url)
    run([sys.executable, SHOP / "manage.py", "migrate", "--verbosity", "0"], django, folder)
    hesap = clean_environment(HESAP_SECRET_KEY=KEY, HESAP_DATABASE_URL=url)
    binary = hesap_binary()
    run([binary, "migrate"], hesap, folder)
    some = folder / "cities.txt"
    lines = (REPOSITORY / "Data/cities/cities.txt").read_text(encoding="utf-8").splitlines(keepends=True)
    chosen = [line for line in lines if line.split("\t")[1] in CITIES and line.split("\t")[8] == "TR"]
    some.write_text("".join(chosen), encoding="utf-8")
    run([binary, "cities", "import", some], hesap, folder)
    for key, value in settings.items():
        run([binary, "settings", "set", key, value, "--by", "stage"], hesap, folder)
    return {line.split("\t")[1]: int(line.split("\t")[0]) for line in chosen}
