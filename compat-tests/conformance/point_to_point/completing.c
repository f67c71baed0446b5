/* SPDX-License-Identifier: BSL-1.0 */
/* MPI_Wait, MPI_Test and their kin: null and inactive requests, statuses, errors among several. */
#include "ring.h"

static void check_empty(const MPI_Status *status)
{
    int count = -1, cancelled = 1;
    CHECK(status->MPI_SOURCE == MPI_ANY_SOURCE);
    CHECK(status->MPI_TAG == MPI_ANY_TAG);
    OURS(status->MPI_ERROR == MPI_SUCCESS);
    GOOD(MPI_Get_count(status, MPI_INT, &count));
    CHECK(count == 0);
    GOOD(MPI_Get_elements(status, MPI_INT, &count));
    CHECK(count == 0);
    GOOD(MPI_Test_cancelled(status, &cancelled));
    CHECK(!cancelled);
}

static void spoil(MPI_Status *status)
{
    memset(status, 0x55, sizeof *status);
}

/* Requests of which there is nothing to wait for; all calls return at once. */
static void check_idle(int count, MPI_Request requests[])
{
    MPI_Status statuses[4];
    int flag, index, outcount, indices[4];
    for (int i = 0; i < 4; i++)
        spoil(&statuses[i]);
    GOOD(MPI_Waitall(count, requests, statuses));
    for (int i = 0; i < count; i++)
        check_empty(&statuses[i]);
    flag = 0;
    GOOD(MPI_Testall(count, requests, &flag, MPI_STATUSES_IGNORE));
    CHECK(flag);
    index = 3;
    spoil(&statuses[0]);
    GOOD(MPI_Waitany(count, requests, &index, &statuses[0]));
    CHECK(index == MPI_UNDEFINED);
    check_empty(&statuses[0]);
    index = 3, flag = 0;
    spoil(&statuses[0]);
    GOOD(MPI_Testany(count, requests, &index, &flag, &statuses[0]));
    CHECK(flag && index == MPI_UNDEFINED);
#ifdef ZEROMPI_API /* MPICH forgets the status */
    check_empty(&statuses[0]);
#endif
    outcount = 3;
    GOOD(MPI_Waitsome(count, requests, &outcount, indices, statuses));
    CHECK(outcount == MPI_UNDEFINED);
    outcount = 3;
    GOOD(MPI_Testsome(count, requests, &outcount, indices, statuses));
    CHECK(outcount == MPI_UNDEFINED);
    for (int i = 0; i < count; i++) {
        spoil(&statuses[0]);
        GOOD(MPI_Request_get_status(requests[i], &flag, &statuses[0]));
        CHECK(flag);
        check_empty(&statuses[0]);
        flag = 0;
        spoil(&statuses[0]);
        GOOD(MPI_Test(&requests[i], &flag, &statuses[0]));
        CHECK(flag);
        check_empty(&statuses[0]);
        spoil(&statuses[0]);
        GOOD(MPI_Wait(&requests[i], &statuses[0]));
        check_empty(&statuses[0]);
    }
}

static void try_idle(void)
{
    int data = 0;
    MPI_Request requests[3] = {MPI_REQUEST_NULL, MPI_REQUEST_NULL, MPI_REQUEST_NULL}, inactive;
#ifdef ZEROMPI_API /* MPICH forgets the status if there is no request at all */
    check_idle(0, NULL);
#endif
    check_idle(3, requests);
    GOOD(MPI_Recv_init(&data, 1, MPI_INT, left, 0, MPI_COMM_WORLD, &requests[1]));
    inactive = requests[1];
    check_idle(3, requests);
    CHECK(requests[1] == inactive);
    GOOD(MPI_Request_free(&requests[1]));
    CHECK(requests[1] == MPI_REQUEST_NULL);
}

/* Messages that the left neighbour sends when it is told to. */
static void ask(int tag)
{
    GOOD(MPI_Send(NULL, 0, MPI_INT, left, 1000 + tag, MPI_COMM_WORLD));
    GOOD(MPI_Recv(NULL, 0, MPI_INT, right, 1000 + tag, MPI_COMM_WORLD, MPI_STATUS_IGNORE));
    GOOD(MPI_Send(&tag, 1, MPI_INT, right, tag, MPI_COMM_WORLD));
}

static void try_test(void)
{
    int data = -1, flag = 1;
    MPI_Status status;
    MPI_Request request, before;
    GOOD(MPI_Irecv(&data, 1, MPI_INT, left, 5, MPI_COMM_WORLD, &request));
    before = request;
    GOOD(MPI_Test(&request, &flag, &status));
    CHECK(!flag && request == before);
    GOOD(MPI_Request_get_status(request, &flag, &status));
    CHECK(!flag && request == before);
    GOOD(MPI_Barrier(MPI_COMM_WORLD));
    ask(5);
    for (flag = 0; !flag;)
        GOOD(MPI_Request_get_status(request, &flag, &status));
    CHECK(request == before && status.MPI_SOURCE == left && status.MPI_TAG == 5);
    GOOD(MPI_Request_get_status(request, &flag, MPI_STATUS_IGNORE));
    CHECK(flag);
    spoil(&status);
    GOOD(MPI_Test(&request, &flag, &status));
    CHECK(flag && request == MPI_REQUEST_NULL && data == 5);
    CHECK(status.MPI_SOURCE == left && status.MPI_TAG == 5);
}

static void try_any(void)
{
    int data[3] = {-1, -1, -1}, index = -1, flag = -1;
    MPI_Request requests[4];
    MPI_Status status;
    requests[1] = MPI_REQUEST_NULL;
    GOOD(MPI_Irecv(&data[0], 1, MPI_INT, left, 10, MPI_COMM_WORLD, &requests[0]));
    GOOD(MPI_Irecv(&data[1], 1, MPI_INT, left, 11, MPI_COMM_WORLD, &requests[2]));
    GOOD(MPI_Irecv(&data[2], 1, MPI_INT, left, 12, MPI_COMM_WORLD, &requests[3]));
    GOOD(MPI_Testany(4, requests, &index, &flag, &status));
    CHECK(!flag && index == MPI_UNDEFINED);
    GOOD(MPI_Barrier(MPI_COMM_WORLD));
    ask(11);
    GOOD(MPI_Waitany(4, requests, &index, &status));
    CHECK(index == 2 && requests[2] == MPI_REQUEST_NULL && data[1] == 11);
    CHECK(status.MPI_SOURCE == left && status.MPI_TAG == 11);
    ask(10);
    for (flag = 0; !flag;)
        GOOD(MPI_Testany(4, requests, &index, &flag, &status));
    CHECK(index == 0 && data[0] == 10 && status.MPI_TAG == 10);
    ask(12);
    GOOD(MPI_Waitany(4, requests, &index, MPI_STATUS_IGNORE));
    CHECK(index == 3 && data[2] == 12);
    check_idle(4, requests);
}

static void try_some(void)
{
    int data[3] = {-1, -1, -1}, outcount = -1, indices[4], seen = 0;
    MPI_Request requests[4];
    MPI_Status statuses[4];
    requests[0] = MPI_REQUEST_NULL;
    for (int i = 0; i < 3; i++)
        GOOD(MPI_Irecv(&data[i], 1, MPI_INT, left, 20 + i, MPI_COMM_WORLD, &requests[i + 1]));
    GOOD(MPI_Testsome(4, requests, &outcount, indices, statuses));
    CHECK(outcount == 0);
    GOOD(MPI_Barrier(MPI_COMM_WORLD));
    ask(21);
    GOOD(MPI_Waitsome(4, requests, &outcount, indices, statuses));
    CHECK(outcount == 1 && indices[0] == 2 && requests[2] == MPI_REQUEST_NULL && data[1] == 21);
    CHECK(statuses[0].MPI_SOURCE == left && statuses[0].MPI_TAG == 21);
    ask(20);
    ask(22);
    while (seen < 2) {
        GOOD(MPI_Testsome(4, requests, &outcount, indices, MPI_STATUSES_IGNORE));
        CHECK(outcount >= 0);
        for (int i = 0; i < outcount; i++)
            CHECK(data[indices[i] - 1] == 20 + indices[i] - 1);
        seen += outcount;
    }
    GOOD(MPI_Waitsome(4, requests, &outcount, indices, MPI_STATUSES_IGNORE));
    CHECK(outcount == MPI_UNDEFINED);
}

static void try_all(void)
{
    int data[2] = {-1, -1}, flag = 1;
    MPI_Request requests[3], before;
    MPI_Status statuses[3];
    GOOD(MPI_Irecv(&data[0], 1, MPI_INT, left, 30, MPI_COMM_WORLD, &requests[0]));
    GOOD(MPI_Irecv(&data[1], 1, MPI_INT, left, 31, MPI_COMM_WORLD, &requests[2]));
    requests[1] = MPI_REQUEST_NULL;
    before = requests[0];
    GOOD(MPI_Testall(3, requests, &flag, statuses));
    CHECK(!flag);
    GOOD(MPI_Barrier(MPI_COMM_WORLD));
    ask(30);
    GOOD(MPI_Testall(3, requests, &flag, statuses)); /* one of two: none is completed */
    CHECK(!flag && requests[0] == before);
    GOOD(MPI_Barrier(MPI_COMM_WORLD));
    ask(31);
    for (int i = 0; i < 3; i++)
        statuses[i].MPI_ERROR = 4711;
    for (flag = 0; !flag;)
        GOOD(MPI_Testall(3, requests, &flag, statuses));
    CHECK(requests[0] == MPI_REQUEST_NULL && requests[2] == MPI_REQUEST_NULL);
    CHECK(statuses[0].MPI_TAG == 30 && statuses[2].MPI_TAG == 31);
    check_empty(&statuses[1]);
#ifdef ZEROMPI_API /* others touch the field without an error, against the standard's word */
    CHECK(statuses[0].MPI_ERROR == 4711 && statuses[2].MPI_ERROR == 4711);
#endif
}

/* Calls on one request leave MPI_ERROR alone, and so does a receive. */
static void try_error_field(void)
{
    int data = -1;
    MPI_Request request;
    MPI_Status status;
    GOOD(MPI_Isend(&rank, 1, MPI_INT, right, 40, MPI_COMM_WORLD, &request));
    status.MPI_ERROR = 4711;
    GOOD(MPI_Recv(&data, 1, MPI_INT, left, 40, MPI_COMM_WORLD, &status));
    CHECK(status.MPI_ERROR == 4711);
    GOOD(MPI_Wait(&request, MPI_STATUS_IGNORE));
    GOOD(MPI_Irecv(&data, 1, MPI_INT, left, 41, MPI_COMM_WORLD, &request));
    ask(41);
    GOOD(MPI_Wait(&request, &status));
    CHECK(status.MPI_ERROR == 4711);
}

/* One of several fails: the statuses say which. */
static void try_in_status(void)
{
    int data[3] = {-1, -1, -1}, pair[2] = {rank, rank}, outcount, indices[3], index, flag;
    MPI_Request requests[3], sends[3];
    MPI_Status statuses[3];
    for (int round = 0; round < 4; round++) {
        for (int i = 0; i < 3; i++)
            GOOD(MPI_Irecv(&data[i], 1, MPI_INT, left, i, MPI_COMM_WORLD, &requests[i]));
        GOOD(MPI_Barrier(MPI_COMM_WORLD));
        for (int i = 0; i < 3; i++)
            GOOD(MPI_Issend(pair, i == 1 ? 2 : 1, MPI_INT, right, i, MPI_COMM_WORLD, &sends[i]));
        GOOD(MPI_Waitall(3, sends, MPI_STATUSES_IGNORE));
        GOOD(MPI_Barrier(MPI_COMM_WORLD));
        if (round == 0) {
            FAILS(MPI_Waitall(3, requests, statuses), MPI_ERR_IN_STATUS);
            CHECK(class_of(statuses[0].MPI_ERROR) == MPI_SUCCESS);
            CHECK(class_of(statuses[1].MPI_ERROR) == MPI_ERR_TRUNCATE);
            CHECK(class_of(statuses[2].MPI_ERROR) == MPI_SUCCESS);
        } else if (round == 1) {
            /* All messages are here, which one call without the other may not know yet. */
            outcount = 0;
            for (int i = 0; i < 3; i++)
                do
                    GOOD(MPI_Request_get_status(requests[i], &flag, MPI_STATUS_IGNORE));
                while (!flag);
            FAILS(MPI_Waitsome(3, requests, &outcount, indices, statuses), MPI_ERR_IN_STATUS);
            CHECK(outcount == 3);
            for (int i = 0; i < 3; i++)
                CHECK(class_of(statuses[i].MPI_ERROR) ==
                      (indices[i] == 1 ? MPI_ERR_TRUNCATE : MPI_SUCCESS));
        } else if (round == 2) {
            FAILS(MPI_Waitall(3, requests, MPI_STATUSES_IGNORE), MPI_ERR_IN_STATUS);
        } else {
            GOOD(MPI_Wait(&requests[0], MPI_STATUS_IGNORE));
            FAILS(MPI_Waitany(2, requests, &index, &statuses[0]), MPI_ERR_TRUNCATE);
            CHECK(index == 1);
            GOOD(MPI_Wait(&requests[2], MPI_STATUS_IGNORE));
        }
        for (int i = 0; i < 3; i++)
            CHECK(requests[i] == MPI_REQUEST_NULL);
        CHECK(data[0] == left && data[1] == left && data[2] == left);
        GOOD(MPI_Barrier(MPI_COMM_WORLD));
    }
}

/* One that has failed, one that cannot be complete yet: an MPI may wait, but ours says so. */
static void try_pending(void)
{
#ifdef ZEROMPI_API
    int data[2] = {-1, -1}, pair[2] = {rank, rank};
    MPI_Request requests[2];
    MPI_Status statuses[2];
    GOOD(MPI_Irecv(&data[0], 1, MPI_INT, left, 50, MPI_COMM_WORLD, &requests[0]));
    GOOD(MPI_Irecv(&data[1], 1, MPI_INT, left, 51, MPI_COMM_WORLD, &requests[1]));
    GOOD(MPI_Barrier(MPI_COMM_WORLD));
    GOOD(MPI_Send(pair, 2, MPI_INT, right, 51, MPI_COMM_WORLD));
    FAILS(MPI_Waitall(2, requests, statuses), MPI_ERR_IN_STATUS);
    CHECK(statuses[0].MPI_ERROR == MPI_ERR_PENDING && requests[0] != MPI_REQUEST_NULL);
    CHECK(statuses[1].MPI_ERROR == MPI_ERR_TRUNCATE && requests[1] == MPI_REQUEST_NULL);
    GOOD(MPI_Barrier(MPI_COMM_WORLD));
    GOOD(MPI_Send(pair, 1, MPI_INT, right, 50, MPI_COMM_WORLD));
    GOOD(MPI_Waitall(2, requests, statuses));
    CHECK(data[0] == left && statuses[0].MPI_SOURCE == left);
#endif
}

static void try_errors(void)
{
    int data = 0, flag, index, outcount, indices[2];
    MPI_Request request, gone, two[2];
    GOOD(MPI_Irecv(&data, 1, MPI_INT, MPI_PROC_NULL, 0, MPI_COMM_WORLD, &request));
    gone = request;
    GOOD(MPI_Wait(&request, MPI_STATUS_IGNORE));
    FAILS(MPI_Waitall(-1, &request, MPI_STATUSES_IGNORE), MPI_ERR_COUNT);
#ifdef ZEROMPI_API /* others do not look, and may crash */
    FAILS(MPI_Wait(&gone, MPI_STATUS_IGNORE), MPI_ERR_REQUEST);
    FAILS(MPI_Test(&gone, &flag, MPI_STATUS_IGNORE), MPI_ERR_REQUEST);
    FAILS(MPI_Request_get_status(gone, &flag, MPI_STATUS_IGNORE), MPI_ERR_REQUEST);
    two[0] = MPI_REQUEST_NULL, two[1] = gone;
    FAILS(MPI_Waitany(2, two, &index, MPI_STATUS_IGNORE), MPI_ERR_REQUEST);
    FAILS(MPI_Testany(2, two, &index, &flag, MPI_STATUS_IGNORE), MPI_ERR_REQUEST);
    FAILS(MPI_Testsome(2, two, &outcount, indices, MPI_STATUSES_IGNORE), MPI_ERR_REQUEST);
    FAILS(MPI_Testall(2, two, &flag, MPI_STATUSES_IGNORE), MPI_ERR_REQUEST);
    FAILS(MPI_Test(&request, NULL, MPI_STATUS_IGNORE), MPI_ERR_ARG);
    FAILS(MPI_Wait(NULL, MPI_STATUS_IGNORE), MPI_ERR_ARG);
#else
    (void)gone, (void)two, (void)flag, (void)index, (void)outcount, (void)indices;
#endif
}

#ifdef ZEROMPI_API /* functions of MPI 4.1 */
static void try_looking(void)
{
    int data[2] = {-1, -1}, flag = 1, index, outcount, indices[3];
    MPI_Request requests[3], before[3];
    MPI_Status statuses[3];
    requests[1] = MPI_REQUEST_NULL;
    GOOD(MPI_Irecv(&data[0], 1, MPI_INT, left, 60, MPI_COMM_WORLD, &requests[0]));
    GOOD(MPI_Irecv(&data[1], 1, MPI_INT, left, 61, MPI_COMM_WORLD, &requests[2]));
    memcpy(before, requests, sizeof before);
    GOOD(MPI_Request_get_status_all(3, requests, &flag, statuses));
    CHECK(!flag);
    GOOD(MPI_Request_get_status_any(3, requests, &index, &flag, statuses));
    CHECK(!flag && index == MPI_UNDEFINED);
    GOOD(MPI_Request_get_status_some(3, requests, &outcount, indices, statuses));
    CHECK(outcount == 0);
    GOOD(MPI_Barrier(MPI_COMM_WORLD));
    ask(61);
    for (flag = 0; !flag;)
        GOOD(MPI_Request_get_status_any(3, requests, &index, &flag, statuses));
    CHECK(index == 2 && statuses[0].MPI_TAG == 61);
    GOOD(MPI_Request_get_status_some(3, requests, &outcount, indices, statuses));
    CHECK(outcount == 1 && indices[0] == 2 && statuses[0].MPI_TAG == 61);
    ask(60);
    for (flag = 0; !flag;)
        GOOD(MPI_Request_get_status_all(3, requests, &flag, statuses));
    CHECK(statuses[0].MPI_TAG == 60 && statuses[2].MPI_TAG == 61);
    check_empty(&statuses[1]);
    CHECK(memcmp(before, requests, sizeof before) == 0);
    GOOD(MPI_Waitall(3, requests, MPI_STATUSES_IGNORE));
    CHECK(data[0] == 60 && data[1] == 61);
    GOOD(MPI_Request_get_status_some(3, requests, &outcount, indices, statuses));
    CHECK(outcount == MPI_UNDEFINED);
    GOOD(MPI_Request_get_status_any(3, requests, &index, &flag, statuses));
    CHECK(flag && index == MPI_UNDEFINED);
    GOOD(MPI_Request_get_status_all(0, NULL, &flag, statuses));
    CHECK(flag);
}
#endif

int main(int argc, char **argv)
{
    begin_ring(&argc, &argv);
    try_idle();
    try_test();
    try_any();
    try_some();
    try_all();
    try_error_field();
    try_in_status();
    try_pending();
    try_errors();
#ifdef ZEROMPI_API
    try_looking();
#endif
    return finish();
}
