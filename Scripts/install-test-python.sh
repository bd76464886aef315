#!/usr/bin/env bash
# Prints the Python of a virtual environment with the real Django that tests compare Hesap with. Made anew when the pins
# change.
set -euo pipefail
cd "$(dirname "$0")/.."
venv=.venv-test
requirements=Scripts/requirements-test.txt
if ! cmp -s "$requirements" "$venv/requirements.txt"; then
    rm -rf "$venv"
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$requirements" >&2
    cp "$requirements" "$venv/requirements.txt"
fi
echo "$PWD/$venv/bin/python"
