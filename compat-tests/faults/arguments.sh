#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Wrong arguments, and calls at the wrong time: their error classes, and what is said about them.
# shellcheck source=/dev/null disable=SC2034,SC2154 # variables are shared with lib.sh
. "$(dirname "$0")/../env/lib.sh"

classes() {
    for size in 1 2 3; do
        job 0 -n $size "$ARGUMENTS" classes
        silent
    done
}

handlers() {
    job 0 -n 1 "$ARGUMENTS" handlers
    job 0 -n 3 "$ARGUMENTS" handlers
    silent
}

refused() {
    job 0 -n 3 "$ARGUMENTS" refused
    silent
}

# mistake NAME STATUS LINE: of 8 ranks, one or more say this, and nothing else is said.
mistake() {
    job "$2" -q -n 8 "$ARGUMENTS" "$1"
    said=$(sed "s/^zerompi: rank [0-7] of 8 on $host: //" err | sort -u)
    [ "$said" = "$3" ] || fail "expected on standard error: $3"
    grep -q "^zerompi: rank [0-7] of 8 on $host: " err || fail 'nobody says who he is'
}

texts() {
    mistake root 8 "MPI_Bcast(count=10, MPI_INT, root=9, MPI_COMM_WORLD): root 9 is not one of the communicator's 8 ranks (MPI_ERR_ROOT)"
    mistake operator 10 \
        "MPI_Allreduce(count=4, MPI_FLOAT, MPI_BAND, MPI_COMM_WORLD): the operator MPI_BAND is not defined for MPI_FLOAT (MPI_ERR_OP)"
    mistake source 6 \
        "MPI_Recv(count=1, MPI_INT, source=-5, tag=MPI_ANY_TAG, MPI_COMM_SELF): source -5 is not one of the communicator's 1 ranks (MPI_ERR_RANK)"
    mistake abort 2 'MPI_Bcast(count=-1, MPI_INT, root=0, MPI_COMM_WORLD): count -1 is negative (MPI_ERR_COUNT)'
    job 15 -q -n 2 "$ARGUMENTS" truncated
    grep -qF "rank 1 of 2 on $host: MPI_Recv(count=5, MPI_INT, source=MPI_ANY_SOURCE, tag=MPI_ANY_TAG, MPI_COMM_WORLD): \
the message from rank 0 with tag 3 has 40 bytes, the receive has room for 20 (MPI_ERR_TRUNCATE)" err || fail 'the message is not told of'
    job 19 -q -n 2 "$ARGUMENTS" request
    grep -qF 'MPI_Waitall(count=2): MPI_ERR_TRUNCATE: request 1 of 2, MPI_Irecv(up to 4 bytes, source=0, which is rank 1 of the job, tag=6, comm="turned"): the message from rank 0 (rank 1 of the job) with tag 6 has 8 bytes, the receive has room for 4 (MPI_ERR_IN_STATUS)' err ||
        fail 'the request is not told of'
    # By hand the others are told by the one who has noticed it.
    ranks 3 "$ARGUMENTS" destination
    ends 6 0 1 2
    text="MPI_Send(count=3, MPI_DOUBLE, dest=7, tag=5, MPI_COMM_WORLD): destination 7 is not one of the communicator's 3 ranks (MPI_ERR_RANK)"
    says 1 "^zerompi: rank 1 of 3 on $host: $text$"
    for each in 0 2; do
        says $each "^zerompi: rank $each of 3 on $host: rank 1 (process [0-9]* on $host) ended the job: $text$"
    done
}

before_init() {
    launch 0 "$ARGUMENTS" before_init
    ends_badly 0
    says 0 '^zerompi: MPI_Barrier(MPI_COMM_WORLD): called before MPI_Init (MPI_ERR_OTHER)$'
}

after_finalize() {
    ranks 2 "$ARGUMENTS" after_finalize
    ends_badly 0 1
    for each in 0 1; do
        says $each "^zerompi: rank $each of 2 on $host: MPI_Send(count=2, MPI_INT, dest=1, tag=MPI_ANY_TAG, MPI_COMM_SELF): \
called after MPI_Finalize (MPI_ERR_OTHER)$"
    done
}

second_init() {
    for when in second third; do
        launch 0 "$ARGUMENTS" ${when}_init
        ends_badly 0
        says 0 '^zerompi: rank 0 of 1 on .*: MPI_Init(): called a second time (MPI_ERR_OTHER)$'
    done
}

"$@"
