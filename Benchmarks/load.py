"""What several benchmarks share: the settings of a shop under load, and how figures are printed."""

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
