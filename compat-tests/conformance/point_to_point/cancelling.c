/* SPDX-License-Identifier: BSL-1.0 */
/* MPI_Cancel: receives that nothing matches, sends that nobody has matched, and those that it is
 * too late for. */
#include "ring.h"

enum { LARGE = 50000 };

static int out[LARGE], in[LARGE];

static int was_cancelled(const MPI_Status *status)
{
    int flag = -1;
    GOOD(MPI_Test_cancelled(status, &flag));
    return flag;
}

static void try_receives(void)
{
    MPI_Request request, send;
    MPI_Status status;
    int flag = 0;
    GOOD(MPI_Irecv(in, 1, MPI_INT, MPI_ANY_SOURCE, 1, MPI_COMM_WORLD, &request));
    GOOD(MPI_Cancel(&request));
    CHECK(request != MPI_REQUEST_NULL);
    GOOD(MPI_Wait(&request, &status));
    CHECK(was_cancelled(&status) && request == MPI_REQUEST_NULL);
    GOOD(MPI_Irecv(in, 1, MPI_INT, left, 1, MPI_COMM_WORLD, &request));
    GOOD(MPI_Cancel(&request));
    for (flag = 0; !flag;)
        GOOD(MPI_Test(&request, &flag, &status));
    CHECK(was_cancelled(&status));
    /* It takes no message any more. */
    GOOD(MPI_Barrier(MPI_COMM_WORLD));
    GOOD(MPI_Isend(&rank, 1, MPI_INT, right, 1, MPI_COMM_WORLD, &send));
    GOOD(MPI_Recv(in, 1, MPI_INT, left, 1, MPI_COMM_WORLD, &status));
    CHECK(in[0] == left && !was_cancelled(&status));
    GOOD(MPI_Wait(&send, MPI_STATUS_IGNORE));
    /* One that has its message is not cancelled. */
    GOOD(MPI_Irecv(in, 1, MPI_INT, left, 2, MPI_COMM_WORLD, &request));
    GOOD(MPI_Barrier(MPI_COMM_WORLD));
    GOOD(MPI_Ssend(&rank, 1, MPI_INT, right, 2, MPI_COMM_WORLD));
    GOOD(MPI_Barrier(MPI_COMM_WORLD));
    do
        GOOD(MPI_Request_get_status(request, &flag, MPI_STATUS_IGNORE));
    while (!flag);
    GOOD(MPI_Cancel(&request));
    GOOD(MPI_Wait(&request, &status));
    CHECK(!was_cancelled(&status) && status.MPI_SOURCE == left && status.MPI_TAG == 2);
}

/* Either it is cancelled and nobody receives it, or it is received: in any case the wait ends. Only
 * ours is held to cancelling sends: others need not. */
static void try_send(int count, int synchronous)
{
    MPI_Request request;
    MPI_Status status;
    int flag = -1, cancelled, theirs = -1;
    if (synchronous)
        GOOD(MPI_Issend(out, count, MPI_INT, right, 3, MPI_COMM_WORLD, &request));
    else
        GOOD(MPI_Isend(out, count, MPI_INT, right, 3, MPI_COMM_WORLD, &request));
#ifdef ZEROMPI_API
    GOOD(MPI_Cancel(&request));
    GOOD(MPI_Wait(&request, &status));
    cancelled = was_cancelled(&status);
    CHECK(cancelled == (synchronous || count == LARGE));
#else
    (void)status;
    cancelled = 0;
#endif
    GOOD(MPI_Sendrecv(&cancelled, 1, MPI_INT, right, 4, &theirs, 1, MPI_INT, left, 4,
                      MPI_COMM_WORLD, MPI_STATUS_IGNORE));
    if (theirs) {
        GOOD(MPI_Iprobe(left, 3, MPI_COMM_WORLD, &flag, MPI_STATUS_IGNORE));
        CHECK(!flag);
    } else
        GOOD(MPI_Recv(in, LARGE, MPI_INT, left, 3, MPI_COMM_WORLD, MPI_STATUS_IGNORE));
    if (!cancelled)
        GOOD(MPI_Wait(&request, MPI_STATUS_IGNORE));
    CHECK(request == MPI_REQUEST_NULL);
    GOOD(MPI_Barrier(MPI_COMM_WORLD)); /* no message of the next round is there yet */
}

/* Of three messages with one envelope the middle one is cancelled; the order stays. */
static void try_between(void)
{
#ifdef ZEROMPI_API
    MPI_Request requests[3];
    MPI_Status status;
    int numbers[3] = {1, 2, 3}, got;
    for (int i = 0; i < 3; i++)
        GOOD(MPI_Issend(&numbers[i], 1, MPI_INT, right, 5, MPI_COMM_WORLD, &requests[i]));
    GOOD(MPI_Cancel(&requests[1]));
    GOOD(MPI_Wait(&requests[1], &status));
    CHECK(was_cancelled(&status));
    GOOD(MPI_Barrier(MPI_COMM_WORLD));
    for (int i = 0; i < 2; i++) {
        GOOD(MPI_Recv(&got, 1, MPI_INT, left, 5, MPI_COMM_WORLD, MPI_STATUS_IGNORE));
        CHECK(got == (i ? 3 : 1));
    }
    GOOD(MPI_Waitall(3, requests, MPI_STATUSES_IGNORE));
#endif
}

/* A send whose message was matched is not cancelled. */
static void try_too_late(void)
{
    MPI_Request requests[2];
    MPI_Status status;
    memset(in, 0, sizeof in);
    GOOD(MPI_Irecv(in, LARGE, MPI_INT, left, 6, MPI_COMM_WORLD, &requests[0]));
    GOOD(MPI_Barrier(MPI_COMM_WORLD));
    out[LARGE - 1] = rank;
    GOOD(MPI_Isend(out, LARGE, MPI_INT, right, 6, MPI_COMM_WORLD, &requests[1]));
    GOOD(MPI_Cancel(&requests[1]));
    GOOD(MPI_Wait(&requests[1], &status));
    CHECK(!was_cancelled(&status));
    GOOD(MPI_Wait(&requests[0], &status));
    CHECK(in[LARGE - 1] == left);
}

/* Of a persistent request only what is under way is cancelled. */
static void try_persistent(void)
{
    MPI_Request request;
    MPI_Status status;
    GOOD(MPI_Recv_init(in, 1, MPI_INT, left, 7, MPI_COMM_WORLD, &request));
    for (int round = 0; round < 2; round++) {
        GOOD(MPI_Start(&request));
        GOOD(MPI_Cancel(&request));
        GOOD(MPI_Wait(&request, &status));
        CHECK(was_cancelled(&status) && request != MPI_REQUEST_NULL);
        GOOD(MPI_Barrier(MPI_COMM_WORLD));
        GOOD(MPI_Start(&request));
        GOOD(MPI_Send(&rank, 1, MPI_INT, right, 7, MPI_COMM_WORLD));
        GOOD(MPI_Wait(&request, &status));
        CHECK(!was_cancelled(&status) && in[0] == left);
    }
    GOOD(MPI_Request_free(&request));
#ifdef ZEROMPI_API
    GOOD(MPI_Ssend_init(out, 1, MPI_INT, right, 8, MPI_COMM_WORLD, &request));
    GOOD(MPI_Start(&request));
    GOOD(MPI_Cancel(&request));
    GOOD(MPI_Wait(&request, &status));
    CHECK(was_cancelled(&status));
    GOOD(MPI_Request_free(&request));
#endif
}

/* Cancelled and complete among several. */
static void try_several(void)
{
    MPI_Request requests[2];
    MPI_Status statuses[2];
    GOOD(MPI_Irecv(&in[0], 1, MPI_INT, left, 9, MPI_COMM_WORLD, &requests[0]));
    GOOD(MPI_Irecv(&in[1], 1, MPI_INT, left, 10, MPI_COMM_WORLD, &requests[1]));
    GOOD(MPI_Cancel(&requests[0]));
    GOOD(MPI_Send(&rank, 1, MPI_INT, right, 10, MPI_COMM_WORLD));
    GOOD(MPI_Waitall(2, requests, statuses));
    CHECK(was_cancelled(&statuses[0]) && !was_cancelled(&statuses[1]));
}

static void try_errors(void)
{
    MPI_Request request = MPI_REQUEST_NULL;
    FAILS(MPI_Cancel(&request), MPI_ERR_REQUEST);
#ifdef ZEROMPI_API
    GOOD(MPI_Recv_init(in, 1, MPI_INT, left, 11, MPI_COMM_WORLD, &request));
    FAILS(MPI_Cancel(&request), MPI_ERR_REQUEST); /* it is not active */
    GOOD(MPI_Request_free(&request));
    GOOD(MPI_Ibarrier(MPI_COMM_WORLD, &request));
    FAILS(MPI_Cancel(&request), MPI_ERR_REQUEST);
    FAILS(MPI_Request_free(&request), MPI_ERR_REQUEST);
    GOOD(MPI_Wait(&request, MPI_STATUS_IGNORE));
#endif
    /* A receive that is cancelled and freed at once. */
    GOOD(MPI_Irecv(in, 1, MPI_INT, left, 12, MPI_COMM_WORLD, &request));
    GOOD(MPI_Cancel(&request));
    GOOD(MPI_Request_free(&request));
    CHECK(request == MPI_REQUEST_NULL);
}

int main(int argc, char **argv)
{
    begin_ring(&argc, &argv);
    try_receives();
    for (int synchronous = 0; synchronous < 2; synchronous++) {
        try_send(1, synchronous);
        try_send(LARGE, synchronous);
    }
    try_between();
    try_too_late();
    try_persistent();
    try_several();
    try_errors();
    return finish();
}
