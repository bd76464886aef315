"""A real Django on the database of a test: runs the named steps in order and prints {step: answer} as JSON.

    python django_beside.py sqlite:PATH|postgres://… [--admin] [--custom [--later]] STEP...

--admin adds Django's admin to the project, --custom a user model of its own in the table `shop_user`, --later a second
migration of that model.
"""

import glob
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import urllib.parse

import django
from django.conf import settings

url, *words = sys.argv[1:]
flags = {word for word in words if word.startswith("--")}
is_postgres = url.startswith("postgres")

MODELS = """
from django.contrib.auth.models import AbstractUser
from django.db import models

class Customer(AbstractUser):
    level = models.IntegerField(db_default=1)
    tax_number = models.CharField(max_length=20, null=True)

    class Meta:
        db_table = "shop_user"
"""

# The next release of the shop; on SQLite it writes the user table anew.
LATER = """
from django.db import migrations, models

class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [migrations.AlterField("customer", "tax_number", models.CharField(max_length=40, null=True))]
"""


def database():
    if not is_postgres:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": url.removeprefix("sqlite:")}
    parts = urllib.parse.urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path[1:],
        "USER": parts.username,
        "PASSWORD": parts.password,
        "HOST": parts.hostname,
        "PORT": parts.port,
        "OPTIONS": {"options": urllib.parse.parse_qs(parts.query)["options"][0]},
    }


folder = pathlib.Path(tempfile.mkdtemp())
apps = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"]
if "--admin" in flags:
    apps += ["django.contrib.admin", "django.contrib.messages"]
if "--custom" in flags:
    (folder / "shop").mkdir()
    (folder / "shop/__init__.py").touch()
    (folder / "shop/models.py").write_text(MODELS)
    sys.path.insert(0, str(folder))
    apps.append("shop")

settings.configure(
    SECRET_KEY="x" * 50,
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    PASSWORD_HASHERS=["django.contrib.auth.hashers.PBKDF2PasswordHasher"],
    INSTALLED_APPS=apps,
    AUTH_USER_MODEL="shop.Customer" if "--custom" in flags else "auth.User",
    DATABASES={"default": database()},
    # What the admin's pages would need; only its tables matter here.
    SILENCED_SYSTEM_CHECKS=["admin.E403", "admin.E408", "admin.E409", "admin.E410"],
)
django.setup()

from datetime import datetime, timedelta, timezone  # noqa: E402

from django.contrib.auth import get_user_model  # noqa: E402
from django.contrib.auth.models import Group, Permission  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.contrib.sessions.models import Session  # noqa: E402
from django.core.management import CommandError, call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.migrations.recorder import MigrationRecorder  # noqa: E402

User = get_user_model()


def write_migrations():
    if "--custom" in flags:
        call_command("makemigrations", "shop", verbosity=0)
    if "--later" in flags:
        (folder / "shop/migrations/0002_later.py").write_text(LATER)


def migrate():
    """What `migrate` did, by name."""
    recorder = MigrationRecorder(connection)
    before = set(recorder.applied_migrations())
    call_command("migrate", fake_initial=True, verbosity=0)
    return sorted(f"{app}.{name}" for app, name in set(recorder.applied_migrations()) - before)


def has_changes():
    """Whether `makemigrations --check` finds any."""
    try:
        call_command("makemigrations", check_changes=True, verbosity=0)
    except SystemExit:
        return True
    return False


def schema():
    """Everything but Hesap's own tables, as text."""
    return postgres_schema() if is_postgres else sqlite_schema()


def sqlite_schema():
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE tbl_name NOT LIKE 'hesap%' AND sql IS NOT NULL")
        return sorted(f"{name}: {sql}" for name, sql in cursor.fetchall() if name != "sqlite_sequence")


def postgres_schema():
    name = settings.DATABASES["default"]["OPTIONS"]["options"].removeprefix("-csearch_path=")
    # pg_dump must not be older than the server, so the newest one; elsewhere than on Debian the one on the path.
    programs = sorted(glob.glob("/usr/lib/postgresql/*/bin/pg_dump")) or ["pg_dump"]
    command = [programs[-1], "--schema-only", "--no-owner", "--no-privileges", "-T", f"{name}.hesap_*", "-n", name, url]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    # The first and the last lines carry a random word.
    lines = [line for line in text.splitlines() if not line.startswith(("\\restrict", "\\unrestrict", "--"))]
    return sorted(statement.strip() for statement in "\n".join(lines).replace(name, "public").split(";\n"))


def superuser():
    """Its id, made by the command that shops use."""
    call_command("createsuperuser", interactive=False, username="root", email="Root@Example.com", verbosity=0)
    return User.objects.get(username="root").pk


def rows():
    """A user with all that Django hangs on one, and a session; the user's id."""
    moment = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=timezone.utc)
    user = User(username="ada", email="Ada@Example.com", first_name="Ada", last_name="Lovelace", date_joined=moment)
    user.password = "pbkdf2_sha256$1$salt$9VdgnLtGUVPkLfOhhHc1rfX5wDnaRZAQqHnIV4iZJ5g="
    user.last_login = moment.replace(microsecond=0)
    user.save()
    user.groups.add(Group.objects.create(name="shoppers"))
    user.user_permissions.add(Permission.objects.first())
    Session.objects.create(session_key="a" * 32, session_data="payload", expire_date=moment.replace(year=2030))
    return user.pk


def users():
    """What Django reads of each user."""
    return [
        [user.pk, user.username, user.email, user.date_joined.isoformat()] for user in User.objects.order_by("pk")
    ]


def flush_sessions():
    """Ends every live session as a sign-out at Django does; how many there were."""
    now = datetime.now(timezone.utc)
    keys = list(Session.objects.filter(expire_date__gt=now).values_list("session_key", flat=True))
    for key in keys:
        SessionStore(key).flush()
    return len(keys)


def expire_sessions():
    """`clearsessions` on rows that have all expired; how many are left."""
    Session.objects.update(expire_date=datetime.now(timezone.utc) - timedelta(days=1))
    call_command("clearsessions")
    return Session.objects.count()


def delete_users():
    """Deletes each through the ORM; how many are left."""
    for user in User.objects.all():
        user.delete()
    return User.objects.count()


def flush():
    """Whether `manage.py flush` works."""
    try:
        call_command("flush", interactive=False, verbosity=0)
    except CommandError:
        return False
    return True


STEPS = [
    migrate,
    has_changes,
    schema,
    superuser,
    rows,
    users,
    flush_sessions,
    expire_sessions,
    delete_users,
    flush,
]
by_name = {step.__name__: step for step in STEPS}
try:
    write_migrations()
    print(json.dumps({word: by_name[word]() for word in words if word not in flags}))
finally:
    shutil.rmtree(folder)
