/* SPDX-License-Identifier: BSL-1.0 */
/* Partitioned communication: messages whose parts are sent when they are ready. */
#include "ring.h"

enum { ROUNDS = 3, MOST = 60000 };

static int out[MOST], in[MOST];

/* `parts` partitions are sent, `pieces` are received: they need not be as many. */
static void try_exchange(int parts, int pieces, int total)
{
    MPI_Request send, receive, before;
    MPI_Status status;
    int count;
    GOOD(MPI_Psend_init(out, parts, total / parts, MPI_INT, right, 1, MPI_COMM_WORLD, MPI_INFO_NULL,
                        &send));
    GOOD(MPI_Precv_init(in, pieces, total / pieces, MPI_INT, left, 1, MPI_COMM_WORLD, MPI_INFO_NULL,
                        &receive));
    before = receive;
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < total; i++)
            out[i] = rank + round + i;
        memset(in, 0, sizeof in);
        GOOD(MPI_Start(&receive));
        GOOD(MPI_Start(&send));
        if (round == 0)
            for (int i = parts; i-- > 0;)
                GOOD(MPI_Pready(i, send));
        else if (round == 1)
            GOOD(MPI_Pready_range(0, parts - 1, send));
        else {
            int list[16];
            for (int i = 0; i < parts; i++)
                list[i] = (i + 1) % parts;
            GOOD(MPI_Pready_list(parts, list, send));
        }
        for (int piece = 0; piece < pieces && round != 1; piece++) {
            int flag = 0, each = total / pieces;
            while (!flag)
                GOOD(MPI_Parrived(receive, piece, &flag));
            for (int i = piece * each; i < (piece + 1) * each; i++)
                CHECK(in[i] == left + round + i);
        }
        GOOD(MPI_Wait(&send, MPI_STATUS_IGNORE));
        GOOD(MPI_Wait(&receive, &status));
        CHECK(receive == before);
        CHECK(status.MPI_SOURCE == left && status.MPI_TAG == 1);
        GOOD(MPI_Get_count(&status, MPI_INT, &count));
        CHECK(count == total);
        for (int i = 0; i < total; i++)
            CHECK(in[i] == left + round + i);
    }
    GOOD(MPI_Request_free(&send));
    GOOD(MPI_Request_free(&receive));
    CHECK(send == MPI_REQUEST_NULL && receive == MPI_REQUEST_NULL);
}

/* A partition arrives before the others are ready. */
static void try_early(void)
{
    MPI_Request send, receive;
    int flag = 0;
    GOOD(MPI_Precv_init(in, 4, 2, MPI_INT, left, 2, MPI_COMM_WORLD, MPI_INFO_NULL, &receive));
    GOOD(MPI_Psend_init(out, 2, 4, MPI_INT, right, 2, MPI_COMM_WORLD, MPI_INFO_NULL, &send));
    for (int i = 0; i < 8; i++)
        out[i] = rank * 10 + i, in[i] = -1;
    GOOD(MPI_Start(&send));
    GOOD(MPI_Start(&receive));
#ifdef ZEROMPI_API /* others send all at once in the end */
    GOOD(MPI_Pready(1, send));
    while (!flag)
        GOOD(MPI_Parrived(receive, 3, &flag));
    CHECK(in[6] == left * 10 + 6 && in[7] == left * 10 + 7);
    GOOD(MPI_Parrived(receive, 2, &flag));
    CHECK(flag);
    GOOD(MPI_Parrived(receive, 0, &flag));
    CHECK(!flag);
    GOOD(MPI_Test(&receive, &flag, MPI_STATUS_IGNORE));
    CHECK(!flag);
    GOOD(MPI_Test(&send, &flag, MPI_STATUS_IGNORE));
    CHECK(!flag);
    GOOD(MPI_Barrier(MPI_COMM_WORLD));
    GOOD(MPI_Pready(0, send));
#else
    (void)flag;
    GOOD(MPI_Pready_range(0, 1, send));
#endif
    GOOD(MPI_Wait(&receive, MPI_STATUS_IGNORE));
    GOOD(MPI_Wait(&send, MPI_STATUS_IGNORE));
    for (int i = 0; i < 8; i++)
        CHECK(in[i] == left * 10 + i);
    GOOD(MPI_Request_free(&send));
    GOOD(MPI_Request_free(&receive));
}

/* They match in the order in which they were made, and never ordinary messages. */
static void try_order(void)
{
    MPI_Request sends[2], receives[2];
    int mine[3] = {rank, rank + 100, rank + 200}, theirs[3] = {-1, -1, -1};
    GOOD(MPI_Isend(&mine[2], 1, MPI_INT, right, 3, MPI_COMM_WORLD, &sends[0]));
    GOOD(MPI_Recv(&theirs[2], 1, MPI_INT, left, 3, MPI_COMM_WORLD, MPI_STATUS_IGNORE));
    GOOD(MPI_Wait(&sends[0], MPI_STATUS_IGNORE));
    for (int i = 0; i < 2; i++)
        GOOD(MPI_Psend_init(&mine[i], 1, 1, MPI_INT, right, 3, MPI_COMM_WORLD, MPI_INFO_NULL,
                            &sends[i]));
    for (int i = 0; i < 2; i++)
        GOOD(MPI_Precv_init(&theirs[i], 1, 1, MPI_INT, left, 3, MPI_COMM_WORLD, MPI_INFO_NULL,
                            &receives[i]));
    GOOD(MPI_Startall(2, receives));
    for (int i = 1; i >= 0; i--) {
        GOOD(MPI_Start(&sends[i]));
        GOOD(MPI_Pready(0, sends[i]));
    }
    GOOD(MPI_Waitall(2, sends, MPI_STATUSES_IGNORE));
    GOOD(MPI_Waitall(2, receives, MPI_STATUSES_IGNORE));
    for (int i = 0; i < 3; i++)
        CHECK(theirs[i] == left + 100 * i);
    for (int i = 0; i < 2; i++) {
        GOOD(MPI_Request_free(&sends[i]));
        GOOD(MPI_Request_free(&receives[i]));
    }
}

static void try_nobody(void)
{
    MPI_Request send, receive;
    MPI_Status status;
    int flag = 0;
    GOOD(
        MPI_Psend_init(out, 2, 1, MPI_INT, MPI_PROC_NULL, 0, MPI_COMM_WORLD, MPI_INFO_NULL, &send));
    GOOD(MPI_Precv_init(in, 2, 1, MPI_INT, MPI_PROC_NULL, 0, MPI_COMM_WORLD, MPI_INFO_NULL,
                        &receive));
#ifdef ZEROMPI_API
    GOOD(MPI_Parrived(receive, 1, &flag)); /* inactive */
    CHECK(flag);
#endif
    GOOD(MPI_Start(&send));
    GOOD(MPI_Start(&receive));
    GOOD(MPI_Pready_range(0, 1, send));
    GOOD(MPI_Wait(&send, MPI_STATUS_IGNORE));
    GOOD(MPI_Wait(&receive, &status));
    CHECK(status.MPI_SOURCE == MPI_PROC_NULL && status.MPI_TAG == MPI_ANY_TAG);
    GOOD(MPI_Request_free(&send));
    GOOD(MPI_Request_free(&receive));
    (void)flag;
}

static void try_errors(void)
{
#ifdef ZEROMPI_API
    MPI_Request send, receive, none = MPI_REQUEST_NULL;
    int flag = 0;
    FAILS(MPI_Psend_init(out, -1, 1, MPI_INT, right, 4, MPI_COMM_WORLD, MPI_INFO_NULL, &none),
          MPI_ERR_ARG);
    FAILS(MPI_Psend_init(out, 1, -1, MPI_INT, right, 4, MPI_COMM_WORLD, MPI_INFO_NULL, &none),
          MPI_ERR_COUNT);
    FAILS(MPI_Psend_init(out, 1, 1, MPI_INT, size, 4, MPI_COMM_WORLD, MPI_INFO_NULL, &none),
          MPI_ERR_RANK);
    FAILS(
        MPI_Precv_init(in, 1, 1, MPI_INT, MPI_ANY_SOURCE, 4, MPI_COMM_WORLD, MPI_INFO_NULL, &none),
        MPI_ERR_RANK);
    FAILS(
        MPI_Precv_init(in, 1, 1, MPI_INT, left, MPI_ANY_TAG, MPI_COMM_WORLD, MPI_INFO_NULL, &none),
        MPI_ERR_TAG);
    FAILS(MPI_Psend_init(out, 1, 1, MPI_DATATYPE_NULL, right, 4, MPI_COMM_WORLD, MPI_INFO_NULL,
                         &none),
          MPI_ERR_TYPE);
    GOOD(MPI_Parrived(none, 0, &flag));
    CHECK(flag);
    FAILS(MPI_Pready(0, none), MPI_ERR_REQUEST);
    GOOD(MPI_Psend_init_c(out, 2, 1, MPI_INT, right, 4, MPI_COMM_WORLD, MPI_INFO_NULL, &send));
    GOOD(MPI_Precv_init_c(in, 2, 1, MPI_INT, left, 4, MPI_COMM_WORLD, MPI_INFO_NULL, &receive));
    FAILS(MPI_Pready(0, send), MPI_ERR_REQUEST); /* not started */
    GOOD(MPI_Start(&send));
    GOOD(MPI_Start(&receive));
    FAILS(MPI_Start(&send), MPI_ERR_REQUEST);
    FAILS(MPI_Pready(2, send), MPI_ERR_ARG);
    FAILS(MPI_Pready(-1, send), MPI_ERR_ARG);
    FAILS(MPI_Pready(0, receive), MPI_ERR_REQUEST);
    FAILS(MPI_Parrived(send, 0, &flag), MPI_ERR_REQUEST);
    FAILS(MPI_Parrived(receive, 2, &flag), MPI_ERR_ARG);
    FAILS(MPI_Pready_range(1, 0, send), MPI_ERR_ARG);
    FAILS(MPI_Cancel(&receive), MPI_ERR_REQUEST);
    FAILS(MPI_Request_free(&receive), MPI_ERR_REQUEST);
    GOOD(MPI_Barrier(MPI_COMM_WORLD));
    GOOD(MPI_Pready(0, send));
    FAILS(MPI_Pready(0, send), MPI_ERR_ARG); /* twice */
    FAILS(MPI_Pready_range(0, 1, send), MPI_ERR_ARG);
    GOOD(MPI_Pready(1, send));
    GOOD(MPI_Wait(&send, MPI_STATUS_IGNORE));
    GOOD(MPI_Wait(&receive, MPI_STATUS_IGNORE));
    GOOD(MPI_Request_free(&send));
    GOOD(MPI_Request_free(&receive));
#endif
}

/* Made and never started; the communicator is freed before the requests. */
static void try_unused(void)
{
    MPI_Request send, receive;
    MPI_Comm comm;
    GOOD(MPI_Comm_dup(MPI_COMM_WORLD, &comm));
    GOOD(MPI_Psend_init(out, 2, 1, MPI_INT, right, 5, comm, MPI_INFO_NULL, &send));
    GOOD(MPI_Precv_init(in, 2, 1, MPI_INT, left, 5, comm, MPI_INFO_NULL, &receive));
    GOOD(MPI_Comm_free(&comm));
    GOOD(MPI_Request_free(&send));
    GOOD(MPI_Request_free(&receive));
}

int main(int argc, char **argv)
{
    begin_ring(&argc, &argv);
    try_exchange(1, 1, 1);
    try_exchange(4, 4, 16);
    try_exchange(2, 2, MOST);
#ifdef ZEROMPI_API /* others want the same numbers of partitions */
    try_exchange(6, 4, 24);
    try_exchange(3, 7, 21);
    try_exchange(1, 10, MOST);
#endif
    try_early();
    try_order();
    try_nobody();
    try_errors();
    try_unused();
    return finish();
}
