#!/usr/bin/env bash
# bench.sh [PART...]: installs what it needs, builds what is missing, and measures Hesap beside its peers on this
# machine. Writes var/bench/results.json, table.md and plot.svg. --help names the parts and options; all parts take
# an hour, and a part that is run again replaces its results.
set -euo pipefail
cd "$(dirname "$0")/.."

bash Scripts/install-dependencies.sh nginx-light postgresql-15 postgresql-client-15 python3 python3-venv sqlite3 wrk

python="$(bash Scripts/install-python.sh bench)"

for product in hesap HesapLimits; do
    if [ ! -x ".build/release/$product" ]; then
        swift build -c release --product "$product" --static-swift-stdlib >&2
    fi
done

export POSTGRES_SETTINGS="fsync=on;${POSTGRES_SETTINGS:-}"
export PYTHONPATH="$PWD/Benchmarks"
exec bash Scripts/with-postgres.sh "$python" -m bench "$@"
