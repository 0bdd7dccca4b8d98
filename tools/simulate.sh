#!/bin/sh
# simulate.sh [OPTIONS of tests/simulate.py]: lives through a random world on both databases.
set -eu
cd "$(dirname "$0")/.."

postgres=$(mktemp -d /tmp/tacite-postgres-XXXXXX)
trap 'tests/postgres.sh stop "$postgres"' EXIT
trap 'exit 130' INT TERM

TACITE_TEST_POSTGRES=$(tests/postgres.sh start "$postgres")
TACITE=$PWD/${B:-build}/tacite
export TACITE_TEST_POSTGRES TACITE
python3 tests/simulate.py "$@"
