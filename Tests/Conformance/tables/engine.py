"""A SESSION_ENGINE whose rows are written and read by Hesap alone, through HesapPeer."""

import json
import logging
from datetime import datetime, timedelta, timezone as zones

from django.conf import settings
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.utils import timezone

EPOCH = datetime(1970, 1, 1, tzinfo=zones.utc)
PURGE_BATCH = 1000


def microseconds(moment):
    if timezone.is_naive(moment):
        moment = timezone.make_aware(moment)
    return (moment - EPOCH) // timedelta(microseconds=1)


def keys():
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


class SessionStore(SessionBase):
    # Set once by the runner.
    peer = None
    row_text = None

    @classmethod
    def get_model_class(cls):
        """Django's own model: its tests look at Hesap's rows with it."""
        from django.contrib.sessions.models import Session

        return Session

    @classmethod
    def ask(cls, verb, **fields):
        now = microseconds(timezone.now())
        return cls.peer.ask(f"store.{verb}", **fields, now=now, keys=keys())

    def encode(self, session_dict):
        text = json.dumps(session_dict)
        return self.peer.ask("session.encode", json=text, keys=keys(), now=microseconds(timezone.now()) // 1_000_000)

    def decode(self, session_data):
        if isinstance(session_data, bytes):
            session_data = session_data.decode("latin-1")
        return self.opened(self.peer.ask("session.decode", text=session_data, keys=keys()))

    def opened(self, text):
        if text is None:
            # Hesap logs this under a name of its own; Django's tests look for Django's.
            logging.getLogger("django.security.SuspiciousSession").warning("Session data corrupted")
            return {}
        return json.loads(text)

    def load(self):
        row = self.ask("load", key=self.session_key) if self.session_key else None
        if row is None:
            self._session_key = None
            return {}
        self.row_text = row["text"]
        return self.opened(row["json"])

    def exists(self, session_key):
        return bool(session_key) and self.ask("exists", key=session_key)

    def create(self):
        while True:
            self._session_key = self.peer.ask("session.key")
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create=False):
        if self.session_key is None:
            return self.create()
        data = json.dumps(self._get_session(no_load=must_create))
        expires = microseconds(self.get_expiry_date())
        if must_create:
            if not self.ask("create", key=self.session_key, json=data, expires=expires):
                raise CreateError
            return None
        stored = self.ask("update", key=self.session_key, json=data, expires=expires, expected=self.row_text)
        if stored is None:
            raise UpdateError
        self.row_text = stored
        return None

    def delete(self, session_key=None):
        session_key = session_key or self.session_key
        if session_key:
            self.ask("delete", key=session_key)

    @classmethod
    def clear_expired(cls):
        while cls.ask("purge", limit=PURGE_BATCH) == PURGE_BATCH:
            pass
