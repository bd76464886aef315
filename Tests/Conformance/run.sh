#!/usr/bin/env bash
# run.sh [PART] [--long] [--seed N] [more options of the part]: Hesap against the real Django.
# Parts: tables (case tables and Django's own session tests, on SQLite and PostgreSQL), walk (a random walk through both
# servers), strangler (nginx before both, and the guide followed). Without a part: all of them.
# Prints the totals of all parts at the end of a whole run; the status is 1 when anything differs.
# Uses the PostgreSQL of POSTGRES_URL, or starts a private one.
set -euo pipefail
cd "$(dirname "$0")/../.."
if [ -z "${POSTGRES_URL:-}" ]; then
    exec bash Scripts/with-postgres.sh bash Tests/Conformance/run.sh "$@"
fi

parts=(tables walk strangler)
whole=yes
if [ $# -gt 0 ] && [[ "$1" != -* ]]; then
    parts=("$1")
    whole=
    shift
fi
python="$(bash Scripts/install-python.sh test)"
read -ra flags <<< "${DEBUG_BUILD_FLAGS:--Xcc -O2}"
summary="$(mktemp)"
trap 'rm -f "$summary"' EXIT
failed=0

tables() {
    local django_tests command
    swift build --quiet "${flags[@]}" --product HesapPeer >&2
    # Beside the virtual environment; .gitignore has both.
    django_tests="$("$python" Tests/Conformance/tables/django_source.py "$PWD/.venv-django")"
    command=("$python" Tests/Conformance/tables/run_tables.py --peer "$(swift build "${flags[@]}" --show-bin-path)/HesapPeer"
        --django-tests "$django_tests" --summary "$summary" "$@")
    export PYTHONDONTWRITEBYTECODE=1 PYTHONUTF8=1
    "${command[@]}" --on values || failed=1
    "${command[@]}" --on sqlite || failed=1
    "${command[@]}" --on postgres || failed=1
}

# The last two need no more than to know whether the run is long; other options are of the tables, unless asked for alone.
servers_of() {
    local part="$1" long=()
    shift
    if [ -z "$whole" ]; then
        long=("$@")
    elif [[ " $* " == *" --long "* ]] && [ "$part" = walk ]; then
        long=(--long)
    fi
    swift build --quiet "${flags[@]}" --product hesap >&2
    DJANGO_PYTHON="$python" HESAP_BINARY="$(swift build "${flags[@]}" --show-bin-path)/hesap" \
        bash "Tests/Conformance/$part/run.sh" --summary "$summary" "${long[@]}" || failed=1
}

for part in "${parts[@]}"; do
    case "$part" in
        tables) tables "$@" ;;
        walk | strangler) servers_of "$part" "$@" ;;
        *) echo "no such part: $part" >&2 && exit 64 ;;
    esac
done

if [ -n "$whole" ]; then
    echo
    echo "All parts, with Django $("$python" -c 'import django; print(django.get_version())'):"
    cat "$summary"
fi
if [ "$failed" -eq 0 ]; then echo "No differences."; else echo "THERE ARE DIFFERENCES: see above."; fi
exit "$failed"
