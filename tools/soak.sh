#!/bin/sh
# soak.sh: what takes too long for every change. Kills the program at random moments, CRASH_ROUNDS times
# in each import and each billing run, on both databases; CRASH_SEED=n repeats a run.
set -eu
cd "$(dirname "$0")/.."

postgres=$(mktemp -d /tmp/tacite-postgres-XXXXXX)
trap 'tests/postgres.sh stop "$postgres"' EXIT
trap 'exit 130' INT TERM

TACITE_TEST_POSTGRES=$(tests/postgres.sh start "$postgres")
TACITE=$PWD/${B:-build}/tacite
CRASH_ROUNDS=${CRASH_ROUNDS:-100}
export TACITE_TEST_POSTGRES TACITE CRASH_ROUNDS
python3 tests/test_crash.py
