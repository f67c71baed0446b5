/* SPDX-License-Identifier: BSL-1.0 */
/* Matrix times vector, the matrix dealt out in blocks of rows; the vector, dealt out likewise, is
 * put together on every rank for each product. Rows that do not divide evenly are padded. */

#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

enum { N = 301, PRODUCTS = 4 };

static double entry(int row, int column)
{
    return (row * 3 + column * 5) % 11 - 5;
}

int main(int argc, char **argv)
{
    int rank, size, wrong = 0;

    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);

    int rows = (N + size - 1) / size, padded = rows * size;
    double *matrix = NULL, *mine = malloc(sizeof(double) * rows * N);
    double *x = malloc(sizeof(double) * padded), *y = malloc(sizeof(double) * rows);

    if (rank == 0) {
        matrix = calloc((size_t)padded * N, sizeof *matrix);
        for (int i = 0; i < N; i++)
            for (int j = 0; j < N; j++)
                matrix[i * N + j] = entry(i, j);
    }
    MPI_Scatter(matrix, rows * N, MPI_DOUBLE, mine, rows * N, MPI_DOUBLE, 0, MPI_COMM_WORLD);
    for (int i = 0; i < rows; i++)
        y[i] = (rank * rows + i) % 7;

    for (int k = 0; k < PRODUCTS; k++) {
        MPI_Allgather(y, rows, MPI_DOUBLE, x, rows, MPI_DOUBLE, MPI_COMM_WORLD);
        for (int i = 0; i < rows; i++) {
            y[i] = 0.0;
            for (int j = 0; j < N; j++)
                y[i] += mine[i * N + j] * x[j];
        }
    }
    MPI_Gather(y, rows, MPI_DOUBLE, x, rows, MPI_DOUBLE, 0, MPI_COMM_WORLD);

    if (rank == 0) {
        double before[N], after[N];
        for (int i = 0; i < N; i++)
            after[i] = i % 7;
        for (int k = 0; k < PRODUCTS; k++) {
            for (int i = 0; i < N; i++)
                before[i] = after[i];
            for (int i = 0; i < N; i++) {
                after[i] = 0.0;
                for (int j = 0; j < N; j++)
                    after[i] += entry(i, j) * before[j];
            }
        }
        for (int i = 0; i < N; i++)
            wrong += x[i] != after[i];
        printf("A^%d x starts with %.0f %.0f %.0f and ends with %.0f; %d of %d wrong\n", PRODUCTS,
               x[0], x[1], x[2], x[N - 1], wrong, N);
    }
    free(matrix);
    free(mine);
    free(x);
    free(y);
    MPI_Finalize();
    return wrong != 0;
}
