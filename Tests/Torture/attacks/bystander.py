"""A shopper who goes on shopping while something happens to the server."""

import threading
import time

from hesap_process import Shopper
from load import percentile


class Bystander:
    """Changes the currency ten times a second, on one connection, from entering to leaving; each time to another one."""

    def __init__(self, port, pause=0.1):
        self.shopper, self.pause = Shopper(port), pause
        self.times, self.refusals = [], []
        self.done = threading.Event()
        self.thread = threading.Thread(target=self._shop)

    def _shop(self):
        turn = 0
        while not self.done.wait(self.pause):
            turn += 1
            began = time.perf_counter()
            try:
                status = self.shopper.request("POST", "/users/activate-currency/", {"currency_code": ("TRY", "USD")[turn % 2]})[0]
            except OSError as error:
                status = type(error).__name__
            self.times.append(time.perf_counter() - began)
            if status != 204:
                self.refusals.append(status)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.done.set()
        self.thread.join()

    @property
    def is_served(self):
        return bool(self.times) and not self.refusals and max(self.times) < 1

    @property
    def p99(self):
        return percentile(self.times, 0.99)

    def __str__(self):
        p50, p99, longest = (value * 1000 for value in (percentile(self.times, 0.5), self.p99, max(self.times)))
        refused = f", refused {len(self.refusals)}: {sorted(set(map(str, self.refusals)))}" if self.refusals else ""
        return f"{len(self.times)} requests, p50 / p99 / longest {p50:.1f} / {p99:.1f} / {longest:.1f} ms{refused}"
