#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Ranks that are stuck say what they are in, when they are asked or by themselves. Here they were started by hand.
# shellcheck source=/dev/null disable=SC2034,SC2154 # variables are shared with lib.sh
here=$(cd "$(dirname "$0")" && pwd)
. "$here/lib.sh"
me="^zerompi: rank"

# say_within NAME PATTERN: wait until the rank says something like it.
says_soon() {
    wait_for grep -q -e "$2" "err.$1"
}

# Nothing is said before the time, and by nobody who does not wait; each of the waiting ranks says it each time that it is over.
by_themselves() {
    export ZEROMPI_HANG_REPORT=0.3
    ranks 3 "$ACTOR" init work 1=send:0,4,7 0=recv:1,4,8 1=test:0,4,7 2=await:go 2=abort:3
    says_soon 0 "$me 0 of 3 on $host: waits for rank 1 in MPI_Recv(count=4, MPI_BYTE, source=1, tag=8, MPI_COMM_WORLD) for [0-9.]* s$"
    says_soon 0 "$me 0 of 3 on $host: a message from rank 1 with tag 7 is there, but one with tag 8 is waited for (MPI_COMM_WORLD)$"
    says_soon 0 "1 message from rank 1 with tag 7, 4 bytes, not received"
    says_soon 1 "$me 1 of 3 on $host: polls for rank 0 in MPI_Test for [0-9.]* s$"
    says_soon 1 "MPI_Irecv(up to 4 bytes, source=0, tag=7, MPI_COMM_WORLD) under way$"
    [ ! -s err.2 ] || failed_rank 2 'it says something though it does not wait'
    for time in 2 3; do
        wait_for said "$time"
    done
    : >go
    ends 3 0 1 2
}

# said TIMES: how often rank 0 and rank 1 have said what they are in, at least.
said() {
    [ "$(grep -c ' waits for rank' err.0)" -ge "$1" ] && [ "$(grep -c ' polls for rank' err.1)" -ge "$1" ]
}

# ask NAME PATTERN: send the rank the signal until it says something like it.
ask() {
    kill -USR1 "$(cat "ready.$1")"
    grep -q -e "$2" "err.$1"
}

asked() {
    ranks 2 "$ACTOR" init work 0=mark:ready.0 1=mark:ready.1 0=irecvs:0,8,3 1=await:go 1=abort:3
    wait_for test -s ready.0 -a -s ready.1
    wait_for ask 0 "$me 0 of 2 on $host: waits for rank 1 in MPI_Waitall(count=2) for MPI_Irecv(up to 8 bytes, source=1, tag=3, \
MPI_COMM_WORLD) for [0-9.]* s$"
    wait_for ask 1 "$me 1 of 2 on $host: is not in MPI for [0-9.]* s; its last call was MPI_Allreduce$"
    : >go
    ends 3 0 1
}

# A signal that the program has a use for is left to it, whenever it said so.
own_handler() {
    ranks 2 "$ACTOR" 0=catch:10 init 1=catch:10 work 0=mark:ready.0 1=mark:ready.1 await:go finalize
    wait_for test -s ready.0 -a -s ready.1
    for each in 0 1; do
        kill -USR1 "$(cat ready.$each)"
        wait_for grep -q '^caught 10$' out.$each
    done
    : >go
    ends 0 0 1
    cat err.0 err.1 >err
    silent
}

# ---- With mpirun, which makes one table ----

# stuck RANKS ACTION...: a job that is asked until it says something like each of the lines in $expected, and then told to end.
stuck() {
    rm -f go
    "$MPIRUN" -n "$@" >out 2>err &
    job=$!
    wait_for test -e ready
    within 5 table || fail "waited in vain for the table"
    : >go
    wait "$job" || [ $? = 3 ] || fail "mpirun ended with $?"
}

table() {
    kill -USR1 "$job"
    sleep 0.1
    echo "$expected" | while read -r pattern; do
        grep -q -e "$pattern" err || return 1
    done
}

world=MPI_COMM_WORLD
circle() {
    expected="^mpirun: what the 4 ranks are in, and for how long:$
^mpirun:   rank 0 *[0-9.]* s  not in MPI since MPI_Allreduce$
^mpirun:   rank 1 *[0-9.]* s  in MPI_Recv(count=4, MPI_BYTE, source=2, tag=8, $world), waits for rank 2$
^mpirun:   rank 2 *[0-9.]* s  in MPI_Ssend(count=4, MPI_BYTE, dest=1, tag=6, $world), waits for rank 1$
^mpirun: rank 1: a message from rank 2 with tag 6 is there, but one with tag 8 is waited for ($world)$
^mpirun: rank 3 waits for rank 0, which is not in MPI for [0-9.]* s, since MPI_Allreduce$
^mpirun: 2 ranks wait for each other: rank 1 waits for rank 2 in MPI_Recv(.*), rank 2 waits for rank 1 in MPI_Ssend(.*)$"
    stuck 4 "$ACTOR" init work 0=mark:ready 0=await:go 0=abort:3 1=recv:2,4,8 2=ssend:1,4,6 3=irecv:0
    ! grep -q 'rank 0 waits' err || fail 'a rank that computes waits for nobody'
}

# Rows that are alike are one, also where communicators have other addresses on each rank.
merged() {
    expected="^mpirun:   ranks 0-4,6-11 *[0-9.]* s  in MPI_Barrier(comm=[0-9a-fx.]*), waits for
^mpirun:   rank 5 *[0-9.]* s  not in MPI since MPI_Comm_size$
^mpirun: ranks 0-4,6-11 wait for rank 5, which is not in MPI for"
    stuck 12 "$ACTOR" init 5=mark:ready dup 5=await:go 5=abort:3 barrier
}

# Where there are several hosts, all that is said of a rank names its host.
apart() {
    export ZEROMPI_RSH="$here/../hosts/rsh"
    expected="^mpirun:   rank 0 on a *[0-9.]* s  not in MPI since MPI_Allreduce$
^mpirun:   rank 1 on b *[0-9.]* s  in MPI_Ssend(count=4, MPI_BYTE, dest=2, tag=6, $world), waits for rank 2$
^mpirun:   rank 2 on b *[0-9.]* s  in MPI_Recv(count=4, MPI_BYTE, source=0, tag=6, $world), waits for rank 0$
^mpirun: ranks 1-2 wait for rank 0 on a, which is not in MPI for [0-9.]* s, since MPI_Allreduce$"
    stuck 3 -host a,b:2 "$ACTOR" init work 0=mark:ready 0=await:go 0=abort:3 1=ssend:2,4,6 2=recv:0,4,6
}

# A rank that cannot answer is named, and does not keep the table, nor the end, from coming.
late() {
    job 124 --timeout 3 -n 4 "$ACTOR" init 0=recv:any 1=finalize 3=mark:there 3=recv:2 2=await:there 2=kill:19
    for line in '  rank 0 .* in MPI_Recv(count=1048576, MPI_BYTE, source=MPI_ANY_SOURCE, tag=0, .*), waits for any of ranks 1-3$' \
        '  rank 1 .* in MPI_Finalize(), waits for rank' '  rank 2 *is stopped by a signal, so it cannot answer$' \
        'rank 3 waits for rank 2, which is stopped by a signal' \
        'the job still runs after 3 s, the time that --timeout allows; it is ended$'; do
        grep -q "^mpirun: $line" err || fail "nothing on standard error is like: $line"
    done
    tail -n 1 err | grep -q 'it is ended$' || fail 'the table comes too late'
    job 124 -q --timeout 1 -n 2 "$ACTOR" init 0=recv:1 1=recv:0
    err_says 'the job still runs after 1 s'
    job 1 --hang-report soon -n 1 true
    err_says "mpirun: --hang-report must be a number of seconds, not 'soon'"
}

# One rank wants all to be asked, and again as long as nothing comes to an end.
hang_report() {
    "$MPIRUN" --hang-report 0.3 -n 3 "$ACTOR" init 0=await:go 0=abort:3 recv:0 >out 2>err &
    wait_for grep -q "^mpirun: ranks 1-2 wait for rank 0, which is not in MPI" err
    wait_for tables 3
    : >go
    wait $! || [ $? = 3 ] || fail "mpirun ended with $?"
}

tables() {
    [ "$(grep -c '^mpirun: what the 3 ranks are in' err)" -ge "$1" ]
}

refused() {
    launch alone ZEROMPI_HANG_REPORT=soon "$ACTOR" init finalize
    ends_badly alone
    says alone '^zerompi: ZEROMPI_HANG_REPORT=soon: expected a number of seconds, or 0 for no report$'
}

"$@"
