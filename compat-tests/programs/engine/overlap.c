/* SPDX-License-Identifier: BSL-1.0 */
/* Collectives back to back, without a barrier between them, on communicators that share ranks, and
 * with messages under way beside them: none may meet what belongs to another. */

#include "check.h"

static int rank, size;

/* Broadcasts from one root, which may run far ahead of the others. */
static void run_ahead(MPI_Comm comm)
{
    for (int i = 0; i < 300; i++) {
        int value = comm_rank(comm) == 0 ? i * 3 + 1 : -1;
        MPI_Bcast(&value, 1, MPI_INT, 0, comm);
        CHECK(value == i * 3 + 1);
    }
    for (int i = 0; i < 300; i++) {
        int one = i, sum = -1;
        MPI_Reduce(&one, &sum, 1, MPI_INT, MPI_SUM, 0, comm);
        CHECK(comm_rank(comm) != 0 || sum == i * comm_size(comm));
    }
}

/* Different collectives in turn, roots in turn, sizes in turn. */
static void in_turn(MPI_Comm comm, int round)
{
    enum { LARGE = 20000 };
    int me = comm_rank(comm), n = comm_size(comm), root = round % n, value, sum;
    static double large[LARGE];

    value = me == root ? round : -1;
    MPI_Bcast(&value, 1, MPI_INT, root, comm);
    CHECK(value == round);

    value = me + round;
    MPI_Reduce(&value, &sum, 1, MPI_INT, MPI_SUM, (root + 1) % n, comm);
    CHECK(me != (root + 1) % n || sum == n * round + n * (n - 1) / 2);

    MPI_Scan(&value, &sum, 1, MPI_INT, MPI_SUM, comm);
    CHECK(sum == (me + 1) * round + me * (me + 1) / 2);

    int count = round % 5 == 0 ? LARGE : round % 5;
    for (int i = 0; i < count; i++)
        large[i] = me == root ? i + round : -1.0;
    MPI_Bcast(large, count, MPI_DOUBLE, root, comm);
    for (int i = 0; i < count; i++)
        CHECK(large[i] == i + round);

    if (round % 3 == 0)
        MPI_Barrier(comm);
    int *all = allocate(n * sizeof *all);
    MPI_Allgather(&value, 1, MPI_INT, all, 1, MPI_INT, comm);
    for (int i = 0; i < n; i++)
        CHECK(all[i] == i + round);
    MPI_Gather(&value, 1, MPI_INT, all, 1, MPI_INT, root, comm);
    for (int i = 0; i < n && me == root; i++)
        CHECK(all[i] == i + round);
    free(all);
}

/* Receives that would take anything stay open while collectives run in the same communicator. */
static void beside_messages(MPI_Comm comm)
{
    int me = comm_rank(comm), n = comm_size(comm), in[2] = {-1, -1}, out = me + 500;
    MPI_Request requests[3];

    MPI_Irecv(&in[0], 1, MPI_INT, MPI_ANY_SOURCE, MPI_ANY_TAG, comm, &requests[0]);
    for (int round = 0; round < 10; round++)
        in_turn(comm, round);
    CHECK(in[0] == -1);
    MPI_Barrier(comm);
    MPI_Isend(&out, 1, MPI_INT, (me + 1) % n, 0, comm, &requests[1]);
    for (int round = 10; round < 20; round++)
        in_turn(comm, round);
    MPI_Waitall(2, requests, MPI_STATUSES_IGNORE);
    CHECK(in[0] == (me + n - 1) % n + 500);
}

int main(int argc, char **argv)
{
    MPI_Comm comms[COMMS], pair;

    MPI_Init(&argc, &argv);
    rank = comm_rank(MPI_COMM_WORLD);
    size = comm_size(MPI_COMM_WORLD);
    make_comms(comms);
    MPI_Comm_split(MPI_COMM_WORLD, rank / 2, rank, &pair);

    for (int c = 0; c < COMMS; c++)
        run_ahead(comms[c]);
    for (int round = 0; round < 30; round++) {
        for (int c = 0; c < COMMS; c++)
            in_turn(comms[(c + round) % COMMS], round + c);
        in_turn(pair, round);
        in_turn(MPI_COMM_SELF, round);
    }
    for (int c = 0; c < COMMS; c++)
        beside_messages(comms[c]);

    MPI_Comm_free(&pair);
    free_comms(comms);
    return all_well("overlap");
}
