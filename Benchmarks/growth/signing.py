"""Sessions, passwords and reset tokens, made by Django itself."""

import django
from django.conf import settings

SALT = "django.contrib.sessions.SessionStore"
BACKEND = "django.contrib.auth.backends.ModelBackend"
PASSWORD = "Uzun-Bir-Parola-9"


class Signer:
    def __init__(self, key):
        if not settings.configured:
            settings.configure(
                SECRET_KEY=key, USE_TZ=True, INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes"]
            )
            django.setup()
        assert settings.SECRET_KEY == key, "one key for all data sets"
        from django.contrib.auth.hashers import PBKDF2PasswordHasher

        # One round: what grows with the data is the work beside the hash.
        self.password = PBKDF2PasswordHasher().encode(PASSWORD, "bulkfillbulkfillbulkfi", iterations=1)
        self._auth_hash = self._user(1, "").get_session_auth_hash()

    def _user(self, id, email):
        from django.contrib.auth.models import User

        return User(pk=id, email=email, password=self.password)

    def guest(self, **payload):
        from django.core import signing

        return signing.dumps(payload, salt=SALT, serializer=_serializer(), compress=True)

    def signed_in(self, id):
        return self.guest(currency="TRY", _auth_user_id=str(id), _auth_user_backend=BACKEND, _auth_user_hash=self._auth_hash)

    def reset_path(self, id, email):
        from django.contrib.auth.tokens import default_token_generator
        from django.utils.encoding import force_bytes
        from django.utils.http import urlsafe_base64_encode

        token = default_token_generator.make_token(self._user(id, email))
        return f"/users/reset/{urlsafe_base64_encode(force_bytes(id))}/{token}/"


def _serializer():
    from django.contrib.sessions.serializers import JSONSerializer

    return JSONSerializer
