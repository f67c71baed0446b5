#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Jobs on hosts with a network of their own, whose ranks are started by hand and told only where rank 0 is.
# shellcheck source=/dev/null disable=SC2154 # variables are shared with lib.sh
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../launch/lib.sh"
. "$here/lib.sh"
trap 'status=$?; set +e; hosts_end; (exit $status); finish' EXIT
export ZEROMPI_SECURITY=none # or rank 0 would say what that means
export ZEROMPI_TIMEOUT=15    # so that ranks say what they lack before they are ended here
unset ZEROMPI_TRANSPORT || :

# meet ROOT HOST...: one rank on each of the hosts, in that order; they do some work.
meet() {
    root=$1 size=$(($# - 1)) number=0 pids=
    shift
    for place; do
        on "$place" env ZEROMPI_RANK=$number ZEROMPI_NRANKS=$size "ZEROMPI_ROOT=$root" timeout 20 \
            "$ACTOR" init work finalize >out.$number 2>err.$number &
        pids="$pids $!"
        number=$((number + 1))
    done
    for pid in $pids; do
        wait "$pid" || fail "status $? with rank 0 at $root: $(tail -n 5 out.* err.*)"
    done
    [ "$(cat out.* err.*)" = "$size ranks" ] || fail "with rank 0 at $root: $(tail -n 5 out.* err.*)"
    rm -f out.* err.*
}

# By a name, and by addresses of either family; ranks on the host of rank 0 too.
addresses() {
    hosts_make 3
    meet node1:5000 1 1 2 3 2
    meet "$(hosts_address 2):5000" 2 1 2 3
    meet "[$(hosts_address6 1)]:5000" 1 1 2 3
    local=$(on 1 ip -6 -o address show dev eth0 scope link | sed 's,.*inet6 \([^/ ]*\).*,\1,')
    wait_for settled 1
    [ -z "$local" ] || meet "[$local%eth0]:5000" 1 1 2 3
}

# settled HOST: its addresses are not looked for on others any more, and so can be used.
settled() {
    [ -z "$(on "$1" ip -6 -o address show tentative)" ]
}

# The host of rank 0 knows its name by a loopback address, as Debian sets it up.
own_name() {
    hosts_make 2
    { grep -v "node1$" "$hosts_dir/hosts" && echo '127.0.1.1 node1'; } >table
    on 1 mount --bind "$PWD/table" /etc/hosts
    meet node1:5000 1 1 2 1 2
    on 1 umount /etc/hosts
}

# A name that is known only once all others wait for it, as those of containers may be.
late_name() {
    hosts_make 2
    for place in 1 2; do
        on $place env ZEROMPI_RANK=$place ZEROMPI_NRANKS=3 ZEROMPI_ROOT=late:5000 timeout 20 "$ACTOR" init work finalize \
            >out.$place 2>err.$place &
        eval "pid_$place=$!"
    done
    wait_for grep -q "host name 'late' cannot be resolved: .*: trying again" err.2
    echo "$(hosts_address 1) late" >>"$hosts_dir/hosts"
    on 1 env ZEROMPI_RANK=0 ZEROMPI_NRANKS=3 ZEROMPI_ROOT=late:5000 timeout 20 "$ACTOR" init work finalize >out.0
    { wait "$pid_1" && wait "$pid_2"; } || fail "$(cat err.*)"
    [ "$(cat out.*)" = '3 ranks' ] || fail "$(cat out.*)"
}

# A second network, by which rank 0 is not to be reached, may be chosen all the same.
interface() {
    hosts_make 2
    for number in 1 2; do
        on $number ip address add "198.51.100.$number/24" dev eth0
    done
    for choice in 198.51.100.0/24 fd00:2::/64; do
        export "ZEROMPI_INTERFACE=$choice"
        meet "$(hosts_address 1):5000" 1 1 2 2
    done
}

# A rank that reaches rank 0, but listens where that cannot reach it.
one_way() {
    hosts_make 2
    on 2 ip address add 203.0.113.2/32 dev lo
    export ZEROMPI_TIMEOUT=2
    on 1 env ZEROMPI_RANK=0 ZEROMPI_NRANKS=2 "ZEROMPI_ROOT=$(hosts_address 1):5000" timeout 20 "$ACTOR" init >out 2>err.0 &
    on 2 env ZEROMPI_RANK=1 ZEROMPI_NRANKS=2 "ZEROMPI_ROOT=$(hosts_address 1):5000" ZEROMPI_INTERFACE=203.0.113.2 timeout 20 \
        "$ACTOR" init >out 2>err.1 && fail "rank 1 has come: $(cat err.*)"
    wait $! && fail "rank 1 has come: $(cat err.*)"
    grep -q "MPI_Init: rank 1 (process [0-9]* on node2) came, but cannot be reached at tcp://203.0.113.2:[0-9]*, where it says that \
it listens: Network is unreachable: is there a way to it" err.0 || fail "$(cat err.*)"
}

"$@"
