#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# The launcher with real MPI programs. What must not take long is not measured, but would not end by itself.
# shellcheck source=/dev/null
. "$(dirname "$0")/lib.sh"
host=$(hostname)
"$MPICC" -o fate "$(dirname "$0")/fate.c"

# mpirun_says PATTERN...: exactly these lines are mpirun's own.
mpirun_says() {
    grep '^mpirun:' err >own || :
    mv err all
    mv own err
    err_says "$@"
    mv all err
}

well() {
    for ranks in 1 2 3 4 8 16; do
        job 0 -n $ranks ./fate
        out_is "$ranks ranks, sum $((ranks * (ranks - 1) / 2))"
        silent
    done
    job 0 -n 2 ./fate : -n 2 -wdir / "$WORK/fate"
    out_is '4 ranks, sum 6'
    # shellcheck disable=SC2016
    job 0 -n 3 sh -c './fate; ./fate; true'
    out_is '3 ranks, sum 3
3 ranks, sum 3'
    job 0 -genvnone -n 3 ./fate
    out_is '3 ranks, sum 3'
}

status() {
    job 3 -n 4 ./fate status 2 3
    mpirun_says "^mpirun: rank 2 of 4 on $host: pid [0-9]* exited with status 3$"
}

abort() {
    for code in 7:7 256:1 -1:255; do
        job ${code#*:} -n 4 ./fate abort 2 ${code%:*}
        grep -q 'rank 2 of 4.*MPI_Abort' err || fail "the abort is not told of"
        out_is '4 ranks, sum 6'
    done
}

without_finalize() {
    job 1 -n 4 ./fate exit 2 0
    mpirun_says "^mpirun: rank 2 of 4 on $host: pid [0-9]* exited with status 0 without calling MPI_Finalize$"
    job 5 -n 4 ./fate exit 0 5
    mpirun_says "^mpirun: rank 0 of 4 on $host: pid [0-9]* exited with status 5 without calling MPI_Finalize$"
}

without_init() {
    job 1 -n 4 ./fate without_init 2 0
    mpirun_says "^mpirun: rank 2 of 4 on $host: pid [0-9]* exited with status 0 without calling MPI_Init, which other"
}

killed() {
    for number in 9 11 6; do
        job $((128 + number)) -n 4 ./fate kill 1 $number
        mpirun_says "^mpirun: rank 1 of 4 on $host: pid [0-9]* was killed by signal $number "
    done
}

# One rank that sleeps and one that computes hear of the end too.
busy() {
    job 124 --timeout 2 -n 3 ./fate sleep 1
    job 124 --timeout 2 -n 3 ./fate spin 0
}

mpirun_killed() {
    "$MPIRUN" -n 3 ./fate sleep 1 : -n 1 sh -c './fate sleep 1; true' >out 2>err &
    wait_for grep -q sum out
    kill -9 $!
    wait $! || :
    wait_for no_processes_left
}

"$@"
