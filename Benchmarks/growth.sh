#!/usr/bin/env bash
# growth.sh sqlite|postgres [--sets NAME,NAME…] [--rounds N]: how cost grows with the data; see growth/__main__.py.
set -euo pipefail
cd "$(dirname "$0")/.."
bash Scripts/install-dependencies.sh python3 python3-venv postgresql-15
python="$(bash Scripts/install-python.sh test)"
export PYTHONPATH=Benchmarks
if [ "${1:-}" = postgres ]; then
    # As PostgreSQL's documentation recommends, a quarter of the memory; and durable, as in production.
    export POSTGRES_SETTINGS="fsync=on;shared_buffers=4GB;max_wal_size=8GB"
    exec bash Scripts/with-postgres.sh "$python" -m growth "$@"
fi
exec "$python" -m growth "$@"
