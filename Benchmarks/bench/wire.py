"""Requests as bytes, ready to be sent, and one client that reads the answers."""

import http.client
import json
import socket
import time
import urllib.parse

# Every prepared browser has this CSRF secret: cookie and header agree, which is all that is compared.
CSRF_SECRET = "B" * 32
# The last of 256 resets waits for six minutes at Django.
PATIENCE_SECONDS = 900


def request(method, port, path, body=None, session=None, form=None):
    """`body` is sent as JSON, `form` as a form."""
    cookies = f"csrftoken={CSRF_SECRET}" + (f"; sessionid={session}" if session else "")
    head = [
        f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Cookie: {cookies}", "Accept: application/json",
        "Accept-Language: tr",
    ]
    content, kind = b"", "application/json"
    if body is not None:
        content = json.dumps(body).encode()
    if form is not None:
        content, kind = urllib.parse.urlencode(form).encode(), "application/x-www-form-urlencoded"
    if method != "GET":
        head += [f"X-CSRFToken: {CSRF_SECRET}", f"Content-Type: {kind}", f"Content-Length: {len(content)}"]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + content


def open_connection(port):
    return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS)


def ask(connection, request):
    """Comes again after 503, as `Retry-After` asks, until its patience is at an end."""
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        connection.sendall(request)
        answer = http.client.HTTPResponse(connection, method=request.split(b" ", 1)[0].decode())
        answer.begin()
        body = answer.read()
        pause = answer.getheader("Retry-After")
        if answer.status != 503 or not pause or time.monotonic() > end:
            return answer.status, body
        time.sleep(int(pause))


def ask_once(port, request):
    with open_connection(port) as connection:
        return ask(connection, request)
