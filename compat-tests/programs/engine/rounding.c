/* SPDX-License-Identifier: BSL-1.0 */
/* Sums whose rounding tells the order of the additions: the same input must give the same bits at
 * every call, on every rank, with every root, whoever comes first. The standard only advises this.
 */

#include "check.h"

enum { LONGEST = 40000, REPEATS = 3 };

static int rank, size;

/* Contributions of very different magnitude and of both signs. */
static double number(int r, int i)
{
    static const double scale[] = {1.0, 1e16, 3e-9, -1e16, 7e5, 0.1, -3e8};
    return scale[(r + i) % 7] * (1.0 + (r * 13 + i * 7) % 101);
}

/* Lets the ranks come in a different order every time. */
static void dawdle(int turn)
{
    double until = MPI_Wtime() + 1e-4 * ((rank * 5 + turn * 3) % 7);
    while (MPI_Wtime() < until)
        ;
}

static void same_bits_everywhere(int count)
{
    size_t bytes = sizeof(double) * (size_t)count;
    double *mine = allocate(bytes), *sum = allocate(bytes), *again = allocate(bytes);
    int turn = 0;

    for (int i = 0; i < count; i++)
        mine[i] = number(rank, i);
    MPI_Allreduce(mine, sum, count, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);

    memcpy(again, sum, bytes);
    MPI_Bcast(again, count, MPI_DOUBLE, 0, MPI_COMM_WORLD);
    CHECK(memcmp(again, sum, bytes) == 0);
    for (int repeat = 0; repeat < REPEATS; repeat++) {
        dawdle(turn++);
        MPI_Allreduce(mine, again, count, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
        CHECK(memcmp(again, sum, bytes) == 0);
        memcpy(again, mine, bytes);
        MPI_Allreduce(MPI_IN_PLACE, again, count, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
        CHECK(memcmp(again, sum, bytes) == 0);
    }
    for (int root = 0; root < size; root++) {
        dawdle(turn++);
        memset(again, 0, bytes);
        MPI_Reduce(mine, again, count, MPI_DOUBLE, MPI_SUM, root, MPI_COMM_WORLD);
        CHECK(rank != root || memcmp(again, sum, bytes) == 0);
    }
    free(mine);
    free(sum);
    free(again);
}

int main(int argc, char **argv)
{
    MPI_Init(&argc, &argv);
    rank = comm_rank(MPI_COMM_WORLD);
    size = comm_size(MPI_COMM_WORLD);
    same_bits_everywhere(1);
    same_bits_everywhere(7);
    same_bits_everywhere(1000);
    same_bits_everywhere(LONGEST);
    return all_well("rounding");
}
