#!/usr/bin/env bash
# with-standby.sh COMMAND...: inside of with-postgres.sh, adds a streaming standby that confirms each commit.
# POSTGRES_URL then names both hosts; `$POSTGRES_CONTROL stop -m immediate` and `$STANDBY_CONTROL promote` are a failover.
set -euo pipefail

bin="$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)"
data="$(mktemp -d "${TMPDIR:-/tmp}/hesap-standby-XXXXXX")"
as_owner=()
if [ "$(id -u)" -eq 0 ]; then
    as_owner=(runuser -u postgres --)
    chown postgres "$data"
fi
postgres() { (cd "$data" && "${as_owner[@]}" env LC_ALL=C.UTF-8 "$bin/$1" "${@:2}"); }
trap 'postgres pg_ctl stop -s -m immediate -D "$data/db" 2> /dev/null || true; rm -rf "$data"' EXIT
trap 'exit 130' INT TERM

postgres pg_basebackup -d "$POSTGRES_URL" -D "$data/db" -R -X stream --checkpoint=fast --no-sync
port="$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')"
"${as_owner[@]}" sh -c 'echo "port=$2" >> "$1"' _ "$data/db/postgresql.conf" "$port"
# The primary's settings come by an include from its own folder, which goes with it: the standby has its own copy.
"${as_owner[@]}" sh -c 'sed "s/^port=.*//" "$(sed -n "s/^include .\(.*\).$/\1/p" "$1")" >> "$1"; sed -i "/^include .*settings/d" "$1"' \
    _ "$data/db/postgresql.conf"
postgres pg_ctl start -s -w -t 60 -D "$data/db" -l "$data/log" || { cat "$data/log" >&2; exit 1; }
# remote_apply: a database just made is there already when libpq asks the standby, the first host of the URL.
psql "$POSTGRES_URL" -X -q -c "ALTER SYSTEM SET synchronous_standby_names = '*'" \
    -c "ALTER SYSTEM SET synchronous_commit = 'remote_apply'" -c "SELECT pg_reload_conf()" > /dev/null
until [ "$(psql "$POSTGRES_URL" -X -A -t -c "SELECT sync_state FROM pg_stat_replication")" = sync ]; do sleep 0.1; done

{
    echo '#!/usr/bin/env bash'
    echo 'for open in /proc/self/fd/*; do fd="${open##*/}"; [ "$fd" -le 2 ] || eval "exec $fd>&-"; done'
    printf 'cd %q && exec %s env LC_ALL=C.UTF-8 %q "$@" -s -w -D %q\n' "$data" "${as_owner[*]}" "$bin/pg_ctl" "$data/db"
} > "$data/control"
chmod 755 "$data" "$data/control"
export STANDBY_CONTROL="$data/control"
POSTGRES_URL="$(sed -E "s#@(127\.0\.0\.1:[0-9]+)/#@127.0.0.1:$port,\1/#" <<< "$POSTGRES_URL")"
export POSTGRES_URL
"$@"
