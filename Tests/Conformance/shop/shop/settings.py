"""Settings of a shop as it was before Hesap came; everything that varies is read from `SHOP_…` variables."""

import json
import os
from urllib.parse import unquote, urlsplit


def _database(url):
    """`sqlite:PATH` or `postgres://user@host:port/name`, as `HESAP_DATABASE_URL` has it."""
    if url.startswith("sqlite:"):
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": url.removeprefix("sqlite:"),
            # IMMEDIATE: with a second writer beside it, a transaction that first reads could not be upgraded.
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20},
            "CONN_MAX_AGE": None,
        }
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
    }


SECRET_KEY = os.environ["SHOP_SECRET_KEY"]
SECRET_KEY_FALLBACKS = json.loads(os.environ.get("SHOP_SECRET_KEY_FALLBACKS", "[]"))
DATABASES = {"default": _database(os.environ["SHOP_DATABASE_URL"])}
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
TIME_ZONE = os.environ.get("SHOP_TIME_ZONE", "UTC")
USE_TZ = True
LANGUAGE_CODE = "en"

ALLOWED_HOSTS = json.loads(os.environ.get("SHOP_ALLOWED_HOSTS", '["shop.example"]'))
CSRF_TRUSTED_ORIGINS = json.loads(os.environ.get("SHOP_CSRF_TRUSTED_ORIGINS", "[]"))
# Set where a proxy speaks https for the shop.
if os.environ.get("SHOP_BEHIND_TLS"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SESSION_COOKIE_AGE = int(os.environ.get("SHOP_SESSION_COOKIE_AGE", "1209600"))
PASSWORD_RESET_TIMEOUT = int(os.environ.get("SHOP_PASSWORD_RESET_TIMEOUT", "259200"))
PASSWORD_ITERATIONS = int(os.environ.get("SHOP_PASSWORD_ITERATIONS", "1000000"))
PASSWORD_HASHERS = [
    "shop.hashers.ConfiguredPBKDF2",
    "django.contrib.auth.hashers.PBKDF2SHA1PasswordHasher",
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = os.environ.get("SHOP_MAIL_DIR", "mail")
DEFAULT_FROM_EMAIL = "shop@shop.example"

AVAILABLE_CURRENCIES = ["TRY", "USD", "EUR"]
DEFAULT_CURRENCY = "TRY"

# Most shops sign in by address, with a backend of their own or of a library.
AUTHENTICATION_BACKENDS = ["shop.backends.ByEmail", "django.contrib.auth.backends.ModelBackend"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "shop",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "shop.middleware.who_is_it",
]
CSRF_FAILURE_VIEW = "shop.views.csrf_failure"
ROOT_URLCONF = "shop.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [os.path.join(os.path.dirname(__file__), "templates")],
        "APP_DIRS": True,
    }
]
WSGI_APPLICATION = "shop.wsgi.application"
