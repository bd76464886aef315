"""Asks HesapPeer and the installed Django the same questions, and compares.

    run_tables.py --peer PATH --django-tests FOLDER --on values|sqlite|postgres [--long] [--seed N]
        [--table NAME [--case N]]

On `values` the tables that need no rows; on an engine the session rows in a new database of its own, and Django's own
session tests. PostgreSQL is that of POSTGRES_URL, whose user may create databases.
The exit status is 1 when anything differs. Each difference comes with the line that asks it again.
"""

import argparse
import sys
import time
import unittest
import warnings

import oracle
from peer import Peer

SHOWN = 5


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peer", required=True)
    parser.add_argument("--django-tests", required=True)
    parser.add_argument("--on", choices=["values", "sqlite", "postgres"], required=True)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--table")
    parser.add_argument("--case", type=int)
    parser.add_argument("--summary", help="file to which the totals are appended")
    return parser.parse_args()


def value_tables():
    import table_csrf
    import table_hashers
    import table_links
    import table_malformed
    import table_sessions
    import table_signing
    import table_validators

    return [
        table_links.Base36Encoding, table_links.Base36Decoding, table_links.UserIDEncoding, table_links.UserIDDecoding,
        table_links.Tokens, table_csrf.CSRFPairs, table_csrf.CSRFMasks, table_validators.Validators,
        table_signing.Signatures, table_signing.SessionAuthHashes, table_sessions.SessionTexts,
        table_sessions.SessionEdits, table_sessions.DamagedSessions, table_hashers.StoredPasswords,
        table_hashers.FreshPasswords, table_hashers.Renewals, table_hashers.UnusablePasswords,
        table_malformed.MalformedQuestions,
    ]  # fmt: skip


class Run:
    def __init__(self, options):
        self.options = options
        self.engine = "" if options.on == "values" else options.on
        self.peer = Peer(options.peer)
        self.failed = False

    def line(self, name, cases, differences, allowed, seconds):
        """One line of the report."""
        name = f"{name} ({self.engine})" if self.engine else name
        text = f"{name:44} {cases:8} cases {differences:4} differences {allowed:6} on purpose {seconds:7.1f} s"
        print(text, flush=True)
        if self.options.summary:
            with open(self.options.summary, "a") as file:
                file.write(text + "\n")

    def table(self, kind):
        start = time.monotonic()
        table = kind(self.peer, self.options.seed)
        table.run(self.options.long, self.options.case)
        allowed = sum(table.allowed.values())
        self.line(table.name, table.cases, len(table.differences), allowed, time.monotonic() - start)
        for reason, count in sorted(table.allowed.items()):
            print(f"    {count} on purpose: {reason}")
        for number, case, django, hesap in table.differences[:SHOWN]:
            print(f"    case {number}: {short(case)}\n      Django: {short(django)}\n      Hesap:  {short(hesap)}")
            again = f"--seed {self.options.seed} --table '{table.name}' --case {number}"
            print(f"      again: Tests/Conformance/run.sh tables {again}")
        self.failed |= bool(table.differences) or table.cases == 0

    def django_tests(self):
        import django_tests

        start = time.monotonic()
        suite = django_tests.suite()
        result = unittest.TextTestRunner(stream=sys.stderr, verbosity=0).run(suite)
        failures = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses) + len(result.skipped)
        self.line("Django's session tests", result.testsRun, failures, len(django_tests.EXEMPT), time.monotonic() - start)
        for name, reason in django_tests.EXEMPT.items():
            print(f"    not applicable: {name}: {reason}")
        self.failed |= failures > 0 or result.testsRun == 0

    def on_database(self, url):
        import engine
        from table_rows import Rows

        from django.core.management import call_command

        # Django first, as in a shop that Hesap is put beside.
        call_command("migrate", verbosity=0)
        self.peer.ask("store.open", url=url, now=int(time.time() * 1_000_000))
        engine.SessionStore.peer = self.peer
        if self.wanted("Django's session tests"):
            self.django_tests()
        if self.wanted(Rows.name):
            self.table(Rows)

    def wanted(self, name):
        return self.options.table in (None, name)

    def values(self):
        for kind in value_tables():
            if self.wanted(kind.name):
                self.table(kind)


def short(value):
    text = repr(value)
    return text if len(text) < 1_500 else f"{text[:1_000]} … {text[-400:]} ({len(text)} letters)"


def main():
    options = arguments()
    # What Django will change in a later version is none of these tables' business.
    warnings.simplefilter("ignore")
    # `sessions_tests` is a package there; our own modules come first.
    sys.path.append(options.django_tests)
    with oracle.new_database(options.on) as url:
        oracle.set_up(oracle.database_settings(url))
        run = Run(options)
        try:
            if options.on == "values":
                run.values()
            else:
                run.on_database(url)
        finally:
            ended = run.peer.close()
            oracle.disconnect()
    if ended != 0:
        print(f"HesapPeer ended with status {ended}")
    sys.exit(1 if run.failed or ended else 0)


if __name__ == "__main__":
    main()
