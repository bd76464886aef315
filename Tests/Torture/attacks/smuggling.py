"""Request smuggling: the shapes of shapes.py sent to Hesap, and through nginx, which shares its connections to Hesap.

Directly each shape has its expected answer. Behind nginx, whatever it makes of a shape, Hesap answers no more requests
than the client got answers.
"""

from attacks.metrics import answered
from attacks.nginx import nginx
from attacks.shapes import ALL, get
from attacks.wire import talk
from hesap_process import Hesap


def smuggling(report):
    with Hesap(TRUSTED_PROXIES="127.0.0.1") as hesap:
        hesap.start()
        for shape in ALL:
            # Longer than what Hesap lets a client that is still sending have.
            said = talk(hesap.port, *shape.sent, silence=0.3 if shape.stays else 3)
            report.check(f"{shape.name}: {shape.expected}", shape.fits(said), said)
        with nginx(hesap.port) as port:
            behind_nginx(report, hesap, port)


def behind_nginx(report, hesap, port):
    unseen, mixed_up = [], []
    for number, shape in enumerate(ALL):
        before = answered(hesap)
        said = talk(port, *shape.sent, silence=0.3)
        reached = answered(hesap) - before
        # An HTTP/0.9 answer has no head.
        seen = sum(status >= 200 for status in said.statuses) + bool(said.rest)
        if reached > seen:
            unseen.append(f"{shape.name}: {reached} reached Hesap, {said}")
        name = f"innocent-{number:04}"
        (next_one,) = talk(port, get(f"X-Request-ID: {name}", "Connection: close"), silence=3).answers
        if (next_one.status, next_one.headers.get("x-request-id")) != (200, name):
            mixed_up.append(f"{shape.name}: {next_one}")
    report.check("through nginx no request reaches Hesap that the client did not see answered", not unseen, "; ".join(unseen))
    report.check("through nginx the next client gets the answer to its own request", not mixed_up, "; ".join(mixed_up))
