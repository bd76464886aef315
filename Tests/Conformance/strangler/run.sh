#!/usr/bin/env bash
# The strangler set-up for real: one shopper through nginx, Django and Hesap on SQLite and on PostgreSQL, and then the
# guide docs/guides/beside-django.md, command by command, on PostgreSQL.
# DJANGO_PYTHON: a Python with Scripts/requirements-test.txt. HESAP_BINARY: the program, if not the debug build.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
if [ -z "${POSTGRES_URL:-}" ]; then
    exec "$here/../../../Scripts/with-postgres.sh" "$0" "$@"
fi
python="${DJANGO_PYTHON:-$here/../../../.venv-test/bin/python}"
"$python" "$here/journey.py" --engine sqlite
"$python" "$here/journey.py" --engine postgres
"$python" "$here/follow_guide.py"
