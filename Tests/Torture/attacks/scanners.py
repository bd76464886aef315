"""wapiti and sqlmap, as a shopper who is signed in: nginx adds the cookies and the CSRF token to whatever they send.

Each has to find something in a page that is made to be found, so that "no finding" says something.
"""

import contextlib
import http.server
import json
import pathlib
import sqlite3
import subprocess
import tempfile
import threading
import urllib.parse
import urllib.request

from attacks.nginx import nginx
from attacks.metrics import answered, metrics
from hesap_process import ROOT, Hesap, Shopper
from load import NO_THROTTLES

PASSWORD = "Kedi-Balkon-42"
SETTINGS = NO_THROTTLES | {"SELF_ANONYMIZATION_ENABLED": True, "ANONYMIZE_REQUIRES_PASSWORD": True}

# Left out: what asks hosts on the internet or looks for other software (cms, htp, nikto, ssrf, wapp, …), what guesses paths
# or passwords (buster, brute_login_form), and csrf, which takes nginx's token for a missing check; forgery.py looks for that.
WAPITI_MODULES = (
    "backup,cookieflags,crlf,csp,exec,file,htaccess,http_headers,ldap,log4shell,permanentxss,redirect,shellshock,spring4shell,"
    "sql,timesql,upload,xss,xxe"
)
# There is no LDAP in Hesap. wapiti takes two answers that differ for a finding, and what this path answers is a judgement of
# the very text: of the payloads that are compared some hold a digit, and some are words.
JUDGED_BY_TEXT = ("LDAP Injection", "/users/password/check/")
# As in Django: a shop's scripts read the token and the language.
READABLE_COOKIES = ("csrftoken", "django_language")

# Where a star stands sqlmap tries, and in every field of a body.
SQLMAP_TARGETS = [
    ("GET", "/address/city/?q=ankara&country=TR&page=1&page_size=5", None),
    ("GET", "/address/city/745044*/", None),
    ("GET", "/users/reset/MQ*/d0l1zs-7c3a5e9b1f2d4c6a8e0b3d5f7a9c1e2b*/", None),
    ("POST", "/users/login/", {"email": "known@example.com", "password": "x"}),
    ("POST", "/users/password/reset/", {"email": "known@example.com"}),
    ("POST", "/users/registration/", {"first_name": "A", "last_name": "B", "email": "c@example.com", "password": PASSWORD, "confirm": True}),
    ("POST", "/users/city/", {"city": "ankara", "country": "TR"}),
    ("POST", "/users/activate-currency/", {"currency_code": "USD"}),
    ("POST", "/users/language/", {"language": "en"}),
    ("PATCH", "/users/profile/", {"first_name": "A", "phone": "+905551112233", "city": "745044", "attributes": {"a": "b"}}),
    ("POST", "/users/password/check/", {"password": "x", "email": "a@example.com", "uidb64": "MQ", "token": "x"}),
    ("DELETE", "/users/sessions/k3x9q2m7w1z5v8b4*/", None),
    ("GET", "/account/login/?next=/account/", None),
]
# Answers that are refusals are answers; the headers that reach a table are tried as well.
SQLMAP_OPTIONS = ["--batch", "--level", "3", "--risk", "2", "--dbms", "sqlite", "--ignore-code", "401,404", "--flush-session", "--ignore-stdin"]


def scanners(report):
    with leaky() as port:
        report.check("control: wapiti finds the leaky page", wapiti(f"http://127.0.0.1:{port}/?q=a", "-m", "sql,xss")[0])
        report.check("control: sqlmap finds the leaky page", sqlmap(port, "GET", "/?q=a", None) == "injectable")
    # Cookies as behind TLS, which nginx stands for.
    with Hesap(SETTINGS, PASSWORD_ITERATIONS=1, SESSION_COOKIE_SECURE="true") as hesap, signed_in(hesap) as port:
        by_wapiti(report, hesap, port)
        by_sqlmap(report, hesap, port)
        said = urllib.request.urlopen(f"http://127.0.0.1:{port}/users/session/").read()
        report.check("the shopper was signed in to the end", b'"is_authenticated":true' in said)
        log = (hesap.folder / "server.log").read_text()
        report.check("no error in the server's log", " ERROR " not in log, log[-300:] if " ERROR " in log else "")


def by_wapiti(report, hesap, port):
    base = f"http://127.0.0.1:{port}"
    modules = "crlf,redirect" if report.short else WAPITI_MODULES
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        paths = described(base, file)
        found, end = wapiti(f"{base}/account/", "--swagger", file.name, "-m", modules)
    report.check(f"wapiti: no finding in {answered(hesap)} requests", not found, "; ".join(found) or end)
    missed = [path for path in paths if f'route="{path.rstrip("/")}"' not in metrics(hesap) and path != "/users/logout/"]
    report.check(f"wapiti: it reached each of {len(paths)} paths", not missed, missed)


def described(base, file):
    """Writes the served document, without the field of the token, which wapiti would fill with a word of its own; the paths."""
    document = json.loads(urllib.request.urlopen(f"{base}/openapi.json").read())
    document["servers"] = [{"url": base}]

    def strip(value):
        if isinstance(value, dict):
            value.get("properties", {}).pop("csrfmiddlewaretoken", None)
        for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else []:
            strip(part)

    strip(document["paths"])
    json.dump(document, file)
    file.flush()
    return document["paths"]


def by_sqlmap(report, hesap, port):
    said, requests = {}, []
    for method, path, body in SQLMAP_TARGETS[:2] if report.short else SQLMAP_TARGETS:
        before = answered(hesap)
        said[f"{method} {path}"] = sqlmap(port, method, path, body)
        requests.append(answered(hesap) - before)
    doubtful = {target: word for target, word in said.items() if word != "clean"}
    report.check(f"sqlmap: none of {len(said)} requests is injectable, in {sum(requests)} tries", not doubtful, doubtful)
    report.check("sqlmap: it tried at least 100 times each", min(requests) >= 100, min(requests))


@contextlib.contextmanager
def signed_in(hesap):
    """The port of a proxy that makes a shopper of whoever comes, and never ends the session."""
    hesap.command("cities", "import", str(ROOT / "Data/cities/cities.txt"))
    hesap.start()
    hesap.command("user", "create", "--email", "known@example.com", "--password-stdin", stdin=PASSWORD + "\n")
    shopper = Shopper(hesap.port)
    assert shopper.request("POST", "/users/login/", {"email": "known@example.com", "password": PASSWORD})[0] == 200
    shopper.connection.close()
    cookies = "; ".join(f"{name}={value}" for name, value in shopper.cookies.items())
    with nginx(
        hesap.port,
        f'proxy_set_header Cookie "{cookies}";',
        f'proxy_set_header X-CSRFToken "{shopper.cookies["csrftoken"]}";',
        "location ~ /(logout/|sessions/.*/end/) { return 404; }",
    ) as port:
        yield port


def wapiti(url, *options):
    """Its findings as texts, and the last line of what it printed."""
    program = install_wapiti()
    with tempfile.TemporaryDirectory(prefix="hesap-wapiti-") as folder:
        # The token is another one on each page; each would be a new form.
        words = ["--scope", "domain", "-r", "csrfmiddlewaretoken", "--drop-set-cookie", "-S", "sneaky", "-d", "3", "--no-bugreport", "-v", "0"]
        files = ["-f", "json", "-o", f"{folder}/report.json", "--store-session", folder, "--flush-session"]
        run = subprocess.run([program, "-u", url, *options, *words, *files], capture_output=True, text=True)
        result = json.loads(pathlib.Path(folder, "report.json").read_text())
    found = [
        f"{kind}: {each['method']} {each['path']} {each['parameter']}: {each['info']}"
        for group in ("vulnerabilities", "anomalies")
        for kind, findings in result[group].items()
        for each in findings
        if not (kind == "HttpOnly Flag cookie" and each["info"].endswith(READABLE_COOKIES))
        and (kind, each["path"]) != JUDGED_BY_TEXT
    ]
    return found, run.stdout.strip().splitlines()[-1]


def install_wapiti():
    """An environment of its own: its pins do not go with schemathesis'."""
    folder = ROOT / ".venv-wapiti"
    program = folder / "bin/wapiti"
    if not program.exists():
        subprocess.run(["python3", "-m", "venv", folder], check=True)
        subprocess.run([folder / "bin/pip", "install", "--quiet", "--disable-pip-version-check", "wapiti3==3.2.3"], check=True)
    return program


def sqlmap(port, method, path, body):
    """`clean`, `injectable`, or the end of what it said instead."""
    with tempfile.TemporaryDirectory(prefix="hesap-sqlmap-") as folder:
        content = json.dumps(body) if body else ""
        kind = "Content-Type: application/json\n" if body else ""
        request = f"{method} {path} HTTP/1.1\nHost: 127.0.0.1:{port}\n{kind}User-Agent: sqlmap\n\n{content}"
        pathlib.Path(folder, "request").write_text(request)
        run = subprocess.run(
            ["sqlmap", "-r", f"{folder}/request", "--output-dir", folder, *SQLMAP_OPTIONS], capture_output=True, text=True
        )
    if "identified the following injection point" in run.stdout:
        return "injectable"
    return "clean" if "do not appear to be injectable" in run.stdout else run.stdout[-200:]


@contextlib.contextmanager
def leaky():
    """A page as it must not be: what is asked stands in its SQL and in its HTML."""

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query).get("q", [""])[0]
            database = sqlite3.connect(":memory:")
            try:
                rows = database.execute(f"SELECT name FROM (SELECT 'a' AS name) WHERE name = '{asked}'").fetchall()
                text = f"{asked}: {rows}"
            except sqlite3.Error as error:
                text = f"sqlite3.OperationalError: {error}"
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            with contextlib.suppress(ConnectionError):
                self.wfile.write(f"<html><body><a href='/?q=a'>a</a><p>{text}</p></body></html>".encode())

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
