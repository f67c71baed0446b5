/* SPDX-License-Identifier: BSL-1.0 */
/* Matrix product on a square grid of ranks: MPI_Comm_split makes communicators of the grid's rows
 * and columns; in step k the k-th blocks of A go along the rows and those of B down the columns. */

#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { N = 120 };

static double a_entry(int i, int j)
{
    return (i * 7 + j * 3) % 10 - 4;
}

static double b_entry(int i, int j)
{
    return (i * 2 + j * 5) % 9 - 4;
}

static void multiply_add(const double *a, const double *b, double *c, int n)
{
    for (int i = 0; i < n; i++)
        for (int k = 0; k < n; k++)
            for (int j = 0; j < n; j++)
                c[i * n + j] += a[i * n + k] * b[k * n + j];
}

/* Multiplies on the grid; returns the trace on rank 0 and how many of this rank's entries are
 * wrong. */
static int multiply(MPI_Comm grid, int q, double *trace)
{
    int rank, y, x, n = N / q, wrong = 0;
    MPI_Comm row, column;
    size_t bytes = sizeof(double) * n * n;
    double *a = malloc(bytes), *b = malloc(bytes), *c = calloc(n * n, sizeof *c);
    double *a_k = malloc(bytes), *b_k = malloc(bytes), mine = 0.0;

    MPI_Comm_rank(grid, &rank);
    MPI_Comm_split(grid, rank / q, rank % q, &row);
    MPI_Comm_split(grid, rank % q, rank / q, &column);
    MPI_Comm_rank(row, &x);
    MPI_Comm_rank(column, &y);

    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) {
            a[i * n + j] = a_entry(y * n + i, x * n + j);
            b[i * n + j] = b_entry(y * n + i, x * n + j);
        }
    for (int k = 0; k < q; k++) {
        memcpy(a_k, a, bytes);
        memcpy(b_k, b, bytes);
        MPI_Bcast(a_k, n * n, MPI_DOUBLE, k, row);
        MPI_Bcast(b_k, n * n, MPI_DOUBLE, k, column);
        multiply_add(a_k, b_k, c, n);
    }

    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) {
            double entry = 0.0;
            for (int k = 0; k < N; k++)
                entry += a_entry(y * n + i, k) * b_entry(k, x * n + j);
            wrong += c[i * n + j] != entry;
        }
    for (int i = 0; i < n && x == y; i++)
        mine += c[i * n + i];
    MPI_Reduce(&mine, trace, 1, MPI_DOUBLE, MPI_SUM, 0, grid);

    MPI_Comm_free(&row);
    MPI_Comm_free(&column);
    free(a);
    free(b);
    free(c);
    free(a_k);
    free(b_k);
    return wrong;
}

int main(int argc, char **argv)
{
    int rank, size, q = 1, wrong = 0, anywhere;
    double trace = 0.0;
    MPI_Comm grid;

    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);

    while ((q + 1) * (q + 1) <= size)
        q++;
    if (N % q != 0) {
        fprintf(stderr, "grid: %d is not a multiple of %d\n", N, q);
        MPI_Abort(MPI_COMM_WORLD, 2);
    }
    MPI_Comm_split(MPI_COMM_WORLD, rank < q * q ? 0 : MPI_UNDEFINED, 0, &grid);
    if (grid != MPI_COMM_NULL) {
        wrong = multiply(grid, q, &trace);
        MPI_Comm_free(&grid);
    }
    MPI_Allreduce(&wrong, &anywhere, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
    if (rank == 0)
        printf("%d x %d product: trace %.0f, %d entries wrong\n", N, N, trace, anywhere);
    MPI_Finalize();
    return anywhere != 0;
}
