#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Jobs that are described well, in each of the ways there are.
# shellcheck source=/dev/null disable=SC2034,SC2154 # variables are shared with lib.sh
. "$(dirname "$0")/lib.sh"

# tcp FORMAT...: a list of addresses, each with a free port for the %s in its format.
tcp() {
    list=
    "$PORTS" $# >ports
    for format; do
        read -r port <&3
        # shellcheck disable=SC2059
        list="$list${list:+,}$(printf "$format" "$port")"
    done 3<ports
}

alone() {
    launch 0 "$ACTOR" init work finalize
    all_is_well 1
}

# One rank needs no addresses, and may have one.
one_rank() {
    launch 0 ZEROMPI_RANK=0 ZEROMPI_NRANKS=1 "$ACTOR" init work finalize
    all_is_well 1
    ranks 1 "$ACTOR" init work finalize
    all_is_well 1
}

families() {
    list=$(addresses 3)
    for prefix in ZEROMPI_ PYZMQ_COLLECTIVES_ ZMQ_COLLECTIVES_; do
        for number in 0 1 2; do
            launch $number ${prefix}RANK=$number ${prefix}NRANKS=3 ${prefix}ADDRESSES="$list" "$ACTOR" init work finalize
        done
        all_is_well 3
    done
    # ZeroMPI's own come first, and one family is not mixed with another.
    for number in 0 1; do
        launch $number ZEROMPI_RANK=$number ZEROMPI_NRANKS=2 ZEROMPI_ADDRESSES="$(addresses 2)" \
            ZMQ_COLLECTIVES_RANK=7 PYZMQ_COLLECTIVES_NRANKS=nonsense "$ACTOR" init work finalize
    done
    all_is_well 2
}

file() {
    addresses 3 | tr ',' '\n' >lines
    printf '\n  %s  \r\n\n%s\n\t%s' "ipc://$TMPDIR/0" "ipc://$TMPDIR/1" "ipc://$TMPDIR/2" >loose
    addresses 3 >commas
    for file in lines loose commas; do
        list="@$WORK/$file"
        ranks 3 "$ACTOR" init work finalize
        all_is_well 3
    done
    list=@lines
    ranks 3 "$ACTOR" init work finalize
    all_is_well 3
}

forms() {
    tcp 127.0.0.1:%s 127.0.0.1:%s
    ranks 2 "$ACTOR" init work finalize
    all_is_well 2
    tcp tcp://127.0.0.1:%s 127.0.0.1:%s localhost:%s tcp://localhost:%s
    list="$list, ipc://$TMPDIR/4"
    ranks 5 "$ACTOR" init work finalize
    all_is_well 5
}

ipv6() {
    grep -q '^00000000000000000000000000000001 ' /proc/net/if_inet6 || exit 77
    tcp '[::1]:%s' 'tcp://[::1]:%s' 127.0.0.1:%s
    ranks 3 "$ACTOR" init work finalize
    all_is_well 3
}

host_names() {
    getent hosts "$host" >/dev/null || exit 77
    tcp "$host:%s" localhost:%s "tcp://$host:%s"
    ranks 3 ZEROMPI_SECURITY=none "$ACTOR" init work finalize
    all_is_well 3
}

# Sockets of Linux's that have a name but no file.
abstract() {
    list="ipc://@$WORK/0,ipc://@$WORK/1"
    ranks 2 "$ACTOR" init work finalize
    all_is_well 2
}

orders() {
    for order in '0 1 2 3 4' '4 3 2 1 0' '1 2 3 4 0' '0 4 2 1 3' '2 0 3 4 1'; do
        list=$(addresses 5)
        for number in $order; do
            rank "$number" 5 "$ACTOR" init work finalize
        done
        all_is_well 5
    done
}

# One after the other, with as much time between them as everything else takes.
gaps() {
    for order in '0 1 2 3' '3 2 1 0' '2 0 3 1'; do
        list=$(addresses 4)
        for number in $order; do
            rank "$number" 4 "$ACTOR" init work finalize
            sleep 0.2
        done
        all_is_well 4
    done
}

waits_for_ever() {
    export ZEROMPI_TIMEOUT=0
    list=$(addresses 3)
    rank 2 3 "$ACTOR" init work finalize
    rank 1 3 "$ACTOR" init work finalize
    sleep 1.5
    rank 0 3 "$ACTOR" init work finalize
    all_is_well 3
    export ZEROMPI_TIMEOUT=1e300
    ranks 3 "$ACTOR" init work finalize
    all_is_well 3
}

# Ranks on two hosts, which differ in nothing but their name: those on one are together.
two_hosts() {
    unshare --uts hostname elsewhere 2>/dev/null || { echo 'needs unshare(1) and the right to use it' && exit 77; }
    for way in share divide; do
        list=$(addresses 5)
        for number in 0 2 4; do
            rank $number 5 ZEROMPI_TRANSPORT=auto "$ACTOR" init $way work divide finalize
        done
        for number in 1 3; do # shellcheck disable=SC2016 # the inner shell expands it
            rank $number 5 ZEROMPI_TRANSPORT=auto unshare --uts sh -c 'hostname elsewhere && exec "$0" "$@"' \
                "$ACTOR" init $way work divide finalize
        done
        ends 0 0 1 2 3 4
        cat out.? >all
        printf '%s\n' '3 ranks' 'rank 0: not to be divided' '2 ranks' 'rank 0: not to be divided' \
            'rank 1: not to be divided' 'rank 1: not to be divided' 'rank 2: not to be divided' | cmp - all
    done
}

many() {
    limit=50
    ranks 16 "$ACTOR" init work finalize
    all_is_well 16
}

# A variable that nobody reads is named by rank 0, or by mpirun if that has started it.
unknown() {
    export ZEROMPI_TRANSPRT=shm
    ranks 2 "$ACTOR" init work finalize
    ends 0 0 1
    says 0 "^zerompi: rank 0 of 2 on $host: note: unknown setting ZEROMPI_TRANSPRT; is ZEROMPI_TRANSPORT meant?$"
    [ ! -s err.1 ] || failed_rank 1 'rank 0 has said it already'
    job 0 -n 2 "$ACTOR" init work finalize
    [ "$(cat err)" = 'mpirun: note: unknown setting ZEROMPI_TRANSPRT; is ZEROMPI_TRANSPORT meant?' ] || fail "said: $(cat err)"
}

"$@"
