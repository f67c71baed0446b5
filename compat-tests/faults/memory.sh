#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Ranks that share memory, or would, and what becomes of it.
# shellcheck source=/dev/null disable=SC2034,SC2154 # variables are shared with lib.sh
. "$(dirname "$0")/../env/lib.sh"
me="^zerompi: rank"

# Ranks under one host name that do not see each other's processes, as in containers: they work over the network, unless
# the user insists on memory.
apart() {
    unshare --pid --fork --mount-proc true 2>/dev/null || { echo 'needs unshare(1) and the right to use it' && exit 77; }
    list=$(addresses 3)
    rank 0 3 "ZEROMPI_TRANSPORT=auto" "$ACTOR" init work barrier work finalize
    rank 1 3 "ZEROMPI_TRANSPORT=auto" "$ACTOR" init work barrier work finalize
    rank 2 3 "ZEROMPI_TRANSPORT=auto" unshare --pid --fork --mount-proc "$ACTOR" init work barrier work finalize
    ends 0 0 1 2
    no_socket_files
    list=$(addresses 2)
    started=$(milliseconds)
    rank 0 2 "ZEROMPI_TRANSPORT=shm" "$ACTOR" init work finalize
    rank 1 2 "ZEROMPI_TRANSPORT=shm" unshare --pid --fork --mount-proc "$ACTOR" init work finalize
    ends_badly 0 1
    took_at_most 3000
    cat err.0 err.1 >all
    grep -q "$me [01] of 2 on $host: ZEROMPI_TRANSPORT=shm: cannot share memory with rank [01] " all ||
        fail 'nobody says that memory cannot be shared'
}

# A rank is killed while its frames fill the ring to a rank that looks away, and more wait at the sender.
killed() {
    list=$(addresses 2)
    rank 0 2 "ZEROMPI_TRANSPORT=shm" "$ACTOR" init work send:1,1 await:gone drain:1,400
    rank 1 2 "ZEROMPI_TRANSPORT=shm" "$ACTOR" init work recv:0 flood:0,400 kill:9
    ends 137 1
    started=$(milliseconds)
    : >gone
    ends_badly 0
    took_at_most 3000
    says 0 "$me 0 of 2 on $host: MPI_Recv(.*): rank 1 (process [0-9]* on $host) has ended without MPI_Finalize \
(MPI_ERR_PROC_ABORTED)$"
    no_socket_files
}

# A rank is killed while others wait for it at the board that all share: for its note, or for it to have read theirs.
killed_at_board() {
    for call in barrier bcast:0,100000 reduce:0,100000; do
        list=$(addresses 3)
        rank 0 3 "ZEROMPI_TRANSPORT=auto" "$ACTOR" init barrier barrier barrier $call barrier
        rank 1 3 "ZEROMPI_TRANSPORT=auto" "$ACTOR" init barrier barrier barrier kill:9
        rank 2 3 "ZEROMPI_TRANSPORT=auto" "$ACTOR" init barrier barrier barrier $call barrier
        ends 137 1
        ends_badly 0 2
        cat err.0 err.2 >all
        grep -q "$me [02] of 3 on $host: MPI_[BR][a-z]*(.*): rank 1 (process [0-9]* on $host) has ended without MPI_Finalize \
(MPI_ERR_PROC_ABORTED)\$" all || fail "nobody says that rank 1 has ended in $call"
    done
    no_socket_files
}

# A rank is killed while others on two hosts wait for it, at the board of its host and for its leader's messages; it is one
# itself, or not.
killed_on_hosts() {
    for victim in 2 3; do
        for call in barrier bcast:3,1000 reduce:0,1000; do
            list=$(addresses 4)
            for each in 0 1 2 3; do
                doing="$call barrier"
                [ $each != $victim ] || doing=kill:9
                # shellcheck disable=SC2086 # words
                rank $each 4 ZEROMPI_TRANSPORT=auto ZEROMPI_PRETEND_HOSTS=2 "$ACTOR" init barrier barrier barrier $doing
            done
            started=$(milliseconds)
            ends 137 $victim
            ends_badly 0 1 $((5 - victim))
            took_at_most 10000
            cat err.? >all
            grep -q "MPI_[BR][a-z]*(.*): rank $victim (process [0-9]* on $host) has ended without MPI_Finalize (MPI_ERR_PROC_ABORTED)\$" \
                all || failed_rank 0 "nobody says that rank $victim has ended in $call"
        done
    done
    no_socket_files
}

# What communicators share goes when they go; and where there is nothing to be shared they do without.
boards() {
    count=300
    [ -z "$SANITIZE" ] || count=50
    for ranks in 2 5; do
        ZEROMPI_TRANSPORT=auto job 0 -n $ranks "$BOARDS" $count $count
    done
    ZEROMPI_TRANSPORT=zmq job 0 -n 2 "$BOARDS" 10 0
}

# All are killed at once: their memory has no name that could be left behind.
all_killed() {
    list=ipc://@$TMPDIR/0,ipc://@$TMPDIR/1,ipc://@$TMPDIR/2,ipc://@$TMPDIR/3
    ZEROMPI_TRANSPORT=shm
    export ZEROMPI_TRANSPORT
    ranks 4 "$ACTOR" init work barrier barrier 0=mark:begun await:seen kill:9
    wait_for test -e begun
    for each in 0 1 2 3; do
        eval "pid=\$pid_$each"
        grep ' rw-s ' "/proc/$(pgrep -P "$pid")/maps" >shared || failed_rank $each 'it shares no memory'
        ! grep -v '(deleted)$' shared || failed_rank $each 'its memory has a name'
    done
    : >seen
    wait # some may see that others are gone before they go themselves
    no_socket_files
}

# More ranks than anybody has processors.
many() {
    ranks=128
    [ -z "$SANITIZE" ] || ranks=32
    job 0 -n $ranks "$ACTOR" init work barrier barrier barrier work finalize
}

"$@"
