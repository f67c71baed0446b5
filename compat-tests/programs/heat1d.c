/* SPDX-License-Identifier: BSL-1.0 */
/* The heat equation on a rod, explicit in time: each rank has a piece of the rod and swaps its end
 * points with its neighbours by MPI_Sendrecv; at the rod's ends the neighbour is MPI_PROC_NULL. */

#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS = 1001, STEPS = 200 };

static double initial(int i)
{
    return i > 300 && i < 420 ? 100.0 : 0.0;
}

/* One time step for the points 1 .. n of u, which has a point more at each end. */
static void step(const double *u, double *next, int n)
{
    for (int i = 1; i <= n; i++)
        next[i] = u[i] + 0.25 * (u[i - 1] - 2.0 * u[i] + u[i + 1]);
}

/* The whole rod on one rank, its ends held at zero. */
static void sequential(double *result)
{
    static double u[POINTS + 2], next[POINTS + 2];

    for (int i = 0; i < POINTS; i++)
        u[i + 1] = initial(i);
    for (int t = 0; t < STEPS; t++) {
        step(u, next, POINTS);
        memcpy(u + 1, next + 1, POINTS * sizeof *u);
    }
    memcpy(result, u + 1, POINTS * sizeof *u);
}

int main(int argc, char **argv)
{
    static double whole[POINTS], expected[POINTS];
    int rank, size, wrong = 0;

    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);

    int first = POINTS * rank / size, n = POINTS * (rank + 1) / size - first;
    int left = rank > 0 ? rank - 1 : MPI_PROC_NULL;
    int right = rank < size - 1 ? rank + 1 : MPI_PROC_NULL;
    double *u = calloc(n + 2, sizeof *u), *next = calloc(n + 2, sizeof *next);

    for (int i = 0; i < n; i++)
        u[i + 1] = initial(first + i);
    for (int t = 0; t < STEPS; t++) {
        MPI_Sendrecv(&u[1], 1, MPI_DOUBLE, left, 0, &u[n + 1], 1, MPI_DOUBLE, right, 0,
                     MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        MPI_Sendrecv(&u[n], 1, MPI_DOUBLE, right, 1, &u[0], 1, MPI_DOUBLE, left, 1, MPI_COMM_WORLD,
                     MPI_STATUS_IGNORE);
        step(u, next, n);
        memcpy(u + 1, next + 1, n * sizeof *u);
    }

    if (rank != 0) {
        MPI_Send(u + 1, n, MPI_DOUBLE, 0, 2, MPI_COMM_WORLD);
    } else {
        memcpy(whole, u + 1, n * sizeof *u);
        for (int source = 1; source < size; source++) {
            int from = POINTS * source / size, count = POINTS * (source + 1) / size - from;
            MPI_Recv(whole + from, count, MPI_DOUBLE, source, 2, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        }
        sequential(expected);
        for (int i = 0; i < POINTS; i++)
            wrong += whole[i] != expected[i];
        for (int i = 250; i <= 470; i += 20)
            printf("u[%d] = %.6f\n", i, whole[i]);
        printf("%d of %d points wrong\n", wrong, POINTS);
    }
    free(u);
    free(next);
    MPI_Finalize();
    return wrong != 0;
}
