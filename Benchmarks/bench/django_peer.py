from django.core.management import call_command
from django_shop.cities import import_cities
from django_shop.models import PasswordHistory, Profile

from . import django_rows as rows
from .shop import ISTANBUL, DjangoRows, PythonServer


class DjangoPeer(DjangoRows, PythonServer):
    """`peers/django_shop` under gunicorn."""

    name = "Django"
    ready_path = "/csrf_token/"
    # What served most in the part `gunicorn` with connections that stay open, on SQLite; on PostgreSQL all serve alike.
    workers = ("-w", "3", "-k", "gthread", "--threads", "1")

    def __init__(self, store, url):
        PythonServer.__init__(self, url)
        self.open_database(store, url)
        # The shop's tables have no migrations and refer to those that have.
        for with_the_shop in (False, True):
            call_command("migrate", database=self.alias, run_syncdb=with_the_shop, verbosity=0)
        import_cities(rows.CITIES, self.alias)

    def arguments(self):
        bind = f"127.0.0.1:{self.port}"
        return ["gunicorn", "--no-control-socket", *self.workers, "-b", bind, "django_shop.wsgi:application"]

    def close(self):
        rows.close(self.alias)
        super().close()

    def add_profiles(self, users):
        profiles = [Profile(user_id=user.pk, city_id=ISTANBUL, language="tr") for user in users]
        Profile.objects.using(self.alias).bulk_create(profiles, batch_size=1000)

    def add_history(self, users, old):
        kept = [PasswordHistory(user_id=user.pk, encoded=encoded) for user in users for encoded in old]
        PasswordHistory.objects.using(self.alias).bulk_create(kept, batch_size=1000)

    def index_sessions(self, users, keys):
        """Django keeps no list of a user's sessions."""
