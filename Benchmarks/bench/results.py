"""The results of all parts in one file, and how figures of two contestants are compared."""

import datetime
import hashlib
import importlib.metadata
import json
import os
import pathlib
import platform
import re
import sqlite3
import statistics
import subprocess
import tempfile

from hesap_process import BINARY, ROOT

FOLDER = ROOT / "var/bench"
FILE = FOLDER / "results.json"
PACKAGES = ("django", "djangorestframework", "gunicorn", "psycopg", "fastapi", "fastapi-users", "uvicorn", "uvloop")


def load():
    return json.loads(FILE.read_text()) if FILE.exists() else {"parts": {}}


def add(results, name, part):
    """One part, with when and by which code: parts may be run one after the other."""
    results["machine"] = machine()
    digest = hashlib.sha256(BINARY.read_bytes()).hexdigest()[:12]
    moment = f"{datetime.datetime.now():%Y-%m-%d %H:%M}"
    results["parts"][name] = part | {"at": moment, "commit": commit(), "binary": digest}


def write(results):
    FOLDER.mkdir(parents=True, exist_ok=True)
    FILE.write_text(json.dumps(results, indent=1, ensure_ascii=False))


def _output(*command):
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT).stdout.strip()


def commit():
    return _output("git", "describe", "--always", "--dirty")


def machine():
    memory = re.search(r"MemTotal:\s+(\d+)", pathlib.Path("/proc/meminfo").read_text()).group(1)
    model = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    release = re.search(r'PRETTY_NAME="(.*)"', pathlib.Path("/etc/os-release").read_text()).group(1)
    return {
        "processor": model.group(1) if model else platform.machine(),
        "cores": os.cpu_count(),
        "memory_gib": round(int(memory) / 2**20),
        "system": f"{release}, Linux {platform.release()}",
        "disk": _output("findmnt", "--noheadings", "--output", "FSTYPE", "--target", tempfile.gettempdir()),
        "swift": _output("swift", "--version").splitlines()[0],
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "postgresql": _output("/usr/lib/postgresql/15/bin/postgres", "--version").split()[2],
        "nginx": _output("sh", "-c", "/usr/sbin/nginx -v 2>&1").split("/")[-1],
        "packages": {name: importlib.metadata.version(name) for name in PACKAGES},
    }


def cases(results):
    return [case for part in results["parts"].values() for case in part["cases"]]


def find(results, work, who, store=None, connections=None):
    """The rounds of one case, or None when its part was not run."""
    for case in cases(results):
        if (case["work"], case["who"]) != (work, who) or store not in (None, case["store"]):
            continue
        if connections in (None, case["connections"]):
            return case["rounds"]
    return None


def values(rounds, figure):
    return [each[figure] for each in rounds if figure in each]


def ratios(ours, theirs, figure):
    """Round by round: both sides of a ratio were measured within seconds of each other."""
    return [a / b for a, b in zip(values(ours, figure), values(theirs, figure)) if b]


median = statistics.median
