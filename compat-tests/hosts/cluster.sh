#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Jobs on hosts with a network and ssh servers of their own, started from node1. RING is a program that talks to all neighbours.
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=/dev/null
. "$here/../launch/lib.sh"
# shellcheck source=/dev/null
. "$here/lib.sh"
unset ZEROMPI_RSH ZEROMPI_PREFIX ZEROMPI_FANOUT SLURM_JOB_ID || :
trap 'status=$?; set +e; hosts_end; (exit $status); finish' EXIT

# shellcheck disable=SC2153 # from the environment
rank=$RANK

# far STATUS ARGUMENT...: as job(), on node1.
far() {
    wanted=$1
    shift
    run "$wanted" on 1 "$MPIRUN" "$@"
}

idle() {
    [ -z "$(hosts_processes "$1")" ]
}

# Nothing runs on any host any more.
all_idle() {
    # shellcheck disable=SC2154 # of lib.sh
    for number in $(seq "$hosts_count"); do
        within 5 idle "$number" || fail "left on node$number: $(hosts_processes "$number")"
    done
}

# What users see is the same as on one host: a real program, its input, output, folder and status.
programs() {
    hosts_make 3
    hosts_ssh 3
    far 0 -host node1,node2:2,node3 "$RING"
    out_is 'the token counted to 6; after 4 steps round the ring 0 values are wrong'
    silent
    echo text >input
    mkdir d
    # shellcheck disable=SC2016
    A='x y' far 3 -wdir d -host node2,node3 sh -c 'hostname; pwd; cat; echo $A; [ $(hostname) = node2 ] || exit 3' <input
    out_is "node2
$WORK/d
text
x y
node3
$WORK/d
x y"
    err_says 'mpirun: rank 1 of 2 on node3: pid [0-9]* exited with status 3$'
    all_idle
}

# ssh's own words tell why a host is not reached. No host waits for ranks that never come.
unreachable() {
    hosts_make 3
    hosts_ssh 2
    far 1 -host node1,node2,node3 "$rank" init sleep:60
    err_says 'mpirun: host node3: ssh cannot start mpirun there: .*[Cc]onnect.*refused'
    far 1 -host node1,node2,nowhere "$rank" init sleep:60
    err_says 'mpirun: host nowhere: ssh cannot start mpirun there: .*[Cc]ould not resolve'
    far 1 -host node2 --prefix /nowhere "$rank"
    err_says 'mpirun: host node2: cannot run /nowhere/bin/mpirun there: .*/nowhere/bin/mpirun.*; ZEROMPI_PREFIX'
    hosts_cut 2
    ZEROMPI_TIMEOUT=1 far 1 -host node1,node2 "$rank" init sleep:60
    err_says 'mpirun: host node2: ssh has not reached it within 1 s'
    all_idle
}

# begin HOSTS: a job in the background, until all its ranks run.
begin() {
    # shellcheck disable=SC2016
    on 1 "$MPIRUN" -host "$1" sh -c 'exec "$0" init "mark:ready.$ZEROMPI_RANK" ignore:15 sleep:60' "$rank" >out 2>err &
    job=$!
    for number in $(seq 0 $(($(echo "$1" | tr -cd , | wc -c)))); do
        wait_for test -e "ready.$number"
    done
}

ends() {
    status=0
    wait "$job" || status=$?
    [ $status = "$1" ] || fail "mpirun ended with $status instead of $1"
}

# The first process on host $1 whose command line is like $2.
process_like() {
    hosts_processes "$1" | sed -n "s,^\([0-9]*\) $2.*,\1,p" | head -n 1
}

# The server of the connection dies, and then mpirun itself; in a chain of hosts all behind it go with it.
broken() {
    hosts_make 4
    hosts_ssh 4
    export ZEROMPI_FANOUT=1
    begin node1,node2,node3,node4
    on 3 kill -9 "$(process_like 3 "sshd: ")"
    ends 1
    err_says 'mpirun: host node3: the connection to it is lost'
    rm ready.*
    all_idle
    begin node1,node2,node3,node4
    on 1 kill -9 "$(process_like 1 "$MPIRUN")"
    ends 137
    all_idle
}

"$@"
