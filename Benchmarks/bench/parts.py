"""The parts of a run. Each is complete in itself: what is compared is measured side by side, by turns."""

import contextlib
import dataclasses
import functools
import os
import pathlib
import re
import signal
import tempfile
import time

from psql import fresh_database, psql

from . import accounts_work, work
from .django_peer import DjangoPeer
from .fastapi_peer import FastAPIPeer
from .hesap_shop import HesapShop
from .limits import Constant, Nginx
from .measure import BareHash, PgBench, Slow, Web, interleaved
from .processes import memory_megabytes
from .send import Load
from .wire import ask_once

# So many accounts are prepared for each run of `anonymize`; it ends when they are used up.
ACCOUNTS = 4000
# Three processes each; sync closes the connection after each answer.
GUNICORNS = {
    "sync": ("-k", "sync"),
    "1 thread": ("-k", "gthread", "--threads", "1"),
    "2 threads": ("-k", "gthread", "--threads", "2"),
    "4 threads": ("-k", "gthread", "--threads", "4"),
}
# A p99 of a light load needs its time: some 400 requests a second.
PACED_ROUNDS_LONGER = 3
# For each round that is asked for: the bar leaves a twentieth, and a turn of three seconds is off by up to a fifth.
BARE_HASH_TURNS = 7


@contextlib.contextmanager
def sqlite(*kinds):
    """Started servers, each on a new file."""
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hesap-bench-")))
        shops = []
        for kind in kinds:
            url = f"sqlite:{folder}/{kind.name}.sqlite3"
            shops.append(stack.enter_context(kind(url) if kind is FastAPIPeer else kind("SQLite", url)))
            shops[-1].start()
        yield shops


@contextlib.contextmanager
def postgres(*kinds):
    """Started servers, each on a new database of the one PostgreSQL, and the process of that."""
    with contextlib.ExitStack() as stack:
        shops = []
        for kind in kinds:
            shops.append(stack.enter_context(kind("PostgreSQL", fresh_database(re.sub(r"\W+", "_", kind.name.lower())))))
            shops[-1].start()
        folder = pathlib.Path(psql(os.environ["POSTGRES_URL"], "SHOW data_directory"))
        yield shops, int((folder / "postmaster.pid").read_text().split()[0])


def web(shop, job, **named):
    job.check(shop)
    return Web(shop, job.name, job.prepare(shop), **named)


def side_by_side(job):
    """Hesap and Django on SQLite."""

    def part(options):
        with sqlite(HesapShop, DjangoPeer) as shops:
            return {"cases": interleaved([web(shop, job) for shop in shops], options)}

    return part


def session_view(job):
    """Also against the framework alone, which gets such requests and answers the very bytes, and nginx."""

    def part(options):
        with contextlib.ExitStack() as stack:
            shops = stack.enter_context(sqlite(HesapShop, DjangoPeer))
            contestants = [web(shop, job) for shop in shops]
            body = ask_once(shops[0].port, contestants[0].requests[0])[1]
            for limit in (Constant(body), Nginx()):
                stack.enter_context(limit).start()
                request = limit.request("GET", "/users/session/", session="a" * 32)
                assert ask_once(limit.port, request) == limit.answer
                contestants.append(Web(limit, job.name, [request]))
            return {"cases": interleaved(contestants, options)}

    return part


def on_postgres(options):
    """Beside pgbench, which writes into a table of the same database."""
    with postgres(HesapShop, DjangoPeer) as (shops, pid):
        contestants = [web(shop, work.CHANGE_CURRENCY, database_pid=pid) for shop in shops]
        return {"cases": interleaved([*contestants, PgBench(shops[0].url)], options)}


def gunicorn(options):
    """Hesap beside Django with each kind of workers; `DjangoPeer.workers` names the choice of the other parts."""

    def currency(shops):
        return [Web(shop, "activate-currency, gunicorn's workers", work.change_currency(shop)) for shop in shops]

    kinds = [
        type(f"Django, {name}", (DjangoPeer,), {"name": f"Django, {name}", "workers": ("-w", "3", *arguments)})
        for name, arguments in GUNICORNS.items()
    ]
    with sqlite(HesapShop, *kinds) as files, postgres(HesapShop, *kinds) as (tables, _):
        return {"cases": [case for shops in (files, tables) for case in interleaved(currency(shops), options, [64])]}


def anonymize(options):
    """Each request uses up an account: a run ends when `ACCOUNTS` are."""

    def contestant(shop):
        accounts_work.check_anonymize(shop)
        requests = functools.partial(accounts_work.anonymize, shop, ACCOUNTS)
        return Web(shop, accounts_work.ANONYMIZE.name, requests, once=True)

    with sqlite(HesapShop, DjangoPeer) as shops:
        return {"cases": interleaved([contestant(shop) for shop in shops], options)}


def slow(server, job, hashes):
    job.check(server)
    return Slow(server, job.name, job.prepare, hashes)


def crowd(contestants, options, connections):
    """One hash keeps a core for a tenth of a second: in a crowd a request waits for minutes, so it takes one round.

    A rehearsal, which has one number of connections, leaves crowds out.
    """
    if len(options.connections) == 1:
        return []
    return interleaved(contestants, dataclasses.replace(options, rounds=1), connections, warm_up=False)


def bare_hash(options):
    """Sign-ins beside what they are made of, by many short turns: of a single pair the machine decides a fifth."""
    job = accounts_work.BESIDE_BARE_HASH
    many = dataclasses.replace(options, rounds=BARE_HASH_TURNS * options.rounds)
    with sqlite(HesapShop) as (hesap,):
        return {"cases": interleaved([slow(hesap, job, 1), BareHash(job.name)], many, [16])}


def sign_in(options):
    with sqlite(HesapShop, DjangoPeer, FastAPIPeer) as (hesap, django, fastapi):
        contestants = [
            slow(hesap, accounts_work.SIGN_IN, 1),
            BareHash(accounts_work.SIGN_IN.name),
            slow(django, accounts_work.SIGN_IN, 1),
            slow(fastapi, accounts_work.FASTAPI_SIGN_IN, 1),
        ]
        cases = interleaved(contestants, options, [1, 16])
        return {"cases": cases + crowd(contestants, options, [64, 256])}


def confirm_reset(options):
    """Seven hashes: the new password against the current one and five old ones, and its own.

    The token of fastapi-users holds one more. Of a crowd Hesap lets in what it can answer in time and tells the others
    when to come again; what they wait for counts from their first try. Of 256 fastapi-users answered some with 500
    after minutes, presumably those who had waited for SQLite's lock for five: it hashes inside its transaction.
    """
    with sqlite(HesapShop, DjangoPeer, FastAPIPeer) as (hesap, django, fastapi):
        contestants = [
            slow(hesap, accounts_work.CONFIRM_RESET, 7),
            slow(django, accounts_work.CONFIRM_RESET, 7),
            slow(fastapi, accounts_work.FASTAPI_CONFIRM_RESET, 7),
        ]
        cases = interleaved(contestants, options, [1, 16])
        cases += crowd(contestants, options, [64])
        return {"cases": cases + crowd(contestants[:2], options, [256])}


def others(options):
    """A light, paced load of another kind, alone and while sign-ins keep all cores hashing."""

    def pace(shop, requests):
        result = Load(shop.port, requests).run(connections=4, seconds=PACED_ROUNDS_LONGER * options.seconds, pause_ms=10)
        return dataclasses.asdict(result)

    cases = []
    with sqlite(HesapShop, DjangoPeer) as shops:
        paced = [work.change_currency(shop) for shop in shops]
        idle, busy = [[] for _ in shops], [[] for _ in shops]
        for _ in range(options.rounds):
            for index, shop in enumerate(shops):
                idle[index].append(pace(shop, paced[index]))
                with signing_in(shop):
                    busy[index].append(pace(shop, paced[index]))
        for shop, alone, beside in zip(shops, idle, busy):
            for name, rounds in (("paced currency, idle", alone), ("paced currency, while hashing", beside)):
                case = {"work": name, "store": shop.store, "who": shop.name, "connections": 4, "rounds": rounds}
                cases.append(case)
    return {"cases": cases}


@contextlib.contextmanager
def signing_in(shop, connections=16):
    """Sign-ins without a pause by a process of their own."""
    requests = accounts_work.sign_in(shop, 64)
    with tempfile.NamedTemporaryFile(suffix=".requests") as file:
        load = Load(shop.port, requests).start(file, connections, seconds=600)
        time.sleep(1)
        yield
        load.send_signal(signal.SIGINT)
        assert Load.result(load).requests > 0


def start(options, starts=10):
    """Start to first answer, and memory a second later."""
    with sqlite(HesapShop, DjangoPeer, FastAPIPeer) as shops:
        rounds = [[] for _ in shops]
        for _ in range(starts):
            for shop, figures in zip(shops, rounds):
                shop.stop()
                seconds = shop.start()
                time.sleep(1)
                figures.append({"start_ms": seconds * 1e3, "idle_mb": memory_megabytes(shop.pid)})
        cases = [
            {"work": "start", "store": shop.store, "who": shop.name, "connections": 0, "rounds": figures}
            for shop, figures in zip(shops, rounds)
        ]
    return {"cases": cases}


PARTS = {
    "start": start,
    "currency": side_by_side(work.CHANGE_CURRENCY),
    "same": side_by_side(work.SAME_CURRENCY),
    "city": side_by_side(work.CHOOSE_CITY),
    "search": side_by_side(work.SEARCH_CITY),
    "guest": session_view(work.GUEST_VIEW),
    "shopper": session_view(work.SHOPPER_VIEW),
    "postgres": on_postgres,
    "gunicorn": gunicorn,
    "anonymize": anonymize,
    "bare-hash": bare_hash,
    "sign-in": sign_in,
    "reset": confirm_reset,
    "others": others,
}
