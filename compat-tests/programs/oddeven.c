/* SPDX-License-Identifier: BSL-1.0 */
/* Odd-even transposition sort by blocks: neighbours swap whole blocks, the left one keeps the small
 * half and the right one the large half; after as many phases as ranks all is in order. */

#include <limits.h>
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { N = 200003 };

static int by_value(const void *a, const void *b)
{
    int x = *(const int *)a, y = *(const int *)b;
    return (x > y) - (x < y);
}

/* Merges two sorted blocks of n and keeps the n smallest, or the n largest, in mine. */
static void keep_small(int *mine, const int *theirs, int *work, int n)
{
    for (int i = 0, j = 0, k = 0; k < n; k++)
        work[k] = mine[i] <= theirs[j] ? mine[i++] : theirs[j++];
    memcpy(mine, work, n * sizeof *mine);
}

static void keep_large(int *mine, const int *theirs, int *work, int n)
{
    for (int i = n - 1, j = n - 1, k = n - 1; k >= 0; k--)
        work[k] = mine[i] >= theirs[j] ? mine[i--] : theirs[j--];
    memcpy(mine, work, n * sizeof *mine);
}

static void sort_across_ranks(int *mine, int n, int rank, int size)
{
    int *theirs = malloc(n * sizeof *theirs), *work = malloc(n * sizeof *work);

    qsort(mine, n, sizeof *mine, by_value);
    for (int phase = 0; phase < size; phase++) {
        int partner = (phase + rank) % 2 == 0 ? rank + 1 : rank - 1;
        if (partner < 0 || partner >= size)
            continue;
        MPI_Sendrecv(mine, n, MPI_INT, partner, phase, theirs, n, MPI_INT, partner, phase,
                     MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        if (rank < partner)
            keep_small(mine, theirs, work, n);
        else
            keep_large(mine, theirs, work, n);
    }
    free(theirs);
    free(work);
}

int main(int argc, char **argv)
{
    int rank, size, wrong = 0;

    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);

    /* The last block is filled up with values that sort behind all others. */
    int n = (N + size - 1) / size;
    int *all = NULL, *expected = NULL, *mine = malloc(n * sizeof *mine);
    if (rank == 0) {
        unsigned random = 12345;
        all = malloc((size_t)n * size * sizeof *all);
        expected = malloc(N * sizeof *expected);
        for (int i = 0; i < n * size; i++) {
            random = random * 1664525u + 1013904223u;
            all[i] = i < N ? (int)(random >> 8) : INT_MAX;
        }
        memcpy(expected, all, N * sizeof *expected);
        qsort(expected, N, sizeof *expected, by_value);
    }
    MPI_Scatter(all, n, MPI_INT, mine, n, MPI_INT, 0, MPI_COMM_WORLD);
    sort_across_ranks(mine, n, rank, size);
    MPI_Gather(mine, n, MPI_INT, all, n, MPI_INT, 0, MPI_COMM_WORLD);

    if (rank == 0) {
        for (int i = 0; i < N; i++)
            wrong += all[i] != expected[i];
        printf("smallest %d, median %d, largest %d; %d of %d out of place\n", all[0], all[N / 2],
               all[N - 1], wrong, N);
    }
    free(all);
    free(expected);
    free(mine);
    MPI_Finalize();
    return wrong != 0;
}
