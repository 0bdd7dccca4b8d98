#!/bin/sh
# run.sh: a demonstration server on data of its own, kept in ./demo between runs.
set -eu
cd "$(dirname "$0")/.."

tacite=${B:-build}/tacite
database=demo/tacite.db

if [ ! -e "$database" ]; then
    mkdir -p demo
    "$tacite" init --database "$database" --demo
fi
exec "$tacite" serve --database "$database" --port 8080
