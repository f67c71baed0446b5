/* SPDX-License-Identifier: BSL-1.0 */
/* Thousands of small messages on their way at once: round the ring while nobody receives, all to
 * one rank, all from one rank, and as fast as a sender can while the receiver takes its time. */

#include "check.h"

enum { TOTAL = 24000 };

static int rank, size;

/* Sends n numbered messages to a rank, without waiting. */
static void send_many(int to, int n, int *values, MPI_Request *requests)
{
    for (int i = 0; i < n; i++) {
        values[i] = rank * TOTAL + i;
        MPI_Isend(&values[i], 1, MPI_INT, to, i % 4, MPI_COMM_WORLD, &requests[i]);
    }
}

static void receive_next(int from, int i)
{
    int value = -1;
    MPI_Status status;
    MPI_Recv(&value, 1, MPI_INT, from, MPI_ANY_TAG, MPI_COMM_WORLD, &status);
    CHECK(value == from * TOTAL + i && status.MPI_TAG == i % 4);
}

/* All messages are sent before the first is received. */
static void around(int *values, MPI_Request *requests)
{
    int n = TOTAL / size, previous = (rank + size - 1) % size;

    send_many((rank + 1) % size, n, values, requests);
    MPI_Barrier(MPI_COMM_WORLD);
    for (int i = 0; i < n; i++)
        receive_next(previous, i);
    MPI_Waitall(n, requests, MPI_STATUSES_IGNORE);
}

static void all_to_one(int *values, MPI_Request *requests)
{
    int n = TOTAL / size, *seen = allocate(size * sizeof *seen);

    memset(seen, 0, size * sizeof *seen);
    send_many(0, n, values, requests);
    for (int i = 0; i < n * size && rank == 0; i++) {
        int value;
        MPI_Status status;
        MPI_Recv(&value, 1, MPI_INT, MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &status);
        CHECK(value == status.MPI_SOURCE * TOTAL + seen[status.MPI_SOURCE]++);
    }
    MPI_Waitall(n, requests, MPI_STATUSES_IGNORE);
    free(seen);
}

static void one_to_all(int *values, MPI_Request *requests)
{
    int n = TOTAL / size;

    for (int to = 0; to < size && rank == 0; to++)
        send_many(to, n, values + to * n, requests + to * n);
    for (int i = 0; i < n; i++)
        receive_next(0, i);
    if (rank == 0)
        MPI_Waitall(n * size, requests, MPI_STATUSES_IGNORE);
}

/* Blocking sends from even ranks to odd ones, answered only now and then. */
static void fast_sender(void)
{
    enum { BATCHES = 10, BATCH = 200 };
    int partner = rank ^ 1, values[BATCH];

    if (partner >= size)
        return;
    for (int batch = 0; batch < BATCHES; batch++) {
        for (int i = 0; i < BATCH; i++) {
            values[i] = rank * TOTAL + i;
            if (rank % 2 == 0)
                MPI_Send(&values[i], 1, MPI_INT, partner, i % 4, MPI_COMM_WORLD);
            else
                receive_next(partner, i);
        }
        if (rank % 2 == 1)
            MPI_Ssend(NULL, 0, MPI_INT, partner, 5, MPI_COMM_WORLD);
        else
            MPI_Recv(NULL, 0, MPI_INT, partner, 5, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    }
}

int main(int argc, char **argv)
{
    MPI_Init(&argc, &argv);
    rank = comm_rank(MPI_COMM_WORLD);
    size = comm_size(MPI_COMM_WORLD);
    int *values = allocate(TOTAL * sizeof *values);
    MPI_Request *requests = allocate(TOTAL * sizeof *requests);

    around(values, requests);
    MPI_Barrier(MPI_COMM_WORLD);
    all_to_one(values, requests);
    MPI_Barrier(MPI_COMM_WORLD);
    one_to_all(values, requests);
    MPI_Barrier(MPI_COMM_WORLD);
    fast_sender();

    free(values);
    free(requests);
    return all_well("flood");
}
