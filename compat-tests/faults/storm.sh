#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Connections over TCP break under load, at the begin and at the end of jobs, and nothing is lost; ranks die behind a proxy, and that is noticed.
# shellcheck source=/dev/null disable=SC2034,SC2154 # variables are shared with lib.sh
. "$(dirname "$0")/../env/lib.sh"
limit=50
ZEROMPI_TRANSPORT=zmq
export ZEROMPI_TRANSPORT

# storm SIZE SEED CUTS MILLISECONDS KIND: addresses for so many ranks, reached through a proxy that cuts connections like this.
storm() {
    echo "storm $*"
    rm -f cut stop
    "$PORTS" $((2 * $1)) >ports
    list='' DETOURS=''
    number=1
    while [ "$number" -le "$1" ]; do
        port=$(sed -n "${number}p" ports)
        list="$list${list:+,}127.0.0.1:$port"
        DETOURS="$DETOURS $(sed -n "$(($1 + number))p" ports):$port"
        number=$((number + 1))
    done
    export DETOURS
    # shellcheck disable=SC2086 # pairs
    timeout -k 1 "$limit" "$PROXY" "$2" "$3" "$4" "$5" $DETOURS &
    proxy_pid=$!
}

calm() {
    : >stop
    wait "$proxy_pid" || fail "the proxy has failed"
}

# survives SIZE SEED CUTS MILLISECONDS KIND: a job under load does.
survives() {
    storm "$@"
    ranks "$1" "$STORM" "$2" cut
    each=0
    while [ $each -lt "$1" ]; do
        ends 0 $each
        [ ! -s err.$each ] || failed_rank $each 'expected nothing on standard error'
        each=$((each + 1))
    done
    calm
}

reset() {
    survives 3 1 200 5 reset
}

closed() {
    survives 4 2 60 5 close
}

refused() {
    survives 2 3 4 50 refuse
    survives 3 4 9 20 any
}

# Where ranks share memory little goes through the proxy: how they meet, and what wakes nobody.
shared() {
    ZEROMPI_TRANSPORT=auto
    survives 3 5 3 1 reset
}

# What is sent again is encrypted again.
guarded() {
    make_secret secret
    export ZEROMPI_SECRET_FILE="$WORK/secret"
    survives 3 6 60 5 any
}

# The last words of a rank that leaves, and joins again at once, are lost: who waits for them is told by then.
again() {
    "$PORTS" 2 >ports
    list=$(sed 's/^/127.0.0.1:/' ports | tr '\n' ',')
    for _ in 1 2 3 4 5; do
        rm -f said
        ranks 2 "$MUTE"
        ends 0 0 1
        prints 1 '2 ranks'
        case $(cat out.0) in
        [0-3]" s"*) ;;
        *) failed_rank 0 'it waited for an answer that nobody gave' ;;
        esac
    done
}

# While ranks meet, and while they part.
short() {
    for seed in 1 2 3 4 5 6; do
        storm 4 $seed 1000 3 reset
        ranks 4 "$DETOURED" init work finalize
        ends 0 0 1 2 3
        prints 0 '4 ranks'
        calm
    done
}

# A rank dies whose host and port still answer: who passes connections on there finds nobody.
killed() {
    storm 3 1 3 1 reset
    export ZEROMPI_LOST_AFTER=1
    ranks 3 "$DETOURED" init work barrier 1=mark:begun 1=kill:9 work finalize
    ends 137 1
    started=$(milliseconds)
    ends_badly 0 2
    took_at_most 5000
    for each in 0 2; do
        mentions $each "rank 1 (process [0-9]* on $host) cannot be reached any more: no answer for 1 s (ZEROMPI_LOST_AFTER)"
    done
    calm
}

# Nothing is between the ranks, and who asked for it gets an error's class instead of an end.
classes() {
    for wait in recv:1 send:1,500000 barrier; do
        "$PORTS" 3 >ports
        list=$(sed 's/^/127.0.0.1:/' ports | tr '\n' ',')
        ranks 3 "$ACTOR" init return work barrier 1=kill:9 "0=$wait" 0=class 0=mark:done-"$wait" 2=await:done-"$wait"
        ends 137 1
        started=$(milliseconds)
        ends 0 0 2
        took_at_most 3000
        prints 0 '3 ranks
rank 0: MPI_ERR_PROC_ABORTED'
    done
}

# A rank that is stopped is not dead, however long nobody hears of it.
stopped() {
    storm 3 1 1 1 reset
    export ZEROMPI_LOST_AFTER=0.3
    ranks 3 "$DETOURED" init work 2=stop:1.5 work barrier finalize
    ends 0 0 1 2
    calm
}

# hosts COMMAND...: a rank on each of 3 hosts.
hosts() {
    . "$(dirname "$0")/../hosts/lib.sh"
    trap hosts_end EXIT
    hosts_make 3
    list=
    for each in 1 2 3; do
        list="$list${list:+,}$(hosts_address $each):700$each"
    done
    export ZEROMPI_SECURITY=none ZEROMPI_NRANKS=3 ZEROMPI_ADDRESSES="$list"
    for each in 0 1 2; do
        on $((each + 1)) timeout -k 1 "$limit" env ZEROMPI_RANK=$each "$@" </dev/null >out.$each 2>err.$each &
        eval "pid_$each=$!"
    done
    wait_for test -s out.0
}

# A cable is taken out for a moment, and for longer than it takes to notice that without being told.
cable() {
    hosts "$DETOURED" init work work_until:stop work finalize
    for seconds in 0.3 3.5; do
        hosts_cut 2
        sleep $seconds
        hosts_mend 2
        sleep 0.3
    done
    : >stop
    ends 0 0 1 2
    for each in 0 1 2; do
        [ ! -s err.$each ] || failed_rank $each 'expected nothing on standard error'
    done
}

# A host goes silent for good: the others hear of it, also who is not connected to it, and so does whoever is alone now.
dark() {
    export ZEROMPI_LOST_AFTER=0.5
    hosts "$DETOURED" init work work_until:stop finalize
    hosts_cut 3
    started=$(milliseconds)
    ends_badly 0 1 2
    took_at_most 8000
    cat err.0 err.1 >all
    grep -q "rank 2 (process [0-9]* on node3) cannot be reached any more: no answer for 0.5 s (ZEROMPI_LOST_AFTER)" all ||
        failed_rank 0 'it is not said what has happened'
}

"$@"
