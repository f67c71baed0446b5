/* SPDX-License-Identifier: BSL-1.0 */
/* Communicators made from others: who is in, in which order, and that hundreds can come and go. */

#include "check.h"

static int rank, size;

/* The world ranks of a communicator's members, in its order, to be freed. */
static int *members(MPI_Comm comm)
{
    int *list = allocate(comm_size(comm) * sizeof *list);
    MPI_Allgather(&rank, 1, MPI_INT, list, 1, MPI_INT, comm);
    return list;
}

/* Order is by key, and by the old rank where keys are the same. */
static void order_by_key(void)
{
    MPI_Comm comm;
    int *list;

    MPI_Comm_split(MPI_COMM_WORLD, 5, 0, &comm);
    list = members(comm);
    for (int i = 0; i < size; i++)
        CHECK(list[i] == i);
    free(list);
    MPI_Comm_free(&comm);

    MPI_Comm_split(MPI_COMM_WORLD, 5, -rank, &comm);
    list = members(comm);
    for (int i = 0; i < size; i++)
        CHECK(list[i] == size - 1 - i);
    CHECK(comm_rank(comm) == size - 1 - rank);
    free(list);
    MPI_Comm_free(&comm);

    /* Keys 0 and 1 by turns: the even ranks first, then the odd ones. */
    MPI_Comm_split(MPI_COMM_WORLD, 0, rank % 2, &comm);
    list = members(comm);
    for (int i = 0, even = (size + 1) / 2; i < size; i++)
        CHECK(list[i] == (i < even ? 2 * i : 2 * (i - even) + 1));
    free(list);
    MPI_Comm_free(&comm);
}

/* Every third rank stays out, the others are two groups. */
static void colours(void)
{
    MPI_Comm comm;
    int colour = rank % 3 == 2 ? MPI_UNDEFINED : rank % 3;

    MPI_Comm_split(MPI_COMM_WORLD, colour, rank, &comm);
    if (colour == MPI_UNDEFINED) {
        CHECK(comm == MPI_COMM_NULL);
        return;
    }
    int *list = members(comm);
    CHECK(comm_size(comm) == (size - colour + 2) / 3);
    for (int i = 0; i < comm_size(comm); i++)
        CHECK(list[i] == colour + 3 * i);
    free(list);
    MPI_Comm_free(&comm);
}

/* Halves of halves, down to one rank alone. */
static void halves(MPI_Comm comm)
{
    MPI_Comm half;
    int n = comm_size(comm), me = comm_rank(comm), sum;

    MPI_Allreduce(&me, &sum, 1, MPI_INT, MPI_SUM, comm);
    CHECK(sum == n * (n - 1) / 2);
    if (n == 1)
        return;
    MPI_Comm_split(comm, me < n / 2, me, &half);
    CHECK(comm_size(half) == (me < n / 2 ? n / 2 : n - n / 2));
    halves(half);
    MPI_Comm_free(&half);
}

/* The same number of members in the same order, but messages of its own. */
static void duplicates(void)
{
    enum { MANY = 60 };
    MPI_Comm comms[MANY];
    int next = (rank + 1) % size, previous = (rank + size - 1) % size, out[MANY], in;
    MPI_Request requests[MANY];

    for (int i = 0; i < MANY; i++) {
        MPI_Comm_dup(i % 2 ? comms[i - 1] : MPI_COMM_WORLD, &comms[i]);
        CHECK(comms[i] != MPI_COMM_WORLD);
        CHECK(comm_rank(comms[i]) == rank && comm_size(comms[i]) == size);
        out[i] = rank + 100 * i;
        MPI_Isend(&out[i], 1, MPI_INT, next, 0, comms[i], &requests[i]);
    }
    for (int i = MANY - 1; i >= 0; i--) {
        MPI_Recv(&in, 1, MPI_INT, MPI_ANY_SOURCE, MPI_ANY_TAG, comms[i], MPI_STATUS_IGNORE);
        CHECK(in == previous + 100 * i);
    }
    MPI_Waitall(MANY, requests, MPI_STATUSES_IGNORE);
    for (int i = 0; i < MANY; i++)
        MPI_Comm_free(&comms[i]);
}

/* One after the other, each used once and freed. */
static void come_and_go(void)
{
    for (int i = 0; i < 200; i++) {
        MPI_Comm comm;
        int value = -1, me;
        if (i % 2)
            MPI_Comm_dup(MPI_COMM_WORLD, &comm);
        else
            MPI_Comm_split(MPI_COMM_WORLD, rank % (1 + i % 3), rank, &comm);
        me = comm_rank(comm);
        if (me == 0)
            value = i;
        MPI_Bcast(&value, 1, MPI_INT, 0, comm);
        CHECK(value == i);
        MPI_Comm_free(&comm);
        CHECK(comm == MPI_COMM_NULL);
    }
}

int main(int argc, char **argv)
{
    MPI_Init(&argc, &argv);
    rank = comm_rank(MPI_COMM_WORLD);
    size = comm_size(MPI_COMM_WORLD);

    CHECK(comm_size(MPI_COMM_SELF) == 1 && comm_rank(MPI_COMM_SELF) == 0);
    order_by_key();
    colours();
    halves(MPI_COMM_WORLD);
    halves(MPI_COMM_SELF);
    duplicates();
    come_and_go();
    return all_well("splitting");
}
