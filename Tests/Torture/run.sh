#!/usr/bin/env bash
# run.sh [--short] [NAME…]: breaks what Hesap stands on, and attacks it. Names are those of faults/__init__.py and
# attacks/__init__.py; without any, all parts run. --short: a small form of each, for trying.
# HESAP_BINARY: the program, if not a fresh release build. Figures go to var/torture. Needs root for what it mounts.
set -euo pipefail
cd "$(dirname "$0")/../.."
bash Scripts/install-dependencies.sh python3 python3-venv gcc libc6-dev postgresql-15 sqlite3 nginx-light slowhttptest sqlmap

python="$(bash Scripts/install-python.sh torture)"

if [ -z "${HESAP_BINARY:-}" ]; then
    bash Scripts/install-dependencies.sh
    swift build -c release --product hesap --static-swift-stdlib
    HESAP_BINARY="$PWD/.build/release/hesap"
fi
export HESAP_BINARY PYTHONDONTWRITEBYTECODE=1 PYTHONUTF8=1
export POSTGRES_SETTINGS="fsync=on;${POSTGRES_SETTINGS:-}"
exec bash Scripts/with-postgres.sh "$python" Tests/Torture/torture.py "$@"
