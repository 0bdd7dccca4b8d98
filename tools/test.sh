#!/bin/bash
# test.sh: every check and every test, each by name with its time, and one line at the end:
#
#     N passed, N failed, N skipped
#
# A step counts as one test unless its output says how many it was: the programs of unit tests
# (cmocka) and all that end with such a line themselves. The output of every step is kept in
# build/test; that of a failing one is shown.
set -uo pipefail
cd "$(dirname "$0")/.."

B=${B:-build}
make="make -k -s --no-print-directory -j$(nproc)"
sanitize="-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer"
export UBSAN_OPTIONS=print_stacktrace=1
export LSAN_OPTIONS=suppressions=$PWD/tests/leaks.txt:print_suppressions=0
unset MAKEFLAGS MAKELEVEL TACITE_DATABASE

logs=$B/test
passed=0 failed=0 skipped=0
rm -rf "$logs" && mkdir -p "$logs"

postgres=$(mktemp -d /tmp/tacite-postgres-XXXXXX) # a socket's path must be short
trap 'tests/postgres.sh stop "$postgres"' EXIT
trap 'exit 130' INT TERM

# What a log says: passed, failed, skipped.
count() {
    awk -v status="$2" '
        /^[0-9]+ passed, [0-9]+ failed/ { passed = $1; failed = $3; skipped = $5 + 0; known = 1 }
        /^\[  PASSED  \] [0-9]+ test/   { passed = $4; known = 1 }
        /^\[  SKIPPED \] [0-9]+ test/   { skipped = $4 }
        /^\[  FAILED  \] [0-9]+ test/   { failed = $4 }
        END {
            if (!known) { passed = status == 0; failed = !passed }
            if (status && !failed) failed = 1
            print passed + 0, failed + 0, skipped + 0
        }' "$1"
}

log_of() { echo "$logs/${1//[^a-zA-Z0-9_.]/_}.log"; }

# run NAME COMMAND...: what it says into its log, how it ended beside it.
run() {
    local log status=0 start=$EPOCHREALTIME
    log=$(log_of "$1")
    shift
    "$@" >"$log" 2>&1 </dev/null || status=$?
    awk "BEGIN { print $status, $EPOCHREALTIME - $start }" >"$log.end"
}

# tell NAME: counts and prints what came of it.
tell() {
    local name=$1 log status seconds ok bad left word=ok
    log=$(log_of "$name")
    read -r status seconds <"$log.end"
    read -r ok bad left <<<"$(count "$log" "$status")"
    passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + left))
    [ "$bad" -eq 0 ] || word=FAILED
    printf '%-6s %6.1f s  %-34s %s passed%s%s\n' "$word" "$seconds" "$name" "$ok" \
        "$([ "$bad" -eq 0 ] || echo ", $bad failed")" \
        "$([ "$left" -eq 0 ] || echo ", $left skipped")"
    sed -nE 's/^(\[  SKIPPED \]|skipped) ([^0-9].*)/           skipped: \2/p' "$log" | sort -u
    if [ "$bad" -ne 0 ]; then
        grep -vE '^\[ (RUN     |      OK) ' "$log" | tail -n 80 | cut -c 1-400 | sed 's/^/    | /'
        echo "    | ($log)"
    fi
}

step() {
    run "$@"
    tell "$1"
}

# The same, one more than there are cores at a time, since most of them wait for something now and then;
# told in the order in which they began.
beside=()
at_once=$(($(nproc) + 1))
tell_those_over() {
    while [ ${#beside[@]} -gt 0 ] && [ -e "$(log_of "${beside[0]}").end" ]; do
        tell "${beside[0]}"
        beside=("${beside[@]:1}")
    done
}
step_beside() {
    while [ "$(jobs -rp | wc -l)" -ge $at_once ]; do
        wait -n
        tell_those_over
    done
    beside+=("$1")
    run "$@" &
}
wait_for_all() {
    wait
    tell_those_over
}

start_postgres() {
    tests/postgres.sh start "$postgres" >"$logs/target"
}

step "gcc, no warning" $make B="$B/strict" CFLAGS="-O2 -g -Werror" program unit
step "clang, no warning" $make B="$B/clang" CC=clang CFLAGS="-O2 -Werror" syntax
step "gcc, with sanitizers" $make B="$B/asan" CFLAGS="-O1 -g" SANITIZE="$sanitize" \
    program unit "$B/asan/http_probe"
step "house rules" $make B="$B/strict" CFLAGS="-O2 -g -Werror" tidy

step "a PostgreSQL server for tests" start_postgres
TACITE_TEST_POSTGRES=$(cat "$logs/target")
export TACITE_TEST_POSTGRES

for source in $(find src -name 'test_*.c' | sort); do
    program=${source#src/}
    step_beside "${program%.c}" "$B/asan/${program%.c}"
done
for program in tests/test_*.py tests/contract/test_*.py; do
    # Under sanitizers, but for the one that needs speed to have something to interrupt, and the one
    # that plays all stories once more.
    tacite=$B/asan/tacite
    case $program in
    */test_crash.py | */test_reference.py) tacite=$B/strict/tacite ;;
    esac
    step_beside "$program" env TACITE="$PWD/$tacite" python3 "$program"
done
wait_for_all
step "tests/http_abuse.py" python3 tests/http_abuse.py --probe "$B/asan/http_probe"
if ls tests/stories/*.txt >/dev/null 2>&1; then
    for engine in sqlite postgres; do
        step "stories on $engine" \
            python3 tests/story.py --tacite "$B/asan/tacite" --engine $engine --jobs $at_once tests/stories/*.txt
    done
fi

echo "$passed passed, $failed failed, $skipped skipped" | tee "$logs/summary"
[ "$failed" -eq 0 ]
