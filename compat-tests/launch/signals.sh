#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Signals to mpirun reach the ranks.
# shellcheck source=/dev/null
. "$(dirname "$0")/lib.sh"

# start RANKS ACTION...: in the background, until all ranks have marked that they are ready.
start() {
    count=$1
    shift
    # shellcheck disable=SC2016
    "$FOREGROUND" "$MPIRUN" -n "$count" sh -c 'exec "$0" "$@" mark:ready.$PMI_RANK await:go' "$RANK" "$@" >out 2>err &
    job=$!
    for number in $(seq 0 $((count - 1))); do
        wait_for test -e "ready.$number"
    done
    child=$(cat ready.0)
    rm ready.*
}

# ends STATUS: the job ends with it.
ends() {
    status=0
    wait "$job" || status=$?
    [ $status = "$1" ] || fail "mpirun ended with $status instead of $1"
}

passed_on() {
    for signal in 1 2 3 10 12 15; do
        start 2 catch:$signal
        kill -$signal "$job"
        wait_for grep -q "rank 0 caught $signal" out
        wait_for grep -q "rank 1 caught $signal" out
        : >go
        ends 0
        out_is "rank 0 caught $signal
rank 1 caught $signal"
        silent
        rm go
    done
}

# Ranks that a signal ends, because the user asked for it, are nothing to talk about.
ended_by() {
    for signal in 1 2 3 12 15; do
        start 3
        kill -$signal "$job"
        ends $((128 + signal))
        case $signal in
        12) err_says "mpirun: rank . of 3 on .*: pid [0-9]* was killed by signal $signal (SIGUSR" ;;
        *) silent ;;
        esac
    done
}

insisted() {
    start 2 ignore:2 ignore:15
    kill -2 "$job"
    sleep 0.2
    kill -0 "$job" || fail "the first signal was enough"
    kill -2 "$job"
    ends 130
    start 2 ignore:1 ignore:15
    kill -1 "$job"
    sleep 0.2
    kill -15 "$job"
    ends 143
}

state_is() {
    grep -q "^State:.$1" "/proc/$2/status"
}

stopped_and_continued() {
    start 1 catch:18
    kill -20 "$job"
    wait_for state_is T "$child"
    wait_for state_is T "$job"
    kill -18 "$job"
    wait_for grep -q 'rank 0 caught 18' out
    : >go
    ends 0
}

caught_stop() {
    start 1 catch:20
    kill -20 "$job"
    wait_for state_is T "$job"
    kill -18 "$job"
    wait_for grep -q 'rank 0 caught 20' out
    : >go
    ends 0
}

# What mpirun is told to ignore, it and the ranks ignore.
ignored() {
    (
        trap '' HUP
        exec "$MPIRUN" -n 1 "$RANK" mark:ready await:go print:end >out
    ) &
    job=$!
    wait_for test -e ready
    kill -HUP "$job"
    kill -HUP "$(cat ready)"
    : >go
    ends 0
    out_is end
}

grandchildren() {
    "$FOREGROUND" "$MPIRUN" -n 1 sh -c "trap '' USR1; '$RANK' catch:10 mark:ready await:go; true" >out &
    job=$!
    wait_for test -e ready
    kill -10 "$job"
    wait_for grep -q 'caught 10' out
    : >go
    ends 0
}

# To ask a job what it is in ends no program that has no use for the signal.
no_use() {
    start 2 catch:12
    kill -10 "$job"
    kill -12 "$job"
    wait_for grep -q 'caught 12' out
    : >go
    ends 0
}

# A shell around a program does not die of a signal that the program waits for.
shell_around() {
    "$MPIRUN" -n 2 sh -c "'$RANK' catch:10 mark:ready.\$PMI_RANK await:go; echo after" >out &
    job=$!
    wait_for test -e ready.0 -a -e ready.1
    kill -10 "$job"
    wait_for grep -q 'rank 0 caught 10' out
    wait_for grep -q 'rank 1 caught 10' out
    : >go
    ends 0
    out_is 'rank 0 caught 10
rank 1 caught 10
after
after'
}

# Ctrl-C on a terminal.
terminal() {
    mkfifo keys
    "$TERMINAL" "$MPIRUN" -n 2 "$RANK" print:ready sleep:60 <keys >out &
    job=$!
    exec 3>keys
    wait_for grep -q ready out
    printf '\003' >&3
    ends 130
}

"$@"
