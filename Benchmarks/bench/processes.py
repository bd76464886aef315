"""Processor time and memory of a server with all its processes, from /proc."""

import os
import pathlib
import re
import threading

TICK = os.sysconf("SC_CLK_TCK")


def read(pid, file):
    """A process of PostgreSQL's may end at any moment; its processor time is its parent's then."""
    try:
        return pathlib.Path(f"/proc/{pid}/{file}").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def tree(pid):
    """Children are listed by the thread that made them."""
    try:
        tasks = os.listdir(f"/proc/{pid}/task")
    except (FileNotFoundError, ProcessLookupError):
        tasks = []
    children = [child for task in tasks for child in read(pid, f"task/{task}/children").split()]
    return [pid, *(each for child in children for each in tree(int(child)))]


def cpu_seconds(pid):
    """User and system time of the process, its living children and those that it has waited for."""
    ticks = 0
    for each in tree(pid):
        fields = read(each, "stat").rsplit(")", 1)[-1].split()
        ticks += sum(int(value) for value in fields[11:15])
    return ticks / TICK


def memory_megabytes(pid):
    """Resident memory; of several processes, what they share is counted once."""
    processes = tree(pid)
    kind = "Rss" if len(processes) == 1 else "Pss"
    texts = [read(each, "smaps_rollup") for each in processes]
    found = [re.search(rf"^{kind}:\s+(\d+)", text, re.MULTILINE) for text in texts]
    return sum(int(match.group(1)) for match in found if match) / 1024


class PeakMemory:
    """The most memory that a server had while this was open, looked at twice a second."""

    def __init__(self, pid):
        self.pid, self.megabytes = pid, 0.0
        self.done = threading.Event()
        self.thread = threading.Thread(target=self._watch)

    def _watch(self):
        while not self.done.wait(0.5):
            self.megabytes = max(self.megabytes, memory_megabytes(self.pid))

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.done.set()
        self.thread.join()
