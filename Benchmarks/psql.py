"""Databases of the private PostgreSQL that Scripts/with-postgres.sh runs."""

import os
import subprocess
import urllib.parse


def psql(url, sql):
    command = ["psql", url, "-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", "-c", sql]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def fresh_database(name):
    server = os.environ["POSTGRES_URL"]
    psql(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    psql(server, f"CREATE DATABASE {name}")
    return urllib.parse.urlsplit(server)._replace(path="/" + name).geturl()
