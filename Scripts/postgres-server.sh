# Sourced by with-postgres.sh and with-standby.sh: a server of Debian's in a temporary folder, "$data".

bin="$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)"
data="$(mktemp -d "${TMPDIR:-/tmp}/hesap-postgres-XXXXXX")"
# The server refuses to run as root.
as_owner=()
if [ "$(id -u)" -eq 0 ]; then
    as_owner=(runuser -u postgres --)
    chown postgres "$data"
fi

# postgres PROGRAM ARGUMENTS...: one of PostgreSQL's programs, as the owner of the folder.
postgres() { (cd "$data" && "${as_owner[@]}" env LC_ALL=C.UTF-8 "$bin/$1" "${@:2}"); }

# It may be stopped already: by a test, or by Ctrl-C.
remove_server() {
    postgres pg_ctl stop -s -m immediate -D "$data/db" 2> /dev/null || true
    rm -rf "$data"
}
trap remove_server EXIT
trap 'exit 130' INT TERM

# Writes "$data/control": pg_ctl for this server, for tests that stop, start or promote it.
write_control() {
    {
        echo '#!/usr/bin/env bash'
        # The server would keep what the caller left open, and who waits for its end would wait for the server.
        echo 'for open in /proc/self/fd/*; do fd="${open##*/}"; [ "$fd" -le 2 ] || eval "exec $fd>&-"; done'
        printf 'cd %q && exec %s env LC_ALL=C.UTF-8 %q "$@" -s -w -D %q -l %q\n' \
            "$data" "${as_owner[*]}" "$bin/pg_ctl" "$data/db" "$data/log"
    } > "$data/control"
    chmod 755 "$data" "$data/control"
}
