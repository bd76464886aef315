"""A sign-in of the shop's own, as most shops have one."""

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User


class ByEmail(ModelBackend):
    """Active ones first, then the oldest, as Hesap chooses among several accounts of one address."""

    def authenticate(self, request, email=None, password=None, **kwargs):
        if email is None:
            return None
        known = User.objects.filter(email__iexact=email).order_by("-is_active", "pk").first()
        return super().authenticate(request, username=known.username if known else "", password=password)
