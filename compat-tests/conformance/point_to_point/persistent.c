/* SPDX-License-Identifier: BSL-1.0 */
/* Persistent requests: made once, started as often as wanted, inactive in between. */
#include "ring.h"

enum { LARGE = 50000, ROUNDS = 4 };

static int out[LARGE], in[LARGE];

typedef int init_send(const void *, int, MPI_Datatype, int, int, MPI_Comm, MPI_Request *);

/* In each round other data, in the same buffers. */
static void try_mode(init_send *init, int count)
{
    MPI_Request requests[2], before[2];
    MPI_Status status;
    int flag;
    GOOD(MPI_Recv_init(in, LARGE, MPI_INT, left, 1, MPI_COMM_WORLD, &requests[0]));
    GOOD(init(out, count, MPI_INT, right, 1, MPI_COMM_WORLD, &requests[1]));
    memcpy(before, requests, sizeof before);
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < count; i++)
            out[i] = rank + round + i;
        GOOD(MPI_Start(&requests[0]));
        GOOD(MPI_Barrier(MPI_COMM_WORLD)); /* as ready mode wants */
        GOOD(MPI_Start(&requests[1]));
        if (round % 2) {
            GOOD(MPI_Wait(&requests[1], &status));
            for (flag = 0; !flag;)
                GOOD(MPI_Test(&requests[0], &flag, &status));
        } else {
            MPI_Status statuses[2];
            GOOD(MPI_Waitall(2, requests, statuses));
            status = statuses[0];
        }
        CHECK(memcmp(before, requests, sizeof before) == 0);
        CHECK(status.MPI_SOURCE == left && status.MPI_TAG == 1);
        GOOD(MPI_Get_count(&status, MPI_INT, &flag));
        CHECK(flag == count);
        for (int i = 0; i < count; i++)
            CHECK(in[i] == left + round + i);
        GOOD(MPI_Wait(&requests[0], &status)); /* inactive again */
        CHECK(status.MPI_SOURCE == MPI_ANY_SOURCE && status.MPI_TAG == MPI_ANY_TAG);
    }
    GOOD(MPI_Request_free(&requests[0]));
    GOOD(MPI_Request_free(&requests[1]));
    CHECK(requests[0] == MPI_REQUEST_NULL && requests[1] == MPI_REQUEST_NULL);
}

/* A persistent request meets one that is not. */
static void try_mixed(void)
{
    int mine = rank, theirs = -1;
    MPI_Request made, once;
    GOOD(MPI_Send_init(&mine, 1, MPI_INT, right, 2, MPI_COMM_WORLD, &made));
    GOOD(MPI_Irecv(&theirs, 1, MPI_INT, left, 2, MPI_COMM_WORLD, &once));
    GOOD(MPI_Start(&made));
    GOOD(MPI_Wait(&once, MPI_STATUS_IGNORE));
    GOOD(MPI_Wait(&made, MPI_STATUS_IGNORE));
    CHECK(theirs == left && once == MPI_REQUEST_NULL && made != MPI_REQUEST_NULL);
    GOOD(MPI_Request_free(&made));
}

/* Inactive requests do not count among several. */
static void try_among_others(void)
{
    int data[3] = {-1, -1, -1}, index, indices[3], outcount;
    MPI_Request requests[3];
    MPI_Status status, statuses[3];
    for (int i = 0; i < 3; i++)
        GOOD(MPI_Recv_init(&data[i], 1, MPI_INT, left, i, MPI_COMM_WORLD, &requests[i]));
    GOOD(MPI_Startall(2, requests));
    GOOD(MPI_Barrier(MPI_COMM_WORLD));
    GOOD(MPI_Send(&rank, 1, MPI_INT, right, 1, MPI_COMM_WORLD));
    GOOD(MPI_Waitany(3, requests, &index, &status));
    CHECK(index == 1 && data[1] == left && status.MPI_TAG == 1);
    GOOD(MPI_Barrier(MPI_COMM_WORLD));
    GOOD(MPI_Send(&rank, 1, MPI_INT, right, 0, MPI_COMM_WORLD));
    GOOD(MPI_Waitsome(3, requests, &outcount, indices, statuses));
    CHECK(outcount == 1 && indices[0] == 0 && statuses[0].MPI_TAG == 0);
    GOOD(MPI_Waitsome(3, requests, &outcount, indices, statuses));
    CHECK(outcount == MPI_UNDEFINED);
    GOOD(MPI_Startall(3, requests));
    for (int i = 0; i < 3; i++)
        GOOD(MPI_Send(&rank, 1, MPI_INT, right, i, MPI_COMM_WORLD));
    GOOD(MPI_Waitall(3, requests, statuses));
    for (int i = 0; i < 3; i++) {
        CHECK(statuses[i].MPI_TAG == i && requests[i] != MPI_REQUEST_NULL);
        GOOD(MPI_Request_free(&requests[i]));
    }
    GOOD(MPI_Startall(0, requests));
}

/* An error ends one round only. */
static void try_failing(void)
{
    int pair[2] = {rank, rank}, one = -1;
    MPI_Request request;
    MPI_Status status;
    GOOD(MPI_Recv_init(&one, 1, MPI_INT, left, 3, MPI_COMM_WORLD, &request));
    for (int round = 0; round < 2; round++) {
        GOOD(MPI_Start(&request));
        GOOD(MPI_Send(pair, 2, MPI_INT, right, 3, MPI_COMM_WORLD));
        FAILS(MPI_Wait(&request, &status), MPI_ERR_TRUNCATE);
        CHECK(request != MPI_REQUEST_NULL);
        GOOD(MPI_Wait(&request, &status));
        GOOD(MPI_Start(&request));
        GOOD(MPI_Send(pair, 1, MPI_INT, right, 3, MPI_COMM_WORLD));
        GOOD(MPI_Wait(&request, &status));
        CHECK(one == left);
    }
    GOOD(MPI_Request_free(&request));
}

static void try_nobody(void)
{
    MPI_Request requests[2];
    MPI_Status statuses[2];
    GOOD(MPI_Send_init(NULL, 0, MPI_INT, MPI_PROC_NULL, 0, MPI_COMM_WORLD, &requests[0]));
    GOOD(MPI_Recv_init(NULL, 0, MPI_INT, MPI_PROC_NULL, 0, MPI_COMM_WORLD, &requests[1]));
    GOOD(MPI_Startall(2, requests));
    GOOD(MPI_Waitall(2, requests, statuses));
    OURS(statuses[1].MPI_SOURCE == MPI_PROC_NULL && statuses[1].MPI_TAG == MPI_ANY_TAG);
    GOOD(MPI_Request_free(&requests[0]));
    GOOD(MPI_Request_free(&requests[1]));
}

static void try_errors(void)
{
    int data = 0;
    MPI_Request request = MPI_REQUEST_NULL, one[1];
    FAILS(MPI_Send_init(&data, -1, MPI_INT, right, 0, MPI_COMM_WORLD, &request), MPI_ERR_COUNT);
    FAILS(MPI_Recv_init(&data, 1, MPI_INT, size, 0, MPI_COMM_WORLD, &request), MPI_ERR_RANK);
    FAILS(MPI_Ssend_init(&data, 1, MPI_INT, right, -1, MPI_COMM_WORLD, &request), MPI_ERR_TAG);
    FAILS(MPI_Start(&request), MPI_ERR_REQUEST);
    FAILS(MPI_Request_free(&request), MPI_ERR_REQUEST);
    one[0] = MPI_REQUEST_NULL;
    FAILS(MPI_Startall(1, one), MPI_ERR_REQUEST);
    GOOD(MPI_Irecv(&data, 1, MPI_INT, left, 4, MPI_COMM_WORLD, &request));
    FAILS(MPI_Start(&request), MPI_ERR_REQUEST);
    GOOD(MPI_Send(&rank, 1, MPI_INT, right, 4, MPI_COMM_WORLD));
    GOOD(MPI_Wait(&request, MPI_STATUS_IGNORE));
    GOOD(MPI_Recv_init(&data, 1, MPI_INT, left, 4, MPI_COMM_WORLD, &request));
    GOOD(MPI_Start(&request));
#ifdef ZEROMPI_API
    FAILS(MPI_Start(&request), MPI_ERR_REQUEST); /* it is active */
#endif
    GOOD(MPI_Send(&rank, 1, MPI_INT, right, 4, MPI_COMM_WORLD));
    GOOD(MPI_Wait(&request, MPI_STATUS_IGNORE));
    GOOD(MPI_Request_free(&request));
}

#if MPI_VERSION >= 4
static void try_large_counts(void)
{
    int mine = rank, theirs = -1;
    MPI_Request requests[2];
    GOOD(MPI_Recv_init_c(&theirs, 1, MPI_INT, left, 5, MPI_COMM_WORLD, &requests[0]));
    GOOD(MPI_Ssend_init_c(&mine, 1, MPI_INT, right, 5, MPI_COMM_WORLD, &requests[1]));
    GOOD(MPI_Startall(2, requests));
    GOOD(MPI_Waitall(2, requests, MPI_STATUSES_IGNORE));
    CHECK(theirs == left);
    GOOD(MPI_Request_free(&requests[0]));
    GOOD(MPI_Request_free(&requests[1]));
}
#endif

int main(int argc, char **argv)
{
    static init_send *const modes[] = {MPI_Send_init, MPI_Ssend_init, MPI_Rsend_init,
                                       MPI_Bsend_init};
    static char buffer[LARGE * sizeof(int) + 10000];
    void *address;
    int bytes;
    begin_ring(&argc, &argv);
    GOOD(MPI_Buffer_attach(buffer, sizeof buffer));
#ifdef ZEROMPI_API
    const int last = 4;
#else
    const int last = 3; /* Open MPI sends the data of the first round again and again */
#endif
    for (int mode = 0; mode < last; mode++) {
        try_mode(modes[mode], 0);
        try_mode(modes[mode], 1);
        try_mode(modes[mode], LARGE);
    }
    GOOD(MPI_Buffer_detach(&address, &bytes));
    try_mixed();
    try_among_others();
    try_failing();
    try_nobody();
    try_errors();
#if MPI_VERSION >= 4
    try_large_counts();
#endif
    return finish();
}
