"""The real `hesap` on a fresh SQLite file with all cities, and the mailbox that its mails go to."""

import itertools
import json
import secrets
import sqlite3
import sys
from dataclasses import dataclass
from pathlib import Path

from stage.mailbox import Mailbox
from stage.texts import LANGUAGES

REPOSITORY = Path(__file__).resolve().parents[3]
sys.path.append(str(REPOSITORY / "Tests/Conformance/stage"))

from processes import Server, clean_environment, free_port, hesap_binary, run  # noqa: E402

CITIES = REPOSITORY / "Data/cities/cities.txt"
# Few rounds: what a hash costs is not looked at here.
ITERATIONS = 1_000
THROTTLES = ("login", "register", "password_reset", "password_reset_recipient", "reset_confirm", "anonymize")
# Long words and letters of several scripts: what bends a narrow page out of shape.
FIRST_NAME, LAST_NAME = "Şükrüye-Gülümser", "Hacıhüseyinoğullarından"


@dataclass
class Shopper:
    id: int
    email: str
    password: str


class Shop:
    def __init__(self, folder, **settings):
        self.folder = Path(folder)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.key = secrets.token_urlsafe(48)
        self.database = self.folder / "shop.sqlite3"
        self.mailbox = Mailbox().start(free_port())
        self._numbers = itertools.count(1)
        common = {
            "HESAP_DATABASE_URL": f"sqlite:{self.database}",
            "HESAP_SECRET_KEY": self.key,
            "HESAP_PORT": self.port,
            "HESAP_OPS_PORT": free_port(),
            "HESAP_PASSWORD_ITERATIONS": ITERATIONS,
            "HESAP_MAIL_URL": self.mailbox.url,
            "HESAP_MAIL_FROM": "Deneme Dükkânı <shop@shop.example>",
            "HESAP_LOG_LEVEL": "warning",
        }
        self._environment = clean_environment(**common | settings)
        self._server = Server("hesap", [hesap_binary(), "serve"], self._environment, folder, self.port, "/csrf_token/")

    def start(self, cities=CITIES):
        self.command("migrate", "--email-index")
        if cities:
            self.command("cities", "import", cities)
        self.set("SELF_ANONYMIZATION_ENABLED", True)
        self.set("LANGUAGES", list(LANGUAGES))
        self.set("THROTTLE_RATES", dict.fromkeys(THROTTLES))
        self._server.start()
        return self

    def stop(self):
        self._server.stop()
        self.mailbox.stop()

    @property
    def log(self):
        return self._server.log.read_text(encoding="utf-8", errors="replace")

    def command(self, *arguments, text=None):
        return run([hesap_binary(), *arguments], self._environment, self.folder, text)

    def set(self, key, value):
        self.command("settings", "set", key, json.dumps(value), "--by", "browser tests")

    def address(self):
        """A mailbox that nobody has used yet."""
        return f"shopper-with-a-rather-long-address-{next(self._numbers)}@mail.example"

    def shopper(self, language="tr", names=(FIRST_NAME, LAST_NAME)):
        """An account whose profile speaks a language, as one that was registered in that language does."""
        email, password = self.address(), f"Kedi-{secrets.token_urlsafe(9)}"
        command = ["user", "create", "--email", email, "--password-stdin"]
        printed = self.command(*command, "--first-name", names[0], "--last-name", names[1], text=password)
        shopper = Shopper(int(printed), email, password)
        self.query("UPDATE hesap_profile SET language = ? WHERE user_id = ?", language, shopper.id)
        return shopper

    def query(self, statement, *values):
        """Reads or repairs a row as an operator would."""
        with sqlite3.connect(self.database, timeout=10) as connection:
            return connection.execute(statement, values).fetchall()
