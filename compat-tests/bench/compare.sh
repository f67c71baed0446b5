#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# compare.sh COMPARE PREFIX: a quick run gives a figure for each operation, way, number of ranks and size, for ZeroMPI as
# it is and with variables set; beside libzmq where that does the same; and tables and a drawing of them.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
    echo "compare.sh: $1" >&2
    cat "$work/output" "$work/csv" >&2
    exit 1
}

# count PATTERN: lines of the CSV that match.
count() {
    grep -c -E "$1" "$work/csv" || :
}

"$1" --prefix "$2" --quick --ms 1 --sizes 8,65536 --env "A=1 B=2,3" \
    --csv "$work/csv" --svg "$work/svg" >"$work/output" || fail "exit status $?"

# 2 ways; 2 sizes of 9 operations on 2 ranks and of 7 on 4, and the barrier on both.
expected=$((2 * (2 * 9 + 2 * 7 + 2)))
[ "$(count '^(host|tcp),[a-z]+,[24],[0-9]+,zerompi,[0-9.]+,[0-9.]+,[0-9.]+,1,$')" = $expected ] || fail "not $expected figures"
[ "$(count ',A=1 B=2;3,')" = $expected ] || fail "not $expected figures with variables set"
[ "$(count '^tcp,(pingpong|stream|barrier),2,[0-9]+,raw,')" = 5 ] || fail "not 5 figures of libzmq"
[ "$(wc -l <"$work/csv")" = $((1 + 2 * expected + 5)) ] || fail "other lines too"
grep -q '^allreduce on 4 ranks, tcp' "$work/output" || fail "no table"
grep -q '^tcp, ping-pong up to 1 KiB.* raw libzmq.*[0-9] .*at most' "$work/output" || fail "no targets"
[ -s "$work/svg" ] || grep -q '^plot ' "$work/svg.gnuplot" || fail "no drawing"
