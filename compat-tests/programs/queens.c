/* SPDX-License-Identifier: BSL-1.0 */
/* In how many ways can n queens stand on a board of n times n and not threaten each other? The
 * places of the first two queens are dealt out among the ranks. In the C of 1990. */

#include <mpi.h>
#include <stdio.h>

#define LARGEST 9

/* The number of ways to place queens on the rows from row on; columns and diagonals are bit sets.
 */
static long place(int n, int row, unsigned columns, unsigned left, unsigned right)
{
    unsigned threatened = columns | left | right;
    long ways = 0;
    int i;

    if (row == n)
        return 1;
    for (i = 0; i < n; i++) {
        unsigned bit = 1u << i;
        if (!(threatened & bit))
            ways += place(n, row + 1, columns | bit, (left | bit) << 1, (right | bit) >> 1);
    }
    return ways;
}

/* The number of ways when the first two queens stand in columns i and j. */
static long place_after(int n, int i, int j)
{
    unsigned a = 1u << i, b = 1u << j;

    if (b & (a | a << 1 | a >> 1))
        return 0;
    return place(n, 2, a | b, (a << 1 | b) << 1, (a >> 1 | b) >> 1);
}

int main(int argc, char **argv)
{
    static const long known[LARGEST + 1] = {0, 0, 0, 0, 2, 10, 4, 40, 92, 352};
    int rank, size, n, task, wrong = 0;
    long mine, total;

    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);

    for (n = 4; n <= LARGEST; n++) {
        mine = total = 0;
        for (task = rank; task < n * n; task += size)
            mine += place_after(n, task / n, task % n);
        MPI_Reduce(&mine, &total, 1, MPI_LONG, MPI_SUM, 0, MPI_COMM_WORLD);
        if (rank == 0) {
            printf("%d queens: %ld ways\n", n, total);
            wrong = wrong || total != known[n];
        }
    }
    MPI_Finalize();
    return wrong;
}
