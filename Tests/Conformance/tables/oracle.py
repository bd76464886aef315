"""Django's side: the installed Django, set up once, on a database of its own."""

import contextlib
import os
import secrets
import tempfile
import urllib.parse

import django
from django.conf import global_settings, settings

KEYS = ["conformance-primary-ğüşiöç-" + "k" * 40, "conformance-older", "conformance-oldest"]

# The formats that Hesap reads unless told otherwise: Django's list of its own, and plain bcrypt.
HASHERS = [*global_settings.PASSWORD_HASHERS, "django.contrib.auth.hashers.BCryptPasswordHasher"]


def set_up(database):
    settings.configure(
        SECRET_KEY=KEYS[0],
        SECRET_KEY_FALLBACKS=KEYS[1:],
        DATABASES={"default": database},
        INSTALLED_APPS=[
            "django.contrib.contenttypes",
            "django.contrib.auth",
            "django.contrib.sessions",
            "sessions_tests",
        ],
        AUTHENTICATION_BACKENDS=["accounts.KnownAccount"],
        PASSWORD_HASHERS=[*HASHERS, "django.contrib.auth.hashers.MD5PasswordHasher"],
        CSRF_FAILURE_VIEW="table_csrf.failure",
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
        TIME_ZONE="UTC",
        ALLOWED_HOSTS=["*"],
    )
    django.setup()


@contextlib.contextmanager
def new_database(engine):
    """The URL of an empty database, gone afterwards."""
    if engine == "values":
        yield "sqlite::memory:"
    elif engine == "sqlite":
        with tempfile.TemporaryDirectory(prefix="hesap-conformance-") as folder:
            yield f"sqlite:{folder}/shop.sqlite3"
    else:
        import psycopg

        server = os.environ["POSTGRES_URL"]
        name = "conformance_" + secrets.token_hex(8)
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
            try:
                yield urllib.parse.urlsplit(server)._replace(path="/" + name).geturl()
            finally:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def disconnect():
    from django.db import connections

    connections.close_all()


def database_settings(url):
    """What DATABASES wants, of a URL as HESAP_DATABASE_URL has it."""
    if url.startswith("sqlite:"):
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": url[len("sqlite:") :],
            # A second process writes to the file.
            "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE"},
        }
    parts = urllib.parse.urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": urllib.parse.unquote(parts.username or ""),
        "PASSWORD": urllib.parse.unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
    }
