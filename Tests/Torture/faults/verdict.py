"""What each fault is asked in the end."""


def judge(report, name, engine, ledger, seen, normal):
    """Two checks and the line of the table."""
    name = f"{name}, {engine.name}"
    losses, state = engine.losses(ledger), engine.integrity()
    report.check(f"{name}: nothing acknowledged is lost", not losses, losses[:3] or f"of {ledger.acknowledged()}")
    report.check(f"{name}: the database is sound", state == "ok", state)
    report.fault(name, seen, f"{len(losses)} of {ledger.acknowledged()}", normal)
