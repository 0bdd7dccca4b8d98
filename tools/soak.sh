#!/bin/sh
# soak.sh: what takes too long for every change. Kills the program at random moments, CRASH_ROUNDS times
# in each import and each billing run, on both databases; CRASH_SEED=n repeats a run. Then asks it at
# random for FUZZ_SECONDS; FUZZ_SEED=n repeats that. Then compares QUOTE_CASES quotes on each database with
# what they cost when done; QUOTE_SEED=n repeats those. Then MODEL_CUSTOMERS live through one or two years on
# each database, held against the model; MODEL_SEED=n repeats that. Then SIM_WORLDS random worlds of SIM_DAYS
# days are lived through with accidents; SIM_SEED=n repeats those.
set -eu
cd "$(dirname "$0")/.."

postgres=$(mktemp -d /tmp/tacite-postgres-XXXXXX)
trap 'tests/postgres.sh stop "$postgres"' EXIT
trap 'exit 130' INT TERM

TACITE_TEST_POSTGRES=$(tests/postgres.sh start "$postgres")
TACITE=$PWD/${B:-build}/tacite
CRASH_ROUNDS=${CRASH_ROUNDS:-100} CRASH_CUSTOMERS=${CRASH_CUSTOMERS:-1500}
FUZZ_SECONDS=${FUZZ_SECONDS:-600}
QUOTE_CASES=${QUOTE_CASES:-100000}
MODEL_CUSTOMERS=${MODEL_CUSTOMERS:-2000}
SIM_WORLDS=${SIM_WORLDS:-100} SIM_DAYS=${SIM_DAYS:-365}
export TACITE_TEST_POSTGRES TACITE CRASH_ROUNDS CRASH_CUSTOMERS FUZZ_SECONDS QUOTE_CASES MODEL_CUSTOMERS SIM_WORLDS SIM_DAYS
python3 tests/test_crash.py
python3 tests/test_fuzz.py
python3 tests/test_quotes.py
python3 tests/test_model.py
python3 tests/test_simulation.py
