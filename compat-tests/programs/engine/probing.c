/* SPDX-License-Identifier: BSL-1.0 */
/* Looking at a message before it is received: its source, tag and size, without taking it. */

#include "check.h"

static int rank, size, next, previous;

enum { LARGE = 2 * 1024 * 1024 + 3 };
static const int sizes[] = {0, 1, 100, 5000, 100000, LARGE};
enum { SIZES = sizeof sizes / sizeof *sizes };

/* Probes until a message is there, by the blocking or the other function. */
static void await(int source, int tag, int blocking, MPI_Status *status)
{
    int flag = 0;
    if (blocking)
        MPI_Probe(source, tag, MPI_COMM_WORLD, status);
    else
        while (!flag)
            MPI_Iprobe(source, tag, MPI_COMM_WORLD, &flag, status);
}

/* The receiver learns the size by probing and only then allocates memory. */
static void probe_then_receive(int blocking)
{
    unsigned char *out = allocate(LARGE);

    for (int i = 0; i < SIZES; i++) {
        MPI_Request request;
        MPI_Status status;
        int count;

        paint(out, sizes[i], rank + i);
        MPI_Isend(out, sizes[i], MPI_BYTE, next, i, MPI_COMM_WORLD, &request);
        await(previous, i, blocking, &status);
        CHECK_STATUS(&status, previous, i, sizes[i]);
        await(MPI_ANY_SOURCE, MPI_ANY_TAG, !blocking, &status);
        CHECK_STATUS(&status, previous, i, sizes[i]);
        MPI_Get_count(&status, MPI_BYTE, &count);
        unsigned char *in = allocate(count);
        MPI_Recv(in, count, MPI_BYTE, status.MPI_SOURCE, status.MPI_TAG, MPI_COMM_WORLD, &status);
        CHECK_STATUS(&status, previous, i, sizes[i]);
        CHECK(is_painted(in, sizes[i], previous + i));
        free(in);
        MPI_Wait(&request, MPI_STATUS_IGNORE);
    }
    free(out);
}

/* A probe finds the message with its tag behind others; a wildcard finds the first. */
static void probe_by_tag(void)
{
    int out[3] = {0, 1, 2}, in, flag = 1;
    MPI_Request requests[3];
    MPI_Status status;

    MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &flag, &status);
    CHECK(!flag);
    MPI_Barrier(MPI_COMM_WORLD);
    for (int i = 0; i < 3; i++)
        MPI_Isend(&out[i], 1, MPI_INT, next, 10 + i, MPI_COMM_WORLD, &requests[i]);
    MPI_Probe(previous, 12, MPI_COMM_WORLD, &status);
    CHECK_STATUS(&status, previous, 12, sizeof(int));
    MPI_Probe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &status);
    CHECK_STATUS(&status, previous, 10, sizeof(int));
    MPI_Iprobe(previous, 13, MPI_COMM_WORLD, &flag, &status);
    CHECK(!flag);
    for (int i = 2; i >= 0; i--) {
        MPI_Iprobe(MPI_ANY_SOURCE, 10 + i, MPI_COMM_WORLD, &flag, MPI_STATUS_IGNORE);
        CHECK(flag);
        MPI_Recv(&in, 1, MPI_INT, previous, 10 + i, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        CHECK(in == i);
        MPI_Iprobe(previous, 10 + i, MPI_COMM_WORLD, &flag, MPI_STATUS_IGNORE);
        CHECK(!flag);
    }
    MPI_Waitall(3, requests, MPI_STATUSES_IGNORE);
}

/* Rank 0 takes messages of unknown length from unknown ranks. */
static void probe_any_source(void)
{
    double values[100];
    int seen = 0;
    MPI_Request request;

    for (int i = 0; i < 100; i++)
        values[i] = rank + i;
    MPI_Isend(values, rank % 100, MPI_DOUBLE, 0, rank, MPI_COMM_WORLD, &request);
    for (int i = 0; i < size && rank == 0; i++) {
        MPI_Status status, again;
        double in[100];
        int count;
        MPI_Probe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &status);
        MPI_Get_count(&status, MPI_DOUBLE, &count);
        CHECK(status.MPI_TAG == status.MPI_SOURCE && count == status.MPI_SOURCE % 100);
        MPI_Recv(in, count, MPI_DOUBLE, status.MPI_SOURCE, status.MPI_TAG, MPI_COMM_WORLD, &again);
        CHECK(again.MPI_SOURCE == status.MPI_SOURCE);
        for (int k = 0; k < count; k++)
            CHECK(in[k] == status.MPI_SOURCE + k);
        seen++;
    }
    CHECK(rank != 0 || seen == size);
    MPI_Wait(&request, MPI_STATUS_IGNORE);
}

/* MPI_Get_count in other types than bytes, whole or not. */
static void counts(void)
{
    unsigned char out[12] = {0}, in[100];
    int count;
    MPI_Status status;

    MPI_Sendrecv(out, 12, MPI_BYTE, next, 0, in, 100, MPI_BYTE, previous, 0, MPI_COMM_WORLD,
                 &status);
    MPI_Get_count(&status, MPI_INT32_T, &count);
    CHECK(count == 3);
    MPI_Get_count(&status, MPI_SHORT, &count);
    CHECK(count == 6);
    MPI_Get_count(&status, MPI_DOUBLE, &count);
    CHECK(count == MPI_UNDEFINED);
}

int main(int argc, char **argv)
{
    MPI_Init(&argc, &argv);
    rank = comm_rank(MPI_COMM_WORLD);
    size = comm_size(MPI_COMM_WORLD);
    next = (rank + 1) % size;
    previous = (rank + size - 1) % size;

    probe_then_receive(1);
    probe_then_receive(0);
    MPI_Barrier(MPI_COMM_WORLD);
    probe_by_tag();
    MPI_Barrier(MPI_COMM_WORLD);
    probe_any_source();
    MPI_Barrier(MPI_COMM_WORLD);
    counts();
    return all_well("probing");
}
