"""A session that another part of the shop began: Django signs in by a social account, without any password."""

import secrets
from datetime import UTC, datetime, timedelta

import django
from django.conf import settings
from django.core import signing
from django.utils.crypto import salted_hmac


def password_less_session(shop, shopper):
    """Takes the password away and signs in as Django's own `login` would; returns the session id."""
    if not settings.configured:
        settings.configure(SECRET_KEY=shop.key)
        django.setup()
    password = f"!{secrets.token_hex(20)}"
    purpose = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"
    content = {
        "_auth_user_id": str(shopper.id),
        "_auth_user_backend": "django.contrib.auth.backends.ModelBackend",
        "_auth_user_hash": salted_hmac(purpose, password, secret=shop.key, algorithm="sha256").hexdigest(),
    }
    data = signing.dumps(
        content,
        key=shop.key,
        salt="django.contrib.sessions.SessionStore",
        serializer=signing.JSONSerializer,
        compress=True,
    )
    name = secrets.token_hex(16)
    end = (datetime.now(UTC) + timedelta(days=1)).strftime("%Y-%m-%d %H:%M:%S.%f")
    shop.query("UPDATE auth_user SET password = ? WHERE id = ?", password, shopper.id)
    shop.query("INSERT INTO django_session (session_key, session_data, expire_date) VALUES (?, ?, ?)", name, data, end)
    return name
