#!/usr/bin/env bash
# Prints the Python of a virtual environment with what Tests/Browser needs. Made anew when the pins change.
set -euo pipefail
cd "$(dirname "$0")/.."
venv=.venv-browser
requirements=Tests/Browser/requirements.txt
if ! cmp -s "$requirements" "$venv/requirements.txt"; then
    rm -rf "$venv"
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$requirements" >&2
    cp "$requirements" "$venv/requirements.txt"
fi
echo "$PWD/$venv/bin/python"
