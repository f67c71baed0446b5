#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Jobs that are described wrongly: each rank says so once, and ends with a status other than 0, in time.
# shellcheck source=/dev/null disable=SC2034,SC2154 # variables are shared with lib.sh
. "$(dirname "$0")/lib.sh"
export ZEROMPI_TIMEOUT=1
me="^zerompi: rank"

# alone_says TEXT VARIABLE=VALUE...: a rank started like this ends at once with a line that has exactly this text.
alone_says() {
    text=$1
    shift
    launch 0 "$@" "$ACTOR" init work finalize
    ends_badly 0
    [ "$(cat err.0)" = "zerompi: $text" ] || failed_rank 0 "expected on standard error: zerompi: $text"
}

missing() {
    for prefix in ZEROMPI_ PYZMQ_COLLECTIVES_ ZMQ_COLLECTIVES_; do
        absent='is not set, though'
        alone_says "${prefix}NRANKS $absent ${prefix}RANK is: expected the number of ranks in the job, at least 1" ${prefix}RANK=0
        alone_says "${prefix}RANK $absent ${prefix}NRANKS is: expected a rank from 0 to 1, as ${prefix}NRANKS=2" \
            ${prefix}NRANKS=2 ${prefix}ADDRESSES=a:1,b:2
        or=
        [ $prefix != ZEROMPI_ ] || or='; or ZEROMPI_ROOT, the address of rank 0'
        alone_says "${prefix}ADDRESSES $absent ${prefix}RANK is: expected the address (host:port) of each rank, separated by \
commas, or @file$or" ${prefix}NRANKS=2 ${prefix}RANK=1
    done
    for name in ADDRESSES ROOT; do
        alone_says "ZEROMPI_NRANKS is not set, though ZEROMPI_$name is: expected the number of ranks in the job, at least 1" \
            ZEROMPI_$name=a:1 ZMQ_COLLECTIVES_NRANKS=1 ZMQ_COLLECTIVES_RANK=0
    done
}

numbers() {
    for value in '' x 2x 0x2 1.5 ' ' 99999999999999999999; do
        alone_says "ZEROMPI_NRANKS=$value: expected the number of ranks in the job, at least 1" \
            ZEROMPI_NRANKS="$value" ZEROMPI_RANK=0 ZEROMPI_ADDRESSES=a:1
        alone_says "ZEROMPI_RANK=$value: expected a rank from 0 to 1, as ZEROMPI_NRANKS=2" \
            ZEROMPI_NRANKS=2 ZEROMPI_RANK="$value" ZEROMPI_ADDRESSES=a:1,b:2
    done
    for value in '' x 1s -1 inf nan; do
        alone_says "ZEROMPI_TIMEOUT=$value: expected a number of seconds, or 0 to wait for ever" \
            ZEROMPI_TIMEOUT="$value" ZEROMPI_NRANKS=1 ZEROMPI_RANK=0
    done
}

ranges() {
    for value in 0 -1 1000001; do
        alone_says "ZEROMPI_NRANKS=$value: expected the number of ranks in the job, at least 1" \
            ZEROMPI_NRANKS=$value ZEROMPI_RANK=0 ZEROMPI_ADDRESSES=a:1
    done
    for value in -1 2 100; do
        alone_says "ZEROMPI_RANK=$value: expected a rank from 0 to 1, as ZEROMPI_NRANKS=2" \
            ZEROMPI_NRANKS=2 ZEROMPI_RANK=$value ZEROMPI_ADDRESSES=a:1,b:2
    done
}

list_length() {
    for value in a:1 a:1,b:2 a:1,b:2,c:3,d:4; do
        count=$(echo $value | tr , '\n' | wc -l)
        alone_says "ZEROMPI_ADDRESSES has $count addresses: expected 3, one for each rank, as ZEROMPI_NRANKS=3" \
            ZEROMPI_NRANKS=3 ZEROMPI_RANK=1 ZEROMPI_ADDRESSES=$value
    done
    echo 'a:1 b:2' >addresses
    for value in @addresses a:1,b:2; do
        alone_says "ZMQ_COLLECTIVES_ADDRESSES has 2 addresses: expected 3, one for each rank, as ZMQ_COLLECTIVES_NRANKS=3" \
            ZMQ_COLLECTIVES_NRANKS=3 ZMQ_COLLECTIVES_RANK=0 ZMQ_COLLECTIVES_ADDRESSES=$value
    done
}

repeated() {
    for value in a:1,b:1,a:1 a:1,b:1,tcp://a:1; do
        alone_says "ZEROMPI_ADDRESSES: ranks 0 and 2 have the same address tcp://a:1: expected a different one for each rank" \
            ZEROMPI_NRANKS=3 ZEROMPI_RANK=1 ZEROMPI_ADDRESSES=$value
    done
}

malformed() {
    forms='expected host:port, [IPv6 address]:port, ipc://path or tcp://host:port'
    port='expected a port from 1 to 65535 after the colon'
    for value in "host=$forms" ":1=$forms" "::1:5=$forms" "[::1]=$forms" "[::1=$forms" "[]:1=$forms" "tcp://host=$forms" \
        "host:=$port" "host:0=$port" "host:65536=$port" "host:1x=$port" "host:+1=$port" "host:*=$port" "[::1]:-1=$port"; do
        alone_says "ZEROMPI_ADDRESSES: the address of rank 1, '${value%%=*}': ${value#*=}" \
            ZEROMPI_NRANKS=2 ZEROMPI_RANK=0 ZEROMPI_ADDRESSES="a:1,${value%%=*}"
    done
}

unreadable() {
    : >empty
    alone_says "ZEROMPI_ADDRESSES=@nowhere: cannot read the file: No such file or directory" \
        ZEROMPI_NRANKS=2 ZEROMPI_RANK=0 ZEROMPI_ADDRESSES=@nowhere
    alone_says "ZEROMPI_ADDRESSES=@.: cannot read the file: Is a directory" \
        ZEROMPI_NRANKS=2 ZEROMPI_RANK=0 ZEROMPI_ADDRESSES=@.
    launch 0 ZEROMPI_NRANKS=2 ZEROMPI_RANK=0 ZEROMPI_ADDRESSES=@empty "$ACTOR" init
    ends_badly 0
    says 0 '^zerompi: ZEROMPI_ADDRESSES.*empty\|^zerompi: ZEROMPI_ADDRESSES has 0 addresses: expected 2'
}

# unusable ADDRESS PATTERN: rank 2 of 3 has it and says so; the others are told by it.
unusable() {
    list="ipc://$TMPDIR/0,ipc://$TMPDIR/1,$1"
    ranks 3 "$ACTOR" init work finalize
    ends_badly 0 1 2
    took_at_most 4000
    reason="ZEROMPI_ADDRESSES: the address of this rank, $2"
    says 2 "$me 2 of 3 on $host: $reason$"
    says 0 "$me 0 of 3 on $host: rank 2 ended the job: $reason$"
    says 1 "$me 1 of 3 on $host: rank 2 ended the job: $reason$"
    rm -f "$TMPDIR/0" "$TMPDIR/1"
}

in_use() {
    port=$("$PORTS" 1)
    launch other ZEROMPI_TIMEOUT=20 ZEROMPI_NRANKS=2 ZEROMPI_RANK=0 "ZEROMPI_ADDRESSES=127.0.0.1:$port,ipc://$TMPDIR/other" \
        "$ACTOR" init finalize
    sleep 0.3
    unusable "127.0.0.1:$port" "tcp://127.0.0.1:$port: cannot bind to tcp://127.0.0.1:$port: Address already in use: \
another process listens there, of another job or of this rank"
    # Nobody has disturbed the other job, which still waits for its second rank.
    launch second ZEROMPI_NRANKS=2 ZEROMPI_RANK=1 "ZEROMPI_ADDRESSES=127.0.0.1:$port,ipc://$TMPDIR/other" "$ACTOR" init finalize
    ends 0 other second
    no_socket_files
}

foreign() {
    unusable 203.0.113.1:7000 "tcp://203.0.113.1:7000: cannot bind to tcp://203.0.113.1:7000: .*: it is not an address of this host"
}

# A name that no server of names need be asked about.
unresolvable() {
    unusable no..such..host:7000 "tcp://no..such..host:7000: the host name 'no..such..host' cannot be resolved: .*"
}

# A file of somebody else's is not touched.
regular_file() {
    echo precious >file
    unusable "ipc://$WORK/file" "ipc://$WORK/file: cannot bind to ipc://$WORK/file: File exists"
    [ "$(cat file)" = precious ] || fail 'the file was changed'
}

no_directory() {
    unusable "ipc://$WORK/nowhere/2" "ipc://$WORK/nowhere/2: cannot bind to ipc://$WORK/nowhere/2: No such file or directory"
    long=$(printf '%0120d' 0)
    unusable "ipc://$WORK/$long" "ipc://$WORK/$long: cannot bind to ipc://$WORK/$long: File name too long"
}

sizes_differ() {
    list=$(addresses 3)
    rank 0 3 "$ACTOR" init work finalize
    rank 1 3 "$ACTOR" init work finalize
    list=$(addresses 4)
    rank 2 4 "$ACTOR" init work finalize
    started=$(milliseconds)
    ends_badly 0 1 2
    took_at_most 4000
    cat err.? | grep -q "the ranks disagree about the job: rank 2 at ipc://$TMPDIR/2 has NRANKS=4, this rank has ZEROMPI_NRANKS=3$" ||
        failed_rank 0 'the numbers are not told'
    for each in 0 1 2; do
        says $each "$me $each of [34] on $host: "
    done
    rm -f "$TMPDIR"/?
}

addresses_differ() {
    list=$(addresses 3)
    rank 0 3 "$ACTOR" init work finalize
    rank 2 3 "$ACTOR" init work finalize
    list="ipc://$TMPDIR/0,ipc://$TMPDIR/other,ipc://$TMPDIR/2"
    rank 1 3 "$ACTOR" init work finalize
    started=$(milliseconds)
    ends_badly 0 1 2
    took_at_most 4000
    reason="the ranks disagree about the job: rank 1 at ipc://$TMPDIR/other has another list of addresses than this rank has in \
ZEROMPI_ADDRESSES$"
    says 0 "$me 0 of 3 on $host: $reason"
    says 1 "$me 1 of 3 on $host: rank 0 ended the job: $reason"
    says 2 "$me 2 of 3 on $host: rank 0 ended the job: $reason"
    rm -f "$TMPDIR"/*
}

peer_missing() {
    for absent in 0 3; do
        list=$(addresses 4)
        others=$(echo 0 1 2 3 | tr -d $absent)
        for each in $others; do
            rank "$each" 4 "$ACTOR" init work finalize
        done
        started=$(milliseconds)
        # shellcheck disable=SC2086
        ends_badly $others
        took_at_most 5000
        [ "$took" -ge 800 ] || fail "it took only $took ms, not the 1 s of ZEROMPI_TIMEOUT"
        for each in $others; do
            says "$each" "$me $each of 4 on $host: .*rank $absent at ipc://$TMPDIR/$absent did not .* within 1 s (ZEROMPI_TIMEOUT): \
expected all 4 ranks to be started, each with the same ZEROMPI_ADDRESSES$"
        done
        no_socket_files
    done
}

# The whole subtree of rank 4 is missing, and only rank 0 knows at first.
peers_below_missing() {
    list=$(addresses 8)
    for each in 0 1 2 3; do
        rank $each 8 "$ACTOR" init work finalize
    done
    started=$(milliseconds)
    ends_badly 0 1 2 3
    took_at_most 5000
    for each in 0 1 2 3; do
        says $each "$me $each of 8 on $host: .*rank 4 at ipc://$TMPDIR/4 did not come within 1 s"
    done
}

# The second of them finds its address in use, and tells the others.
same_rank() {
    list=$(addresses 3)
    rank 0 3 "$ACTOR" init work finalize
    rank 1 3 "$ACTOR" init work finalize
    sleep 0.3
    launch again ZEROMPI_NRANKS=3 ZEROMPI_RANK=1 ZEROMPI_ADDRESSES="$list" "$ACTOR" init work finalize
    started=$(milliseconds)
    ends_badly 0 1 again
    took_at_most 5000
    says again "$me 1 of 3 on $host: ZEROMPI_ADDRESSES: the address of this rank, ipc://$TMPDIR/1: .*: another process listens there"
    says 0 "$me 0 of 3 on $host: rank 1 ended the job: ZEROMPI_ADDRESSES: .*: another process listens there"
    says 1 "$me 1 of 3 on $host: .*"
}

# A job that is under way goes on.
same_rank_later() {
    ranks 3 "$ACTOR" init 0=mark:begun work_until:stop finalize
    wait_for test -e begun
    sleep 0.2
    launch again ZEROMPI_NRANKS=3 ZEROMPI_RANK=1 ZEROMPI_ADDRESSES="$list" "$ACTOR" init work finalize
    ends_badly again
    : >stop
    ends 0 0 1 2
    [ "$(cat out.0)" = '3 ranks' ] || failed_rank 0 'no result'
    no_socket_files
}

# Another MPI's mpirun starts many jobs of one rank, which the first of them says.
other_launcher() {
    launch 0 OMPI_COMM_WORLD_SIZE=3 OMPI_COMM_WORLD_RANK=0 "$ACTOR" init work finalize
    launch 1 OMPI_COMM_WORLD_SIZE=3 OMPI_COMM_WORLD_RANK=1 "$ACTOR" init work finalize
    launch 2 OMPI_COMM_WORLD_SIZE=1 OMPI_COMM_WORLD_RANK=0 "$ACTOR" init work finalize
    ends 0 0 1 2
    says 0 "$me 0 of 1 on $host: note: OMPI_COMM_WORLD_SIZE=3, but this process is a job of its own"
    prints 1 '1 ranks'
    prints 2 '1 ranks'
}

launcher() {
    for value in '' xyz 12g; do
        alone_says "ZEROMPI_JOB=$value: expected a hexadecimal number" ZEROMPI_JOB=$value
    done
    for value in '' x -1 3x 99999999; do
        alone_says "ZEROMPI_CONTROL_FD=$value: expected a file descriptor" ZEROMPI_CONTROL_FD=$value
    done
}

algorithms() {
    me="rank 0 of 1 on $host: ZEROMPI_ALGORITHM"
    alone_says "$me: bcst=linear: expected OPERATION=ALGORITHM, where the operation is one of \
barrier, bcast, gather, scatter, allgather, allgatherv, alltoall, reduce, allreduce, reduce_scatter, reduce_scatter_block" ZEROMPI_ALGORITHM=bcst=linear
    alone_says "$me: allgatherv=bruck: expected one of ring, pairwise" ZEROMPI_ALGORITHM=gather=linear,allgatherv=bruck
}

"$@"
