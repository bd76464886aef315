#!/usr/bin/env bash
# with-postgres.sh COMMAND...: runs the command with a private PostgreSQL of Debian's, which is gone afterwards.
# The command finds it in POSTGRES_URL, the URL of its maintenance database, whose user may create others.
# It keeps its data in a temporary folder and listens on 127.0.0.1 on a free port.
# POSTGRES_SETTINGS: more lines of postgresql.conf, separated by ";", such as "fsync=on": tests need no durability of
# the machine, benchmarks do.
set -euo pipefail

# shellcheck source=postgres-server.sh
. "$(dirname "$0")/postgres-server.sh"

password="$(head -c 16 /dev/urandom | od -An -tx1 | tr -d ' \n')"
install -m 600 /dev/null "$data/password"
echo "$password" > "$data/password"
if [ "$(id -u)" -eq 0 ]; then chown postgres "$data/password"; fi
postgres initdb -D "$data/db" -U hesap --auth=scram-sha-256 --pwfile="$data/password" -E UTF8 --locale=C.UTF-8 \
    --no-sync > "$data/initdb.log" 2>&1 || { cat "$data/initdb.log" >&2; exit 1; }
"${as_owner[@]}" sh -c 'echo "include '"'$data/settings'"'" >> "$1"' _ "$data/db/postgresql.conf"

# Another program may take the port between the look and the start; then another one is tried.
started=
for _ in 1 2 3 4 5; do
    port="$(python3 "$(dirname "$0")/free_port.py")"
    printf '%s\n' "port=$port" "listen_addresses='127.0.0.1'" "unix_socket_directories=''" max_connections=300 fsync=off \
        "${POSTGRES_SETTINGS:-}" | tr ';' '\n' > "$data/settings"
    chmod 644 "$data/settings"
    if postgres pg_ctl start -s -w -t 60 -D "$data/db" -l "$data/log" 2> /dev/null; then
        started=yes
        break
    fi
done
if [ -z "$started" ]; then
    echo "PostgreSQL does not start:" >&2
    cat "$data/log" >&2
    exit 1
fi

export POSTGRES_URL="postgres://hesap:$password@127.0.0.1:$port/postgres"
# For tests that stop and start the server: `$POSTGRES_CONTROL stop -m fast`, and `… start`.
write_control
export POSTGRES_CONTROL="$data/control"
"$@"
