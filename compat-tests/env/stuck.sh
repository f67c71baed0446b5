#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Ranks that are stuck say what they are in, when they are asked or by themselves. Here they were started by hand.
# shellcheck source=/dev/null disable=SC2034,SC2154 # variables are shared with lib.sh
. "$(dirname "$0")/lib.sh"
me="^zerompi: rank"

# say_within NAME PATTERN: wait until the rank says something like it.
says_soon() {
    wait_for grep -q -e "$2" "err.$1"
}

# Nothing is said before the time, and by nobody who does not wait; each of the waiting ranks says it once.
by_themselves() {
    export ZEROMPI_HANG_REPORT=0.5
    ranks 3 "$ACTOR" init work 1=send:0,4,7 0=recv:1,4,8 1=test:0,4,7 2=await:go 2=abort:3
    says_soon 0 "$me 0 of 3 on $host: waits for rank 1 in MPI_Recv(count=4, MPI_BYTE, source=1, tag=8, MPI_COMM_WORLD) for [0-9.]* s$"
    says_soon 0 "$me 0 of 3 on $host: a message from rank 1 with tag 7 is there, but one with tag 8 is waited for (MPI_COMM_WORLD)$"
    says_soon 0 "1 message from rank 1 with tag 7, 4 bytes, not received"
    says_soon 1 "$me 1 of 3 on $host: polls for rank 0 in MPI_Test for [0-9.]* s$"
    says_soon 1 "MPI_Irecv(up to 4 bytes, source=0, tag=7, MPI_COMM_WORLD) under way$"
    [ ! -s err.2 ] || failed_rank 2 'it says something though it does not wait'
    [ "$(grep -c 'waits for' err.0)" = 1 ] || failed_rank 0 'it says the same twice'
    : >go
    ends 3 0 1 2
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

refused() {
    launch alone ZEROMPI_HANG_REPORT=soon "$ACTOR" init finalize
    ends_badly alone
    says alone '^zerompi: ZEROMPI_HANG_REPORT=soon: expected a number of seconds, or 0 for no report$'
}

"$@"
