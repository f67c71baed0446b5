/* SPDX-License-Identifier: BSL-1.0 */
/* What is freed while it is still in use: requests, datatypes and communicators of communication
 * that is under way; and messages between the groups of an intercommunicator. */
#include "ring.h"

enum { LARGE = 50000 };

static int out[LARGE], in[LARGE];

/* An active request that is freed completes by itself. */
static void try_freed_requests(void)
{
    MPI_Request send, receive, made;
    int done = -1;
    for (int i = 0; i < LARGE; i++)
        out[i] = rank + i;
    memset(in, 0, sizeof in);
    GOOD(MPI_Irecv(in, LARGE, MPI_INT, left, 1, MPI_COMM_WORLD, &receive));
    GOOD(MPI_Request_free(&receive));
    CHECK(receive == MPI_REQUEST_NULL);
    GOOD(MPI_Isend(out, LARGE, MPI_INT, right, 1, MPI_COMM_WORLD, &send));
    GOOD(MPI_Request_free(&send));
    CHECK(send == MPI_REQUEST_NULL);
    /* The second message comes after the first, so that is here; and its answer says it to the
     * sender. */
    GOOD(MPI_Sendrecv(&rank, 1, MPI_INT, right, 1, &done, 1, MPI_INT, left, 1, MPI_COMM_WORLD,
                      MPI_STATUS_IGNORE));
    CHECK(done == left);
    GOOD(MPI_Barrier(MPI_COMM_WORLD));
    while (in[LARGE - 1] != left + LARGE - 1) /* order is of matching, not of arrival */
        GOOD(MPI_Iprobe(left, 99, MPI_COMM_WORLD, &done, MPI_STATUS_IGNORE));
    for (int i = 0; i < LARGE; i++)
        CHECK(in[i] == left + i);
    GOOD(MPI_Barrier(MPI_COMM_WORLD));
    /* A persistent one, too. */
    GOOD(MPI_Ssend_init(&rank, 1, MPI_INT, right, 2, MPI_COMM_WORLD, &made));
    GOOD(MPI_Start(&made));
    GOOD(MPI_Request_free(&made));
    GOOD(MPI_Recv(&done, 1, MPI_INT, left, 2, MPI_COMM_WORLD, MPI_STATUS_IGNORE));
    CHECK(done == left);
}

static void try_freed_datatype(void)
{
    MPI_Datatype vector;
    MPI_Request requests[2], made;
    for (int i = 0; i < LARGE; i++)
        out[i] = rank, in[i] = -1;
    GOOD(MPI_Type_vector(LARGE / 2, 1, 2, MPI_INT, &vector));
    GOOD(MPI_Type_commit(&vector));
    GOOD(MPI_Irecv(in, 1, vector, left, 3, MPI_COMM_WORLD, &requests[0]));
    GOOD(MPI_Isend(out, 1, vector, right, 3, MPI_COMM_WORLD, &requests[1]));
    GOOD(MPI_Type_free(&vector));
    CHECK(vector == MPI_DATATYPE_NULL);
    GOOD(MPI_Waitall(2, requests, MPI_STATUSES_IGNORE));
    for (int i = 0; i < LARGE; i++)
        CHECK(in[i] == (i % 2 ? -1 : left));
    GOOD(MPI_Type_contiguous(3, MPI_INT, &vector));
    GOOD(MPI_Type_commit(&vector));
    GOOD(MPI_Recv_init(in, 1, vector, left, 4, MPI_COMM_WORLD, &made));
    GOOD(MPI_Type_free(&vector));
    for (int round = 0; round < 2; round++) {
        out[2] = rank + round;
        GOOD(MPI_Start(&made));
        GOOD(MPI_Send(out, 3, MPI_INT, right, 4, MPI_COMM_WORLD));
        GOOD(MPI_Wait(&made, MPI_STATUS_IGNORE));
        CHECK(in[2] == left + round);
    }
    GOOD(MPI_Request_free(&made));
}

static void try_freed_communicator(void)
{
    MPI_Comm comm;
    MPI_Request requests[2];
    MPI_Status statuses[2];
    memset(in, 0, sizeof in);
    out[LARGE - 1] = rank;
#ifdef ZEROMPI_API /* MPICH gives the next communicator the same context */
    GOOD(MPI_Comm_dup(MPI_COMM_WORLD, &comm));
    GOOD(MPI_Irecv(in, LARGE, MPI_INT, left, 5, comm, &requests[0]));
    GOOD(MPI_Comm_free(&comm));
    CHECK(comm == MPI_COMM_NULL);
    GOOD(MPI_Comm_dup(MPI_COMM_WORLD, &comm)); /* another one, with contexts of its own */
    GOOD(MPI_Issend(&rank, 1, MPI_INT, right, 5, comm, &requests[1]));
    GOOD(MPI_Recv(in, 1, MPI_INT, left, 5, comm, MPI_STATUS_IGNORE));
    GOOD(MPI_Wait(&requests[1], MPI_STATUS_IGNORE));
    GOOD(MPI_Cancel(&requests[0]));
    GOOD(MPI_Wait(&requests[0], MPI_STATUS_IGNORE));
    GOOD(MPI_Comm_free(&comm));
#endif
    GOOD(MPI_Comm_dup(MPI_COMM_WORLD, &comm));
    GOOD(MPI_Irecv(in, LARGE, MPI_INT, left, 6, comm, &requests[0]));
    GOOD(MPI_Isend(out, LARGE, MPI_INT, right, 6, comm, &requests[1]));
    GOOD(MPI_Comm_free(&comm));
    GOOD(MPI_Waitall(2, requests, statuses));
    CHECK(statuses[0].MPI_SOURCE == left && in[LARGE - 1] == left);
}

/* The even ranks and the odd ones: ranks are those of the other group. */
static void try_intercommunicator(void)
{
    MPI_Comm half, inter;
    MPI_Request request;
    MPI_Status status;
    int mine, peers, got = -1, flag = 1, to, from;
    if (size < 2)
        return;
    GOOD(MPI_Comm_split(MPI_COMM_WORLD, rank % 2, rank, &half));
    GOOD(MPI_Intercomm_create(half, 0, MPI_COMM_WORLD, 1 - rank % 2, 1, &inter));
    GOOD(MPI_Comm_set_errhandler(inter, MPI_ERRORS_RETURN));
    GOOD(MPI_Comm_rank(inter, &mine));
    GOOD(MPI_Comm_remote_size(inter, &peers));
    CHECK(mine == rank / 2);
    /* Each sends to the rank of its own number there, if there is one. */
    to = mine < peers ? mine : MPI_PROC_NULL;
    from = to;
    GOOD(MPI_Isend(&rank, 1, MPI_INT, to, 7, inter, &request));
    GOOD(MPI_Recv(&got, 1, MPI_INT, from, 7, inter, &status));
    CHECK(status.MPI_SOURCE == from);
    CHECK(got == (to == MPI_PROC_NULL ? -1 : 2 * mine + 1 - rank % 2));
    GOOD(MPI_Wait(&request, MPI_STATUS_IGNORE));
    /* All of one group send to the first of the other; the source is a rank of theirs. */
    if (rank % 2)
        GOOD(MPI_Ssend(&rank, 1, MPI_INT, 0, mine, inter));
    else if (rank == 0)
        for (int i = 0; i < peers; i++) {
            GOOD(MPI_Probe(MPI_ANY_SOURCE, MPI_ANY_TAG, inter, &status));
            GOOD(MPI_Recv(&got, 1, MPI_INT, MPI_ANY_SOURCE, status.MPI_TAG, inter, &status));
            CHECK(got == 2 * status.MPI_SOURCE + 1 && status.MPI_TAG == status.MPI_SOURCE);
        }
    GOOD(MPI_Barrier(MPI_COMM_WORLD)); /* what follows is not taken for one of these */
    GOOD(MPI_Sendrecv(&rank, 1, MPI_INT, to, 8, &got, 1, MPI_INT, from, 8, inter, &status));
    GOOD(MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, inter, &flag, &status));
    CHECK(!flag);
    FAILS(MPI_Send(&rank, 1, MPI_INT, peers, 0, inter), MPI_ERR_RANK);
    FAILS(MPI_Recv(&got, 1, MPI_INT, peers, 0, inter, &status), MPI_ERR_RANK);
    GOOD(MPI_Comm_free(&inter));
    GOOD(MPI_Comm_free(&half));
}

int main(int argc, char **argv)
{
    static int last[LARGE];
    MPI_Request request;
    begin_ring(&argc, &argv);
    try_freed_requests();
    try_freed_datatype();
    try_freed_communicator();
    try_intercommunicator();
    /* A send that is freed and whose receive is the last thing before MPI_Finalize. */
    GOOD(MPI_Isend(out, LARGE, MPI_INT, right, 9, MPI_COMM_WORLD, &request));
    GOOD(MPI_Request_free(&request));
    GOOD(MPI_Recv(last, LARGE, MPI_INT, left, 9, MPI_COMM_WORLD, MPI_STATUS_IGNORE));
#ifdef ZEROMPI_API
    /* What is never complete does not hold it up. */
    GOOD(MPI_Irecv(in, 1, MPI_INT, MPI_ANY_SOURCE, 10, MPI_COMM_WORLD, &request));
    GOOD(MPI_Issend(out, LARGE, MPI_INT, right, 11, MPI_COMM_WORLD, &request));
    GOOD(MPI_Recv_init(in, 1, MPI_INT, left, 12, MPI_COMM_WORLD, &request));
    GOOD(MPI_Start(&request));
#endif
    return finish();
}
