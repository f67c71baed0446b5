/* SPDX-License-Identifier: BSL-1.0 */
/* Matrix times matrix: rows of A are scattered, all of B (half a megabyte) is broadcast, rows of C
 * are gathered. Rank 0 checks the product by
 * applying it to a vector. */

#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

enum { N = 256 };

/* C = A B for the given number of rows; small integers, so that every sum is exact. */
static void multiply(const double *a, const double *b, double *c, int rows)
{
    for (int i = 0; i < rows * N; i++)
        c[i] = 0.0;
    for (int i = 0; i < rows; i++)
        for (int k = 0; k < N; k++)
            for (int j = 0; j < N; j++)
                c[i * N + j] += a[i * N + k] * b[k * N + j];
}

/* C v must be A (B v) for any v: a product of matrices checked without another one. */
static int count_wrong(const double *a, const double *b, const double *c)
{
    double bv[N], abv, cv;
    int wrong = 0;

    for (int i = 0; i < N; i++) {
        bv[i] = 0.0;
        for (int j = 0; j < N; j++)
            bv[i] += b[i * N + j] * (j % 13 - 6);
    }
    for (int i = 0; i < N; i++) {
        abv = cv = 0.0;
        for (int j = 0; j < N; j++) {
            abv += a[i * N + j] * bv[j];
            cv += c[i * N + j] * (j % 13 - 6);
        }
        wrong += abv != cv;
    }
    return wrong;
}

int main(int argc, char **argv)
{
    int rank, size, wrong = 0;

    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);

    int rows = (N + size - 1) / size;
    size_t block = (size_t)rows * N;
    double *a = NULL, *c = NULL, *b = malloc(sizeof(double) * N * N);
    double *my_a = malloc(sizeof(double) * block), *my_c = malloc(sizeof(double) * block);

    if (rank == 0) {
        a = calloc(block * size, sizeof *a);
        c = malloc(sizeof(double) * block * size);
        for (int i = 0; i < N * N; i++) {
            a[i] = (i * 17 + i / N) % 19 - 9;
            b[i] = (i * 23 + i / N) % 29 - 14;
        }
    }
    MPI_Scatter(a, (int)block, MPI_DOUBLE, my_a, (int)block, MPI_DOUBLE, 0, MPI_COMM_WORLD);
    MPI_Bcast(b, N * N, MPI_DOUBLE, 0, MPI_COMM_WORLD);
    multiply(my_a, b, my_c, rows);
    MPI_Gather(my_c, (int)block, MPI_DOUBLE, c, (int)block, MPI_DOUBLE, 0, MPI_COMM_WORLD);

    if (rank == 0) {
        double trace = 0.0;
        for (int i = 0; i < N; i++)
            trace += c[i * N + i];
        wrong = count_wrong(a, b, c);
        printf("%d x %d product: trace %.0f, corner %.0f, %d rows wrong\n", N, N, trace,
               c[N * N - 1], wrong);
    }
    free(a);
    free(b);
    free(c);
    free(my_a);
    free(my_c);
    MPI_Finalize();
    return wrong != 0;
}
