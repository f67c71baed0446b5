/* SPDX-License-Identifier: BSL-1.0 */
/* Generalized requests: when the program's functions are called, and what they are told. */
#include "../check.h"

struct work {
    int queried, freed, cancelled, complete; /* calls; `complete` as cancel_fn was told last */
    int query_error, free_error, cancel_error;
};

static int query_fn(void *extra, MPI_Status *status)
{
    struct work *work = extra;
    work->queried++;
    CHECK(status != MPI_STATUS_IGNORE);
    status->MPI_SOURCE = 7;
    status->MPI_TAG = 8;
    MPI_Status_set_elements(status, MPI_INT, 9);
    MPI_Status_set_cancelled(status, work->cancelled > 0);
    return work->query_error;
}

static int free_fn(void *extra)
{
    struct work *work = extra;
    int size_of_world;
    MPI_Comm_size(MPI_COMM_WORLD, &size_of_world); /* it may use MPI */
    work->freed++;
    return work->free_error;
}

static int cancel_fn(void *extra, int complete)
{
    struct work *work = extra;
    work->cancelled++;
    work->complete = complete;
    return work->cancel_error;
}

static MPI_Request start(struct work *work)
{
    MPI_Request request = MPI_REQUEST_NULL;
    memset(work, 0, sizeof *work);
    GOOD(MPI_Grequest_start(query_fn, free_fn, cancel_fn, work, &request));
    CHECK(request != MPI_REQUEST_NULL);
    return request;
}

static void check_status(const MPI_Status *status, int cancelled)
{
    int value = -1;
    CHECK(status->MPI_SOURCE == 7 && status->MPI_TAG == 8);
    GOOD(MPI_Get_count(status, MPI_INT, &value));
    CHECK(value == 9);
    GOOD(MPI_Test_cancelled(status, &value));
    CHECK(value == cancelled);
}

static void try_wait_and_test(void)
{
    struct work work;
    MPI_Status status;
    MPI_Request request = start(&work);
    int flag = 1;
    GOOD(MPI_Test(&request, &flag, &status));
    CHECK(!flag && !work.queried && !work.freed);
    GOOD(MPI_Request_get_status(request, &flag, &status));
    CHECK(!flag && !work.queried);
    GOOD(MPI_Grequest_complete(request));
    CHECK(!work.queried && !work.freed);
    GOOD(MPI_Request_get_status(request, &flag, &status));
    CHECK(flag && work.queried == 1 && !work.freed);
    check_status(&status, 0);
    memset(&status, 0, sizeof status);
    status.MPI_ERROR = 4711;
    GOOD(MPI_Wait(&request, &status));
    CHECK(request == MPI_REQUEST_NULL && work.queried == 2 && work.freed == 1);
    CHECK(status.MPI_ERROR == 4711);
    check_status(&status, 0);

    request = start(&work);
    GOOD(MPI_Grequest_complete(request));
    GOOD(MPI_Test(&request, &flag, MPI_STATUS_IGNORE));
    CHECK(flag && request == MPI_REQUEST_NULL && work.queried == 1 && work.freed == 1);
}

static void try_several(void)
{
    struct work works[3];
    MPI_Request requests[4];
    MPI_Status statuses[4];
    int index, flag, outcount, indices[4], data = -1;
    for (int i = 0; i < 3; i++)
        requests[i] = start(&works[i]);
    GOOD(MPI_Irecv(&data, 1, MPI_INT, rank, 0, MPI_COMM_WORLD, &requests[3]));
    GOOD(MPI_Testany(4, requests, &index, &flag, statuses));
    CHECK(!flag);
    GOOD(MPI_Grequest_complete(requests[1]));
    GOOD(MPI_Waitany(4, requests, &index, &statuses[0]));
    CHECK(index == 1 && works[1].freed == 1 && requests[1] == MPI_REQUEST_NULL);
    check_status(&statuses[0], 0);
    GOOD(MPI_Grequest_complete(requests[2]));
    GOOD(MPI_Waitsome(4, requests, &outcount, indices, statuses));
    CHECK(outcount == 1 && indices[0] == 2 && works[2].freed == 1);
    check_status(&statuses[0], 0);
    GOOD(MPI_Testall(4, requests, &flag, statuses));
    CHECK(!flag && !works[0].queried);
    GOOD(MPI_Grequest_complete(requests[0]));
    GOOD(MPI_Send(&rank, 1, MPI_INT, rank, 0, MPI_COMM_WORLD));
    GOOD(MPI_Waitall(4, requests, statuses));
    CHECK(works[0].queried == 1 && works[0].freed == 1 && data == rank);
    check_status(&statuses[0], 0);
    CHECK(statuses[3].MPI_SOURCE == rank);
}

/* Freed before or after it is complete: free_fn is called when both are so, query_fn never. */
static void try_free(void)
{
    struct work work;
    MPI_Request request = start(&work), copy;
    GOOD(MPI_Grequest_complete(request));
    GOOD(MPI_Request_free(&request));
    CHECK(request == MPI_REQUEST_NULL && work.freed == 1 && !work.queried);
#ifdef ZEROMPI_API /* MPICH calls free_fn too early */
    request = start(&work);
    copy = request;
    GOOD(MPI_Request_free(&request));
    CHECK(request == MPI_REQUEST_NULL && !work.freed);
    GOOD(MPI_Grequest_complete(copy));
    CHECK(work.freed == 1 && !work.queried);
#else
    (void)copy;
#endif
}

static void try_cancel(void)
{
    struct work work;
    MPI_Status status;
    MPI_Request request = start(&work);
    GOOD(MPI_Cancel(&request));
    CHECK(work.cancelled == 1 && !work.complete && request != MPI_REQUEST_NULL);
    GOOD(MPI_Grequest_complete(request));
    GOOD(MPI_Cancel(&request));
    CHECK(work.cancelled == 2 && work.complete);
    GOOD(MPI_Wait(&request, &status));
    check_status(&status, 1);
}

/* What the functions return is what the call returns; of two the last one called. */
static void try_errors(void)
{
    struct work works[2];
    MPI_Status statuses[2];
    MPI_Request requests[2], request = start(&works[0]);
    int flag;
    works[0].free_error = MPI_ERR_OTHER;
    GOOD(MPI_Grequest_complete(request));
#ifdef ZEROMPI_API
    FAILS(MPI_Wait(&request, &statuses[0]), MPI_ERR_OTHER);
#else /* Open MPI forgets the error */
    MPI_Wait(&request, &statuses[0]);
#endif
    CHECK(request == MPI_REQUEST_NULL && works[0].freed == 1);
#ifdef ZEROMPI_API
    request = start(&works[0]);
    works[0].cancel_error = MPI_ERR_ARG;
    works[0].query_error = MPI_ERR_INTERN;
    FAILS(MPI_Cancel(&request), MPI_ERR_ARG);
    GOOD(MPI_Grequest_complete(request));
    FAILS(MPI_Grequest_complete(request), MPI_ERR_REQUEST);
    FAILS(MPI_Request_get_status(request, &flag, &statuses[0]), MPI_ERR_INTERN);
    works[0].free_error = MPI_ERR_OTHER;
    FAILS(MPI_Test(&request, &flag, &statuses[0]), MPI_ERR_OTHER);
    CHECK(flag);
    requests[0] = start(&works[0]), requests[1] = start(&works[1]);
    works[1].free_error = MPI_ERR_OTHER;
    GOOD(MPI_Grequest_complete(requests[0]));
    GOOD(MPI_Grequest_complete(requests[1]));
    FAILS(MPI_Waitall(2, requests, statuses), MPI_ERR_IN_STATUS);
    CHECK(statuses[0].MPI_ERROR == MPI_SUCCESS && statuses[1].MPI_ERROR == MPI_ERR_OTHER);
    GOOD(MPI_Irecv(&flag, 1, MPI_INT, rank, 1, MPI_COMM_WORLD, &request));
    FAILS(MPI_Grequest_complete(request), MPI_ERR_REQUEST);
    FAILS(MPI_Grequest_complete(MPI_REQUEST_NULL), MPI_ERR_REQUEST);
    GOOD(MPI_Cancel(&request));
    GOOD(MPI_Wait(&request, MPI_STATUS_IGNORE));
#else
    (void)requests, (void)flag;
#endif
}

int main(int argc, char **argv)
{
    begin(&argc, &argv);
    try_wait_and_test();
    try_several();
    try_free();
    try_cancel();
    try_errors();
    return finish();
}
