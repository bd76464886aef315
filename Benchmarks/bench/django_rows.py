"""Rows for every contestant, written by Django's own code: Hesap reads what Django writes."""

import datetime
import os
import pathlib
import sys

from hesap_process import ROOT

SECRET_KEY = "benchmark-key-benchmark-key-benchmark-key-0123456789"
PEERS = pathlib.Path(__file__).resolve().parent.parent / "peers"
CITIES = ROOT / "Data/cities/cities.txt"

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "django_shop.settings")
os.environ.setdefault("SHOP_SECRET_KEY", SECRET_KEY)
os.environ.setdefault("SHOP_DATABASE_URL", "sqlite::memory:")
sys.path.insert(0, str(PEERS))

import django  # noqa: E402

django.setup()

from django.contrib.auth.hashers import make_password  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.contrib.auth.tokens import default_token_generator  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.contrib.sessions.models import Session  # noqa: E402
from django.db import connections, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402
from django.utils.crypto import get_random_string  # noqa: E402
from django.utils.encoding import force_bytes  # noqa: E402
from django.utils.http import urlsafe_base64_encode  # noqa: E402
from django_shop.settings import database  # noqa: E402

PASSWORD = "Kedi-Balkon-42"
OLD_PASSWORDS = [f"Eski-Parola-{number}" for number in range(5)]
_encoded = {}


def add_database(alias, url):
    connections.settings[alias] = connections.configure_settings({"default": {}, alias: database(url)})[alias]


def encoded(password):
    """One hash for each password, not for each user: a million rounds take a tenth of a second."""
    if password not in _encoded:
        _encoded[password] = make_password(password)
    return _encoded[password]


def add_users(alias, count):
    made = User.objects.using(alias).count()
    now = timezone.now()
    users = [
        User(
            username=f"u{number}", email=f"u{number}@example.com", first_name="Ada", last_name="Yılmaz",
            password=encoded(PASSWORD), date_joined=now, last_login=now,
        )
        for number in range(made, made + count)
    ]
    return User.objects.using(alias).bulk_create(users, batch_size=1000)


def add_sessions(alias, contents):
    """Returns the keys of new sessions, one for each dictionary."""
    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    expires = timezone.now() + datetime.timedelta(days=14)
    store = SessionStore()
    rows = [
        Session(session_key=get_random_string(32, letters), session_data=store.encode(data), expire_date=expires)
        for data in contents
    ]
    Session.objects.using(alias).bulk_create(rows, batch_size=1000)
    return [row.session_key for row in rows]


def signed_in(user, **data):
    return {
        "_auth_user_id": str(user.pk),
        "_auth_user_backend": "django.contrib.auth.backends.ModelBackend",
        "_auth_user_hash": user.get_session_auth_hash(),
        **data,
    }


def session_data(alias, key):
    """What a session holds, or None when there is none."""
    row = Session.objects.using(alias).filter(pk=key).first()
    return row and row.get_decoded()


def session_keys(alias):
    return set(Session.objects.using(alias).values_list("pk", flat=True))


def stored_user(alias, user):
    return User.objects.using(alias).get(pk=user.pk)


def reset_path(user):
    return f"/users/reset/{urlsafe_base64_encode(force_bytes(user.pk))}/{default_token_generator.make_token(user)}/"


def execute_many(alias, sql, rows):
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        cursor.executemany(sql, rows)


def close(alias):
    """The next database of this name is another one."""
    connections[alias].close()
    del connections[alias]
