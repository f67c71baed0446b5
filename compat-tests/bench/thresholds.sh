#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# thresholds.sh SOURCES PREFIX: a short run gives a figure for each algorithm and size; and the choices of the library are those
# that follow from the figures that are kept.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
    echo "thresholds.sh: $1" >&2
    exit 1
}

"$1/bench/thresholds" --prefix "$2" --network loopback --ranks 2 --sizes 64,65536 --ops barrier,bcast --rounds 1 --ms 1 \
    --csv "$work/csv" >"$work/output" || fail "exit status $?"
methods=$(grep '^METHOD(BCAST' "$1/src/coll/choices.def" | grep -vc 'BOARD\|TWO_LEVEL')
[ "$(grep -c '^loopback,bcast,[a-z_]*,2,\(64\|65536\),[0-9.]*$' "$work/csv")" = $((2 * methods)) ] || fail "not $((2 * methods)) figures of bcast"
[ "$(grep -c '^loopback,barrier,[a-z]*,2,0,[0-9.]*$' "$work/csv")" = 2 ] || fail "not 2 figures of barrier"
[ "$(grep -c '^CHOICE(BARRIER, ALL, ANY, [A-Z]*)$' "$work/output")" = 1 ] || fail "no choice of a barrier"

"$1/bench/thresholds" --prefix "$2" --network loopback --hosts 2 --ranks 3 --sizes 64 --ops bcast --rounds 1 --ms 1 \
    --csv "$work/csv" >"$work/output" || fail "--hosts 2: exit status $?"
[ "$(grep -c '^loopback,bcast,[a-z_]*,3,64,[0-9.]*$' "$work/csv")" = $((methods + 1)) ] || fail "not $((methods + 1)) figures of bcast"

{
    "$1/bench/thresholds" --from "$1/bench/data/hosts.csv"
    "$1/bench/thresholds" --from "$1/bench/data/thresholds.csv"
} | sort >"$work/choices"
grep '^CHOICE(' "$1/src/coll/choices.def" | grep -v BOARD | sort | diff - "$work/choices" || fail "choices.def has other rows"
for figures in hosts thresholds; do
    "$1/bench/thresholds" --from "$1/bench/data/$figures.csv" >"$work/choices"
    grep '^CHOICE(' "$1/src/coll/choices.def" | grep -Fxf "$work/choices" | diff - "$work/choices" || fail "choices.def has them in another order"
done
