"""A server that is compared, on a database of its own, and the rows it needs."""

import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from hesap_process import free_port

from . import django_rows as rows
from .wire import ask_once, request

ISTANBUL = 745044


class Asked:
    """What listens on `port` of this machine."""

    def request(self, method, path, body=None, session=None, form=None):
        return request(method, self.port, path, body, session, form)

    def ask(self, *arguments, **named):
        return ask_once(self.port, self.request(*arguments, **named))


class Server(Asked):
    """A program of somebody else's that is started with a command and has a folder for its log."""

    ready_path = "/users/session/"
    environment = None

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="hesap-peer-"))
        self.port = free_port()

    @property
    def pid(self):
        return self.process.pid

    def start(self):
        """Returns the seconds from start to first answer."""
        began = time.perf_counter()
        with open(self.folder / "log", "a") as log:
            self.process = subprocess.Popen(
                self.command(), cwd=self.folder, env=self.environment, stdout=log, stderr=log
            )
        while self.process.poll() is None and time.perf_counter() - began < 30:
            try:
                if self.ask("GET", self.ready_path)[0] in (200, 204):
                    return time.perf_counter() - began
                break
            except OSError:
                time.sleep(0.002)
        self.stop()
        raise RuntimeError((self.folder / "log").read_text()[-3000:])

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)

    def close(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class PythonServer(Server):
    """A server in the harness's virtual environment."""

    def __init__(self, url):
        super().__init__()
        self.environment = {
            "PATH": os.environ["PATH"], "PYTHONPATH": str(rows.PEERS), "SHOP_DATABASE_URL": url,
            "SHOP_SECRET_KEY": rows.SECRET_KEY, "DJANGO_SETTINGS_MODULE": "django_shop.settings",
        }

    def command(self):
        return [sys.executable, "-m", *self.arguments()]


class DjangoRows:
    """Guests and shoppers in Django's tables; what else belongs to a shopper differs.

    `alias` is the name of the database for Django's models in this process.
    """

    def open_database(self, store, url):
        self.store, self.url, self.alias = store, url, f"{self.name} {store}"
        rows.add_database(self.alias, url)

    def guests(self, count):
        return rows.add_sessions(self.alias, [{"currency": "TRY"}] * count)

    def users(self, count, history=()):
        """Registered users in Istanbul."""
        users = rows.add_users(self.alias, count)
        self.add_profiles(users)
        self.add_history(users, [rows.encoded(password) for password in history])
        return users

    def shoppers(self, count):
        """The keys of signed-in sessions, each of another user."""
        users = self.users(count)
        keys = rows.add_sessions(self.alias, [rows.signed_in(user, currency="TRY") for user in users])
        self.index_sessions(users, keys)
        return users, keys
