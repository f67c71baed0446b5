/* SPDX-License-Identifier: BSL-1.0 */
/* The dot product of two long vectors that rank 0 owns: scattered in equal parts, what is left over
 * done by rank 0, the result known to all. In the C of 1990. */

#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

#define LENGTH 200003

static double dot(const double *x, const double *y, int n)
{
    double sum = 0.0;
    int i;

    for (i = 0; i < n; i++)
        sum += x[i] * y[i];
    return sum;
}

int main(int argc, char **argv)
{
    double *x = NULL, *y = NULL, *my_x, *my_y;
    double part, product, expected = 0.0;
    int rank, size, share, done, i, wrong, anywhere;

    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);

    share = LENGTH / size;
    done = share * size;
    my_x = (double *)malloc(share * sizeof(double));
    my_y = (double *)malloc(share * sizeof(double));
    if (rank == 0) {
        x = (double *)malloc(LENGTH * sizeof(double));
        y = (double *)malloc(LENGTH * sizeof(double));
        for (i = 0; i < LENGTH; i++) {
            x[i] = i % 100;
            y[i] = (i % 7) - 2.5;
        }
        expected = dot(x, y, LENGTH);
    }
    MPI_Bcast(&expected, 1, MPI_DOUBLE, 0, MPI_COMM_WORLD);

    MPI_Scatter(x, share, MPI_DOUBLE, my_x, share, MPI_DOUBLE, 0, MPI_COMM_WORLD);
    MPI_Scatter(y, share, MPI_DOUBLE, my_y, share, MPI_DOUBLE, 0, MPI_COMM_WORLD);
    part = dot(my_x, my_y, share);
    if (rank == 0)
        part += dot(x + done, y + done, LENGTH - done);
    MPI_Allreduce(&part, &product, 1, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);

    /* All terms are multiples of one half, so that the sums are exact in any order. */
    wrong = product != expected;
    MPI_Allreduce(&wrong, &anywhere, 1, MPI_INT, MPI_LOR, MPI_COMM_WORLD);
    if (rank == 0)
        printf("x . y = %.1f: %s\n", product, anywhere ? "WRONG" : "right");
    free(x);
    free(y);
    free(my_x);
    free(my_y);
    MPI_Finalize();
    return anywhere;
}
