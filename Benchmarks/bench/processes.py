"""Processor time and memory of a server with all its processes, from /proc."""

import os
import pathlib
import re
import threading

TICK = os.sysconf("SC_CLK_TCK")


def tree(pid):
    children = [
        child
        for task in pathlib.Path(f"/proc/{pid}/task").iterdir()
        for child in (task / "children").read_text().split()
    ]
    return [pid, *(each for child in children for each in tree(int(child)))]


def cpu_seconds(pid):
    """User and system time of the process, its living children and those that it has waited for."""
    ticks = 0
    for each in tree(pid):
        field = pathlib.Path(f"/proc/{each}/stat").read_text().rsplit(")", 1)[1].split()
        ticks += sum(int(value) for value in field[11:15])
    return ticks / TICK


def memory_megabytes(pid):
    """Resident memory; of several processes, what they share is counted once."""
    processes = tree(pid)
    kind = "Rss" if len(processes) == 1 else "Pss"
    kilobytes = 0
    for each in processes:
        text = pathlib.Path(f"/proc/{each}/smaps_rollup").read_text()
        kilobytes += int(re.search(rf"^{kind}:\s+(\d+)", text, re.MULTILINE).group(1))
    return kilobytes / 1024


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
