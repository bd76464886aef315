#!/usr/bin/env bash
# Installs what the tests need, builds, and runs them. The last lines are the runner's own totals.
set -euo pipefail
cd "$(dirname "$0")/.."
bash Scripts/install-dependencies.sh python3 python3-venv curl sqlite3 postgresql-15

# The tests compare Hesap with a real Django. Made anew when the pins change.
venv=.venv-test
requirements=Scripts/requirements-test.txt
if ! cmp -s "$requirements" "$venv/requirements.txt"; then
    rm -rf "$venv"
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$requirements"
    cp "$requirements" "$venv/requirements.txt"
fi
export DJANGO_PYTHON="$PWD/$venv/bin/python"

read -ra flags <<< "${DEBUG_BUILD_FLAGS:--Xcc -O2}"
swift build --build-tests "${flags[@]}"
bash Scripts/with-postgres.sh swift test --skip-build "${flags[@]}"
