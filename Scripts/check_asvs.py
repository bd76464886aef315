#!/usr/bin/env python3
"""check_asvs.py [RESULTS.xml ...]: compares docs/asvs.json with the results of this run (JUnit XML of Swift and pytest).

Without results it prints how many clauses hold, chapter by chapter. With results it is silent if every test that the
file names ran and passed; else it prints each fault and ends with 1.
"""

import json
import re
import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
VERDICTS = ("holds", "does not hold", "does not apply")
# Levels 1 and 2 in the chapters that the file lists, counted in the standard: no clause is left out silently.
CLAUSES = 208
# Only a clause that asks for a document is proved by one.
DOCUMENTATION = re.compile(r"V(2|6|7|8|11|13|14|15|16)\.1\.\d+")


def main(results):
    assessment = json.loads((ROOT / "docs/asvs.json").read_text(encoding="utf-8"))
    if not results:
        print(counts(assessment["clauses"]))
        return 0
    faults = faults_of_list(assessment["clauses"])
    faults += faults_of_tests(assessment["clauses"], outcomes(results))
    for fault in faults:
        print(f"docs/asvs.json: {fault}", file=sys.stderr)
    return 1 if faults else 0


# What the file says by itself


def faults_of_list(clauses):
    ids = [clause["id"] for clause in clauses]
    faults = [f"{one} is no id of a clause" for one in ids if not re.fullmatch(r"V\d+\.\d+\.\d+", one)]
    if faults:
        return faults
    if ids != sorted(set(ids), key=place):
        faults.append("the ids are not sorted, or one stands twice")
    if len(ids) != CLAUSES:
        faults.append(f"{len(ids)} clauses are listed, not {CLAUSES}")
    return faults + [f"{clause['id']} {fault}" for clause in clauses for fault in faults_of_clause(clause)]


def place(clause_id):
    return [int(part) for part in clause_id[1:].split(".")]


def faults_of_clause(clause):
    verdict, documents = clause.get("verdict"), clause.get("documents", [])
    if clause.get("level") not in (1, 2) or not clause.get("about") or verdict not in VERDICTS:
        yield "needs a level of 1 or 2, a few words about it, and a verdict of: " + ", ".join(VERDICTS)
    if verdict == "holds" and not clause.get("tests", []) + documents:
        yield "holds, but names no proof"
    if verdict != "holds" and not clause.get("why"):
        yield f"{verdict}, but does not say why"
    if documents and not DOCUMENTATION.fullmatch(clause["id"]):
        yield "is not proved by a document"
    for document in documents:
        if not exists(document):
            yield f"names {document}, which is not there"


def exists(document):
    """A file of the repository, or a heading in one: docs/features/mail.md#smtp."""
    path, _, anchor = document.partition("#")
    if not (ROOT / path).is_file():
        return False
    headings = re.findall(r"^#+ (.+)$", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)
    anchors = [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]
    return not anchor or anchor in anchors


# What the run says


def outcomes(results):
    """Whether each test of the run passed, in all of its cases; one that was skipped did not."""
    passed = {}
    for file in results:
        for suite in ElementTree.parse(file).iter("testsuite"):
            for case in suite.iter("testcase"):
                name = test_id(suite.get("name"), case.get("classname"), case.get("name"))
                is_good = not any(child.tag in ("failure", "error", "skipped") for child in case)
                passed[name] = passed.get(name, True) and is_good
    return passed


def test_id(suite, group, name):
    """As `swift test list` and pytest print it, without a pytest's parameters."""
    if suite == "pytest":
        return f"Tests/Browser/{group}.py::{name.partition('[')[0]}"
    module, _, suites = group.partition(".")
    return f"{module}.{suites.replace('.', '/')}/{name}"


def faults_of_tests(clauses, passed):
    for clause in clauses:
        for test in clause.get("tests", []):
            if not passed.get(test, False):
                yield f"{clause['id']} names {test}, which " + ("did not pass" if test in passed else "did not run")


# What a reader wants to know


def counts(clauses):
    rows = Counter((clause["id"].partition(".")[0], clause["verdict"]) for clause in clauses)
    chapters = sorted({chapter for chapter, _ in rows}, key=lambda chapter: int(chapter[1:]))
    lines = ["chapter  " + "  ".join(VERDICTS)]
    lines += [f"{chapter:7}  " + numbers([rows[chapter, verdict] for verdict in VERDICTS]) for chapter in chapters]
    totals = [sum(rows[chapter, verdict] for chapter in chapters) for verdict in VERDICTS]
    return "\n".join([*lines, "all      " + numbers(totals)])


def numbers(row):
    return "  ".join(f"{number:{len(verdict)}}" for number, verdict in zip(row, VERDICTS, strict=True))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
