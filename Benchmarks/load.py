"""What several benchmarks share: the load by wrk, and how figures are printed."""

import dataclasses
import subprocess
import tempfile

from hesap_process import Shopper

NO_THROTTLES = {
    "THROTTLE_RATES": {
        scope: None
        for scope in ("login", "register", "password_reset", "password_reset_recipient", "reset_confirm", "anonymize")
    }
}


def report(name, value):
    print(f"{name:<72} {value}", flush=True)


def percentile(samples, share):
    return sorted(samples)[min(len(samples) - 1, int(len(samples) * share))]


@dataclasses.dataclass
class Result:
    rate: float
    p99: str
    errors: list

    def __str__(self):
        return f"{self.rate:.0f}/s, p99 {self.p99}, {'; '.join(self.errors) or 'no errors'}"


class CurrencyLoad:
    """64 connections that change the currency of guests in turn, each time to another value."""

    def __init__(self, port, shoppers, prefix=""):
        """prefix: of the path, when a peer's view is asked; it must set the same two cookies."""
        self.url = f"http://127.0.0.1:{port}"
        self.path = f"{prefix}/users/activate-currency/"
        self.shoppers = [self._shopper(port) for _ in range(shoppers)]

    def _shopper(self, port):
        shopper = Shopper(port)
        status = shopper.request("POST", self.path, {"currency_code": "USD"})[0]
        assert status == 204, status
        shopper.connection.close()
        return shopper

    def __enter__(self):
        self.script = tempfile.NamedTemporaryFile("w", suffix=".lua")
        self.script.write(wrk_script(self.path, self.shoppers))
        self.script.flush()
        return self

    def __exit__(self, *_):
        self.script.close()

    def run(self, seconds):
        text = subprocess.run(
            ["wrk", "-t1", "-c64", f"-d{seconds}s", "--timeout", "10s", "--latency", "-s", self.script.name, self.url],
            capture_output=True, text=True, check=True,
        ).stdout
        return Result(
            rate=float(text.split("Requests/sec:")[1].split()[0]),
            p99=text.split("99%")[1].split()[0],
            errors=[line.strip() for line in text.splitlines() if "Non-2xx" in line or "Socket errors" in line],
        )


def wrk_script(path, shoppers):
    """Each connection changes the currency of sessions in turn, each time to another value."""
    # Formatted in `init`, since wrk knows the Host header only then.
    lines = ["local requests = {}", "init = function()"]
    for index, shopper in enumerate(shoppers):
        for currency in ("TRY", "USD", "EUR"):
            cookies = "; ".join(f"{k}={v}" for k, v in shopper.cookies.items())
            lines.append(
                f'requests[#requests+1] = wrk.format("POST", "{path}", '
                f'{{["Content-Type"]="application/json", ["Cookie"]="{cookies}", ["X-CSRFToken"]="{shopper.cookies["csrftoken"]}"}}, '
                f"'{{\"currency_code\":\"{currency}\"}}')"
            )
    lines += [
        "end",
        f"local turn, count = 0, {len(shoppers)}",
        "request = function() turn = turn + 1; return requests[(turn % count) * 3 + (math.floor(turn / count) % 3) + 1] end",
    ]
    return "\n".join(lines)
