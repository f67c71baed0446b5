#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Jobs whose ranks know only where rank 0 is to be found: ZEROMPI_ROOT.
# shellcheck source=/dev/null disable=SC2034,SC2154 # variables are shared with lib.sh
. "$(dirname "$0")/lib.sh"
export ZEROMPI_SECURITY=none # or rank 0 would say what that means
me="^zerompi: rank"

# ranks_down SIZE COMMAND...: start all ranks, rank 0 last.
ranks_down() {
    size=$1
    shift
    each=$size
    while [ "$each" -gt 0 ]; do
        each=$((each - 1))
        rank $each "$size" "$@"
    done
    started=$(milliseconds)
}

orders() {
    for size in 1 2 3 7 12; do
        root=127.0.0.1:$("$PORTS" 1)
        ranks_down "$size" "$ACTOR" init work finalize
        all_is_well "$size"
    done
    # Rank 0 long before, and long after all others; one in the middle of the tree last.
    root=tcp://127.0.0.1:$("$PORTS" 1)
    for number in 0 1 2 3 5 6 7 4; do
        case $number in [14]) sleep 0.4 ;; esac
        rank $number 8 "$ACTOR" init work finalize
    done
    all_is_well 8
    for number in 3 1 2 4 0; do
        [ $number != 0 ] || sleep 0.7
        rank $number 5 "$ACTOR" init work finalize
    done
    all_is_well 5
}

# The host's own name may stand for an address that only itself knows.
names() {
    for name in localhost "$host"; do
        root=$name:$("$PORTS" 1)
        ranks_down 4 "$ACTOR" init work finalize
        all_is_well 4
    done
}

ipv6() {
    grep -q '^00000000000000000000000000000001 ' /proc/net/if_inet6 || exit 77
    root="[::1]":$("$PORTS" 1)
    ranks_down 4 "$ACTOR" init work finalize
    all_is_well 4
}

interface() {
    for choice in lo 127.0.0.1 127.0.0.0/8 127.0.0.1/32 0.0.0.0/0; do
        root=127.0.0.1:$("$PORTS" 1)
        ranks_down 3 "ZEROMPI_INTERFACE=$choice" "$ACTOR" init work finalize
        all_is_well 3
    done
    for choice in '' none 203.0.113.9 203.0.113.0/24 127.0.0.0/ 127.0.0.0/x /8 ::1/200; do
        rank 1 2 "ZEROMPI_INTERFACE=$choice" ZEROMPI_TIMEOUT=5 "$ACTOR" init
        ends_badly 1
        says 1 "$me 1 of 2 on $host: ZEROMPI_INTERFACE=$choice: expected the name or address of an interface of this host, or \
network/bits that it is in; there are .*lo (127.0.0.1)"
    done
}

# All leave, and all join again.
again() {
    root=127.0.0.1:$("$PORTS" 1)
    ranks_down 5 "$ACTOR" init work finalize 3=sleep:0.3 session session
    ends 0 0 1 2 3 4
    prints 0 '5 ranks
5 ranks
5 ranks'
    for each in 1 2 3 4; do
        prints $each ''
    done
}

# Rank 0 knows who is missing, and tells all.
missing() {
    export ZEROMPI_TIMEOUT=1
    root=127.0.0.1:$("$PORTS" 1)
    for number in 0 1 2 4; do
        rank $number 9 "$ACTOR" init
    done
    started=$(milliseconds)
    ends_badly 0 1 2 4
    took_at_most 4000
    reason="MPI_Init: ranks 3, 5-8 did not come within 1 s (ZEROMPI_TIMEOUT): expected all 9 ranks to be started, each with the \
same ZEROMPI_ROOT$"
    says 0 "$me 0 of 9 on $host: $reason"
    for each in 1 2 4; do
        says $each "$me $each of 9 on $host: rank 0.* ended the job: $reason"
    done
    # Without rank 5 its children cannot be introduced.
    root=127.0.0.1:$("$PORTS" 1)
    for number in 0 1 2 3 4 6 7; do
        rank $number 8 "$ACTOR" init
    done
    ends_badly 0 1 2 3 4 6 7
    says 0 "$me 0 of 8 on $host: MPI_Init: rank 5 did not come within 1 s"
}

# Nobody is there, or nobody who knows how to find it.
unreachable() {
    export ZEROMPI_TIMEOUT=1
    root=127.0.0.1:$("$PORTS" 1)
    rank 1 2 "$ACTOR" init
    ends_badly 1
    mentions 1 "$me 1 of 2 on $host: MPI_Init: rank 0 at tcp://$root (ZEROMPI_ROOT) did not answer within 1 s (ZEROMPI_TIMEOUT): \
cannot connect to it: Connection refused, so nobody listens there"
    export ZEROMPI_TIMEOUT=1.5
    root=no..such..host:7000
    rank 1 2 "$ACTOR" init
    ends_badly 1
    mentions 1 "$me 1 of 2 on $host: ZEROMPI_ROOT: the host name 'no..such..host' cannot be resolved: .*: trying again for 1.5 s"
    mentions 1 "$me 1 of 2 on $host: ZEROMPI_ROOT: the host name 'no..such..host' cannot be resolved: [^:]*$"
}

# A rank of another job sits where rank 0 should; it goes on undisturbed.
silent() {
    port=$("$PORTS" 1)
    launch other ZEROMPI_NRANKS=2 ZEROMPI_RANK=0 ZEROMPI_JOB=abc "ZEROMPI_ROOT=127.0.0.1:$port" "$ACTOR" init work finalize
    wait_for listening "$port"
    root=127.0.0.1:$port
    rank 1 2 ZEROMPI_TIMEOUT=1 "$ACTOR" init
    ends_badly 1
    says 1 "$me 1 of 2 on $host: MPI_Init: rank 0 at tcp://$root (ZEROMPI_ROOT) did not answer within 1 s (ZEROMPI_TIMEOUT): \
who listens there is not rank 0 of this job, or cannot reach this rank"
    launch second ZEROMPI_NRANKS=2 ZEROMPI_RANK=1 ZEROMPI_JOB=abc "ZEROMPI_ROOT=127.0.0.1:$port" "$ACTOR" init work finalize
    ends 0 other second
    prints other '2 ranks'
}

taken() {
    root=127.0.0.1:$("$PORTS" 1)
    rank 0 2 ZEROMPI_TIMEOUT=1 "$ACTOR" init
    wait_for listening "${root#*:}"
    launch again ZEROMPI_NRANKS=2 ZEROMPI_RANK=0 "ZEROMPI_ROOT=$root" "$ACTOR" init
    ends_badly again 0
    says again "$me 0 of 2 on $host: ZEROMPI_ROOT: the address of this rank, tcp://$root: cannot bind to tcp://$root: Address \
already in use: another process listens there"
    root=203.0.113.1:7000
    rank 0 2 "$ACTOR" init
    ends_badly 0
    says 0 "$me 0 of 2 on $host: ZEROMPI_ROOT: the address of this rank, tcp://$root: .*: it is not an address of this host"
}

twice() {
    root=127.0.0.1:$("$PORTS" 1)
    for number in 0 1 2; do
        rank $number 4 "$ACTOR" init
    done
    launch again ZEROMPI_NRANKS=4 ZEROMPI_RANK=2 "ZEROMPI_ROOT=$root" "$ACTOR" init
    started=$(milliseconds)
    ends_badly 0 1 2 again
    took_at_most 5000
    for each in 0 1 2 again; do
        says $each "rank 2 is there twice: process [0-9]* on $host and process [0-9]* on $host both say that they are that rank$"
    done
}

sizes_differ() {
    root=127.0.0.1:$("$PORTS" 1)
    rank 1 3 "$ACTOR" init
    rank 3 4 "$ACTOR" init
    rank 0 3 "$ACTOR" init
    started=$(milliseconds)
    ends_badly 0 1 3
    took_at_most 5000
    for each in 0 3; do
        says $each "the ranks disagree about the job: process [0-9]* on $host says that it is rank 3 of 4, and process [0-9]* on \
$host that it is rank 0 of 3$"
    done
}

# A rank that ends while the others still come.
dies() {
    export ZEROMPI_TIMEOUT=2
    root=127.0.0.1:$("$PORTS" 1)
    for number in 0 2 3; do
        rank $number 5 "$ACTOR" init work
    done
    sleep 0.4
    kill -9 "$(pgrep -P "$pid_3")"
    rank 1 5 "$ACTOR" init work
    rank 4 5 "$ACTOR" init work
    started=$(milliseconds)
    ends 137 3
    ends_badly 0 1 2 4
    took_at_most 6000
}

wrong() {
    for value in '' x 7000 :7000 host:0 host:65536 host:x ::1:7000; do
        launch 0 ZEROMPI_RANK=0 ZEROMPI_NRANKS=2 "ZEROMPI_ROOT=$value" "$ACTOR" init
        ends_badly 0
        says 0 "^zerompi: ZEROMPI_ROOT=$value: expected "
    done
    root=ipc:///tmp/x
    rank 0 2 "$ACTOR" init
    ends_badly 0
    says 0 "^zerompi: ZEROMPI_ROOT=ipc:///tmp/x: expected host:port, the address of rank 0$"
    root=control
    rank 0 2 "$ACTOR" init
    ends_badly 0
    says 0 "^zerompi: ZEROMPI_ROOT=control: there is no launcher to say where rank 0 is: expected host:port"
    root=127.0.0.1:7000
    rank 0 2 ZEROMPI_ADDRESSES=a:1,b:2 "$ACTOR" init
    ends_badly 0
    says 0 "^zerompi: ZEROMPI_ADDRESSES and ZEROMPI_ROOT are both set: expected either"
}

"$@"
