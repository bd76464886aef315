"""Contestants take turns, round by round, so that a slow minute of the machine hits all alike."""

import dataclasses
import os
from collections.abc import Callable

from .limits import hashes_a_second, pgbench
from .processes import PeakMemory, cpu_seconds
from .send import Load, send_all

CORES = os.cpu_count()
WARM_UP_SECONDS = 1


@dataclasses.dataclass
class Options:
    rounds: int
    seconds: int
    connections: list


class Contestant:
    """One side of a comparison. `run` measures once and returns the figures."""

    def __init__(self, name, store, work):
        self.name, self.store, self.work = name, store, work

    def run(self, connections, seconds):
        raise NotImplementedError


class Web(Contestant):
    """A server, asked as fast as the connections allow."""

    def __init__(self, server, work, requests, once=False, database_pid=None):
        super().__init__(server.name, server.store, work)
        self.server, self.requests, self.once, self.database_pid = server, requests, once, database_pid

    def send(self, connections, seconds):
        requests = self.requests() if callable(self.requests) else self.requests
        return Load(self.server.port, requests, self.once).run(connections, seconds)

    def run(self, connections, seconds):
        return self.observed(lambda: self.send(connections, seconds))

    def observed(self, send: Callable):
        """Processor time is that of all the server's processes; the database's stands apart."""
        before = self._cpu()
        with PeakMemory(self.server.pid) as memory:
            result = send()
        used = [(after - then) / result.requests * 1e6 for then, after in zip(before, self._cpu())]
        figures = {
            "rate": result.rate, "requests": result.requests, "p50_ms": result.p50_ms, "p99_ms": result.p99_ms,
            "cpu_us": used[0], "memory_mb": memory.megabytes,
        }
        return figures | ({"database_cpu_us": used[1]} if self.database_pid else {})

    def _cpu(self):
        return [cpu_seconds(pid) for pid in (self.server.pid, self.database_pid) if pid]


class Slow(Web):
    """A server that hashes: so many requests as should take the seconds, each with a user of its own."""

    # A million rounds of PBKDF2 take about a tenth of a second of a core.
    HASHES_A_SECOND = 9 * CORES

    def __init__(self, server, work, prepare, hashes):
        super().__init__(server, work, prepare)
        self.hashes = hashes

    def run(self, connections, seconds):
        count = max(connections, self.HASHES_A_SECOND * seconds // self.hashes)
        requests = self.requests(self.server, count)
        return self.observed(lambda: send_all(self.server.port, requests, connections))


class PgBench(Contestant):
    """32 clients, whatever the number of connections."""

    def __init__(self, url):
        super().__init__("pgbench, bare UPDATE, 32 clients", "PostgreSQL", "activate-currency, another value")
        self.url = url

    def run(self, connections, seconds):
        return {"rate": pgbench(self.url, 32, seconds)}


class BareHash(Contestant):
    def __init__(self, work):
        super().__init__("PBKDF2 loop on all cores", "none", work)

    def run(self, connections, seconds):
        return {"rate": hashes_a_second(CORES, seconds)}


def interleaved(contestants, options, connections=None, warm_up=True):
    """A case for each contestant and number of connections, with the figures of each round."""
    cases = []
    for count in connections or options.connections:
        for each in contestants if warm_up else ():
            each.run(count, WARM_UP_SECONDS)
        rounds = [[each.run(count, options.seconds) for each in contestants] for _ in range(options.rounds)]
        for each, figures in zip(contestants, zip(*rounds)):
            cases.append(
                {
                    "work": each.work, "store": each.store, "who": each.name, "connections": count,
                    "rounds": list(figures),
                }
            )
            rates = ", ".join(f"{each_round['rate']:.4g}" for each_round in figures)
            print(f"{each.work}, {each.name}, {each.store}, {count}: {rates} a second", flush=True)
    return cases
