"""Requests of which two readers could see different ones, and what an HTTP/1.1 server has to answer (RFC 9112).

`HIDDEN` stands where a careless reader would find a second request: its 200 would be an answer too many.
"""

import dataclasses

from attacks.wire import SHOPPER_HEADERS, lines

HOST = "Host: 127.0.0.1"
FORM = "Content-Type: application/json"
CURRENCY = b'{"currency_code":"USD"}'
CHUNKED = "Transfer-Encoding: chunked"
HIDDEN = lines("GET /csrf_token/ HTTP/1.1", HOST, "")


@dataclasses.dataclass
class Shape:
    name: str
    sent: tuple
    statuses: list
    stays: bool

    @property
    def expected(self):
        return f"{' '.join(map(str, self.statuses)) or 'no answer'}, {'open' if self.stays else 'closed'}"

    def fits(self, talk):
        return talk.statuses == self.statuses and talk.closed != self.stays and not talk.rest


def good(name, *sent, statuses):
    """Legal: each request has its answer and the connection stays."""
    return Shape(name, sent, statuses, stays=True)


def bad(name, *sent, statuses=(400,)):
    """Ambiguous or malformed: one answer, and nothing after it is read."""
    return Shape(name, sent, list(statuses), stays=False)


def post(*headers, body=b"", host=HOST, version="HTTP/1.1"):
    return lines(f"POST /users/activate-currency/ {version}", host, *SHOPPER_HEADERS, FORM, *headers, "") + body


def get(*headers, path="/users/session/", version="HTTP/1.1", host=HOST):
    return lines(f"GET {path} {version}", host, *headers, "")


def length(body):
    return f"Content-Length: {len(body)}"


def chunk(body, size=None, end=b"\r\n"):
    return (size or b"%x" % len(body)) + end + body + b"\r\n"


LAST = b"0\r\n\r\n"
BODY = chunk(CURRENCY) + LAST
VALID = post(length(CURRENCY), body=CURRENCY)

BOTH_LENGTHS = [
    bad("CL.TE: length first, chunks end early", post(length(LAST + HIDDEN), CHUNKED, body=LAST + HIDDEN)),
    bad("TE.CL: chunks first, length ends early", post(CHUNKED, "Content-Length: 4", body=chunk(HIDDEN) + LAST)),
    bad("CL.TE with a length of 0", post("Content-Length: 0", CHUNKED, body=BODY + HIDDEN)),
]

CODINGS = [
    good("chunks alone", post(CHUNKED, body=BODY), statuses=[204]),
    good("chunks, named in capitals", post("TRANSFER-ENCODING: CHUNKED", body=BODY), statuses=[204]),
    good("a tab before the coding", post("Transfer-Encoding:\tchunked", body=BODY), statuses=[204]),
] + [
    bad(f"TE.TE: {name}", post(*headers, length(LAST + HIDDEN), body=LAST + HIDDEN))
    for name, headers in {
        "an unknown coding": ["Transfer-Encoding: xchunked"],
        "identity": ["Transfer-Encoding: identity"],
        "a blank before the colon": ["Transfer-Encoding : chunked"],
        "two fields": [CHUNKED, "Transfer-Encoding: x"],
        "two fields, chunks last": ["Transfer-Encoding: x", CHUNKED],
        "chunks twice": [CHUNKED, CHUNKED],
        "chunks not last": ["Transfer-Encoding: chunked, identity"],
        "quoted": ['Transfer-Encoding: "chunked"'],
        "a vertical tab": ["Transfer-Encoding: \x0bchunked"],
        "behind a bare LF": ["X: x\nTransfer-Encoding: chunked"],
        "behind a bare CR": ["X: x\rTransfer-Encoding: chunked"],
        "a line break in the name": ["Transfer-Encoding\n: chunked"],
        "folded": ["Transfer-Encoding:", " chunked"],
        "empty": ["Transfer-Encoding:"],
    }.items()
] + [
    bad("TE without chunks and without a length", post("Transfer-Encoding: gzip", body=HIDDEN)),
    good("an underscore for the hyphen is another name", post("Transfer_Encoding: chunked", length(CURRENCY), body=CURRENCY), statuses=[204]),
]

LENGTHS = [
    bad(f"length {name}", post(*[f"Content-Length: {value}" for value in values], body=CURRENCY + HIDDEN))
    for name, values in {
        "twice, different": [len(CURRENCY), len(CURRENCY + HIDDEN)],
        "twice, the same": [len(CURRENCY)] * 2,
        "as a list": [f"{len(CURRENCY)}, {len(CURRENCY)}"],
        "with a plus": [f"+{len(CURRENCY)}"],
        "with a minus": ["-1"],
        "hexadecimal": ["0x17"],
        "with a fraction": ["23.0"],
        "with a blank inside": ["2 3"],
        "beyond 64 bits": [2**64 + len(CURRENCY)],
        "empty": [""],
        "of other digits": ["\xb2\xb3"],
    }.items()
] + [
    good("length with leading zeros", post(f"Content-Length: 00{len(CURRENCY)}", body=CURRENCY), statuses=[204]),
    good("no length: no body", post(body=HIDDEN), statuses=[400, 200]),
]

CHUNKS = [
    bad(f"chunk size {name}", post(CHUNKED, body=body + HIDDEN))
    for name, body in {
        "beyond 64 bits": chunk(CURRENCY, b"10000000000000017") + LAST,
        "with a minus": chunk(CURRENCY, b"-17") + LAST,
        "with 0x": chunk(CURRENCY, b"0x17") + LAST,
        "with a blank after it": chunk(CURRENCY, b"17 ") + LAST,
        "empty": chunk(CURRENCY, b" ") + LAST,
        "ended by LF alone": chunk(CURRENCY, end=b"\n") + LAST,
        "too small": chunk(CURRENCY, b"5") + LAST,
        "with LF in an extension": chunk(CURRENCY, b"17;a=b\n") + LAST,
    }.items()
] + [
    good("a chunk extension", post(CHUNKED, body=chunk(CURRENCY, b'17;name="value"') + LAST), statuses=[204]),
    good("chunk size with leading zeros", post(CHUNKED, body=chunk(CURRENCY, b"0000000017") + LAST), statuses=[204]),
    good("a trailer", post(CHUNKED, body=chunk(CURRENCY) + b"0\r\nX-Sum: 1\r\n\r\n"), statuses=[204]),
    good("chunk size of 16 f: the rest is waited for", post(CHUNKED, body=chunk(CURRENCY, b"f" * 16) + HIDDEN), statuses=[]),
    bad("a trailer that names a length", post(CHUNKED, body=chunk(CURRENCY) + b"0\r\nContent-Length: 1\r\n\r\n" + HIDDEN)),
    bad("the last chunk ended by LF alone", post(CHUNKED, body=chunk(CURRENCY) + b"0\n\n" + HIDDEN)),
]

LINES = [
    bad(f"head: {name}", head + HIDDEN)
    for name, head in {
        "bare LF everywhere": get().replace(b"\r\n", b"\n"),
        "bare LF after the request line": get().replace(b"\r\n", b"\n", 1),
        "bare CR in a value": get("X: a\rb"),
        "NUL in a value": get("X: a\0b"),
        "NUL in the path": get(path="/users/session/\0"),
        "a folded line": get("X: a", " b"),
        "a blank before the first name": lines("GET /users/session/ HTTP/1.1", " X: a", HOST, ""),
        "a blank before a colon": get("X : a"),
        "a line without a colon": get("X"),
        "an empty name": get(": a"),
        "a name of other bytes": get("X\xff: a"),
        "a blank in the path": get(path="/users/session/ x"),
        "a tab after the method": get().replace(b"GET ", b"GET\t"),
        "a method in small letters": get().replace(b"GET", b"get"),
        "a method that nobody knows": get().replace(b"GET", b"SMUGGLE"),
        "HTTP/0.9": b"GET /users/session/\r\n",
        "HTTP/1.2": get(version="HTTP/1.2"),
        "HTTP/2.0": get(version="HTTP/2.0"),
        "the preface of HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "a version in small letters": get(version="http/1.1"),
        "TLS on a plain port": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(64),
    }.items()
] + [
    good(f"host: {name}", head + get(), statuses=[400, 200])
    for name, head in {
        "none": lines("GET /users/session/ HTTP/1.1", ""),
        "two": get(HOST),
        "two, somebody else's first": get(HOST, host="Host: evil.example"),
        "with a user": get(host="Host: a@127.0.0.1"),
        "somebody else's": get(host="Host: evil.example"),
        "empty": get(host="Host:"),
        "somebody else's in the target": get(path="http://evil.example/users/session/"),
    }.items()
] + [
    good("an empty line before the request", b"\r\n" + get(), statuses=[200]),
    good("our own host in the target", get(path="http://127.0.0.1/users/session/"), statuses=[200]),
    bad("headers of 40 KiB", get(*[f"X-{n}: {'x' * 1000}" for n in range(40)]) + HIDDEN, statuses=[431]),
    bad("2,000 headers", get(*[f"X-{n}: x" for n in range(2000)]) + HIDDEN),
    bad("a header of 100 KiB", get(f"X: {'x' * 100_000}") + HIDDEN),
    bad("a path of 100 KiB", get(path="/" + "x" * 100_000) + HIDDEN),
    good("two blanks after the method", get(path=" /users/session/"), statuses=[200]),
]

ORDER = [
    good("two requests at once", VALID + get(), statuses=[204, 200]),
    good("fifty requests at once", get() * 50, statuses=[200] * 50),
    good("a head in two pieces", get()[:20], get()[20:], statuses=[200]),
    good("a refused body is read to its end: unknown path", lines("POST /nowhere/ HTTP/1.1", HOST, length(HIDDEN), "") + HIDDEN + get(), statuses=[404, 200]),
    good("the same: wrong method", lines("DELETE /users/login/ HTTP/1.1", HOST, length(HIDDEN), "") + HIDDEN + get(), statuses=[405, 200]),
    good("the same: no CSRF token", lines("POST /users/login/ HTTP/1.1", HOST, FORM, length(HIDDEN), "") + HIDDEN + get(), statuses=[403, 200]),
    good("the same: another media type", post(length(HIDDEN), "X: x", body=HIDDEN).replace(b"application/json", b"text/plain") + get(), statuses=[415, 200]),
    good("the same: GET with a body", get(length(HIDDEN)) + HIDDEN + get(), statuses=[200, 200]),
    good("the same: OPTIONS with a body", lines("OPTIONS /users/login/ HTTP/1.1", HOST, length(HIDDEN), "") + HIDDEN + get(), statuses=[200, 200]),
    bad("a body that is too large", post("Content-Length: 70000", body=b"x" * 70000 + HIDDEN), statuses=[413]),
    bad("a body that is too large and not sent", post("Content-Length: 70000"), statuses=[413]),
    bad("headers that are too large, before a good request", get(f"X: {'x' * 40_000}") + VALID, statuses=[431]),
    bad("chunks that are too large", post(CHUNKED, body=chunk(b"x" * 70000) + HIDDEN), statuses=[413]),
    bad("nothing after Connection: close is answered", get("Connection: close") + HIDDEN, statuses=[200]),
    bad("Connection: Close", get("Connection: Close"), statuses=[200]),
    bad("Connection: x, close, whatever follows", get("Connection: x, close") + HIDDEN, statuses=[200]),
    # Whoever offers to change the protocol is answered in the old one, and may ask again on a new connection.
    bad("CONNECT", lines("CONNECT 127.0.0.1:80 HTTP/1.1", HOST, "") + HIDDEN, statuses=[404]),
    bad("an offer of HTTP/2", get("Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABk") + HIDDEN, statuses=[200]),
    bad("an offer with a body", post("Connection: Upgrade", "Upgrade: websocket", length(CURRENCY), body=CURRENCY + HIDDEN), statuses=[204]),
]

VERSIONS = [
    bad("HTTP/1.0 ends after its answer", get(version="HTTP/1.0"), statuses=[200]),
    bad("HTTP/1.0 ends after its answer, whatever follows", get(version="HTTP/1.0") + HIDDEN, statuses=[200]),
    good("HTTP/1.0 with keep-alive", get("Connection: keep-alive", version="HTTP/1.0") * 2, statuses=[200, 200]),
    bad("HTTP/1.0 with chunks", post(CHUNKED, body=BODY + HIDDEN, version="HTTP/1.0")),
    bad("HTTP/1.0 with chunks and keep-alive", post(CHUNKED, "Connection: keep-alive", body=BODY + HIDDEN, version="HTTP/1.0")),
]

EXPECTATIONS = [
    good("100-continue", post(length(CURRENCY), "Expect: 100-continue"), CURRENCY, statuses=[100, 204]),
    bad("100-continue of a body that is too large", post("Content-Length: 70000", "Expect: 100-continue"), statuses=[413]),
    bad("HTTP/1.0 knows no 100", post(length(CURRENCY), "Expect: 100-continue", version="HTTP/1.0", body=CURRENCY), statuses=[204]),
]

ALL = BOTH_LENGTHS + CODINGS + LENGTHS + CHUNKS + LINES + ORDER + VERSIONS + EXPECTATIONS
