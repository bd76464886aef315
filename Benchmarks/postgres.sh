#!/usr/bin/env bash
# Runs postgres.py with a private PostgreSQL that writes durably.
set -euo pipefail
cd "$(dirname "$0")/.."
bash Scripts/install-dependencies.sh postgresql-15 postgresql-client-15 python3
export POSTGRES_SETTINGS="fsync=on;${POSTGRES_SETTINGS:-}"
exec bash Scripts/with-postgres.sh python3 Benchmarks/postgres.py "$@"
