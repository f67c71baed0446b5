#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Ranks that disagree about a collective: both calls are named, nobody hangs, and the job fails.
# shellcheck source=/dev/null disable=SC2034,SC2154 # variables are shared with lib.sh
. "$(dirname "$0")/../env/lib.sh"

# disagree SIZE CALL CALL ACTION...: a job in which one rank names both calls, and all fail, by hand and under mpirun.
disagree() {
    size=$1 one=$2 other=$3
    shift 3
    list=
    ranks "$size" "$ACTOR" init "$@" finalize
    each=0
    while [ $each -lt "$size" ]; do
        ends_badly $each
        each=$((each + 1))
    done
    took_at_most 3000
    cat err.? >all
    both_named
    job 40 -n "$size" "$ACTOR" init "$@" finalize # MPI_ERR_NOT_SAME
    cp err all
    both_named
}

both_named() {
    text='the ranks disagree about collective call [0-9]* of the communicator: this rank makes it'
    rank='rank [0-9]* (process [0-9]* on [^ ]*)'
    grep -q -e "$text $one, $rank makes it $other (MPI_ERR_NOT_SAME)" -e "$text $other, $rank makes it $one (MPI_ERR_NOT_SAME)" all ||
        failed_rank 0 "nobody names both $one and $other"
}

roots() {
    disagree 2 'MPI_Bcast(4 bytes, root=0)' 'MPI_Bcast(4 bytes, root=1)' 0=bcast:0 1=bcast:1
    disagree 4 'MPI_Bcast(4 bytes, root=1)' 'MPI_Bcast(4 bytes, root=3)' bcast:0 2=bcast:3 0=bcast:1 1=bcast:1 3=bcast:1
    disagree 3 'MPI_Reduce(8 bytes, MPI_SUM, root=0)' 'MPI_Reduce(8 bytes, MPI_SUM, root=2)' 1=reduce:2,2 0=reduce:0,2 2=reduce:0,2
    disagree 5 'MPI_Gather(4 bytes, root=4)' 'MPI_Gather(4 bytes, root=0)' 4=gather:4 0=gather:0 1=gather:0 2=gather:0 3=gather:0
}

# Each waits for the other, and nobody would ever send anything.
waiting() {
    disagree 2 'MPI_Bcast(4 bytes, root=1)' 'MPI_Bcast(4 bytes, root=0)' 0=bcast:1 1=bcast:0
    disagree 2 'MPI_Gather(4 bytes, root=0)' 'MPI_Bcast(4 bytes, root=0)' 0=gather:0 1=bcast:0
    disagree 3 'MPI_Gather(4 bytes, root=0)' 'MPI_Bcast(4 bytes, root=0)' 0=gather:0 1=bcast:0 2=bcast:0
    disagree 4 'MPI_Reduce(4 bytes, MPI_SUM, root=1)' 'MPI_Bcast(4 bytes, root=1)' 1=reduce:1 0=bcast:1 2=bcast:1 3=bcast:1
}

sizes() {
    disagree 3 'MPI_Bcast(40 bytes, root=0)' 'MPI_Bcast(44 bytes, root=0)' 0=bcast:0,10 1=bcast:0,11 2=bcast:0,10
    disagree 2 'MPI_Gather(40 bytes, root=0)' 'MPI_Gather(44 bytes, root=0)' 0=gather:0,11 1=gather:0,10
    disagree 4 'MPI_Reduce(400000 bytes, MPI_SUM, root=0)' 'MPI_Reduce(4 bytes, MPI_SUM, root=0)' \
        0=reduce:0 1=reduce:0 2=reduce:0 3=reduce:0,100000
}

finalizing() {
    disagree 2 'MPI_Barrier()' 'MPI_Finalize()' 1=barrier
    disagree 4 'MPI_Barrier()' 'MPI_Finalize()' 0=barrier 1=barrier 3=barrier
    disagree 3 'MPI_Bcast(4 bytes, root=0)' 'MPI_Finalize()' 2=bcast:0
    disagree 3 'MPI_Reduce(4 bytes, MPI_SUM, root=0)' 'MPI_Finalize()' 0=reduce:0
}

# Ranks that were told to do the same call in different ways.
algorithms() {
    list=$(addresses 3)
    rank 0 3 ZEROMPI_ALGORITHM=gather=binomial "$ACTOR" init gather:1,100 finalize
    rank 1 3 ZEROMPI_ALGORITHM=barrier=dissemination,gather=linear "$ACTOR" init gather:1,100 finalize
    rank 2 3 ZEROMPI_ALGORITHM=gather=binomial "$ACTOR" init gather:1,100 finalize
    ends_badly 0 1 2
    cat err.? >all
    one='MPI_Gather(400 bytes, root=1) by binomial' other='MPI_Gather(400 bytes, root=1) by linear'
    both_named
}

communicators() {
    disagree 3 'MPI_Barrier()' 'MPI_Bcast(4 bytes, root=1)' dup 0=barrier 1=bcast:1 2=bcast:1
    disagree 4 'MPI_Barrier()' 'MPI_Gather(4 bytes, root=0)' split:2 barrier 0=gather:0 2=barrier
    disagree 3 'MPI_Comm_dup()' 'MPI_Comm_split()' 0=dup 1=split:1 2=split:1
    disagree 2 'MPI_Comm_dup()' 'MPI_Finalize()' 0=dup
}

# All pairs of calls, as one rank against the others; several jobs at once, as they mostly wait.
# pairs SIZE OF: every OF-th pair on so many ranks; half of them on communicators that were used before.
pairs() {
    expected=0
    for share in 0 1 2 3 4 5 6 7; do
        timeout -k 1 50 "$MPIRUN" --timeout 45 -n "$1" "$DISAGREE" $share "$2" $((share % 2 * 2)) >"out.$share" 2>"err.$share" </dev/null &
        eval "pid_$share=$!"
    done
    ends 0 0 1 2 3 4 5 6 7
    for share in 0 1 2 3 4 5 6 7; do
        [ ! -s "err.$share" ] || failed_rank $share 'expected nothing on standard error'
        expected=$((expected + $(sed 's/ pairs//' "out.$share")))
    done
    [ "$expected" -gt 30 ] || fail "only $expected pairs were tried"
}

pairs_on_2() {
    pairs 2 32
}

pairs_on_3() {
    pairs 3 120
}

pairs_on_4() {
    pairs 4 241
}

pairs_on_5() {
    pairs 5 271
}

# On two hosts, of which one has another number of ranks.
pairs_on_hosts() {
    ZEROMPI_TRANSPORT=auto ZEROMPI_PRETEND_HOSTS=2
    export ZEROMPI_TRANSPORT ZEROMPI_PRETEND_HOSTS
    pairs 5 271
}

"$@"
