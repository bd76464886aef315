#!/usr/bin/env bash
# with-standby.sh COMMAND...: inside of with-postgres.sh, adds a streaming standby that confirms each commit.
# POSTGRES_URL then names both hosts; `$POSTGRES_CONTROL stop -m immediate` and `$STANDBY_CONTROL promote` are a failover.
set -euo pipefail

# shellcheck source=postgres-server.sh
. "$(dirname "$0")/postgres-server.sh"

postgres pg_basebackup -d "$POSTGRES_URL" -D "$data/db" -R -X stream --checkpoint=fast --no-sync
port="$(python3 "$(dirname "$0")/free_port.py")"
"${as_owner[@]}" sh -c 'echo "port=$2" >> "$1"' _ "$data/db/postgresql.conf" "$port"
# The primary's settings come by an include from its own folder, which goes with it: the standby has its own copy.
"${as_owner[@]}" sh -c 'sed "s/^port=.*//" "$(sed -n "s/^include .\(.*\).$/\1/p" "$1")" >> "$1"; sed -i "/^include .*settings/d" "$1"' \
    _ "$data/db/postgresql.conf"
postgres pg_ctl start -s -w -t 60 -D "$data/db" -l "$data/log" || { cat "$data/log" >&2; exit 1; }
# A commit is answered when the standby shows it, so that nobody finds the standby without what he just made.
psql "$POSTGRES_URL" -X -q -c "ALTER SYSTEM SET synchronous_standby_names = '*'" \
    -c "ALTER SYSTEM SET synchronous_commit = remote_apply" -c "SELECT pg_reload_conf()" > /dev/null
for _ in $(seq 100); do
    state="$(psql "$POSTGRES_URL" -X -q -t -A -c "SELECT sync_state FROM pg_stat_replication")"
    if [ "$state" = sync ]; then break; fi
    sleep 0.1
done
if [ "$state" != sync ]; then echo "the standby does not follow" >&2; exit 1; fi

write_control
export STANDBY_CONTROL="$data/control"
POSTGRES_URL="$(sed -E "s#@(127\.0\.0\.1:[0-9]+)/#@127.0.0.1:$port,\1/#" <<< "$POSTGRES_URL")"
export POSTGRES_URL
"$@"
