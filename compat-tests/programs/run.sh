#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Runs a command with a given standard input and compares what it prints with a stored output.
# Usage: run.sh INPUT EXPECTED COMMAND [ARGUMENT...]; EXPECTED may be - for no comparison.
set -u
input=$1 expected=$2
shift 2
output=$(mktemp) || exit 1
trap 'rm -f "$output"' EXIT

"$@" <"$input" >"$output"
status=$?
if [ "$expected" = - ] || [ $status != 0 ]; then
    cat "$output"
    [ $status = 0 ] || echo "exit status $status"
    exit $status
fi
diff -u "$expected" "$output"
