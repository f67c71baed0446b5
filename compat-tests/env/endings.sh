#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# How jobs end that were started by hand: well, by MPI_Abort, or because a rank is gone. Ranks that are to be ended would wait for
# longer than they may.
# shellcheck source=/dev/null disable=SC2034,SC2154 # variables are shared with lib.sh
. "$(dirname "$0")/lib.sh"
me="^zerompi: rank"

# Nothing is left: no thread, no file descriptor, no socket file, no shared memory.
finalize() {
    find /dev/shm 2>/dev/null | grep -i 'zerompi\|mpi_abi' >before || :
    ranks 5 "$ACTOR" init work barrier finalize remains
    ends 0 0 1 2 3 4
    prints 0 '5 ranks
1 threads, 0 files'
    for each in 1 2 3 4; do
        prints $each '1 threads, 0 files'
    done
    no_socket_files
    find /dev/shm 2>/dev/null | grep -i 'zerompi\|mpi_abi' >after || :
    cmp before after || fail 'shared memory is left'
    launch alone "$ACTOR" init work finalize remains
    ends 0 alone
    prints alone '1 ranks
1 threads, 0 files'
    job 0 -n 3 "$ACTOR" init work finalize 1=remains 2=remains
    out_is '3 ranks
1 threads, 0 files
1 threads, 0 files'
}

# While the others compute, sleep, receive from anybody and are in a collective; each is told once.
abort() {
    for who in 0 3; do
        other=$((3 - who))
        ranks 5 "$ACTOR" init work barrier $who=sleep:0.3 $who=abort:7 1=spin 2=recv:any $other=sleep:60 4=barrier
        ends 7 0 1 2 3 4
        took_at_most 2500
        says $who "$me $who of 5 on $host: the program called MPI_Abort with error code 7$"
        for each in 1 2 4; do
            says $each "$me $each of 5 on $host: rank $who (process [0-9]* on $host) ended the job: \
the program called MPI_Abort with error code 7$"
        done
        no_socket_files
        list=
    done
    job 7 -n 5 "$ACTOR" init work barrier 3=abort:7 1=spin 2=recv:any 0=sleep:60 4=barrier
}

# What ranks have said is seen, however the job ends, though nobody flushed it and it goes to a file.
last_words() {
    for how in 137:kill:9 7:abort:7; do
        job "${how%%:*}" -n 3 "$ACTOR" init say:words barrier "1=${how#*:}" barrier
        out_is 'words
words
words'
    done
}

# What is not freed is told where that is asked for, and only there.
leaks() {
    unset ZEROMPI_CHECK
    launch alone "$ACTOR" init dup split:1 finalize
    ends 0 alone
    [ ! -s err.alone ] || failed_rank alone "a message though nothing is wrong"
    launch alone ZEROMPI_CHECK=leaks "$ACTOR" init split:1 dup dup finalize
    ends 0 alone
    says alone "$me 0 of 1 on $host: MPI_Finalize: the program did not free 3 communicators, made by "
    mentions alone 'made by.* MPI_Comm_split(MPI_COMM_WORLD, color=0, key=0)'
    mentions alone 'made by.* MPI_Comm_dup(comm=0x[0-9a-f]*)'
    launch alone ZEROMPI_CHECK=leaks "$ACTOR" init work finalize
    ends 0 alone
    [ ! -s err.alone ] || failed_rank alone "a message though nothing is wrong"
}

# What exit statuses can hold; an error is never a success, and what was printed before is not lost.
abort_codes() {
    for code in 1:1 255:255 256:1 -1:255; do
        list=
        ranks 2 "$ACTOR" init 1=print:before 1=abort:"${code%:*}" spin
        ends "${code#*:}" 0 1
        [ "$(cat out.1)" = before ] || failed_rank 1 'what it printed is lost'
        mentions 0 "MPI_Abort with error code ${code%:*}$"
    done
    no_socket_files
    launch alone "$ACTOR" init abort:9
    ends 9 alone
    mentions alone "^zerompi: rank 0 of 1 on $host: the program called MPI_Abort with error code 9$"
}

# The others wait for the one that dies: rank 0 receives from it, rank 2 sends it more than it has room for, rank 3 has a message
# matched, rank 4 waits in a collective.
lost="rank 1 (process [0-9]* on $host) has ended without MPI_Finalize"

gone() {
    how=$1 status=$2
    list=
    ranks 5 "$ACTOR" init work barrier 1=sleep:0.3 "1=$how" 0=recv:1 2=send:1,500000 3=ssend:1 4=barrier
    ends "$status" 1
    ends_badly 0 2 3 4
    took_at_most 2800
    for each in 0 2 3 4; do
        mentions $each "$lost"
    done
    rm -f "$TMPDIR/1" # a rank that is killed leaves its own
    no_socket_files
}

killed() {
    gone kill:9 137
}

exited() {
    gone exit:3 3
    gone exit:0 0
}

# A rank that waits, in a circle of those who wait for others, for one that it has never had to do with.
killed_far() {
    ranks 8 "$ACTOR" init 5=sleep:0.3 5=kill:9 2=recv:5 0=recv:2 1=recv:2 3=irecv:0 4=probe:0 6=recv:any 7=ssend:0
    ends 137 5
    ends_badly 0 1 2 3 4 6 7
    took_at_most 3000
    cat err.? >all
    grep -q 'rank 5 (process [0-9]* on .*) has ended without MPI_Finalize' all || failed_rank 2 'nobody names the rank'
    # The same when the one that dies is where all begins.
    list=
    ranks 6 "$ACTOR" init 0=sleep:0.3 0=kill:9 1=recv:5 2=recv:1 3=recv:1 4=recv:1 5=recv:0
    ends 137 0
    ends_badly 1 2 3 4 5
    took_at_most 3000
    # And when nobody else is in MPI at all when it dies, but later.
    list=
    ranks 4 "$ACTOR" init 3=kill:9 sleep:0.5 0=recv:1 1=recv:3 2=spin
    ends 137 3
    ends_badly 0 1 2
    took_at_most 3500
}

# Ranks that come too late to the one that is gone.
returned() {
    ranks 3 "$ACTOR" init return work barrier 1=kill:9 await:go 0=recv:1 2=send:1,500000 class
    ends 137 1
    : >go
    ends 0 0 2
    [ "$(cat out.0 out.2)" = '3 ranks
rank 0: MPI_ERR_PROC_ABORTED
rank 2: MPI_ERR_PROC_ABORTED' ] || failed_rank 0 'expected MPI_ERR_PROC_ABORTED'
    rm -f "$TMPDIR"/? # ranks that do not finalize leave theirs
}

# With MPI_ERRORS_RETURN the call returns, in whatever way it waits for the rank.
lost_class() {
    for wait in recv:1 irecv:1 probe:1 recv:any send:1,500000 ssend:1 barrier bcast:1 reduce:0 gather:0; do
        list=
        ranks 3 "$ACTOR" init return work barrier 1=sleep:0.2 1=kill:9 "0=$wait" 0=class 0=mark:done-"$wait" 2=await:done-"$wait"
        ends 137 1
        ends 0 0 2
        prints 0 '3 ranks
rank 0: MPI_ERR_PROC_ABORTED'
        rm -f "$TMPDIR"/?
    done
    # A rank that is not needed is not missed.
    list=
    ranks 3 "$ACTOR" init return work barrier 1=kill:9 sleep:0.5 0=recv:2 2=send:0 class 0=mark:received 2=await:received
    ends 0 0 2
    [ "$(cat out.0 out.2)" = '3 ranks
rank 0: MPI_SUCCESS
rank 2: MPI_SUCCESS' ] || failed_rank 0 'the other two can still talk'
    rm -f "$TMPDIR"/?
}

# Partitions to and from a rank that is gone, and one that nobody cares for any more when it goes.
lost_partitions() {
    ranks 3 "$ACTOR" init return work 0=pmake:1 dup 0=forget:1 1=sleep:0.3 1=kill:9 0=recv:1 0=class 0=psend:1 0=class 0=precv:1 0=class \
        0=pstart 0=class 0=mark:told 2=await:told
    ends 137 1
    ends 0 0 2
    prints 0 '3 ranks
rank 0: MPI_ERR_PROC_ABORTED
rank 0: MPI_ERR_PROC_ABORTED
rank 0: MPI_ERR_PROC_ABORTED
rank 0: MPI_ERR_PROC_ABORTED'
    rm -f "$TMPDIR"/?
}

# A rank that dies while the others look for each other.
exit_in_init() {
    export ZEROMPI_TIMEOUT=2
    list=$(addresses 4)
    rank 2 4 "$ACTOR" init work finalize
    rank 0 4 "$ACTOR" init work finalize
    rank 3 4 "$ACTOR" init work finalize
    sleep 0.2
    pid=$(pgrep -P "$pid_3")
    kill -9 "$pid"
    rank 1 4 "$ACTOR" init work finalize
    started=$(milliseconds)
    ends 137 3
    ends_badly 0 1 2
    took_at_most 6000
    rm -f "$TMPDIR/3"
    no_socket_files
}

"$@"
