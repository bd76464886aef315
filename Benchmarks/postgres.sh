#!/usr/bin/env bash
# Runs postgres.py with a private PostgreSQL that writes durably. Needs wrk and the virtual environment of `make test`.
set -euo pipefail
cd "$(dirname "$0")/.."
bash Scripts/install-dependencies.sh postgresql-15 postgresql-client-15 wrk
export POSTGRES_SETTINGS="fsync=on;${POSTGRES_SETTINGS:-}"
exec bash Scripts/with-postgres.sh "$PWD/.venv-test/bin/python" Benchmarks/postgres.py "$@"
