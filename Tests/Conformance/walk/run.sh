#!/usr/bin/env bash
# The random walk on SQLite and on PostgreSQL. Short: 200 steps in all. With --long: 20 seeds of 250 steps on each, and
# the proof that wrong settings are noticed.
# DJANGO_PYTHON: a Python with Scripts/requirements-test.txt. HESAP_BINARY: the program, if not the debug build.
# --summary FILE: the totals are appended to that file.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
if [ -z "${POSTGRES_URL:-}" ]; then
    exec bash "$here/../../../Scripts/with-postgres.sh" bash "$here/run.sh" "$@"
fi
python="${DJANGO_PYTHON:-$here/../../../.venv-test/bin/python}"
size=(--seeds 2 --steps 50)
long=
summary=/dev/null
while [ $# -gt 0 ]; do
    case "$1" in
        --long) long=yes size=(--seeds 20 --steps 250) ;;
        --summary) summary="$2" && shift ;;
        *) echo "walk/run.sh [--long] [--summary FILE]" >&2 && exit 64 ;;
    esac
    shift
done
export PYTHONDONTWRITEBYTECODE=1 PYTHONUTF8=1
failed=0
totals="$(mktemp)"
trap 'rm -f "$totals"' EXIT
for engine in sqlite postgres; do
    "$python" "$here/walk.py" --engine "$engine" "${size[@]}" > "$totals" || failed=1
    cat "$totals"
    tail -n 1 "$totals" >> "$summary"
done
if [ -n "$long" ]; then
    "$python" "$here/notices.py" || failed=1
fi
exit "$failed"
