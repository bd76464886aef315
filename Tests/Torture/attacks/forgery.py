"""What another site, a planted cookie or a forged header could make Hesap do: CSRF, fixation, Host, open redirects, injected
headers. A table for each, against the program itself; the rules behind them are tested in Tests/HesapHTTPTests.
"""

import email
import itertools
import json
import re
import time
import urllib.parse

from attacks.wire import CSRF_SECRET, SHOPPER_HEADERS, lines, talk
from hesap_process import Hesap, Shopper
from load import NO_THROTTLES

PUBLIC_URL = "https://shop.example"
PASSWORD = "Kedi-Balkon-42"
FORM = "Content-Type: application/x-www-form-urlencoded"
JSON = "Content-Type: application/json"
OWN_ORIGIN = f"Origin: {PUBLIC_URL}"
SESSION_NAMES = ("sessionid", "osessionid")


def forgery(report):
    settings = NO_THROTTLES | {"SELF_ANONYMIZATION_ENABLED": True}
    plain = {"PASSWORD_ITERATIONS": 1, "PUBLIC_URL": PUBLIC_URL, "ALLOWED_HOSTS": "shop.example,127.0.0.1"}
    with Hesap(settings, **plain) as hesap:
        hesap.start()
        cross_site(report, hesap)
        hosts(report, hesap)
        redirects(report, hesap)
        injections(report, hesap)
    # Over plain http, so that a small browser of ours needs no Referer.
    with Hesap(settings, PASSWORD_ITERATIONS=1) as hesap:
        hesap.start()
        fixation(report, hesap)


def ask(port, method, path, *headers, body=b"", host="Host: shop.example"):
    """One request as raw as it is written here; the one answer, or None."""
    size = [f"Content-Length: {len(body)}"] if method != "GET" else []
    said = talk(port, lines(f"{method} {path} HTTP/1.1", host, "Connection: close", *headers, *size, "") + body, silence=5)
    return said.answers[0] if len(said.answers) == 1 else None


def wrong(cases, expected):
    """Those of (name, answer) whose status is another."""
    return "; ".join(f"{name}: {answer and answer.status}" for name, answer in cases if not answer or answer.status != expected)


def cross_site(report, hesap):
    cookie, token = SHOPPER_HEADERS
    forged = {
        "no token": [cookie, OWN_ORIGIN],
        "no cookie": [token, OWN_ORIGIN],
        "another secret's token": [cookie, "X-CSRFToken: " + "b" * 32, OWN_ORIGIN],
        "an empty cookie and an empty token": ["Cookie: csrftoken=", "X-CSRFToken: ", OWN_ORIGIN],
        "another origin": [cookie, token, "Origin: https://evil.example"],
        "the origin null": [cookie, token, "Origin: null"],
        "our origin over http": [cookie, token, "Origin: http://shop.example.evil.example"],
        "neither Origin nor Referer": [cookie, token],
        "another Referer": [cookie, token, "Referer: https://evil.example/"],
        "a Referer that begins like ours": [cookie, token, "Referer: https://shop.example.evil.example/"],
        "a Referer with us as its user": [cookie, token, "Referer: https://shop.example@evil.example/"],
        "a Referer over http": [cookie, token, "Referer: http://shop.example/"],
    }
    operations = unsafe_operations(hesap)
    cases = [
        (f"{method} {path}, {name}", ask(hesap.port, method, path, *headers, JSON, body=b"{}"))
        for (method, path), (name, headers) in itertools.product(operations, forged.items())
    ]
    report.check(f"CSRF: {len(operations)} operations refuse each of {len(forged)} forgeries", not wrong(cases, 403), wrong(cases, 403))
    controls = [
        (f"{method} {path}", ask(hesap.port, method, path, *SHOPPER_HEADERS, OWN_ORIGIN, JSON, body=b"{}"))
        for method, path in operations
    ]
    passed = [name for name, answer in controls if answer and b"csrf_" not in answer.body]
    report.check("CSRF: a request of our own passes the check", len(passed) == len(operations), f"{len(passed)} of {len(operations)}")


def unsafe_operations(hesap):
    """Every one that the served document names, and the forms of the pages."""
    paths = json.loads(ask(hesap.port, "GET", "/openapi.json").body)["paths"]
    named = [(method.upper(), path) for path, methods in paths.items() for method in methods if method != "get"]
    pages = ["login", "logout", "register", "password/reset", "currency", "city", "language", "profile", "password"]
    pages += ["password/set", "sessions/end-others", "anonymize"]
    filled = [(method, re.sub(r"\{\w+\}", "x", path)) for method, path in named]
    return filled + [("POST", f"/account/{page}/") for page in pages]


def hosts(report, hesap):
    forged = ["evil.example", "shop.example.evil.example", "evil.example:443", "shop.example@evil.example", "shop.example,evil.example"]
    forged += ["evil.example#shop.example", "shop.example:443:80", "shop.example:x", "", "[::1", "shop.example\t.evil.example"]
    cases = [(host, ask(hesap.port, "GET", "/account/login/", host=f"Host: {host}")) for host in forged]
    report.check(f"Host: {len(forged)} that are not ours are refused", not wrong(cases, 400), wrong(cases, 400))
    create_account(hesap, "known@example.com")
    forwarded = ["X-Forwarded-Host: evil.example", "X-Host: evil.example", "Forwarded: host=evil.example", "X-Forwarded-Proto: http"]
    body = json.dumps({"email": "known@example.com"}).encode()
    answer = ask(
        hesap.port, "POST", "/users/password/reset/", *SHOPPER_HEADERS, OWN_ORIGIN, JSON, *forwarded, body=body
    )
    links = re.findall(r"https?://[^/\s]+/users/reset", newest_mail(hesap, "known@example.com").get_payload(0).get_payload(decode=True).decode())
    report.check(
        "Host: a mailed link leads to PUBLIC_URL, whatever the request said",
        answer.status == 200 and set(links) == {f"{PUBLIC_URL}/users/reset"},
        links,
    )


def redirects(report, hesap):
    places = ["//evil.example", "///evil.example", "https://evil.example", "https:evil.example", "/\\evil.example", "\\\\evil.example"]
    places += ["/\t/evil.example", "/\n/evil.example", "\t//evil.example", " //evil.example", "javascript:alert(1)", "data:text/html,x"]
    places += ["/./\\evil.example", "//evil.example@shop.example", "//shop.example@evil.example", "/%0d%0aLocation:%20https://evil.example"]
    places += ["/\r\nLocation: https://evil.example", "evil.example", "//evil%E3%80%82example", "/\u2028/evil.example", "http:///evil.example"]
    create_account(hesap, "next@example.com")
    away, kept = [], 0
    for place in places + ["/account/sessions/"]:
        form = urllib.parse.urlencode({"email": "next@example.com", "password": PASSWORD, "next": place}).encode()
        signed_in = ask(hesap.port, "POST", "/account/login/", *SHOPPER_HEADERS, OWN_ORIGIN, FORM, body=form)
        cookie = "; ".join(re.findall(r"o?sessionid=\w+", signed_in.headers["set-cookie"]))
        asked = ask(hesap.port, "GET", "/account/login/?next=" + urllib.parse.quote(place, safe=""), f"Cookie: {cookie}")
        for answer in (signed_in, asked):
            target = answer.headers.get("location", "")
            kept += target == "/account/sessions/"
            if answer.status != 303 or leads_away(target):
                away.append(f"{place!r}: {answer.status} {target!r}")
    report.check(f"redirect: none of {len(places)} places elsewhere is gone to, by form or by link", not away, "; ".join(away))
    report.check("redirect: a path of our own is gone to, by form and by link", kept == 2, kept)


def leads_away(target):
    """As browsers read it: tabs and line ends are dropped, a backslash is a slash."""
    read = re.sub(r"[\t\r\n]", "", target.strip()).replace("\\", "/")
    return urllib.parse.urlsplit(urllib.parse.urljoin(PUBLIC_URL + "/account/login/", read)).netloc != "shop.example"


def injections(report, hesap):
    evil = "x\r\nX-Injected: 1\r\nSet-Cookie: injected=1"
    quoted = urllib.parse.quote(evil)
    cookie, token = SHOPPER_HEADERS
    form = urllib.parse.urlencode({"email": evil, "password": evil, "language": evil, "next": "/" + evil, "city": evil}).encode()
    answers = [
        ask(hesap.port, "GET", f"/account/login/?next=/{quoted}"),
        ask(hesap.port, "GET", f"/users/reset/{quoted}/{quoted}/", "Accept: text/html"),
        ask(hesap.port, "GET", f"/address/city/?q={quoted}&country={quoted}&page={quoted}"),
        ask(hesap.port, "GET", f"/{quoted}"),
        ask(hesap.port, "GET", "/users/session/", f"X-Request-ID: {quoted}", f"Accept-Language: {quoted}", f"x-currency: {quoted}"),
        ask(hesap.port, "GET", "/users/session/", f"Cookie: sessionid={quoted}; csrftoken={quoted}; django_language={quoted}"),
        ask(hesap.port, "GET", "/account/anonymize/" + quoted, "Accept: text/html"),
        *(
            ask(hesap.port, "POST", path, cookie, token, OWN_ORIGIN, FORM, body=form)
            for path in ("/account/login/", "/account/language/", "/account/city/", "/users/language/", "/users/login/")
        ),
    ]
    split = [a for a in answers if not a or "x-injected" in a.headers or "injected=" in a.headers.get("set-cookie", "")]
    report.check(f"header injection: none of {len(answers)} answers has a header of the sender's", not split, len(split))
    people = [("Ayşe", "good@example.com"), ("A\r\nBcc: evil@evil.example", "name@example.com"), ("A\nX-Injected: 1", "line@example.com")]
    people += [("A", f"a@example.com{more}") for more in ("\r\nBcc: evil@evil.example", "\nBcc: evil@evil.example", ", evil@evil.example")]
    for name, address in people:
        person = {"first_name": name, "last_name": name, "email": address, "password": PASSWORD, "confirm": True}
        ask(hesap.port, "POST", "/users/registration/", cookie, token, OWN_ORIGIN, JSON, body=json.dumps(person).encode())
    newest_mail(hesap, "good@example.com")
    time.sleep(1)
    sent = mails(hesap)
    spoilt = [str(mail["To"]) for mail in sent if mail["Bcc"] or mail["X-Injected"] or "evil" in str(mail["To"]) + str(mail["Cc"])]
    report.check(f"header injection: none of {len(sent)} mails has a header or a recipient of the sender's", not spoilt, spoilt)


def fixation(report, hesap):
    create_account(hesap, "victim@example.com")
    sign_in = {"email": "victim@example.com", "password": PASSWORD}

    def planted(names, key, work=lambda shopper: shopper.request("POST", "/users/login/", sign_in)):
        shopper = Shopper(hesap.port)
        shopper.cookies = {"csrftoken": CSRF_SECRET, **dict.fromkeys(names, key)}
        assert work(shopper)[0] in (200, 204)
        return shopper

    def guest(shopper):
        return shopper.request("POST", "/users/activate-currency/", {"currency_code": "USD"})

    attacker = planted((), "", guest)
    live = attacker.cookies["sessionid"]
    taken_over = []
    for names, key in itertools.product((SESSION_NAMES[:1], SESSION_NAMES[1:], SESSION_NAMES), ("a" * 32, live)):
        victim = planted(names, key)
        if any(victim.cookies[name] == key for name in SESSION_NAMES) or is_signed_in(hesap, key):
            taken_over.append(f"{names} {key}")
        live = planted((), "", guest).cookies["sessionid"] if key == live else live
    report.check("fixation: a planted session id, live or not, is never that of whoever signs in", not taken_over, taken_over)
    report.check("fixation: the secret of CSRF is another one after signing in", victim.cookies["csrftoken"] != CSRF_SECRET)
    adopted = planted(SESSION_NAMES, "b" * 32, guest).cookies["sessionid"]
    report.check("fixation: a guest with an id that nobody made gets another", adopted != "b" * 32)
    former = victim.cookies["sessionid"]
    change = {"old_password": PASSWORD, "new_password1": PASSWORD + "x", "new_password2": PASSWORD + "x"}
    status = victim.request("POST", "/users/password/change/", change)[0]
    report.check(
        "fixation: the id is another one after a change of the password, and the former one is dead",
        status == 200 and victim.cookies["sessionid"] != former and not is_signed_in(hesap, former),
        status,
    )
    query = Shopper(hesap.port)
    body = query.request("GET", f"/users/session/?sessionid={victim.cookies['sessionid']}")[1]
    report.check("fixation: a session id in the address counts for nothing", b'"is_authenticated":false' in body)


def is_signed_in(hesap, key):
    shopper = Shopper(hesap.port)
    shopper.cookies = {"sessionid": key}
    return b'"is_authenticated":true' in shopper.request("GET", "/users/session/")[1]


def create_account(hesap, address):
    hesap.command("user", "create", "--email", address, "--password-stdin", stdin=PASSWORD + "\n")


def mails(hesap):
    return [email.message_from_bytes(path.read_bytes()) for path in sorted((hesap.folder / "mail").glob("*.eml"))]


def newest_mail(hesap, address, seconds=10):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := [mail for mail in mails(hesap) if address in mail["To"]]:
            return found[-1]
        time.sleep(0.1)
    raise TimeoutError(f"no mail to {address}")
