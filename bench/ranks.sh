# shellcheck shell=sh
# SPDX-License-Identifier: BSL-1.0
# Ranks that a script of this folder starts by hand.
pids='' # of those that run

# free_ports N: ports below those that the system hands out, and on which nobody listens.
free_ports() {
    cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | awk -v wanted="$1" '
        { split($2, local, ":"); used[toupper(local[2])] = 1 }
        END {
            srand()
            for (port = 20000 + int(rand() * 8000); found < wanted; port++)
                if (!(sprintf("%04X", port) in used)) { print port; found++ }
        }'
}

# on_host RANK COMMAND...: becomes the command, where that rank is to be. host_of RANK: the address of that. A script that has
# other hosts than this one says so by functions of its own.
on_host() {
    shift
    exec "$@"
}

host_of() {
    echo 127.0.0.1
}

# by_hand N COMMAND...: N ranks over TCP, each started from the variables that say who it is.
by_hand() {
    n=$1 rank=0 addresses=''
    shift
    for port in $(free_ports "$n"); do
        addresses=$addresses${addresses:+,}$(host_of $rank):$port
        rank=$((rank + 1))
    done
    rank=$n
    while [ "$rank" -gt 0 ]; do
        rank=$((rank - 1))
        on_host $rank env ZEROMPI_RANK=$rank ZEROMPI_NRANKS="$n" ZEROMPI_ADDRESSES="$addresses" ZEROMPI_TRANSPORT=zmq "$@" &
        pids="$pids $!"
    done
    status=0
    for pid in $pids; do
        wait "$pid" || status=$?
    done
    pids=
    return $status
}
