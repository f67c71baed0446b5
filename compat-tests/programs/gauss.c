/* SPDX-License-Identifier: BSL-1.0 */
/* Gaussian elimination with pivoting, rows dealt out in turn: MPI_MAXLOC finds the row with the
 * largest entry, its owner broadcasts it, and every rank subtracts it from the rows it has left. */

#include <math.h>
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { N = 75, WIDTH = N + 1 };

static double entry(int i, int j)
{
    unsigned x = (unsigned)(i * N + j + 1) * 2654435761u;
    return (double)((x ^ x >> 15) % 2001u) - 1000.0;
}

static double known(int j)
{
    return (j * 7) % 11 - 5;
}

/* Row i of the equations, its right-hand side last. */
static void make_row(int i, double *row)
{
    row[N] = 0.0;
    for (int j = 0; j < N; j++) {
        row[j] = entry(i, j);
        row[N] += row[j] * known(j);
    }
}

int main(int argc, char **argv)
{
    int rank, size, wrong = 0;
    static double upper[N][WIDTH];
    double x[N];

    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);

    int count = rank < N ? (N - 1 - rank) / size + 1 : 0;
    double(*rows)[WIDTH] = malloc((count + 1) * sizeof *rows);
    char *used = calloc(count + 1, 1);
    for (int i = 0; i < count; i++)
        make_row(rank + i * size, rows[i]);

    for (int k = 0; k < N; k++) {
        struct {
            double value;
            int row;
        } best = {-1.0, -1}, pivot;
        for (int i = 0; i < count; i++)
            if (!used[i] && fabs(rows[i][k]) > best.value) {
                best.value = fabs(rows[i][k]);
                best.row = rank + i * size;
            }
        MPI_Allreduce(&best, &pivot, 1, MPI_DOUBLE_INT, MPI_MAXLOC, MPI_COMM_WORLD);

        int owner = pivot.row % size;
        if (rank == owner) {
            used[pivot.row / size] = 1;
            memcpy(upper[k], rows[pivot.row / size], sizeof upper[k]);
        }
        MPI_Bcast(upper[k], WIDTH, MPI_DOUBLE, owner, MPI_COMM_WORLD);
        for (int i = 0; i < count; i++)
            if (!used[i]) {
                double factor = rows[i][k] / upper[k][k];
                for (int j = k; j < WIDTH; j++)
                    rows[i][j] -= factor * upper[k][j];
            }
    }

    double error = 0.0, largest;
    for (int k = N - 1; k >= 0; k--) {
        x[k] = upper[k][N];
        for (int j = k + 1; j < N; j++)
            x[k] -= upper[k][j] * x[j];
        x[k] /= upper[k][k];
        error = fmax(error, fabs(x[k] - known(k)));
    }
    MPI_Allreduce(&error, &largest, 1, MPI_DOUBLE, MPI_MAX, MPI_COMM_WORLD);
    wrong = !(largest < 1e-6);
    if (rank == 0) {
        for (int k = 0; k < 5; k++)
            printf("x[%d] = %.4f\n", k, x[k]);
        printf("%d unknowns: %s\n", N, wrong ? "WRONG" : "right");
    }
    free(rows);
    free(used);
    MPI_Finalize();
    return wrong;
}
