"""Weight and time of the shopper's pages on the release binary, and a mail scanner; prints them as a table.

    make build && python3 Benchmarks/pages.py

Time is what the server itself takes (the `us` of its log line, from the parsed request to the finished answer) and
what a client on a kept connection waits. Python's standard library only; loads are bounded and go to 127.0.0.1 only.
"""

import http.client
import json
import re
import statistics
import time

from hesap_process import Hesap
from load import NO_THROTTLES, report

LANGUAGES = ["tr", "en", "de", "ar"]
PAGES = [
    "/account/login/", "/account/register/", "/account/password/reset/", "/account/", "/account/profile/",
    "/account/password/", "/account/sessions/", "/account/anonymize/", "/nowhere/",
]
BROWSER = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", "User-Agent": "Mozilla/5.0 Firefox/140.0"}
PASSWORD = "Kedi-Balkon-42"
ROUNDS = 300


class Visitor:
    """A browser without scripts on one kept connection."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        self.cookies = {}

    def ask(self, method, path, body=None, language="en", **headers):
        fields = BROWSER | {"Accept-Language": language} | headers
        if self.cookies:
            fields["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            fields["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, fields)
        answer = self.connection.getresponse()
        text = answer.read()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, value = line.split(";")[0].split("=", 1)
            self.cookies[name] = value
        return answer, text

    def sign_in(self, email):
        _, page = self.ask("GET", "/account/login/")
        token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', page).group(1).decode()
        form = f"csrfmiddlewaretoken={token}&email={email.replace('@', '%40')}&password={PASSWORD}"
        answer, _ = self.ask("POST", "/account/login/", form)
        assert answer.status == 303, answer.status


def shop():
    settings = NO_THROTTLES | {"SELF_ANONYMIZATION_ENABLED": True, "LANGUAGES": LANGUAGES}
    return Hesap(settings, LOG_LEVEL="info", LOG_FORMAT="json", PASSWORD_ITERATIONS=1000)


def weight(visitor):
    """The heaviest page with its style sheet and script, as sent: nothing is compressed."""
    heaviest = (0, "")
    for language in LANGUAGES:
        for path in PAGES:
            _, page = visitor.ask("GET", path, language=language)
            parts = re.findall(rb'(?:href|src)="(/account/assets/[^"]+)"', page)
            total = len(page) + sum(len(visitor.ask("GET", part.decode())[1]) for part in set(parts))
            heaviest = max(heaviest, (total, f"{path} in {language}"))
    report("heaviest page with style and script (bar: below 30,000 bytes)", f"{heaviest[0]:,} bytes: {heaviest[1]}")


def times(hesap, visitor, *paths):
    for path in paths:
        waits = []
        start = (hesap.folder / "server.log").stat().st_size
        for _ in range(ROUNDS):
            began = time.perf_counter()
            answer, _ = visitor.ask("GET", path)
            waits.append((time.perf_counter() - began) * 1e3)
            assert answer.status == 200, (path, answer.status)
        log = (hesap.folder / "server.log").read_bytes()[start:].decode()
        own = [int(json.loads(line)["us"]) / 1e3 for line in log.splitlines() if '"us"' in line]
        report(
            f"{path}: server's own time, median / p99 of {len(own)} (bar: median below 2 ms); client's median",
            f"{statistics.median(own):.2f} / {sorted(own)[int(len(own) * 0.99)]:.2f} ms; {statistics.median(waits):.2f} ms",
        )


def scanner(hesap, email):
    link = hesap.command("user", "reset-link", "--email", email)
    path = link.split("/", 3)[3]
    answers = set()
    for _ in range(100):
        for method in ["GET", "HEAD"]:
            for accept in ["text/html", "*/*"]:
                stranger = Visitor(hesap.port)
                answers.add(stranger.ask(method, f"/{path}", Accept=accept)[0].status)
                stranger.connection.close()
    owner = Visitor(hesap.port)
    answer, _ = owner.ask("GET", f"/{path}")
    form = answer.headers["Location"]
    _, page = owner.ask("GET", form)
    token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', page).group(1).decode()
    new = "Vapur-Simit-77"
    answer, _ = owner.ask("POST", form, f"csrfmiddlewaretoken={token}&new_password1={new}&new_password2={new}")
    works = answer.status == 303 and answer.headers["Location"] == "/account/login/"
    report(
        "a link opened 100 times each by GET and HEAD, as page and as JSON (answers), then used by its owner",
        f"{sorted(answers)}; {'works' if works else 'USED UP'}",
    )


def main():
    with shop() as hesap:
        email = "pages@example.com"
        hesap.command("user", "create", "--email", email, "--password-stdin", "--first-name", "Ayşe", stdin=PASSWORD)
        hesap.start()
        visitor = Visitor(hesap.port)
        weight(visitor)
        times(hesap, visitor, "/account/login/", "/account/register/")
        visitor.sign_in(email)
        weight(visitor)
        times(hesap, visitor, "/account/", "/account/sessions/", "/account/anonymize/")
        scanner(hesap, email)
        report("resident memory afterwards", f"{hesap.memory_megabytes():.0f} MB")


if __name__ == "__main__":
    main()
