"""Django's side: the installed Django, set up once, on a database of its own."""

import urllib.parse

import django
from django.conf import global_settings, settings

KEYS = ["conformance-primary-ğüşiöç-" + "k" * 40, "conformance-older", "conformance-oldest"]


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
        # The formats that Hesap reads: Django's list of its own, and plain bcrypt.
        PASSWORD_HASHERS=[*global_settings.PASSWORD_HASHERS, "django.contrib.auth.hashers.BCryptPasswordHasher"],
        CSRF_FAILURE_VIEW="table_csrf.failure",
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
        TIME_ZONE="UTC",
        ALLOWED_HOSTS=["*"],
    )
    django.setup()


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
