"""One walk's servers: a fresh database, the shop and Hesap on it, both under the clock of the walk."""

import json
import random
import secrets
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from stage.browser import Connection
from stage.clock import Clock
from stage.processes import Server, clean_environment, free_port, gunicorn, hesap_binary, run
from walk.sides import Django, Hesap

# Ahead of any machine that this runs on; see Clock. Not a whole second: neither are real ones.
START = 2_077_777_777_123_456
HOST = "shop.example"
ITERATIONS = 7


@dataclass(frozen=True)
class Setup:
    """What varies between shops, and is the same on both sides of one."""

    seed: int
    age: int
    reset_timeout: int
    history: int
    cookie_names: str
    time_zone: str
    currencies: list = field(default_factory=lambda: ["TRY", "USD", "EUR"])
    # Settings of Hesap that differ from the shop's, to see that the walk notices.
    wrong: dict = field(default_factory=dict)

    @classmethod
    def of(cls, seed, wrong):
        rng = random.Random(f"setup {seed}")
        return cls(
            seed=seed,
            wrong=wrong,
            age=rng.choice([1_209_600, 86_400, 3_600]),
            reset_timeout=rng.choice([259_200, 7_200]),
            history=rng.choice([5, 2, 0]),
            cookie_names=rng.choice(["sessionid,osessionid", "sessionid"]),
            time_zone=rng.choice(["UTC", "Europe/Istanbul", "America/St_Johns"]),
        )

    @property
    def settings(self):
        return {"PASSWORD_RESET_TIMEOUT": str(self.reset_timeout), "PASSWORD_HISTORY_LENGTH": str(self.history)}


# What every walk needs and no seed changes, stored in the template of the databases.
COMMON_SETTINGS = {
    "SELF_ANONYMIZATION_ENABLED": "true",
    "THROTTLE_RATES": json.dumps(
        {
            scope: None
            for scope in (
                "login",
                "register",
                "password_reset",
                "password_reset_recipient",
                "reset_confirm",
                "anonymize",
            )
        }
    ),
}


class Servers:
    def __init__(self, engine, folder, setup, rng):
        self.engine, self.setup, self.folder = engine, setup, Path(folder)
        self.name = f"seed{setup.seed}"
        self.clock = Clock(folder, START)
        self.url = engine.copy("template", self.name)
        self.keys = [self._key(0)]
        self.ports = {name: free_port() for name in ("django", "hesap", "operations")}
        self.mail = {name: self.folder / f"mail-{self.name}-{name}" for name in ("django", "hesap")}
        for folder in self.mail.values():
            folder.mkdir(mode=0o700)
        self.django = Django(Connection(self.ports["django"], HOST), self.mail["django"], rng)
        self.hesap = Hesap(Connection(self.ports["hesap"], HOST), self.mail["hesap"], rng)
        self.hesap.operations = Connection(self.ports["operations"], HOST)
        self.servers = []
        try:
            self._environment().configure(setup.settings)
            self.start()
        except BaseException:
            self.close()
            raise

    @staticmethod
    def _key(number):
        return f"walk-{number}-{secrets.token_urlsafe(48)}"

    def _environment(self):
        return Environment(self)

    def start(self):
        environment = self._environment()
        folder = self.folder
        self.servers = [
            gunicorn(environment.shop, folder, self.ports["django"]),
            Server("hesap", [hesap_binary(), "serve"], environment.hesap, folder, self.ports["hesap"], "/csrf_token/"),
        ]
        for server in self.servers:
            server.start()

    def stop(self):
        self.django.connection.close()
        self.hesap.connection.close()
        self.hesap.operations.close()
        statuses = {server.name: server.stop() for server in self.servers if server.process}
        self.servers = []
        return statuses

    def rotate_key(self):
        self._restart([self._key(len(self.keys)), *self.keys])

    def drop_fallbacks(self):
        self._restart(self.keys[:1])

    def _restart(self, keys):
        self.stop()
        self.keys = keys
        self.start()

    def close(self):
        statuses = self.stop()
        self.engine.drop(self.name)
        for folder in self.mail.values():
            shutil.rmtree(folder)
        return statuses

    def deliver(self):
        """Sends what Hesap's outbox still holds."""
        self._environment().command("mail", "send-pending")


class Environment:
    """The same facts in the words of each side: what the guide tells an operator to copy."""

    def __init__(self, servers):
        self.servers = servers
        setup, keys, clock = servers.setup, servers.keys, servers.clock.environment
        self.shop = clean_environment(
            **clock,
            SHOP_DATABASE_URL=servers.url,
            SHOP_SECRET_KEY=keys[0],
            SHOP_SECRET_KEY_FALLBACKS=json.dumps(keys[1:]),
            SHOP_SESSION_COOKIE_AGE=setup.age,
            SHOP_PASSWORD_RESET_TIMEOUT=setup.reset_timeout,
            SHOP_PASSWORD_ITERATIONS=ITERATIONS,
            SHOP_TIME_ZONE=setup.time_zone,
            SHOP_MAIL_DIR=servers.mail["django"],
            SHOP_CSRF_TRUSTED_ORIGINS='["https://*.friend.example"]',
        )
        # Django reads TZ from its own settings.
        self.hesap = clean_environment(
            **clock,
            HESAP_DATABASE_URL=servers.url,
            HESAP_SECRET_KEY=keys[0],
            HESAP_SECRET_KEY_FALLBACKS=",".join(keys[1:]),
            HESAP_SESSION_COOKIE_AGE=setup.age,
            HESAP_SESSION_COOKIE_NAMES=setup.cookie_names,
            HESAP_PASSWORD_ITERATIONS=ITERATIONS,
            HESAP_TIME_ZONE=setup.time_zone,
            HESAP_MAIL_URL=f"file:{servers.mail['hesap']}",
            HESAP_CSRF_TRUSTED_ORIGINS="https://*.friend.example",
            HESAP_PUBLIC_URL=f"http://{HOST}",
            HESAP_PORT=servers.ports["hesap"],
            HESAP_OPS_PORT=servers.ports["operations"],
            HESAP_LOG_LEVEL="warning",
        )
        self.hesap |= setup.wrong

    def configure(self, settings):
        for key, value in settings.items():
            self.command("settings", "set", key, value, "--by", "walk")

    def command(self, *arguments):
        return run([hesap_binary(), *arguments], self.hesap, self.servers.folder)
