#!/usr/bin/env bash
# run.sh [--long] [options of pytest]: the shopper's pages in a real Chromium, against the real hesap and a real mailbox.
# HESAP_BINARY: the program, if not the debug build. Screenshots of failures and of the main pages go to var/browser.
set -euo pipefail
cd "$(dirname "$0")/../.."
bash Scripts/install-dependencies.sh python3 python3-venv chromium fonts-dejavu-core fonts-noto-core
python="$(bash Scripts/install-python.sh browser)"
if [ -z "${HESAP_BINARY:-}" ]; then
    read -ra flags <<< "${DEBUG_BUILD_FLAGS:--Xcc -O2}"
    swift build --quiet "${flags[@]}" --product hesap >&2
    HESAP_BINARY="$(swift build "${flags[@]}" --show-bin-path)/hesap"
fi
export HESAP_BINARY PYTHONDONTWRITEBYTECODE=1 PYTHONUTF8=1
exec "$python" -m pytest -c Tests/Browser/pytest.ini Tests/Browser "$@"
