/* SPDX-License-Identifier: BSL-1.0 */
/* Waiting for one, any and all of many requests, and testing them; null requests among them. */

#include "check.h"

static int rank, size, next, previous;

/* The status of a request that is null or was done before. */
#define CHECK_EMPTY(status) CHECK_STATUS(status, MPI_ANY_SOURCE, MPI_ANY_TAG, 0)

static void null_requests(void)
{
    MPI_Request requests[3] = {MPI_REQUEST_NULL, MPI_REQUEST_NULL, MPI_REQUEST_NULL};
    MPI_Status status, statuses[3];
    int flag = 0, index = 0;

    CHECK(MPI_Wait(&requests[0], &status) == MPI_SUCCESS);
    CHECK_EMPTY(&status);
    MPI_Test(&requests[0], &flag, &status);
    CHECK(flag);
    CHECK_EMPTY(&status);
    MPI_Waitany(3, requests, &index, &status);
    CHECK(index == MPI_UNDEFINED);
    CHECK_EMPTY(&status);
    MPI_Waitany(0, NULL, &index, MPI_STATUS_IGNORE);
    CHECK(index == MPI_UNDEFINED);
    MPI_Waitall(3, requests, statuses);
    for (int i = 0; i < 3; i++)
        CHECK_EMPTY(&statuses[i]);
    flag = 0;
    MPI_Testall(3, requests, &flag, statuses);
    CHECK(flag);
    for (int i = 0; i < 3; i++)
        CHECK_EMPTY(&statuses[i]);
    MPI_Waitall(0, NULL, MPI_STATUSES_IGNORE);
    flag = 0;
    MPI_Testall(0, NULL, &flag, MPI_STATUSES_IGNORE);
    CHECK(flag);
}

/* Every rank takes one message from each rank as it comes, with gaps in the array of requests. */
static void wait_for_any(void)
{
    MPI_Request *requests = allocate(2 * size * sizeof *requests);
    MPI_Request *sends = allocate(size * sizeof *sends);
    int *in = allocate(size * sizeof *in), *out = allocate(size * sizeof *out);
    int index, done = 0;
    MPI_Status status;

    for (int i = 0; i < size; i++) {
        requests[2 * i] = MPI_REQUEST_NULL;
        MPI_Irecv(&in[i], 1, MPI_INT, i, 1, MPI_COMM_WORLD, &requests[2 * i + 1]);
    }
    for (int i = 0; i < size; i++) {
        int to = (rank + i) % size;
        out[to] = 1000 * rank + to;
        MPI_Isend(&out[to], 1, MPI_INT, to, 1, MPI_COMM_WORLD, &sends[to]);
    }
    for (;;) {
        MPI_Waitany(2 * size, requests, &index, &status);
        if (index == MPI_UNDEFINED)
            break;
        CHECK(index % 2 == 1 && requests[index] == MPI_REQUEST_NULL);
        CHECK_STATUS(&status, index / 2, 1, sizeof(int));
        CHECK(in[index / 2] == 1000 * (index / 2) + rank);
        done++;
    }
    CHECK(done == size);
    MPI_Waitall(size, sends, MPI_STATUSES_IGNORE);
    for (int i = 0; i < size; i++)
        CHECK(sends[i] == MPI_REQUEST_NULL);
    free(requests);
    free(sends);
    free(in);
    free(out);
}

/* Testall is all or nothing: as long as one is missing the others stay as they are. */
static void test_for_all(void)
{
    int in[3] = {-1, -1, -1}, out[3] = {rank, rank + 100, rank + 200}, flag = 1;
    MPI_Request requests[4], send;
    MPI_Status statuses[4];

    for (int i = 0; i < 3; i++)
        MPI_Irecv(&in[i], 1, MPI_INT, previous, i, MPI_COMM_WORLD, &requests[i]);
    requests[3] = MPI_REQUEST_NULL;
    MPI_Send(&out[0], 1, MPI_INT, next, 0, MPI_COMM_WORLD);
    MPI_Send(&out[2], 1, MPI_INT, next, 2, MPI_COMM_WORLD);
    for (int i = 0; i < 50; i++) {
        MPI_Testall(4, requests, &flag, statuses);
        CHECK(!flag);
        for (int k = 0; k < 3; k++)
            CHECK(requests[k] != MPI_REQUEST_NULL);
    }
    MPI_Test(&requests[1], &flag, MPI_STATUS_IGNORE);
    CHECK(!flag && requests[1] != MPI_REQUEST_NULL);
    MPI_Barrier(MPI_COMM_WORLD);
    MPI_Isend(&out[1], 1, MPI_INT, next, 1, MPI_COMM_WORLD, &send);
    for (flag = 0; !flag;)
        MPI_Testall(4, requests, &flag, statuses);
    for (int i = 0; i < 3; i++) {
        CHECK(in[i] == previous + 100 * i && requests[i] == MPI_REQUEST_NULL);
        CHECK_STATUS(&statuses[i], previous, i, sizeof(int));
    }
    CHECK_EMPTY(&statuses[3]);
    MPI_Wait(&send, MPI_STATUS_IGNORE);
}

/* A loop around MPI_Test gets a large message to its end by itself. */
static void test_makes_progress(void)
{
    enum { BYTES = 2000000 };
    unsigned char *out = allocate(BYTES), *in = allocate(BYTES);
    MPI_Request send, receive;
    MPI_Status status;
    int sent = 0, received = 0;

    paint(out, BYTES, rank);
    MPI_Isend(out, BYTES, MPI_BYTE, next, 5, MPI_COMM_WORLD, &send);
    MPI_Irecv(in, BYTES, MPI_BYTE, previous, 5, MPI_COMM_WORLD, &receive);
    while (!sent || !received) {
        if (!sent)
            MPI_Test(&send, &sent, MPI_STATUS_IGNORE);
        if (!received)
            MPI_Test(&receive, &received, &status);
    }
    CHECK(send == MPI_REQUEST_NULL && receive == MPI_REQUEST_NULL);
    CHECK_STATUS(&status, previous, 5, BYTES);
    CHECK(is_painted(in, BYTES, previous));
    free(out);
    free(in);
}

/* Many requests at a time, received in another order than sent, and waited for in a third. */
static void many(void)
{
    enum { MANY = 300 };
    int in[MANY], out[MANY];
    MPI_Request requests[2 * MANY];
    MPI_Status statuses[2 * MANY];

    for (int i = 0; i < MANY; i++) {
        int tag = i * 7 % MANY;
        in[tag] = -1;
        MPI_Irecv(&in[tag], 1, MPI_INT, previous, tag, MPI_COMM_WORLD, &requests[2 * tag]);
    }
    for (int i = 0; i < MANY; i++) {
        int tag = i * 11 % MANY;
        out[tag] = tag + rank;
        MPI_Isend(&out[tag], 1, MPI_INT, next, tag, MPI_COMM_WORLD, &requests[2 * tag + 1]);
    }
    MPI_Waitall(2 * MANY, requests, statuses);
    for (int i = 0; i < MANY; i++) {
        CHECK(in[i] == i + previous);
        CHECK_STATUS(&statuses[2 * i], previous, i, sizeof(int));
        CHECK(requests[2 * i] == MPI_REQUEST_NULL && requests[2 * i + 1] == MPI_REQUEST_NULL);
    }
}

int main(int argc, char **argv)
{
    MPI_Init(&argc, &argv);
    rank = comm_rank(MPI_COMM_WORLD);
    size = comm_size(MPI_COMM_WORLD);
    next = (rank + 1) % size;
    previous = (rank + size - 1) % size;

    null_requests();
    wait_for_any();
    test_for_all();
    test_makes_progress();
    many();
    return all_well("requests");
}
