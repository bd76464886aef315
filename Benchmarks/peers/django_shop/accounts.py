"""What Django leaves to the shop: signing in by address, and a history of passwords."""

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError


class EmailBackend(ModelBackend):
    def authenticate(self, request, email=None, password=None):
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            User().set_password(password)  # as long as a wrong password takes
            return None
        return user if user.check_password(password) and self.user_can_authenticate(user) else None


class PasswordHistoryValidator:
    def validate(self, password, user=None):
        if user is None or user.pk is None:
            return
        kept = user.old_passwords.order_by("-id").values_list("encoded", flat=True)[: settings.PASSWORD_HISTORY_LENGTH]
        if any(check_password(password, encoded) for encoded in [user.password, *kept]):
            raise ValidationError("This password was used before.", code="password_used_before")

    def get_help_text(self):
        return "Your password can't be one of your last passwords."
