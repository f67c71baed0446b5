/* SPDX-License-Identifier: BSL-1.0 */
/* Probes, with and without matching, and receives of matched messages. */
#include "ring.h"

enum { LARGE = 50000 };

static int out[LARGE], in[LARGE];

static void try_probe(int count)
{
    MPI_Request request;
    MPI_Status status;
    int flag = 1;
    GOOD(MPI_Iprobe(MPI_ANY_SOURCE, 77, MPI_COMM_WORLD, &flag, &status));
    CHECK(!flag);
    GOOD(MPI_Isend(out, count, MPI_INT, right, 1, MPI_COMM_WORLD, &request));
    GOOD(MPI_Probe(left, 1, MPI_COMM_WORLD, &status));
    check_status(&status, left, 1, count);
    GOOD(MPI_Probe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, MPI_STATUS_IGNORE));
    GOOD(MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &flag, &status));
    CHECK(flag);
    check_status(&status, left, 1, count);
    GOOD(MPI_Recv(in, count, MPI_INT, status.MPI_SOURCE, status.MPI_TAG, MPI_COMM_WORLD, &status));
    check_status(&status, left, 1, count);
    GOOD(MPI_Iprobe(left, 1, MPI_COMM_WORLD, &flag, &status));
    CHECK(!flag);
    GOOD(MPI_Wait(&request, MPI_STATUS_IGNORE));
}

static void prepare(int count)
{
    paint(out, count, rank);
    memset(in, 0, sizeof in);
}

/* A matched message is out of sight, also of a receive of the same envelope. */
static void try_matched(int count)
{
    MPI_Request sends[2], request;
    MPI_Message message = MPI_MESSAGE_NULL;
    MPI_Status status;
    int flag, second = 100 + rank, got = -1;
    prepare(count);
    GOOD(MPI_Issend(out, count, MPI_INT, right, 2, MPI_COMM_WORLD, &sends[0]));
    GOOD(MPI_Issend(&second, 1, MPI_INT, right, 2, MPI_COMM_WORLD, &sends[1]));
    GOOD(MPI_Mprobe(left, 2, MPI_COMM_WORLD, &message, &status));
    check_status(&status, left, 2, count);
    CHECK(message != MPI_MESSAGE_NULL && message != MPI_MESSAGE_NO_PROC);
    GOOD(MPI_Recv(&got, 1, MPI_INT, left, 2, MPI_COMM_WORLD, &status));
    CHECK(got == 100 + left);
    GOOD(MPI_Iprobe(left, 2, MPI_COMM_WORLD, &flag, MPI_STATUS_IGNORE));
    CHECK(!flag);
    GOOD(MPI_Mrecv(in, LARGE, MPI_INT, &message, &status));
    CHECK(message == MPI_MESSAGE_NULL);
    check_status(&status, left, 2, count);
    CHECK(is_painted(in, count, left));
    GOOD(MPI_Waitall(2, sends, MPI_STATUSES_IGNORE));

    prepare(count);
    GOOD(MPI_Isend(out, count, MPI_INT, right, 3, MPI_COMM_WORLD, &sends[0]));
    for (flag = 0; !flag;)
        GOOD(MPI_Improbe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &flag, &message, &status));
    check_status(&status, left, 3, count);
    GOOD(MPI_Imrecv(in, count, MPI_INT, &message, &request));
    CHECK(message == MPI_MESSAGE_NULL);
    GOOD(MPI_Wait(&request, &status));
    check_status(&status, left, 3, count);
    CHECK(is_painted(in, count, left));
    GOOD(MPI_Wait(&sends[0], MPI_STATUS_IGNORE));
}

static void try_nobody(void)
{
    MPI_Message message = MPI_MESSAGE_NULL;
    MPI_Request request;
    MPI_Status status;
    int flag = 0;
    GOOD(MPI_Probe(MPI_PROC_NULL, 1, MPI_COMM_WORLD, &status));
    check_status(&status, MPI_PROC_NULL, MPI_ANY_TAG, 0);
    GOOD(MPI_Iprobe(MPI_PROC_NULL, MPI_ANY_TAG, MPI_COMM_WORLD, &flag, &status));
    CHECK(flag);
    check_status(&status, MPI_PROC_NULL, MPI_ANY_TAG, 0);
    GOOD(MPI_Mprobe(MPI_PROC_NULL, 1, MPI_COMM_WORLD, &message, &status));
    CHECK(message == MPI_MESSAGE_NO_PROC);
    check_status(&status, MPI_PROC_NULL, MPI_ANY_TAG, 0);
    in[0] = 5;
    GOOD(MPI_Mrecv(in, 1, MPI_INT, &message, &status));
    CHECK(message == MPI_MESSAGE_NULL && in[0] == 5);
    check_status(&status, MPI_PROC_NULL, MPI_ANY_TAG, 0);
    flag = 0;
    GOOD(MPI_Improbe(MPI_PROC_NULL, 1, MPI_COMM_WORLD, &flag, &message, &status));
    CHECK(flag && message == MPI_MESSAGE_NO_PROC);
    GOOD(MPI_Imrecv(in, 1, MPI_INT, &message, &request));
    CHECK(message == MPI_MESSAGE_NULL);
    GOOD(MPI_Wait(&request, &status));
    check_status(&status, MPI_PROC_NULL, MPI_ANY_TAG, 0);
}

static void try_errors(void)
{
    MPI_Message message = MPI_MESSAGE_NULL;
    MPI_Request request, send;
    MPI_Status status;
    int flag = 1, pair[2] = {rank, rank};
    GOOD(MPI_Improbe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &flag, &message, &status));
    CHECK(!flag);
    GOOD(MPI_Barrier(MPI_COMM_WORLD));
    FAILS(MPI_Probe(size, 0, MPI_COMM_WORLD, &status), MPI_ERR_RANK);
    FAILS(MPI_Iprobe(0, -7, MPI_COMM_WORLD, &flag, &status), MPI_ERR_TAG);
    FAILS(MPI_Mprobe(size, 0, MPI_COMM_WORLD, &message, &status), MPI_ERR_RANK);
    FAILS(MPI_Improbe(0, -7, MPI_COMM_WORLD, &flag, &message, &status), MPI_ERR_TAG);
#ifdef ZEROMPI_API /* Open MPI ends the job */
    FAILS(MPI_Mprobe(0, 0, MPI_COMM_NULL, &message, &status), MPI_ERR_COMM);
    message = MPI_MESSAGE_NULL;
    FAILS(MPI_Mrecv(in, 1, MPI_INT, &message, &status), MPI_ERR_REQUEST);
    FAILS(MPI_Imrecv(in, 1, MPI_INT, &message, &request), MPI_ERR_REQUEST);
#else
    (void)request;
#endif
    /* Too long for its receive: the message is gone nonetheless. */
    GOOD(MPI_Isend(pair, 2, MPI_INT, right, 4, MPI_COMM_WORLD, &send));
    GOOD(MPI_Mprobe(left, 4, MPI_COMM_WORLD, &message, &status));
    FAILS(MPI_Mrecv(in, 1, MPI_INT, &message, &status), MPI_ERR_TRUNCATE);
    OURS(message == MPI_MESSAGE_NULL && in[0] == left);
    GOOD(MPI_Wait(&send, MPI_STATUS_IGNORE));
#ifdef ZEROMPI_API
    /* Wrong arguments leave the message where it is. */
    GOOD(MPI_Isend(pair, 2, MPI_INT, right, 5, MPI_COMM_WORLD, &send));
    GOOD(MPI_Mprobe(left, 5, MPI_COMM_WORLD, &message, &status));
    FAILS(MPI_Mrecv(in, -1, MPI_INT, &message, &status), MPI_ERR_COUNT);
    FAILS(MPI_Mrecv(in, 1, MPI_DATATYPE_NULL, &message, &status), MPI_ERR_TYPE);
    GOOD(MPI_Mrecv_c(in, 2, MPI_INT, &message, &status));
    GOOD(MPI_Wait(&send, MPI_STATUS_IGNORE));
    FAILS(MPI_Mprobe(left, 5, MPI_COMM_WORLD, NULL, &status), MPI_ERR_ARG);
#endif
}

/* The communicator may be freed before the message is received. */
static void try_freed_communicator(void)
{
    MPI_Comm comm;
    MPI_Message message;
    MPI_Request request;
    prepare(LARGE);
    GOOD(MPI_Comm_dup(MPI_COMM_WORLD, &comm));
    GOOD(MPI_Isend(out, LARGE, MPI_INT, right, 6, comm, &request));
    GOOD(MPI_Mprobe(left, 6, comm, &message, MPI_STATUS_IGNORE));
    GOOD(MPI_Comm_free(&comm));
    GOOD(MPI_Mrecv(in, LARGE, MPI_INT, &message, MPI_STATUS_IGNORE));
    CHECK(is_painted(in, LARGE, left));
    GOOD(MPI_Wait(&request, MPI_STATUS_IGNORE));
}

int main(int argc, char **argv)
{
    begin_ring(&argc, &argv);
    for (int i = 0; i < 3; i++) {
        static const int counts[] = {0, 1, LARGE};
        try_probe(counts[i]);
        try_matched(counts[i]);
    }
    try_nobody();
    try_errors();
    try_freed_communicator();
    return finish();
}
