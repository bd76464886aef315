"""Accounts that are in no table: the oracle is asked about values, not about rows."""

from django.contrib.auth.backends import BaseBackend


class KnownAccount(BaseBackend):
    """Finds the one account that the case is about."""

    account = None

    def get_user(self, user_id):
        return KnownAccount.account
