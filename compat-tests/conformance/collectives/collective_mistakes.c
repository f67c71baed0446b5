/* SPDX-License-Identifier: BSL-1.0 */
/* Arguments that are wrong, and the class of error that each is; what is not significant where it
 * is wrong is no error. All ranks make the same mistake, or one that is alone in its communicator
 * does, and afterwards all goes on. */
#include "forms.h"

static int form;
static int in[RANKS_MAX * 4], out[RANKS_MAX * 4], ones[RANKS_MAX], places[RANKS_MAX];
static MPI_Datatype ints[RANKS_MAX];

/* Things of the wrong kind. */
static MPI_Comm gone;
static MPI_Datatype raw; /* not committed */

#define COMM MPI_COMM_WORLD

static void try_communicators(void)
{
    MPI_Comm none[] = {MPI_COMM_NULL, gone};
    for (int i = 0; i < 2; i++) {
        MPI_Comm c = none[i];
        FAILS(in_barrier(form % 3, c), MPI_ERR_COMM);
        FAILS(MPI_Bcast(in, 1, MPI_INT, 0, c), MPI_ERR_COMM);
        FAILS(MPI_Gather(in, 1, MPI_INT, out, 1, MPI_INT, 0, c), MPI_ERR_COMM);
        FAILS(MPI_Gatherv(in, 1, MPI_INT, out, ones, places, MPI_INT, 0, c), MPI_ERR_COMM);
        FAILS(MPI_Scatter(in, 1, MPI_INT, out, 1, MPI_INT, 0, c), MPI_ERR_COMM);
        FAILS(MPI_Scatterv(in, ones, places, MPI_INT, out, 1, MPI_INT, 0, c), MPI_ERR_COMM);
        FAILS(MPI_Allgather(in, 1, MPI_INT, out, 1, MPI_INT, c), MPI_ERR_COMM);
        FAILS(MPI_Allgatherv(in, 1, MPI_INT, out, ones, places, MPI_INT, c), MPI_ERR_COMM);
        FAILS(MPI_Alltoall(in, 1, MPI_INT, out, 1, MPI_INT, c), MPI_ERR_COMM);
        FAILS(MPI_Alltoallv(in, ones, places, MPI_INT, out, ones, places, MPI_INT, c),
              MPI_ERR_COMM);
        FAILS(MPI_Alltoallw(in, ones, places, ints, out, ones, places, ints, c), MPI_ERR_COMM);
        FAILS(MPI_Reduce(in, out, 1, MPI_INT, MPI_SUM, 0, c), MPI_ERR_COMM);
        FAILS(MPI_Allreduce(in, out, 1, MPI_INT, MPI_SUM, c), MPI_ERR_COMM);
        FAILS(MPI_Reduce_scatter(in, out, ones, MPI_INT, MPI_SUM, c), MPI_ERR_COMM);
        FAILS(MPI_Reduce_scatter_block(in, out, 1, MPI_INT, MPI_SUM, c), MPI_ERR_COMM);
        FAILS(MPI_Scan(in, out, 1, MPI_INT, MPI_SUM, c), MPI_ERR_COMM);
        FAILS(MPI_Exscan(in, out, 1, MPI_INT, MPI_SUM, c), MPI_ERR_COMM);
    }
}

static void try_roots(void)
{
    const int roots[] = {-1, size, MPI_PROC_NULL, MPI_ROOT};
    for (int i = 0; i < 4; i++) {
        int root = roots[i];
        FAILS(in_bcast(form, in, 1, MPI_INT, root, COMM), MPI_ERR_ROOT);
        FAILS(in_bcast(form, NULL, 0, MPI_INT, root, COMM), MPI_ERR_ROOT);
        FAILS(in_gather(form, in, 1, MPI_INT, out, 1, MPI_INT, root, COMM), MPI_ERR_ROOT);
        FAILS(in_gatherv(form, in, 1, MPI_INT, out, ones, places, MPI_INT, root, COMM),
              MPI_ERR_ROOT);
        FAILS(in_scatter(form, in, 1, MPI_INT, out, 1, MPI_INT, root, COMM), MPI_ERR_ROOT);
        FAILS(in_scatterv(form, in, ones, places, MPI_INT, out, 1, MPI_INT, root, COMM),
              MPI_ERR_ROOT);
        FAILS(in_reduce(form, in, out, 1, MPI_INT, MPI_SUM, root, COMM), MPI_ERR_ROOT);
    }
}

/* A count below 0, of either side. */
static void try_counts(void)
{
    int negative[RANKS_MAX];
    for (int i = 0; i < RANKS_MAX; i++)
        negative[i] = -1;
    FAILS(in_bcast(form, in, -1, MPI_INT, 0, COMM), MPI_ERR_COUNT);
    FAILS(in_gather(form, in, -1, MPI_INT, out, 1, MPI_INT, 0, COMM), MPI_ERR_COUNT);
    FAILS(in_gather(form, in, 1, MPI_INT, out, -1, MPI_INT, 0, MPI_COMM_SELF), MPI_ERR_COUNT);
    FAILS(in_gatherv(form, in, 1, MPI_INT, out, negative, places, MPI_INT, 0, MPI_COMM_SELF),
          MPI_ERR_COUNT);
    FAILS(in_scatter(form, in, 1, MPI_INT, out, -1, MPI_INT, 0, COMM), MPI_ERR_COUNT);
    FAILS(in_scatter(form, in, -1, MPI_INT, out, 1, MPI_INT, 0, MPI_COMM_SELF), MPI_ERR_COUNT);
    FAILS(in_scatterv(form, in, negative, places, MPI_INT, out, 1, MPI_INT, 0, MPI_COMM_SELF),
          MPI_ERR_COUNT);
    FAILS(in_allgather(form, in, -1, MPI_INT, out, 1, MPI_INT, COMM), MPI_ERR_COUNT);
    FAILS(in_allgather(form, in, 1, MPI_INT, out, -1, MPI_INT, COMM), MPI_ERR_COUNT);
    FAILS(in_allgatherv(form, in, 1, MPI_INT, out, negative, places, MPI_INT, COMM), MPI_ERR_COUNT);
    FAILS(in_alltoall(form, in, -1, MPI_INT, out, 1, MPI_INT, COMM), MPI_ERR_COUNT);
    FAILS(in_alltoall(form, in, 1, MPI_INT, out, -1, MPI_INT, COMM), MPI_ERR_COUNT);
    FAILS(in_alltoallv(form, in, negative, places, MPI_INT, out, ones, places, MPI_INT, COMM),
          MPI_ERR_COUNT);
    FAILS(in_alltoallv(form, in, ones, places, MPI_INT, out, negative, places, MPI_INT, COMM),
          MPI_ERR_COUNT);
    FAILS(in_alltoallw(form, in, negative, places, ints, out, ones, places, ints, COMM),
          MPI_ERR_COUNT);
    FAILS(in_reduce(form, in, out, -1, MPI_INT, MPI_SUM, 0, COMM), MPI_ERR_COUNT);
    FAILS(in_allreduce(form, in, out, -1, MPI_INT, MPI_SUM, COMM), MPI_ERR_COUNT);
    FAILS(in_reduce_scatter(form, in, out, negative, MPI_INT, MPI_SUM, COMM), MPI_ERR_COUNT);
    FAILS(in_reduce_scatter_block(form, in, out, -1, MPI_INT, MPI_SUM, COMM), MPI_ERR_COUNT);
    FAILS(in_scan(form, in, out, -1, MPI_INT, MPI_SUM, COMM), MPI_ERR_COUNT);
    FAILS(in_exscan(form, in, out, -1, MPI_INT, MPI_SUM, COMM), MPI_ERR_COUNT);
}

/* None, or one that is not committed; also where there is nothing to be moved. */
static void try_datatypes(void)
{
    MPI_Datatype bad[] = {MPI_DATATYPE_NULL, raw};
    MPI_Datatype bads[RANKS_MAX];
    for (int i = 0; i < 2; i++) {
        MPI_Datatype t = bad[i];
        for (int r = 0; r < RANKS_MAX; r++)
            bads[r] = t;
        for (int n = 0; n < 2; n++) {
            FAILS(in_bcast(form, in, n, t, 0, COMM), MPI_ERR_TYPE);
            FAILS(in_gather(form, in, n, t, out, n, MPI_INT, 0, COMM), MPI_ERR_TYPE);
            FAILS(in_gather(form, in, n, MPI_INT, out, n, t, 0, MPI_COMM_SELF), MPI_ERR_TYPE);
            FAILS(in_scatter(form, in, n, MPI_INT, out, n, t, 0, COMM), MPI_ERR_TYPE);
            FAILS(in_scatter(form, in, n, t, out, n, MPI_INT, 0, MPI_COMM_SELF), MPI_ERR_TYPE);
            FAILS(in_allgather(form, in, n, t, out, n, MPI_INT, COMM), MPI_ERR_TYPE);
            FAILS(in_allgather(form, in, n, MPI_INT, out, n, t, COMM), MPI_ERR_TYPE);
            FAILS(in_alltoall(form, in, n, t, out, n, MPI_INT, COMM), MPI_ERR_TYPE);
            FAILS(in_alltoall(form, in, n, MPI_INT, out, n, t, COMM), MPI_ERR_TYPE);
            FAILS(in_allreduce(form, in, out, n, t, MPI_SUM, COMM), MPI_ERR_TYPE);
            FAILS(in_scan(form, in, out, n, t, MPI_SUM, COMM), MPI_ERR_TYPE);
        }
        FAILS(in_gatherv(form, in, 1, t, out, ones, places, MPI_INT, 0, COMM), MPI_ERR_TYPE);
        FAILS(in_gatherv(form, in, 1, MPI_INT, out, ones, places, t, 0, MPI_COMM_SELF),
              MPI_ERR_TYPE);
        FAILS(in_scatterv(form, in, ones, places, t, out, 1, MPI_INT, 0, MPI_COMM_SELF),
              MPI_ERR_TYPE);
        FAILS(in_allgatherv(form, in, 1, MPI_INT, out, ones, places, t, COMM), MPI_ERR_TYPE);
        FAILS(in_alltoallv(form, in, ones, places, t, out, ones, places, MPI_INT, COMM),
              MPI_ERR_TYPE);
        FAILS(in_alltoallw(form, in, ones, places, bads, out, ones, places, ints, COMM),
              MPI_ERR_TYPE);
        FAILS(in_alltoallw(form, in, ones, places, ints, out, ones, places, bads, COMM),
              MPI_ERR_TYPE);
        FAILS(in_reduce(form, in, out, 1, t, MPI_SUM, 0, COMM), MPI_ERR_TYPE);
        FAILS(in_reduce_scatter(form, in, out, ones, t, MPI_SUM, COMM), MPI_ERR_TYPE);
        FAILS(in_reduce_scatter_block(form, in, out, 1, t, MPI_SUM, COMM), MPI_ERR_TYPE);
        FAILS(in_exscan(form, in, out, 1, t, MPI_SUM, COMM), MPI_ERR_TYPE);
    }
}

/* NULL where there is data, MPI_IN_PLACE where it may not be, and one buffer for both sides. */
static void try_buffers(void)
{
    const MPI_Comm self = MPI_COMM_SELF;
    void *const bad[] = {NULL, MPI_IN_PLACE};
    for (int i = 0; i < 2; i++) {
        void *b = bad[i];
        FAILS(in_bcast(form, b, 1, MPI_INT, 0, COMM), MPI_ERR_BUFFER);
        FAILS(in_gather(form, in, 1, MPI_INT, b, 1, MPI_INT, 0, self), MPI_ERR_BUFFER);
        FAILS(in_gatherv(form, in, 1, MPI_INT, b, ones, places, MPI_INT, 0, self), MPI_ERR_BUFFER);
        FAILS(in_scatter(form, b, 1, MPI_INT, out, 1, MPI_INT, 0, self), MPI_ERR_BUFFER);
        FAILS(in_scatterv(form, b, ones, places, MPI_INT, out, 1, MPI_INT, 0, self),
              MPI_ERR_BUFFER);
        FAILS(in_allgather(form, in, 1, MPI_INT, b, 1, MPI_INT, COMM), MPI_ERR_BUFFER);
        FAILS(in_allgatherv(form, in, 1, MPI_INT, b, ones, places, MPI_INT, COMM), MPI_ERR_BUFFER);
        FAILS(in_alltoall(form, in, 1, MPI_INT, b, 1, MPI_INT, COMM), MPI_ERR_BUFFER);
        FAILS(in_alltoallv(form, in, ones, places, MPI_INT, b, ones, places, MPI_INT, COMM),
              MPI_ERR_BUFFER);
        FAILS(in_alltoallw(form, in, ones, places, ints, b, ones, places, ints, COMM),
              MPI_ERR_BUFFER);
        FAILS(in_reduce(form, in, b, 1, MPI_INT, MPI_SUM, 0, self), MPI_ERR_BUFFER);
        FAILS(in_allreduce(form, in, b, 1, MPI_INT, MPI_SUM, COMM), MPI_ERR_BUFFER);
        FAILS(in_scan(form, in, b, 1, MPI_INT, MPI_SUM, COMM), MPI_ERR_BUFFER);
        FAILS(in_reduce_scatter(form, in, b, ones, MPI_INT, MPI_SUM, COMM), MPI_ERR_BUFFER);
        FAILS(in_reduce_scatter_block(form, in, b, 1, MPI_INT, MPI_SUM, COMM), MPI_ERR_BUFFER);
    }
    /* Who is not the root has nothing in place. */
    if (rank != 0) {
        FAILS(in_gather(form, MPI_IN_PLACE, 1, MPI_INT, out, 1, MPI_INT, 0, COMM), MPI_ERR_BUFFER);
        FAILS(in_scatter(form, in, 1, MPI_INT, MPI_IN_PLACE, 1, MPI_INT, 0, COMM), MPI_ERR_BUFFER);
        FAILS(in_reduce(form, MPI_IN_PLACE, out, 1, MPI_INT, MPI_SUM, 0, COMM), MPI_ERR_BUFFER);
    }
    FAILS(in_gather(form, out, 1, MPI_INT, out, 1, MPI_INT, 0, self), MPI_ERR_BUFFER);
    FAILS(in_scatter(form, in, 1, MPI_INT, in, 1, MPI_INT, 0, self), MPI_ERR_BUFFER);
    FAILS(in_allgather(form, out + rank, 1, MPI_INT, out, 1, MPI_INT, COMM), MPI_ERR_BUFFER);
    FAILS(in_allreduce(form, out, out, 2, MPI_INT, MPI_SUM, COMM), MPI_ERR_BUFFER);
    FAILS(in_allreduce(form, out, out + 1, 2, MPI_INT, MPI_SUM, COMM), MPI_ERR_BUFFER);
    FAILS(in_scan(form, out, out, 1, MPI_INT, MPI_SUM, COMM), MPI_ERR_BUFFER);
    FAILS(in_alltoallv(form, out, ones, places, MPI_INT, out, ones, places, MPI_INT, COMM),
          MPI_ERR_BUFFER);
}

/* Arrays that are needed and not there. */
static void try_arrays(void)
{
    const MPI_Comm self = MPI_COMM_SELF;
    FAILS(in_gatherv(form, in, 1, MPI_INT, out, NULL, places, MPI_INT, 0, self), MPI_ERR_ARG);
    FAILS(in_gatherv(form, in, 1, MPI_INT, out, ones, NULL, MPI_INT, 0, self), MPI_ERR_ARG);
    FAILS(in_scatterv(form, in, NULL, places, MPI_INT, out, 1, MPI_INT, 0, self), MPI_ERR_ARG);
    FAILS(in_scatterv(form, in, ones, NULL, MPI_INT, out, 1, MPI_INT, 0, self), MPI_ERR_ARG);
    FAILS(in_allgatherv(form, in, 1, MPI_INT, out, NULL, places, MPI_INT, COMM), MPI_ERR_ARG);
    FAILS(in_alltoallv(form, in, NULL, places, MPI_INT, out, ones, places, MPI_INT, COMM),
          MPI_ERR_ARG);
    FAILS(in_alltoallv(form, in, ones, places, MPI_INT, out, ones, NULL, MPI_INT, COMM),
          MPI_ERR_ARG);
    FAILS(in_alltoallw(form, in, ones, places, NULL, out, ones, places, ints, COMM), MPI_ERR_ARG);
    FAILS(in_reduce_scatter(form, in, out, NULL, MPI_INT, MPI_SUM, COMM), MPI_ERR_ARG);
}

/* What a rank sends to itself is as much as it receives. */
static void try_sizes(void)
{
    const MPI_Comm self = MPI_COMM_SELF;
    int two[] = {2}, none[] = {0};
    FAILS(in_gather(form, in, 2, MPI_INT, out, 1, MPI_INT, 0, self), MPI_ERR_TRUNCATE);
    FAILS(in_gatherv(form, in, 1, MPI_INT, out, none, places, MPI_INT, 0, self), MPI_ERR_TRUNCATE);
    FAILS(in_scatter(form, in, 2, MPI_INT, out, 1, MPI_INT, 0, self), MPI_ERR_TRUNCATE);
    FAILS(in_scatterv(form, in, two, places, MPI_INT, out, 1, MPI_INT, 0, self), MPI_ERR_TRUNCATE);
    FAILS(in_allgather(form, in, 2, MPI_INT, out, 1, MPI_INT, self), MPI_ERR_TRUNCATE);
    FAILS(in_alltoall(form, in, 2, MPI_INT, out, 1, MPI_INT, self), MPI_ERR_TRUNCATE);
    FAILS(in_alltoallv(form, in, two, places, MPI_INT, out, ones, places, MPI_INT, self),
          MPI_ERR_TRUNCATE);
}

/* A message that is longer than the receiver says is the receiver's error; nobody hangs, nothing is
 * written behind the buffer, and the communicator goes on. */
static void try_truncation(void)
{
    int few[RANKS_MAX];
    for (int r = 0; r < size; r++) {
        few[r] = r == rank ? 2 : 1; /* of two from each */
        ones[r] = 2;
        places[r] = 2 * r;
    }
    for (int i = 0; i < RANKS_MAX * 4; i++)
        in[i] = rank, out[i] = -1;
    int error = in_gatherv(form, in, 2, MPI_INT, out, few, places, MPI_INT, 0, COMM);
    CHECK(class_of(error) == (rank == 0 && size > 1 ? MPI_ERR_TRUNCATE : MPI_SUCCESS));
    for (int r = 1; r < size && rank == 0; r++)
        CHECK(out[2 * r + 1] == -1);

    for (int i = 0; i < RANKS_MAX * 4; i++)
        out[i] = -1;
    error = in_scatterv(form, in, ones, places, MPI_INT, out, rank == 0 ? 2 : 1, MPI_INT, 0, COMM);
    CHECK(class_of(error) == (rank != 0 ? MPI_ERR_TRUNCATE : MPI_SUCCESS));
    CHECK(rank == 0 || out[1] == -1);

    for (int i = 0; i < RANKS_MAX * 4; i++)
        out[i] = -1;
    error = in_alltoallv(form, in, ones, places, MPI_INT, out, few, places, MPI_INT, COMM);
    CHECK(class_of(error) == (size > 1 ? MPI_ERR_TRUNCATE : MPI_SUCCESS));
    for (int r = 0; r < size; r++)
        CHECK(out[2 * r + 1] == (r == rank ? rank : -1));
    for (int r = 0; r < RANKS_MAX; r++) {
        ones[r] = 1;
        places[r] = r;
    }
}

/* A mistake that one rank makes: it refuses the call. The others may make it, and be done with it
 * if they just send something; or they do not make it at all. Either way all goes on. */
static void try_alone(void)
{
    int sum;
    in[0] = -1;
    int error = in_gather(form, in, 1, MPI_INT, rank == 0 ? NULL : out, 1, MPI_INT, 0, COMM);
    CHECK(class_of(error) == (rank == 0 ? MPI_ERR_BUFFER : MPI_SUCCESS));
    GOOD(MPI_Barrier(COMM));
    memset(out, -1, sizeof out);
    in[0] = 100 + rank;
    GOOD(in_gather(form, in, 1, MPI_INT, out, 1, MPI_INT, 0, COMM));
    for (int r = 0; r < size && rank == 0; r++)
        CHECK(out[r] == 100 + r);
    if (rank == size - 1)
        FAILS(in_bcast(form, in, -1, MPI_INT, rank, COMM), MPI_ERR_COUNT);
    GOOD(MPI_Allreduce(&rank, &sum, 1, MPI_INT, MPI_SUM, COMM));
    CHECK(sum == size * (size - 1) / 2);
    error = in_reduce(form, in, rank == 0 ? MPI_IN_PLACE : out, 1, MPI_INT, MPI_SUM, 0, COMM);
    CHECK(class_of(error) == (rank == 0 ? MPI_ERR_BUFFER : MPI_SUCCESS));
    sum = rank;
    GOOD(MPI_Bcast(&sum, 1, MPI_INT, size - 1, COMM));
    CHECK(sum == size - 1);
}

/* The same, with every collective after it in which the rank that refused only sends, or only
 * receives; and two that are refused one after the other. */
static void try_next(void)
{
    int sum;
    for (int next = 0; next < 4; next++)
        for (int root = 0; root < 2 && root < size; root++) {
            int error =
                in_gather(form, in, 1, MPI_INT, rank == 0 ? NULL : out, 1, MPI_INT, 0, COMM);
            CHECK(class_of(error) == (rank == 0 ? MPI_ERR_BUFFER : MPI_SUCCESS));
            error =
                in_reduce(form, in, rank == 0 ? MPI_IN_PLACE : out, 1, MPI_INT, MPI_SUM, 0, COMM);
            CHECK(class_of(error) == (rank == 0 ? MPI_ERR_BUFFER : MPI_SUCCESS));
            sum = in[0] = rank;
            if (next == 0) {
                GOOD(in_bcast(form, &sum, 1, MPI_INT, root, COMM));
                CHECK(sum == root);
            } else if (next == 1) {
                GOOD(in_scatterv(form, in, ones, places, MPI_INT, &sum, 1, MPI_INT, root, COMM));
            } else if (next == 2) {
                GOOD(in_allreduce(form, in, &sum, 1, MPI_INT, MPI_MAX, COMM));
                CHECK(sum == size - 1);
            } else
                GOOD(MPI_Barrier(COMM));
            GOOD(in_bcast(form, &sum, 1, MPI_INT, root, COMM));
        }
}

/* The same in a communicator that has shared memory, then one that is done by messages, which tell
 * of the first one, and two of its kind: the first one counts once. */
static void try_kind(void)
{
    MPI_Comm comm;
    GOOD(MPI_Comm_dup(COMM, &comm));
    for (int i = 0; i < 3; i++)
        GOOD(MPI_Barrier(comm));
    int error = in_gather(form, in, 1, MPI_INT, rank == 0 ? NULL : out, 1, MPI_INT, 0, comm);
    CHECK(class_of(error) == (rank == 0 ? MPI_ERR_BUFFER : MPI_SUCCESS));
    GOOD(in_allgatherv(form, in, 1, MPI_INT, out, ones, places, MPI_INT, comm));
    for (int again = 0; again < 2; again++) {
        in[0] = in[1] = 10 * rank + again;
        GOOD(in_gather(form, in, 2, MPI_INT, out, 2, MPI_INT, 0, comm));
        for (int r = 0; r < size && rank == 0; r++)
            CHECK(out[2 * r] == 10 * r + again && out[2 * r + 1] == 10 * r + again);
        GOOD(MPI_Barrier(comm));
    }
    GOOD(MPI_Comm_free(&comm));
}

/* If the others wait for the one that refused, they are told. */
static void try_waiting(void)
{
    MPI_Comm comm;
    GOOD(MPI_Comm_dup(COMM, &comm));
    int error = in_bcast(form, rank == 0 ? NULL : out, 1, MPI_INT, 0, comm);
    CHECK(class_of(error) == (rank == 0 ? MPI_ERR_BUFFER : MPI_ERR_NOT_SAME));
    if (size > 1)
        FAILS(MPI_Barrier(comm), MPI_ERR_NOT_SAME);
    GOOD(MPI_Comm_free(&comm));
}

/* Where nothing is received, nothing overlaps. Counts may be more than a count can count. */
static void try_parts(void)
{
    int counts[RANKS_MAX] = {size};
    GOOD(MPI_Reduce_scatter(in, rank ? in + 1 : out, counts, MPI_INT, MPI_SUM, COMM));
    FAILS(MPI_Reduce_scatter_block_c(in, out, INT64_MAX, MPI_INT, MPI_SUM, COMM), MPI_ERR_COUNT);
}

int main(int argc, char **argv)
{
    begin(&argc, &argv);
    GOOD(MPI_Comm_dup(MPI_COMM_WORLD, &gone));
    MPI_Comm copy = gone;
    GOOD(MPI_Comm_free(&copy));
    GOOD(MPI_Type_contiguous(2, MPI_INT, &raw));
    for (int r = 0; r < RANKS_MAX; r++) {
        ones[r] = 1;
        places[r] = r;
        ints[r] = MPI_INT;
    }
    for (form = 0; form < FORMS; form++) {
        if (form == BLOCKING)
            try_communicators();
        try_roots();
        try_counts();
        try_datatypes();
        try_buffers();
        try_arrays();
        try_sizes();
        try_truncation();
    }
    form = BLOCKING;
    try_alone();
    try_next();
    try_kind();
    try_parts();
    try_waiting();
    GOOD(MPI_Type_free(&raw));
    return finish();
}
