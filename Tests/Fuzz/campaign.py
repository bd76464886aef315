"""Fuzzes every parser in turn until each has had its time; called by run.sh.

What a parser has learned stays in var/fuzz between runs. An input that breaks a claim is kept in var/fuzz/found, and its
parser is set aside. `--keep` adds to Tests/Fuzz/Corpus what reaches a branch that no kept input reaches.
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import resource
import shutil
import signal
import subprocess
import sys
import threading
import urllib.parse

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent
BINARY = ROOT / ".build-fuzz/release/HesapFuzz"
WORK = ROOT / "var/fuzz"
FOUND = WORK / "found"
TOTALS = WORK / "totals.json"

LONGEST = {"geonames": 8192, "session_text": 4096, "inflate": 4096, "json": 4096, "form_body": 4096, "zip_bomb": 64}
DICTIONARY = {"json_body": "json", "session_payload": "json", "referer": "origin"}
SECONDS_PER_INPUT = 5

stopped = threading.Event()


def fuzzer(parser, *arguments, **options):
    """The fuzzer's process for one parser; at a crash libFuzzer speaks, and Swift's own report would keep it waiting."""
    environment = os.environ | {"HESAP_FUZZ_PARSER": parser, "SWIFT_BACKTRACE": "enable=no"}
    return subprocess.Popen([BINARY, f"-max_len={LONGEST.get(parser, 1024)}", *arguments], env=environment, **options)


def parsers():
    return subprocess.run([BINARY], capture_output=True, text=True).stdout.split()


# Corpus: one line for each input, see Replay/Corpus.swift.


def kept(parser):
    return HERE / "Corpus" / f"{parser}.txt"


def unpack(parser, folder):
    folder.mkdir(parents=True, exist_ok=True)
    lines = kept(parser).read_text().split("\n")[:-1] if kept(parser).exists() else []
    for number, line in enumerate(lines):
        (folder / f"kept-{number:04}").write_bytes(urllib.parse.unquote_to_bytes(line))


PRINTABLE = bytes(range(0x20, 0x7F)).decode().replace("%", "")


def pack(parser, folder):
    inputs = [file.read_bytes() for file in sorted(folder.iterdir(), key=lambda file: (file.name[:5] != "kept-", file.name))]
    lines = [urllib.parse.quote_from_bytes(data, safe=PRINTABLE) + "\n" for data in inputs]
    kept(parser).write_text("".join(lines))


def keep(parser):
    """One more input for each branch that the kept ones do not reach; edges alone, so that the corpus stays small."""
    folder = WORK / "merge" / parser
    shutil.rmtree(folder, ignore_errors=True)
    unpack(parser, folder)
    arguments = ["-merge=1", "-use_counters=0", folder, WORK / parser]
    if fuzzer(parser, *arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).wait() != 0:
        sys.exit(f"{parser}: the corpus cannot be merged")
    pack(parser, folder)


# Fuzzing


class Totals:
    def __init__(self):
        self.lock = threading.Lock()
        self.of = json.loads(TOTALS.read_text()) if TOTALS.exists() else {}

    def add(self, parser, seconds, log):
        with self.lock:
            entry = self.of.setdefault(parser, {"seconds": 0, "executions": 0})
            entry["seconds"] = round(entry["seconds"] + seconds, 1)
            entry["executions"] += last(r"stat::number_of_executed_units: (\d+)", log)
            entry["edges"] = last(r".*\bcov: (\d+)", log) or entry.get("edges", 0)
            entry["inputs"] = last(r".*\bcorp: (\d+)", log) or entry.get("inputs", 0)
            TOTALS.write_text(json.dumps(self.of, indent=1, sort_keys=True) + "\n")


def last(pattern, log):
    found = re.findall(pattern, log)
    return int(found[-1]) if found else 0


def is_bad(parser, artifact):
    """Whether an input breaks something by itself: a fuzzer that was stopped for a while takes its pause for a hang."""
    def limit():
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_PER_INPUT, SECONDS_PER_INPUT))
    arguments = ["-timeout=0", "-rss_limit_mb=1024", artifact]
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return fuzzer(parser, *arguments, preexec_fn=limit, **silent).wait() != 0


def fuzz(parser, seconds, totals):
    """One slice. Returns the inputs that broke something."""
    (WORK / parser).mkdir(parents=True, exist_ok=True)
    dictionary = HERE / "Dictionaries" / f"{DICTIONARY.get(parser, parser)}.dict"
    arguments = [
        f"-max_total_time={seconds}", f"-timeout={SECONDS_PER_INPUT}", "-rss_limit_mb=1024",
        f"-artifact_prefix={FOUND}/{parser}-", "-print_final_stats=1",
        *([f"-dict={dictionary}"] if dictionary.exists() else []), WORK / parser,
    ]
    log = WORK / f"{parser}.log"
    with log.open("w") as output:
        process = fuzzer(parser, *arguments, stdout=output, stderr=output)
        _, _, usage = os.wait4(process.pid, 0)
    totals.add(parser, usage.ru_utime + usage.ru_stime, log.read_text(errors="replace"))
    bad = []
    for artifact in sorted(FOUND.glob(f"{parser}-*")):
        if is_bad(parser, artifact):
            bad.append(artifact)
        else:
            artifact.unlink()
    return bad


def campaign(names, seconds, slice_seconds, jobs):
    """The parser with the least time so far is next. Returns what was found."""
    totals, found, idle = Totals(), [], set(names)
    lock = threading.Lock()

    def next_parser():
        with lock:
            due = [name for name in idle if spent(name) < seconds]
            if not due:
                return None
            parser = min(due, key=spent)
            idle.remove(parser)
            return parser

    def spent(parser):
        return totals.of.get(parser, {}).get("seconds", 0)

    def work():
        while not stopped.is_set() and (parser := next_parser()):
            before = spent(parser)
            bad = fuzz(parser, max(1, min(slice_seconds, round(seconds - before))), totals)
            print(f"{parser}: {spent(parser):.0f} s, {totals.of[parser]['executions']} inputs tried", flush=True)
            for artifact in bad:
                print(f"{parser}: BROKEN by {artifact}, see {WORK / parser}.log", flush=True)
            with lock:
                found.extend(bad)
                if not bad:
                    idle.add(parser)

    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for worker in [pool.submit(work) for _ in range(jobs)]:
            worker.result()
    return found


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=int, default=3600, help="of a core for each parser, earlier runs counted")
    options.add_argument("--slice", type=int, default=300, help="of them at once")
    options.add_argument("--jobs", type=int, default=1)
    options.add_argument("--keep", action="store_true", help="add what was learned to Tests/Fuzz/Corpus")
    options.add_argument("parser", nargs="*", help="all without one")
    chosen = options.parse_args()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    known = parsers()
    for name in chosen.parser:
        if name not in known:
            sys.exit(f"{name}: no such parser; there are {', '.join(known)}")
    FOUND.mkdir(parents=True, exist_ok=True)
    names = chosen.parser or known
    for name in names:
        unpack(name, WORK / name)
    found = campaign(names, chosen.seconds, chosen.slice, chosen.jobs)
    if chosen.keep:
        for name in names:
            keep(name)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
