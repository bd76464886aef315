#!/usr/bin/env bash
# Installs what the tests need, builds, and runs them. The last lines are the runner's own totals.
set -euo pipefail
cd "$(dirname "$0")/.."
bash Scripts/install-dependencies.sh python3 python3-venv curl sqlite3 postgresql-15 nginx-light openssl \
    exim4-daemon-light chromium fonts-dejavu-core fonts-noto-core

DJANGO_PYTHON="$(bash Scripts/install-python.sh test)"
export DJANGO_PYTHON

read -ra flags <<< "${DEBUG_BUILD_FLAGS:--Xcc -O2}"
swift build --build-tests "${flags[@]}"
bash Scripts/with-postgres.sh bash Tests/Conformance/run.sh
results="$(mktemp -d)"
trap 'rm -rf "$results"' EXIT
bash Tests/Browser/run.sh --junitxml "$results/browser.xml"
bash Scripts/with-postgres.sh swift test --skip-build "${flags[@]}" --xunit-output "$results/swift.xml"
# Silent unless docs/asvs.json names a test that did not run or did not pass.
python3 Scripts/check_asvs.py "$results"/*.xml
