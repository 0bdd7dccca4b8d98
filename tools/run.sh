#!/bin/sh
# run.sh: a demonstration server on data of its own, kept in ./demo between runs.
set -eu
cd "$(dirname "$0")/.."

tacite=${B:-build}/tacite
export TACITE_DATABASE=demo/tacite.db

if [ ! -e "$TACITE_DATABASE" ]; then
    mkdir -p demo
    "$tacite" demo
fi
exec "$tacite" serve --port "${PORT:-8080}"
