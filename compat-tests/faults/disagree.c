/* SPDX-License-Identifier: BSL-1.0 */
/* Ranks that disagree about a collective, in every way that two calls can differ: each pair of
 * calls is tried on a communicator of its own, where one rank makes the one and all others the
 * other. All must be told MPI_ERR_NOT_SAME, in that call or the next collective, and other
 * communicators go on as if nothing had been.
 *
 * Usage: disagree [SHARE OF [WARM]], to try only each OF-th pair, after so many barriers. */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LARGE = 40000 };

static int rank, size, warm;
static int in[LARGE * 8], out[LARGE * 8];

/* A collective call; `root` counts from 0 to the communicator's size. */
struct call {
    const char *name;
    int count, root;
    int op; /* MPI_SUM or MPI_MAX */
};

static const struct call calls[] = {
    {"barrier", 0, 0, 0},         {"bcast", 10, 0, 0},        {"bcast", 10, 1, 0},
    {"bcast", 11, 0, 0},          {"bcast", 0, 0, 0},         {"bcast", LARGE, 0, 0},
    {"gather", 10, 0, 0},         {"gather", 10, 1, 0},       {"gather", 12, 0, 0},
    {"scatter", 10, 0, 0},        {"scatter", 10, 1, 0},      {"scatter", 12, 0, 0},
    {"allgather", 10, 0, 0},      {"allgather", 12, 0, 0},    {"alltoall", 10, 0, 0},
    {"alltoall", LARGE, 0, 0},    {"reduce", 10, 0, 0},       {"reduce", 10, 1, 0},
    {"reduce", 12, 0, 0},         {"reduce", 10, 0, 1},       {"allreduce", 10, 0, 0},
    {"allreduce", 12, 0, 0},      {"allreduce", 10, 0, 1},    {"reduce_scatter", 10, 0, 0},
    {"reduce_scatter", 10, 0, 1}, {"scan", 10, 0, 0},         {"scan", 10, 0, 1},
    {"exscan", 10, 0, 0},         {"exscan", 12, 0, 0},       {"dup", 0, 0, 0},
    {"split", 0, 0, 0},           {"allreduce", LARGE, 0, 0}, {"gatherv", 10, 0, 0},
    {"scatterv", 10, 1, 0},       {"allgatherv", 10, 0, 0},   {"alltoallv", 10, 0, 0},
    {"ibarrier", 0, 0, 0},        {"iallreduce", 10, 0, 0},   {"allreduce_init", 10, 0, 0},
};

enum { CALLS = sizeof calls / sizeof calls[0] };

static int is(const struct call *call, const char *name)
{
    return strcmp(call->name, name) == 0;
}

static int move(const struct call *call, MPI_Comm comm)
{
    int n = call->count;
    if (is(call, "bcast"))
        return MPI_Bcast(out, n, MPI_INT, call->root, comm);
    if (is(call, "gather"))
        return MPI_Gather(in, n, MPI_INT, out, n, MPI_INT, call->root, comm);
    if (is(call, "scatter"))
        return MPI_Scatter(in, n, MPI_INT, out, n, MPI_INT, call->root, comm);
    if (is(call, "allgather"))
        return MPI_Allgather(in, n, MPI_INT, out, n, MPI_INT, comm);
    return MPI_Alltoall(in, n, MPI_INT, out, n, MPI_INT, comm);
}

static int reduce(const struct call *call, MPI_Comm comm)
{
    MPI_Op op = call->op ? MPI_MAX : MPI_SUM;
    int n = call->count;
    if (is(call, "reduce"))
        return MPI_Reduce(in, out, n, MPI_INT, op, call->root, comm);
    if (is(call, "allreduce"))
        return MPI_Allreduce(in, out, n, MPI_INT, op, comm);
    if (is(call, "reduce_scatter"))
        return MPI_Reduce_scatter_block(in, out, n, MPI_INT, op, comm);
    if (is(call, "scan"))
        return MPI_Scan(in, out, n, MPI_INT, op, comm);
    return MPI_Exscan(in, out, n, MPI_INT, op, comm);
}

/* Blocks of the same size in those that could have different ones. */
static int move_blocks(const struct call *call, MPI_Comm comm)
{
    static int counts[16], displs[16];
    int n = call->count;
    for (int r = 0; r < size; r++) {
        counts[r] = n;
        displs[r] = r * n;
    }
    if (is(call, "gatherv"))
        return MPI_Gatherv(in, n, MPI_INT, out, counts, displs, MPI_INT, call->root, comm);
    if (is(call, "scatterv"))
        return MPI_Scatterv(in, counts, displs, MPI_INT, out, n, MPI_INT, call->root, comm);
    if (is(call, "allgatherv"))
        return MPI_Allgatherv(in, n, MPI_INT, out, counts, displs, MPI_INT, comm);
    return MPI_Alltoallv(in, counts, displs, MPI_INT, out, counts, displs, MPI_INT, comm);
}

/* Of other forms than the rest. */
static int start(const struct call *call, MPI_Comm comm)
{
    MPI_Request request = MPI_REQUEST_NULL;
    int error, persistent = is(call, "allreduce_init");
    if (is(call, "ibarrier"))
        error = MPI_Ibarrier(comm, &request);
    else if (persistent)
        error = MPI_Allreduce_init(in, out, call->count, MPI_INT, MPI_SUM, comm, MPI_INFO_NULL,
                                   &request);
    else
        error = MPI_Iallreduce(in, out, call->count, MPI_INT, MPI_SUM, comm, &request);
    if (error == MPI_SUCCESS && persistent)
        error = MPI_Start(&request);
    if (error == MPI_SUCCESS)
        error = MPI_Wait(&request, MPI_STATUS_IGNORE);
    if (request != MPI_REQUEST_NULL)
        MPI_Request_free(&request);
    return error;
}

static int make(const struct call *call, MPI_Comm comm)
{
    MPI_Comm made = MPI_COMM_NULL;
    int error;

    if (is(call, "barrier"))
        return MPI_Barrier(comm);
    if (is(call, "dup"))
        error = MPI_Comm_dup(comm, &made);
    else if (is(call, "split"))
        error = MPI_Comm_split(comm, 0, rank, &made);
    else if (call->name[strlen(call->name) - 1] == 'v')
        return move_blocks(call, comm);
    else if (call->name[0] == 'i' || strstr(call->name, "_init"))
        return start(call, comm);
    else if (strstr("bcast gather scatter allgather alltoall", call->name))
        return move(call, comm);
    else
        return reduce(call, comm);
    if (made != MPI_COMM_NULL)
        MPI_Comm_free(&made);
    return error;
}

static void wrong(const struct call *mine, const struct call *theirs, int error)
{
    fprintf(stderr,
            "disagree.c: rank %d of %d: %s(%d, root %d, op %d) against %s(%d, root %d, op %d): got "
            "class %d\n",
            rank, size, mine->name, mine->count, mine->root, mine->op, theirs->name, theirs->count,
            theirs->root, theirs->op, error);
    MPI_Abort(MPI_COMM_WORLD, 1);
}

/* The ranks meet by messages alone. */
static void meet(void)
{
    int token = 0;
    for (int turn = 0; turn < 2 && size > 1; turn++) {
        if (rank > 0)
            MPI_Recv(&token, 1, MPI_INT, rank - 1, turn, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        MPI_Send(&token, 1, MPI_INT, (rank + 1) % size, turn, MPI_COMM_WORLD);
        if (rank == 0)
            MPI_Recv(&token, 1, MPI_INT, size - 1, turn, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    }
}

static void disagree(const struct call *one, const struct call *others, int odd)
{
    const struct call *mine = rank == odd ? one : others, *theirs = rank == odd ? others : one;
    MPI_Comm comm;

    MPI_Comm_dup(MPI_COMM_WORLD, &comm);
    for (int i = 0; i < warm; i++) /* the ranks may come to know each other better */
        MPI_Barrier(comm);
    MPI_Comm_set_errhandler(comm, MPI_ERRORS_RETURN);
    int error = make(mine, comm);
    for (int turn = 0; turn < 2 && error == MPI_SUCCESS; turn++)
        error = MPI_Allreduce(in, out, 1, MPI_INT, MPI_SUM, comm);
    if (error != MPI_ERR_NOT_SAME)
        wrong(mine, theirs, error);
    if (MPI_Barrier(comm) != MPI_ERR_NOT_SAME)
        wrong(mine, theirs, MPI_SUCCESS);
    meet();
    MPI_Comm_free(&comm);
}

int main(int argc, char **argv)
{
    int share = argc > 2 ? atoi(argv[1]) : 0, of = argc > 2 ? atoi(argv[2]) : 1, pair = 0,
        tried = 0;

    warm = argc > 3 ? atoi(argv[3]) : 0;
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    for (int one = 0; one < CALLS; one++)
        for (int other = 0; other < CALLS; other++, pair++) {
            if (one == other || pair % of != share)
                continue;
            disagree(&calls[one], &calls[other], pair / of % size);
            tried++;
        }
    MPI_Barrier(MPI_COMM_WORLD);
    if (rank == 0)
        printf("%d pairs\n", tried);
    MPI_Finalize();
    return 0;
}
