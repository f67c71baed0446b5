/* SPDX-License-Identifier: BSL-1.0 */
/* Sends in all modes, receives, what their statuses say, and their errors. */
#include <limits.h>
#include <stddef.h>

#include "ring.h"

enum { LARGE = 50000 }; /* ints: more than is sent without asking */

typedef int start_send(const void *, int, MPI_Datatype, int, int, MPI_Comm, MPI_Request *);

/* Each mode around the ring; the receive is posted before, as ready mode wants. */
static void try_modes(int count)
{
    static start_send *const starts[] = {MPI_Isend, MPI_Issend, MPI_Irsend, MPI_Ibsend};
    static int out[LARGE], in[LARGE];
    for (int mode = 0; mode < 4; mode++) {
        MPI_Request requests[2];
        MPI_Status statuses[2];
        paint(out, count, rank + mode);
        memset(in, 0, sizeof in);
        GOOD(MPI_Irecv(in, count, MPI_INT, left, mode, MPI_COMM_WORLD, &requests[0]));
        GOOD(MPI_Barrier(MPI_COMM_WORLD));
        GOOD(starts[mode](out, count, MPI_INT, right, mode, MPI_COMM_WORLD, &requests[1]));
        GOOD(MPI_Waitall(2, requests, statuses));
        CHECK(requests[0] == MPI_REQUEST_NULL && requests[1] == MPI_REQUEST_NULL);
        check_status(&statuses[0], left, mode, count);
        CHECK(is_painted(in, count, left + mode));
    }
}

static void try_blocking_modes(void)
{
    int in = -1, out = rank;
    MPI_Request request;
    MPI_Status status;
    for (int mode = 0; mode < 4; mode++) {
        GOOD(MPI_Irecv(&in, 1, MPI_INT, left, mode, MPI_COMM_WORLD, &request));
        GOOD(MPI_Barrier(MPI_COMM_WORLD));
        if (mode == 0)
            GOOD(MPI_Send(&out, 1, MPI_INT, right, mode, MPI_COMM_WORLD));
        else if (mode == 1)
            GOOD(MPI_Ssend(&out, 1, MPI_INT, right, mode, MPI_COMM_WORLD));
        else if (mode == 2)
            GOOD(MPI_Rsend(&out, 1, MPI_INT, right, mode, MPI_COMM_WORLD));
        else
            GOOD(MPI_Bsend(&out, 1, MPI_INT, right, mode, MPI_COMM_WORLD));
        GOOD(MPI_Wait(&request, &status));
        check_status(&status, left, mode, 1);
        CHECK(in == left);
    }
}

/* MPI_PROC_NULL: nothing is sent, and nobody is the source. */
static void try_nobody(void)
{
    int data = 7;
    MPI_Status status;
    MPI_Request requests[2];
    GOOD(MPI_Send(&data, 1, MPI_INT, MPI_PROC_NULL, 0, MPI_COMM_WORLD));
    GOOD(MPI_Ssend(&data, 1, MPI_INT, MPI_PROC_NULL, 0, MPI_COMM_WORLD));
    GOOD(MPI_Rsend(&data, 1, MPI_INT, MPI_PROC_NULL, 0, MPI_COMM_WORLD));
    GOOD(MPI_Recv(&data, 1, MPI_INT, MPI_PROC_NULL, 5, MPI_COMM_WORLD, &status));
    check_status(&status, MPI_PROC_NULL, MPI_ANY_TAG, 0);
    CHECK(data == 7);
    GOOD(MPI_Irecv(&data, 1, MPI_INT, MPI_PROC_NULL, MPI_ANY_TAG, MPI_COMM_WORLD, &requests[0]));
    GOOD(MPI_Issend(&data, 1, MPI_INT, MPI_PROC_NULL, 1, MPI_COMM_WORLD, &requests[1]));
    GOOD(MPI_Wait(&requests[0], &status));
#ifdef ZEROMPI_API /* MPICH says something else here */
    check_status(&status, MPI_PROC_NULL, MPI_ANY_TAG, 0);
#endif
    GOOD(MPI_Wait(&requests[1], MPI_STATUS_IGNORE));
}

/* Messages without data still have an envelope; their buffer may be NULL. */
static void try_empty(void)
{
    MPI_Request request;
    MPI_Status status;
    GOOD(MPI_Isend(NULL, 0, MPI_INT, right, 9, MPI_COMM_WORLD, &request));
    GOOD(MPI_Recv(NULL, 0, MPI_INT, left, 9, MPI_COMM_WORLD, &status));
    GOOD(MPI_Wait(&request, MPI_STATUS_IGNORE));
    check_status(&status, left, 9, 0);
}

/* A receive with more room; one with MPI_ANY_SOURCE and MPI_ANY_TAG; the order of messages. */
static void try_matching(void)
{
    int out[3], in[10];
    MPI_Request requests[3];
    MPI_Status status;
    for (int i = 0; i < 3; i++) {
        out[i] = 10 * rank + i;
        GOOD(MPI_Isend(&out[i], 1, MPI_INT, right, i, MPI_COMM_WORLD, &requests[i]));
    }
    GOOD(MPI_Recv(in, 10, MPI_INT, left, 2, MPI_COMM_WORLD, &status));
    check_status(&status, left, 2, 1);
    CHECK(in[0] == 10 * left + 2);
    for (int i = 0; i < 2; i++) {
        GOOD(MPI_Recv(in, 10, MPI_INT, MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &status));
        check_status(&status, left, i, 1);
        CHECK(in[0] == 10 * left + i);
    }
    GOOD(MPI_Waitall(3, requests, MPI_STATUSES_IGNORE));
}

/* Counts in a status. */
static void try_counts(void)
{
    char out[6] = "abcde", in[12];
    MPI_Status status;
    MPI_Request request;
    int count = -1;
    GOOD(MPI_Isend(out, 6, MPI_CHAR, right, 0, MPI_COMM_WORLD, &request));
    GOOD(MPI_Recv(in, 12, MPI_CHAR, left, 0, MPI_COMM_WORLD, &status));
    GOOD(MPI_Wait(&request, MPI_STATUS_IGNORE));
    GOOD(MPI_Get_count(&status, MPI_CHAR, &count));
    CHECK(count == 6);
    GOOD(MPI_Get_count(&status, MPI_SHORT, &count));
    CHECK(count == 3);
    GOOD(MPI_Get_count(&status, MPI_INT, &count));
    CHECK(count == MPI_UNDEFINED);
    FAILS(MPI_Get_count(&status, MPI_DATATYPE_NULL, &count), MPI_ERR_TYPE);
    GOOD(MPI_Status_set_cancelled(&status, 1));
    GOOD(MPI_Test_cancelled(&status, &count));
    CHECK(count);
    GOOD(MPI_Status_set_elements(&status, MPI_INT, 4));
    GOOD(MPI_Get_count(&status, MPI_INT, &count));
    CHECK(count == 4);
    GOOD(MPI_Get_elements(&status, MPI_INT, &count));
    CHECK(count == 4);
}

/* A message that is too long: as much as fits comes, and the next message is unharmed. */
static void try_truncation(int count)
{
    static int out[LARGE], in[LARGE];
    MPI_Request requests[2];
    MPI_Status status;
    int next = -1, mine = rank;
    paint(out, count, rank);
    GOOD(MPI_Isend(out, count, MPI_INT, right, 3, MPI_COMM_WORLD, &requests[0]));
    GOOD(MPI_Isend(&mine, 1, MPI_INT, right, 3, MPI_COMM_WORLD, &requests[1]));
    in[count - 1] = -5;
    FAILS(MPI_Recv(in, count - 1, MPI_INT, left, 3, MPI_COMM_WORLD, &status), MPI_ERR_TRUNCATE);
    OURS(in[count - 1] == -5);
    CHECK(status.MPI_SOURCE == left && status.MPI_TAG == 3);
    GOOD(MPI_Recv(&next, 1, MPI_INT, left, 3, MPI_COMM_WORLD, &status));
    CHECK(next == left);
    GOOD(MPI_Waitall(2, requests, MPI_STATUSES_IGNORE));
}

/* The highest tag that is allowed works, and so does 0. */
static void try_tags(void)
{
    int *upper, flag, out = rank, in = -1;
    MPI_Request request;
    MPI_Status status;
    GOOD(MPI_Comm_get_attr(MPI_COMM_WORLD, MPI_TAG_UB, &upper, &flag));
    CHECK(flag && *upper >= 32767);
    GOOD(MPI_Isend(&out, 1, MPI_INT, right, *upper, MPI_COMM_WORLD, &request));
    GOOD(MPI_Recv(&in, 1, MPI_INT, left, MPI_ANY_TAG, MPI_COMM_WORLD, &status));
    check_status(&status, left, *upper, 1);
    GOOD(MPI_Wait(&request, MPI_STATUS_IGNORE));
    if (*upper < INT_MAX)
        FAILS(MPI_Send(&out, 1, MPI_INT, right, *upper + 1, MPI_COMM_WORLD), MPI_ERR_TAG);
}

static void try_errors(void)
{
    int data[2] = {0, 0};
    MPI_Request request = MPI_REQUEST_NULL;
    MPI_Comm none = MPI_COMM_NULL;
    MPI_Datatype raw;
    FAILS(MPI_Send(data, 1, MPI_INT, size, 0, MPI_COMM_WORLD), MPI_ERR_RANK);
    FAILS(MPI_Send(data, 1, MPI_INT, MPI_ANY_SOURCE, 0, MPI_COMM_WORLD), MPI_ERR_RANK);
    FAILS(MPI_Ssend(data, 1, MPI_INT, -77, 0, MPI_COMM_WORLD), MPI_ERR_RANK);
    FAILS(MPI_Recv(data, 1, MPI_INT, size, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE), MPI_ERR_RANK);
    FAILS(MPI_Irecv(data, 1, MPI_INT, -77, 0, MPI_COMM_WORLD, &request), MPI_ERR_RANK);
    FAILS(MPI_Rsend(data, 1, MPI_INT, 0, -1, MPI_COMM_WORLD), MPI_ERR_TAG);
    FAILS(MPI_Isend(data, 1, MPI_INT, 0, MPI_ANY_TAG, MPI_COMM_WORLD, &request), MPI_ERR_TAG);
    FAILS(MPI_Recv(data, 1, MPI_INT, 0, -77, MPI_COMM_WORLD, MPI_STATUS_IGNORE), MPI_ERR_TAG);
    FAILS(MPI_Send(data, -1, MPI_INT, 0, 0, MPI_COMM_WORLD), MPI_ERR_COUNT);
    FAILS(MPI_Irecv(data, -1, MPI_INT, 0, 0, MPI_COMM_WORLD, &request), MPI_ERR_COUNT);
    FAILS(MPI_Send(data, 1, MPI_DATATYPE_NULL, 0, 0, MPI_COMM_WORLD), MPI_ERR_TYPE);
    FAILS(MPI_Issend(NULL, 1, MPI_INT, 0, 0, MPI_COMM_WORLD, &request), MPI_ERR_BUFFER);
    GOOD(MPI_Type_contiguous(2, MPI_INT, &raw));
    FAILS(MPI_Send(data, 1, raw, 0, 0, MPI_COMM_WORLD), MPI_ERR_TYPE);
    FAILS(MPI_Irecv(data, 1, raw, 0, 0, MPI_COMM_WORLD, &request), MPI_ERR_TYPE);
    GOOD(MPI_Type_free(&raw));
    CHECK(request == MPI_REQUEST_NULL);
    /* Errors without a communicator go to MPI_COMM_SELF's handler, or in older versions of the
     * standard to MPI_COMM_WORLD's; both return here. */
    FAILS(MPI_Send(data, 1, MPI_INT, 0, 0, none), MPI_ERR_COMM);
    FAILS(MPI_Recv(data, 1, MPI_INT, 0, 0, none, MPI_STATUS_IGNORE), MPI_ERR_COMM);
}

#if MPI_VERSION >= 4
static void try_large_counts(void)
{
    int out = rank, in = -1;
    MPI_Count count = -1;
    MPI_Request requests[2];
    MPI_Status status;
    GOOD(MPI_Irecv_c(&in, 1, MPI_INT, left, 1, MPI_COMM_WORLD, &requests[0]));
    GOOD(MPI_Issend_c(&out, 1, MPI_INT, right, 1, MPI_COMM_WORLD, &requests[1]));
    GOOD(MPI_Wait(&requests[0], &status));
    GOOD(MPI_Wait(&requests[1], MPI_STATUS_IGNORE));
    CHECK(in == left);
    GOOD(MPI_Get_count_c(&status, MPI_INT, &count));
    CHECK(count == 1);
    GOOD(MPI_Get_elements_c(&status, MPI_INT, &count));
    CHECK(count == 1);
    GOOD(MPI_Isend_c(&out, 1, MPI_INT, right, 2, MPI_COMM_WORLD, &requests[0]));
    GOOD(MPI_Recv_c(&in, 1, MPI_INT, left, 2, MPI_COMM_WORLD, &status));
    GOOD(MPI_Wait(&requests[0], MPI_STATUS_IGNORE));
    FAILS(MPI_Send_c(&out, -1, MPI_INT, right, 2, MPI_COMM_WORLD), MPI_ERR_COUNT);
}
#endif

#if MPI_VERSION >= 5
static void try_fields(void)
{
    MPI_Status status;
    int value = -1;
    GOOD(MPI_Status_set_source(&status, 3));
    GOOD(MPI_Status_set_tag(&status, 4));
    GOOD(MPI_Status_set_error(&status, MPI_ERR_TAG));
    CHECK(status.MPI_SOURCE == 3 && status.MPI_TAG == 4 && status.MPI_ERROR == MPI_ERR_TAG);
    GOOD(MPI_Status_get_source(&status, &value));
    CHECK(value == 3);
    GOOD(MPI_Status_get_tag(&status, &value));
    CHECK(value == 4);
    GOOD(MPI_Status_get_error(&status, &value));
    CHECK(value == MPI_ERR_TAG);
}
#endif

int main(int argc, char **argv)
{
    static char buffer[4 * LARGE * sizeof(int)];
    void *address;
    int bytes;
    begin_ring(&argc, &argv);
    GOOD(MPI_Buffer_attach(buffer, sizeof buffer));
    try_modes(0);
    try_modes(1);
    try_modes(LARGE);
    try_blocking_modes();
    try_nobody();
    try_empty();
    try_matching();
    try_counts();
    try_truncation(10);
    try_truncation(LARGE);
    try_tags();
    try_errors();
#if MPI_VERSION >= 4
    try_large_counts();
#endif
#if MPI_VERSION >= 5
    try_fields();
#endif
    GOOD(MPI_Buffer_detach(&address, &bytes));
    CHECK(address == buffer && bytes == (int)sizeof buffer);
    return finish();
}
