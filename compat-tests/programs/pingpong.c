/* SPDX-License-Identifier: BSL-1.0 */
/* Ranks 0 and 1 play ping-pong with messages from nothing to four mebibytes; the others watch.
 * Every ball is checked; the times are measured, as usual, but kept for oneself. */

#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LARGEST = 4 * 1024 * 1024, ROUNDS = 5 };

/* What the ball of this size must look like when it is hit for the hit-th time. */
static void paint(unsigned char *ball, int size, int hit)
{
    for (int i = 0; i < size; i++)
        ball[i] = (unsigned char)(i * 7 + (i >> 8) + size + hit);
}

/* Plays ROUNDS rounds; returns how many balls arrived damaged on this side. */
static int play(int rank, int size, unsigned char *ball, unsigned char *expected)
{
    int other = 1 - rank, damaged = 0, count;
    MPI_Status status;

    for (int hit = 0; hit < 2 * ROUNDS; hit++) {
        paint(expected, size, hit);
        if (hit % 2 == rank) {
            MPI_Send(expected, size, MPI_UNSIGNED_CHAR, other, hit, MPI_COMM_WORLD);
        } else {
            memset(ball, 0, size);
            MPI_Recv(ball, LARGEST, MPI_UNSIGNED_CHAR, other, hit, MPI_COMM_WORLD, &status);
            MPI_Get_count(&status, MPI_UNSIGNED_CHAR, &count);
            damaged += count != size || memcmp(ball, expected, size) != 0;
        }
    }
    return damaged;
}

int main(int argc, char **argv)
{
    static const int sizes[] = {0, 1, 8, 100, 1024, 8191, 65536, 300000, 1048576, LARGEST};
    int rank, size, damaged = 0;

    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    if (size < 2) {
        fprintf(stderr, "pingpong takes two ranks at least\n");
        MPI_Abort(MPI_COMM_WORLD, 2);
    }

    unsigned char *ball = malloc(LARGEST), *expected = malloc(LARGEST);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        int all = 0, mine = 0;
        if (rank < 2) {
            double start = MPI_Wtime();
            mine = play(rank, sizes[i], ball, expected);
            mine += MPI_Wtime() < start;
        }
        MPI_Reduce(&mine, &all, 1, MPI_INT, MPI_SUM, 0, MPI_COMM_WORLD);
        if (rank == 0)
            printf("%8d bytes: %d of %d damaged\n", sizes[i], all, 2 * ROUNDS);
        damaged += all;
    }
    free(ball);
    free(expected);
    MPI_Finalize();
    return damaged != 0;
}
