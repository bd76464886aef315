#!/usr/bin/env bash
# install-python.sh bench|browser|test|torture: prints the Python of a virtual environment, .venv-NAME, with what that part
# needs; `test` has the real Django that tests compare Hesap with. Made anew when the pins change.
set -euo pipefail
cd "$(dirname "$0")/.."
case "$1" in
    bench) requirements=Benchmarks/requirements.txt ;;
    browser) requirements=Tests/Browser/requirements.txt ;;
    test) requirements=Scripts/requirements-test.txt ;;
    torture) requirements=Tests/Torture/requirements.txt ;;
    *) echo "install-python.sh: $1 is none of bench, browser, test and torture" >&2; exit 64 ;;
esac
venv=".venv-$1"
if ! cmp -s "$requirements" "$venv/requirements.txt"; then
    rm -rf "$venv"
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$requirements" >&2
    cp "$requirements" "$venv/requirements.txt"
fi
echo "$PWD/$venv/bin/python"
