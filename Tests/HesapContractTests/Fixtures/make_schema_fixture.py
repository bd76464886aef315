"""Writes django_schema.json: what `migrate` of a real Django makes on SQLite, with a user and a session in it.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install 'django==5.2.*' && /tmp/venv/bin/python make_schema_fixture.py
"""

import json
import pathlib
import sqlite3
import tempfile

import django
from django.conf import settings

folder = pathlib.Path(__file__).parent
database = pathlib.Path(tempfile.mkdtemp()) / "db.sqlite3"

settings.configure(
    SECRET_KEY="fixture",
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    PASSWORD_HASHERS=["django.contrib.auth.hashers.PBKDF2PasswordHasher"],
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(database)}},
)
django.setup()

from datetime import datetime, timezone  # noqa: E402

from django.contrib.auth.models import Group, User  # noqa: E402
from django.contrib.sessions.models import Session  # noqa: E402
from django.core.management import call_command  # noqa: E402

call_command("migrate", verbosity=0)
raw = sqlite3.connect(database)
tables = {
    table: [
        sql
        for (sql,) in raw.execute(
            "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL ORDER BY type DESC, name", [table]
        )
    ]
    for table in ["auth_user", "django_session"]
}

moment = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=timezone.utc)
user = User(username="ada", email="Ada@Example.com", first_name="Ada", last_name="Lovelace", date_joined=moment)
user.password = "pbkdf2_sha256$1$salt$9VdgnLtGUVPkLfOhhHc1rfX5wDnaRZAQqHnIV4iZJ5g="
user.last_login = moment.replace(microsecond=0)
user.save()
user.groups.add(Group.objects.create(name="shoppers"))
Session.objects.create(session_key="a" * 32, session_data="payload", expire_date=moment.replace(year=2030))

# Tables first: with foreign keys on, SQLite refuses a row while the table that it points to does not exist.
skipped = ("BEGIN", "COMMIT", 'DELETE FROM "sqlite_sequence"', 'INSERT INTO "sqlite_sequence"')
dump = [statement for statement in raw.iterdump() if not statement.startswith(skipped)]
dump.sort(key=lambda statement: not statement.startswith("CREATE TABLE"))

fixture = {"django": django.get_version(), "tables": tables, "dump": dump}
(folder / "django_schema.json").write_text(json.dumps(fixture, indent=1) + "\n")
