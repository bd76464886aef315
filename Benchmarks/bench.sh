#!/usr/bin/env bash
# bench.sh [PART...]: installs what it needs, builds what is missing, and measures Hesap beside its peers on this
# machine. Writes var/bench/results.json, table.md and plot.svg. --help names the parts and options; all parts take
# half an hour, and a part that is run again replaces its results.
set -euo pipefail
cd "$(dirname "$0")/.."

bash Scripts/install-dependencies.sh nginx-light postgresql-15 postgresql-client-15 python3 python3-venv sqlite3 wrk

venv=.venv-bench
requirements=Benchmarks/requirements.txt
if ! cmp -s "$requirements" "$venv/requirements.txt"; then
    rm -rf "$venv"
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$requirements" >&2
    cp "$requirements" "$venv/requirements.txt"
fi

for product in hesap HesapLimits; do
    if [ ! -x ".build/release/$product" ]; then
        swift build -c release --product "$product" --static-swift-stdlib >&2
    fi
done

export POSTGRES_SETTINGS="fsync=on;${POSTGRES_SETTINGS:-}"
export PYTHONPATH="$PWD/Benchmarks"
exec bash Scripts/with-postgres.sh "$venv/bin/python" -m bench "$@"
