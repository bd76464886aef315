"""Django's preferred hasher with a cost that a test can afford."""

from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher


class ConfiguredPBKDF2(PBKDF2PasswordHasher):
    iterations = settings.PASSWORD_ITERATIONS
