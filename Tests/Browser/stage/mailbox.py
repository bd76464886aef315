"""Where the shop's mails arrive: an SMTP server of this process."""

import email
import email.policy
import re
import threading
import time
from dataclasses import dataclass
from html.parser import HTMLParser

from aiosmtpd.controller import Controller

# The server looks for waiting mail twice a second; a busy machine may take longer.
PATIENCE = 20


@dataclass
class Mail:
    recipients: list
    message: email.message.EmailMessage

    @property
    def subject(self):
        return self.message["Subject"]

    @property
    def language(self):
        return self.message["Content-Language"]

    @property
    def text(self):
        return self.message.get_body(("plain",)).get_content()

    @property
    def html(self):
        part = self.message.get_body(("html",))
        return part.get_content() if part is not None else None

    def links(self):
        """Every address that a scanner would open, from both parts, each once."""
        found = re.findall(r"https?://[^\s<>\"]+", self.text)
        if self.html is not None:
            found += _addresses(self.html)
        return list(dict.fromkeys(found))

    def link(self, part):
        """The one reset link of a part."""
        assert part == "text" or self.html is not None, "the mail has no HTML part"
        text = self.text if part == "text" else "\n".join(_addresses(self.html))
        found = set(re.findall(r"https?://\S+/users/reset/[^\s\"<>]+", text))
        assert len(found) == 1, f"reset links in the {part} part: {found}"
        return found.pop()


class _Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        self.found += [value for name, value in attributes if name in ("href", "src") and value]


def _addresses(html):
    parser = _Links()
    parser.feed(html)
    return [address for address in parser.found if address.startswith("http")]


class Mailbox:
    """Keeps what arrives. `wait` hands out each mail of an address once, in the order of arrival."""

    def __init__(self):
        self._arrived, self._condition = [], threading.Condition()
        self._controller = None

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self._controller.port}"

    def start(self, port):
        self._controller = Controller(self, hostname="127.0.0.1", port=port)
        self._controller.start()
        return self

    def stop(self):
        if self._controller is not None:
            self._controller.stop()

    async def handle_DATA(self, server, session, envelope):  # noqa: N802, the name is aiosmtpd's
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        with self._condition:
            self._arrived.append(Mail(list(envelope.rcpt_tos), message))
            self._condition.notify_all()
        return "250 OK"

    def wait(self, address):
        end = time.monotonic() + PATIENCE
        with self._condition:
            while True:
                for mail in self._arrived:
                    if address in mail.recipients:
                        self._arrived.remove(mail)
                        return mail
                left = end - time.monotonic()
                if left <= 0:
                    raise AssertionError(f"no mail to {address}; waiting: {[m.recipients for m in self._arrived]}")
                self._condition.wait(left)
