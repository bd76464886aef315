"""schemathesis: every operation of the served document, alone and in sequences, by a guest and by a shopper.

All its checks: no server error, nothing that the document does not say, nothing accepted that the document forbids.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

from hesap_process import ROOT, Hesap
from load import NO_THROTTLES
from report import FOLDER

HERE = pathlib.Path(__file__).resolve().parent
SETTINGS = NO_THROTTLES | {"SELF_ANONYMIZATION_ENABLED": True}
CASES = 20_000


def schema(report):
    examples = 5 if report.short else 250
    generated = 0
    for visitor in ("guest", "shopper"):
        with Hesap(SETTINGS, PASSWORD_ITERATIONS=1) as hesap:
            hesap.command("cities", "import", str(ROOT / "Data/cities/cities.txt"))
            hesap.start()
            result = attack(hesap, visitor, examples)
            log = (hesap.folder / "server.log").read_text()
            memory = hesap.memory_megabytes()
        cases, operations = result["test_cases"]["generated"], result["operations"]
        generated += cases
        report.check(f"{visitor}: it ran to its end", result["complete"] and not result["errors"], result["errors"] or result["stop_reason"])
        report.check(f"{visitor}: all operations were tested", operations["tested"] == operations["total"], operations["tested"])
        found = [f"{failure['code']} {operation}" for failure in result["failures"] for operation in failure["operations"]]
        report.check(f"{visitor}: no failure in {cases} cases", not found, "; ".join(found))
        report.check(f"{visitor}: no error in the server's log", " ERROR " not in log, log[-300:] if " ERROR " in log else "")
        report.row(f"{visitor}: memory of the server afterwards", f"{memory:.0f} MB")
    if not report.short:
        report.check(f"at least {CASES} cases in all", generated >= CASES, generated)


def attack(hesap, visitor, examples):
    """What schemathesis says of its run; each failure with its request stands in var/torture."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="hesap-schema-") as folder, open(FOLDER / f"schema-{visitor}.log", "w") as output:
        environment = {
            **os.environ, "SCHEMATHESIS_HOOKS": "attacks.schema_hooks", "PYTHONPATH": os.pathsep.join(sys.path),
            "TORTURE_PORT": str(hesap.port), "TORTURE_VISITOR": visitor,
        }
        program = pathlib.Path(sys.executable).parent / "schemathesis"
        subprocess.run(
            [program, "--config-file", HERE / "schemathesis.toml", "run", f"http://127.0.0.1:{hesap.port}/openapi.json"]
            + ["--checks", "all", "--phases", "examples,coverage,fuzzing,stateful", "--max-examples", str(examples)]
            + ["--continue-on-failure", "--report", "json", "--report-json-path", f"{folder}/result.json", "--no-color"],
            env=environment, cwd=folder, stdout=output,
        )
        return json.loads(pathlib.Path(folder, "result.json").read_text())
