"""Times as the shop's JSON writes them."""

from datetime import datetime, timedelta, timezone


def iso(microseconds):
    moment = datetime.fromtimestamp(0, timezone.utc) + timedelta(microseconds=microseconds)
    return moment.isoformat().replace("+00:00", "Z")
