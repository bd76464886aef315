"""What a part of the torture found: figures, checks that passed or failed, and what a fault did."""

import dataclasses
import json
import pathlib
import time

FOLDER = pathlib.Path(__file__).resolve().parent.parent.parent / "var/torture"


@dataclasses.dataclass
class Fault:
    """One line of the table of faults; texts, as they shall be read there."""

    what: str
    seen: str
    lost: str
    normal: str


class Report:
    """One for each part. `short` asks the part to be small."""

    def __init__(self, name, short=False):
        self.name, self.short = name, short
        self.began = time.monotonic()
        self.rows, self.checks, self.faults = [], [], []

    def row(self, what, measured):
        """A figure that is told, whatever it is."""
        self.rows.append((what, str(measured)))
        self.say(what, measured)

    def check(self, what, passed, measured=""):
        """What must hold; `measured` is the evidence. Returns `passed`."""
        self.checks.append((what, bool(passed), str(measured)))
        self.say(f"{'passed' if passed else 'FAILED'}: {what}", measured)
        return bool(passed)

    def fault(self, what, seen, lost, normal):
        """What a client saw of a fault, what was lost, and how long it took until all was as before."""
        self.faults.append(Fault(what, str(seen), str(lost), str(normal)))
        self.say(what, f"{seen}; lost: {lost}; until normal: {normal}")

    @property
    def failed(self):
        return [what for what, passed, _ in self.checks if not passed]

    def say(self, what, measured=""):
        """Progress; it stands in no table."""
        print(f"{time.monotonic() - self.began:7.1f} s  {self.name}: {what}  {measured}".rstrip(), flush=True)

    def save(self):
        FOLDER.mkdir(parents=True, exist_ok=True)
        content = {
            "part": self.name,
            "ended": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "seconds": round(time.monotonic() - self.began, 1),
            "short": self.short,
            "faults": [dataclasses.asdict(fault) for fault in self.faults],
            "rows": [dict(zip(("what", "measured"), row)) for row in self.rows],
            "checks": [dict(zip(("what", "passed", "measured"), check)) for check in self.checks],
        }
        (FOLDER / f"{self.name}.json").write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def table(head, rows):
    """Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in line) + " |" for line in lines)


def closing(reports):
    """The tables of all parts, and the totals as the last line."""
    faults = [(fault.what, fault.seen, fault.lost, fault.normal) for report in reports for fault in report.faults]
    figures = [(report.name, what, measured) for report in reports for what, measured in report.rows]
    checks = [
        (report.name, what, "passed" if passed else "FAILED", measured)
        for report in reports for what, passed, measured in report.checks
    ]
    failed = sum(len(report.failed) for report in reports)
    parts = [
        table(["fault", "a client sees", "lost", "until normal"], faults) if faults else "",
        table(["part", "figure", "measured"], figures) if figures else "",
        table(["part", "check", "", "measured"], checks),
        f"{len(checks) - failed} passed, {failed} failed",
    ]
    return "\n\n".join(part for part in parts if part)
