#!/usr/bin/env bash
# The strangler set-up for real: one shopper through nginx, Django and Hesap on SQLite and on PostgreSQL, and then the
# guide docs/guides/beside-django.md, command by command, on PostgreSQL.
# DJANGO_PYTHON: a Python with Scripts/requirements-test.txt. HESAP_BINARY: the program, if not the debug build.
# --summary FILE: the totals are appended to that file.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
if [ -z "${POSTGRES_URL:-}" ]; then
    exec bash "$here/../../../Scripts/with-postgres.sh" bash "$here/run.sh" "$@"
fi
python="${DJANGO_PYTHON:-$here/../../../.venv-test/bin/python}"
summary=/dev/null
if [ "${1:-}" = --summary ]; then
    summary="$2"
fi
export PYTHONDONTWRITEBYTECODE=1 PYTHONUTF8=1
failed=0
for story in "journey.py --engine sqlite" "journey.py --engine postgres" follow_guide.py; do
    read -ra command <<< "$story"
    "$python" "$here/${command[0]}" "${command[@]:1}" | tee -a "$summary" || failed=1
done
exit "$failed"
