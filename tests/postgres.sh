#!/bin/sh
# postgres.sh start DIR [durable] | stop DIR
#
# A PostgreSQL cluster of its own for tests: in DIR, reached only through a socket in DIR. `start` prints
# its target, for libpq and for TACITE_TEST_POSTGRES; `stop` also removes DIR. Tests kill our program and
# never PostgreSQL, so it waits for no disk; `durable`, it does, as a real one, for measuring.
set -eu

action=${1:-}
dir=${2:-}
durability=${3:-}
if [ -z "$dir" ] || { [ "$action" != start ] && [ "$action" != stop ]; }; then
    echo "usage: postgres.sh start DIR [durable] | stop DIR" >&2
    exit 2
fi

programs=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
if [ -z "$programs" ]; then
    programs=$(dirname "$(command -v pg_ctl)")
fi

# PostgreSQL refuses to run as root.
as_owner() {
    if [ "$(id -u)" -eq 0 ]; then
        runuser -u postgres -- "$@"
    else
        "$@"
    fi
}

start() {
    mkdir -p "$dir"
    dir=$(cd "$dir" && pwd)
    [ "$(id -u)" -ne 0 ] || chown postgres "$dir"
    cd "$dir" # somewhere its owner may stand
    as_owner "$programs/initdb" --pgdata="$dir/data" --username=postgres --auth=trust \
        --encoding=UTF8 --locale=C --no-instructions >"$dir/initdb.log"
    cat >>"$dir/data/postgresql.conf" <<CONFIGURATION
listen_addresses = ''
unix_socket_directories = '$dir'
max_connections = 200
shared_buffers = 256MB
CONFIGURATION
    [ "$durability" = durable ] || cat >>"$dir/data/postgresql.conf" <<CONFIGURATION
fsync = off
synchronous_commit = off
full_page_writes = off
CONFIGURATION
    as_owner "$programs/pg_ctl" --pgdata="$dir/data" --log="$dir/postgres.log" --wait --silent start \
        >"$dir/start.log" 2>&1 </dev/null || {
        cat "$dir/start.log" "$dir/postgres.log" >&2
        exit 1
    }
    echo "host=$dir user=postgres dbname=postgres"
}

stop() {
    [ -d "$dir" ] || exit 0
    dir=$(cd "$dir" && pwd)
    if [ -e "$dir/data/postmaster.pid" ]; then
        (cd "$dir" && as_owner "$programs/pg_ctl" --pgdata="$dir/data" --mode=immediate --silent stop) \
            >/dev/null 2>&1 || true
    fi
    rm -rf "$dir"
}

"$action"
