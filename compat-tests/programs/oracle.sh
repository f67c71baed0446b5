#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Builds a program with each other MPI that is installed, Open MPI and MPICH, and compares what it prints with what it
# prints when built with ours. Usage: oracle.sh OUR_MPIRUN OUR_PROGRAM SOURCE STD_FLAG INPUT "RANKS;..." "OTHER;..." [ARGUMENT...]
set -u
mpirun=$1 program=$2 source=$3 standard=$4 input=$5
ranks=$(echo "$6" | tr ';' ' ')
others=$(echo "$7" | tr ';' ' ')
shift 7

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
compared=0 status=0

for other in $others; do
    case $source in
    *.c) wrapper=mpicc.$other ;;
    *) wrapper=mpicxx.$other ;;
    esac
    if ! command -v "$wrapper" || ! command -v "mpirun.$other"; then
        continue
    fi >/dev/null
    case $other in
    openmpi) options='--oversubscribe --allow-run-as-root --bind-to none' ;;
    *) options= ;;
    esac

    "$wrapper" "$standard" -O2 -w "$source" -o "$work/theirs" -lm || exit 1
    for n in $ranks; do
        "$mpirun" --timeout 60 -n "$n" "$program" "$@" <"$input" >"$work/ours.out" ||
            { echo "ours fails on $n ranks" && exit 1; }
        # shellcheck disable=SC2086 # the options are several words
        timeout 60 mpirun.$other $options -n "$n" "$work/theirs" "$@" <"$input" >"$work/theirs.out" ||
            { echo "$other's fails on $n ranks" && exit 1; }
        diff -u --label "$other on $n ranks" --label "ours on $n ranks" "$work/theirs.out" "$work/ours.out" ||
            status=1
    done
    compared=$((compared + 1))
done

if [ $compared = 0 ]; then
    echo "none of these is installed to compare with: $others"
    exit 77
fi
exit $status
