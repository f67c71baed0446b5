/* SPDX-License-Identifier: BSL-1.0 */
/* Running sums over a list of which every rank has a piece of another length: each rank learns with
 * MPI_Exscan where its piece begins and what to add, and with MPI_Scan the largest value so far. */

#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

enum { LENGTH = 1000 };

static long item(long i)
{
    return i * i % 97;
}

/* The pieces grow with the rank; the first is empty when there are several ranks. */
static int piece_end(int rank, int size)
{
    return LENGTH * (rank + 1) * rank / (size * (size - 1));
}

int main(int argc, char **argv)
{
    int rank, size, wrong = 0, anywhere;

    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);

    int count = LENGTH;
    if (size > 1)
        count = piece_end(rank, size) - (rank > 0 ? piece_end(rank - 1, size) : 0);
    long first = 0, mine = count;
    MPI_Exscan(&mine, &first, 1, MPI_LONG, MPI_SUM, MPI_COMM_WORLD);
    if (rank == 0)
        first = 0; /* which MPI_Exscan leaves undefined */

    long *sums = malloc((count + 1) * sizeof *sums), running = 0, before = 0, largest = -1;
    for (int i = 0; i < count; i++) {
        running += item(first + i);
        sums[i] = running;
        if (item(first + i) > largest)
            largest = item(first + i);
    }
    MPI_Exscan(&running, &before, 1, MPI_LONG, MPI_SUM, MPI_COMM_WORLD);
    for (int i = 0; i < count && rank > 0; i++)
        sums[i] += before;
    MPI_Scan(MPI_IN_PLACE, &largest, 1, MPI_LONG, MPI_MAX, MPI_COMM_WORLD);

    long sum = 0, most = -1;
    for (long i = 0; i < first + count; i++) {
        sum += item(i);
        if (item(i) > most)
            most = item(i);
        if (i >= first)
            wrong += sums[i - first] != sum;
    }
    wrong += largest != most;

    /* The last rank's last sum is the sum of all. */
    long last[2] = {count > 0 ? sums[count - 1] : 0, largest};
    MPI_Bcast(last, 2, MPI_LONG, size - 1, MPI_COMM_WORLD);
    MPI_Allreduce(&wrong, &anywhere, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
    if (rank == 0)
        printf("%d items, sum %ld, largest %ld, %d wrong\n", LENGTH, last[0], last[1], anywhere);
    free(sums);
    MPI_Finalize();
    return anywhere != 0;
}
