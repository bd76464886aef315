"""What Hesap itself says of the requests that reached it."""

import re
import urllib.request


def metrics(hesap):
    return urllib.request.urlopen(f"http://127.0.0.1:{hesap.ops_port}/metrics").read().decode()


def answered(hesap):
    """Requests that Hesap has answered since its start."""
    counts = re.findall(r"^hesap_http_requests_total\{.*\} (\S+)$", metrics(hesap), re.MULTILINE)
    return sum(int(float(count)) for count in counts)
