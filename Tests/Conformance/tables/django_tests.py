"""Django's own session tests, run with our engine. They are read from Django's source distribution, never copied."""

import unittest

from django.test import TransactionTestCase

# Tests that cannot apply, each with its reason.
EXEMPT = {}


def suite():
    """The mixin that every engine of Django's passes, and what Django asks of its database engine besides."""
    import engine
    from sessions_tests.tests import DatabaseSessionTests, SessionTestsMixin

    from django.contrib.sessions.models import Session

    def delete_rows(self):
        # Instead of a flush, which wants to truncate what Hesap's tables refer to.
        Session.objects.all().delete()

    own = {name: test for name, test in vars(DatabaseSessionTests).items() if name.startswith("test_")}
    members = {
        **own,
        "backend": engine.SessionStore,
        "session_engine": "engine",
        "model": property(lambda self: Session),
        "_fixture_teardown": delete_rows,
    }
    case = type("HesapSessionTests", (SessionTestsMixin, TransactionTestCase), members)
    names = unittest.defaultTestLoader.getTestCaseNames(case)
    mixin = [name for name in dir(SessionTestsMixin) if name.startswith("test_")]
    if not mixin or not own or set(names) != {*mixin, *own}:
        raise RuntimeError("Django's session tests are not where they were; look at django_tests.py")
    return unittest.TestSuite(case(name) for name in names if name not in EXEMPT)
