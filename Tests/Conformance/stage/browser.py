"""A shopper's browser without a screen: a jar of cookies and connections that stay open."""

import http.client
import json
from dataclasses import dataclass, field

SESSION_COOKIES = ("sessionid", "osessionid")


@dataclass
class Answer:
    status: int
    headers: list
    content: bytes

    @property
    def json(self):
        return json.loads(self.content) if self.content else None

    def cookies(self):
        """Name, value and attributes of each cookie that the answer sets."""
        for name, value in self.headers:
            if name.lower() == "set-cookie":
                first, *rest = value.split(";")
                cookie, _, text = first.partition("=")
                attributes = dict((part.strip() + "=").split("=", 2)[:2] for part in rest)
                yield cookie.strip(), text.strip('"'), {key.lower(): item for key, item in attributes.items()}


class Connection:
    """To one server; opened again when the server closed it.

    With a `tls` context it is https; `source` is the address that the shopper comes from.
    """

    def __init__(self, port, host, headers=None, tls=None, source="127.0.0.1"):
        self.port, self.host, self.headers, self.tls, self.source = port, host, headers or {}, tls, source
        self._http = None

    def send(self, method, path, content=None, headers=None):
        sent = {"Host": self.host, "Accept-Language": "en", **self.headers, **(headers or {})}
        data = None
        if content is not None:
            data = json.dumps(content).encode()
            sent["Content-Type"] = "application/json"
        reused = self._http is not None
        try:
            return self._send(method, path, data, sent)
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            self.close()
            # On a connection that was idle the server may have hung up before it read anything.
            if not reused:
                raise
            return self._send(method, path, data, sent)

    def _send(self, method, path, data, headers):
        if self._http is None:
            self._http = self._open()
        self._http.request(method, path, body=data, headers=headers)
        response = self._http.getresponse()
        return Answer(response.status, response.getheaders(), response.read())

    def _open(self):
        place = {"host": "127.0.0.1", "port": self.port, "timeout": 60, "source_address": (self.source, 0)}
        if self.tls is None:
            return http.client.HTTPConnection(**place)
        return http.client.HTTPSConnection(**place, context=self.tls)

    def close(self):
        if self._http is not None:
            self._http.close()
        self._http = None


@dataclass
class Browser:
    """Keeps cookies until a server takes them back. It does not look at their age: an old browser, or an attacker,
    sends what it has, and the server is who must know."""

    name: str
    jar: dict = field(default_factory=dict)

    def request(self, connection, method, path, content=None, headers=None, jar=None):
        """With a `jar` of its own the request is an experiment: the browser keeps none of its cookies."""
        used = self.jar if jar is None else jar
        sent = dict(headers or {})
        if used:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in used.items())
        answer = connection.send(method, path, content, sent)
        if jar is None:
            self.take(answer)
        return answer

    def take(self, answer):
        for name, value, attributes in answer.cookies():
            if attributes.get("max-age") == "0" or not value:
                self.jar.pop(name, None)
            else:
                self.jar[name] = value
