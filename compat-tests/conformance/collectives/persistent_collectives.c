/* SPDX-License-Identifier: BSL-1.0 */
/* Persistent collectives: started again and again on what is in their buffers then, several at a
 * time and in any order; what they were made of may be freed meanwhile. */
#include "forms.h"

enum { TURNS = 5 };

static int sum_of_ranks(void)
{
    return size * (size - 1) / 2;
}

static int same_status(const MPI_Status *status)
{
    int count = -1, flag = 1;
    MPI_Get_count(status, MPI_INT, &count);
    MPI_Test_cancelled(status, &flag);
    return status->MPI_SOURCE == MPI_ANY_SOURCE && status->MPI_TAG == MPI_ANY_TAG && count == 0 &&
           !flag;
}

/* One of each kind, all under way at once. */
static void try_each(void)
{
    enum {
        BARRIER,
        BCAST,
        GATHER,
        GATHERV,
        SCATTER,
        SCATTERV,
        ALLGATHER,
        ALLGATHERV,
        ALLTOALL,
        ALLTOALLV,
        ALLTOALLW,
        REDUCE,
        ALLREDUCE,
        SCAN,
        EXSCAN,
        REDUCE_SCATTER,
        REDUCE_SCATTER_BLOCK,
        KINDS
    };
    MPI_Request r[KINDS];
    static int in[RANKS_MAX], out[KINDS][RANKS_MAX], ones[RANKS_MAX], places[RANKS_MAX],
        bytes[RANKS_MAX];
    MPI_Datatype types[RANKS_MAX];
    MPI_Comm comm = MPI_COMM_WORLD;
    MPI_Info info = MPI_INFO_NULL;
    int root = size - 1;
    for (int i = 0; i < size; i++) {
        ones[i] = 1;
        places[i] = i;
        bytes[i] = i * (int)sizeof(int);
        types[i] = MPI_INT;
    }
    GOOD(MPI_Barrier_init(comm, info, &r[BARRIER]));
    GOOD(MPI_Bcast_init(out[BCAST], 1, MPI_INT, root, comm, info, &r[BCAST]));
    GOOD(MPI_Gather_init(in, 1, MPI_INT, out[GATHER], 1, MPI_INT, root, comm, info, &r[GATHER]));
    GOOD(MPI_Gatherv_init(in, 1, MPI_INT, out[GATHERV], ones, places, MPI_INT, root, comm, info,
                          &r[GATHERV]));
    GOOD(MPI_Scatter_init(in, 1, MPI_INT, out[SCATTER], 1, MPI_INT, root, comm, info, &r[SCATTER]));
    GOOD(MPI_Scatterv_init(in, ones, places, MPI_INT, out[SCATTERV], 1, MPI_INT, root, comm, info,
                           &r[SCATTERV]));
    GOOD(MPI_Allgather_init(in, 1, MPI_INT, out[ALLGATHER], 1, MPI_INT, comm, info, &r[ALLGATHER]));
    GOOD(MPI_Allgatherv_init(in, 1, MPI_INT, out[ALLGATHERV], ones, places, MPI_INT, comm, info,
                             &r[ALLGATHERV]));
    GOOD(MPI_Alltoall_init(in, 1, MPI_INT, out[ALLTOALL], 1, MPI_INT, comm, info, &r[ALLTOALL]));
    GOOD(MPI_Alltoallv_init(in, ones, places, MPI_INT, out[ALLTOALLV], ones, places, MPI_INT, comm,
                            info, &r[ALLTOALLV]));
    GOOD(MPI_Alltoallw_init(in, ones, bytes, types, out[ALLTOALLW], ones, bytes, types, comm, info,
                            &r[ALLTOALLW]));
    GOOD(MPI_Reduce_init(in, out[REDUCE], 1, MPI_INT, MPI_SUM, root, comm, info, &r[REDUCE]));
    GOOD(MPI_Allreduce_init(in, out[ALLREDUCE], 1, MPI_INT, MPI_SUM, comm, info, &r[ALLREDUCE]));
    GOOD(MPI_Scan_init(in, out[SCAN], 1, MPI_INT, MPI_SUM, comm, info, &r[SCAN]));
    GOOD(MPI_Exscan_init(in, out[EXSCAN], 1, MPI_INT, MPI_SUM, comm, info, &r[EXSCAN]));
    GOOD(MPI_Reduce_scatter_init(in, out[REDUCE_SCATTER], ones, MPI_INT, MPI_SUM, comm, info,
                                 &r[REDUCE_SCATTER]));
    GOOD(MPI_Reduce_scatter_block_init(in, out[REDUCE_SCATTER_BLOCK], 1, MPI_INT, MPI_SUM, comm,
                                       info, &r[REDUCE_SCATTER_BLOCK]));

    for (int turn = 0; turn < TURNS; turn++) {
        for (int i = 0; i < size; i++)
            in[i] = rank * 100 + i * 10 + turn;
        memset(out, -1, sizeof out);
        out[BCAST][0] = rank == root ? turn : -1;
        /* Ranks begin them in different orders, which are all right. */
        if (turn % 2)
            GOOD(MPI_Startall(KINDS, r));
        else
            for (int i = 0; i < KINDS; i++)
                GOOD(MPI_Start(&r[(i * (rank % 2 ? 2 : 3) + rank) % KINDS]));
        GOOD(MPI_Waitall(KINDS, r, MPI_STATUSES_IGNORE));
        CHECK(out[BCAST][0] == turn);
        for (int i = 0; i < size; i++) {
            int gathered = rank == root ? i * 100 + turn : -1;
            CHECK(out[GATHER][i] == gathered && out[GATHERV][i] == gathered);
            CHECK(out[ALLGATHER][i] == i * 100 + turn && out[ALLGATHERV][i] == i * 100 + turn);
            for (int k = ALLTOALL; k <= ALLTOALLW; k++)
                CHECK(out[k][i] == i * 100 + rank * 10 + turn);
        }
        CHECK(out[SCATTER][0] == root * 100 + rank * 10 + turn &&
              out[SCATTERV][0] == out[SCATTER][0]);
        int sum = sum_of_ranks() * 100 + size * turn;
        CHECK(out[REDUCE][0] == (rank == root ? sum : -1) && out[ALLREDUCE][0] == sum);
        CHECK(out[SCAN][0] == rank * (rank + 1) / 2 * 100 + (rank + 1) * turn);
        CHECK(out[EXSCAN][0] == (rank ? rank * (rank - 1) / 2 * 100 + rank * turn : -1));
        CHECK(out[REDUCE_SCATTER][0] == sum + size * rank * 10 &&
              out[REDUCE_SCATTER_BLOCK][0] == out[REDUCE_SCATTER][0]);
    }
    for (int i = 0; i < KINDS; i++) {
        GOOD(MPI_Request_free(&r[i]));
        CHECK(r[i] == MPI_REQUEST_NULL);
    }
}

/* Large messages, and other collectives in between. */
static void try_large(void)
{
    enum { COUNT = 50000 };
    static int a[COUNT], b[COUNT];
    MPI_Request large, small;
    int value, sum;
    GOOD(MPI_Allreduce_init(a, b, COUNT, MPI_INT, MPI_SUM, MPI_COMM_WORLD, MPI_INFO_NULL, &large));
    GOOD(MPI_Bcast_init(&value, 1, MPI_INT, 0, MPI_COMM_WORLD, MPI_INFO_NULL, &small));
    for (int turn = 0; turn < TURNS; turn++) {
        for (int i = 0; i < COUNT; i++)
            a[i] = rank + i + turn;
        value = rank ? -1 : turn;
        GOOD(MPI_Start(&large));
        GOOD(MPI_Allreduce(&rank, &sum, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD));
        CHECK(sum == sum_of_ranks());
        GOOD(MPI_Start(&small));
        GOOD(MPI_Barrier(MPI_COMM_WORLD));
        GOOD(MPI_Wait(&small, MPI_STATUS_IGNORE));
        CHECK(value == turn);
        GOOD(MPI_Wait(&large, MPI_STATUS_IGNORE));
        for (int i = 0; i < COUNT; i++)
            CHECK(b[i] == sum_of_ranks() + size * (i + turn));
    }
    GOOD(MPI_Request_free(&large));
    GOOD(MPI_Request_free(&small));
}

static void add(void *in, void *inout, int *n, MPI_Datatype *type)
{
    const int *left = in;
    int *right = inout;
    (void)type;
    for (int i = 0; i < 2 * *n; i++)
        right[i] += left[i];
}

/* Arrays of counts may change once it is started, but no later; the rest may be freed. */
static void try_freed(void)
{
    MPI_Comm comm;
    MPI_Datatype pair;
    MPI_Op op;
    MPI_Request request;
    int in[2], out[2];
    GOOD(MPI_Comm_dup(MPI_COMM_WORLD, &comm));
    GOOD(MPI_Type_contiguous(2, MPI_INT, &pair));
    GOOD(MPI_Type_commit(&pair));
    GOOD(MPI_Op_create(add, 1, &op));
    GOOD(MPI_Allreduce_init(in, out, 1, pair, op, comm, MPI_INFO_NULL, &request));
    GOOD(MPI_Op_free(&op));
    GOOD(MPI_Type_free(&pair));
    GOOD(MPI_Comm_free(&comm));
    for (int turn = 0; turn < TURNS; turn++) {
        in[0] = rank;
        in[1] = turn;
        GOOD(MPI_Start(&request));
        GOOD(MPI_Wait(&request, MPI_STATUS_IGNORE));
        CHECK(out[0] == sum_of_ranks() && out[1] == size * turn);
    }
    GOOD(MPI_Request_free(&request));
}

/* One that is not started is complete, and one that was completed is inactive again. */
static void try_inactive(void)
{
    MPI_Request request;
    MPI_Status status;
    int flag = 0, value = rank;
    GOOD(MPI_Bcast_init(&value, 1, MPI_INT, 0, MPI_COMM_WORLD, MPI_INFO_NULL, &request));
    for (int turn = 0; turn < 2; turn++) {
        memset(&status, 0x55, sizeof status);
        GOOD(MPI_Wait(&request, &status));
        CHECK(same_status(&status) && request != MPI_REQUEST_NULL);
        GOOD(MPI_Test(&request, &flag, &status));
        CHECK(flag && same_status(&status) && request != MPI_REQUEST_NULL);
        GOOD(MPI_Start(&request));
        GOOD(MPI_Wait(&request, &status));
        CHECK(value == 0);
    }
    GOOD(MPI_Request_free(&request));
    GOOD(MPI_Bcast_init(&value, 1, MPI_INT, 0, MPI_COMM_WORLD, MPI_INFO_NULL, &request));
    GOOD(MPI_Request_free(&request)); /* it was never started */
}

static void try_errors(void)
{
    MPI_Request request = MPI_REQUEST_NULL;
    int value = rank, sum = -1;
    FAILS(MPI_Start(&request), MPI_ERR_REQUEST);
    FAILS(MPI_Bcast_init(&value, 1, MPI_INT, size, MPI_COMM_WORLD, MPI_INFO_NULL, &request),
          MPI_ERR_ROOT);
    FAILS(MPI_Bcast_init(&value, 1, MPI_INT, 0, MPI_COMM_WORLD, MPI_INFO_NULL, NULL), MPI_ERR_ARG);
    CHECK(request == MPI_REQUEST_NULL);
    GOOD(MPI_Allreduce_init(&value, &sum, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD, MPI_INFO_NULL,
                            &request));
    GOOD(MPI_Start(&request));
    FAILS(MPI_Start(&request), MPI_ERR_REQUEST);
    FAILS(MPI_Request_free(&request), MPI_ERR_REQUEST);
    FAILS(MPI_Cancel(&request), MPI_ERR_REQUEST);
    GOOD(MPI_Wait(&request, MPI_STATUS_IGNORE));
    CHECK(sum == sum_of_ranks());
    GOOD(MPI_Request_free(&request));
}

int main(int argc, char **argv)
{
    begin(&argc, &argv);
    try_each();
    try_large();
    try_freed();
    try_inactive();
    try_errors();
    return finish();
}
