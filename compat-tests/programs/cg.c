/* SPDX-License-Identifier: BSL-1.0 */
/* Poisson's equation on a square by conjugate gradients: rows of the square are dealt out, edges
 * are swapped with the neighbours before each application of the operator, dot products are global.
 */

#include <math.h>
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

enum { N = 41, LIMIT = 500 };

static int rank, size, rows;

/* A vector has a margin of one row at the top and the bottom; row i begins at i * N. */
static double *new_vector(void)
{
    return calloc((size_t)(rows + 2) * N, sizeof(double));
}

static double dot(const double *x, const double *y)
{
    double part = 0.0, sum;
    for (int i = N; i < (rows + 1) * N; i++)
        part += x[i] * y[i];
    MPI_Allreduce(&part, &sum, 1, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
    return sum;
}

/* y = A x, the five-point operator with zeros outside the square. */
static void apply(double *x, double *y)
{
    int up = rank > 0 ? rank - 1 : MPI_PROC_NULL;
    int down = rank < size - 1 ? rank + 1 : MPI_PROC_NULL;
    MPI_Request requests[4];

    MPI_Irecv(x, N, MPI_DOUBLE, up, 0, MPI_COMM_WORLD, &requests[0]);
    MPI_Irecv(x + (rows + 1) * N, N, MPI_DOUBLE, down, 1, MPI_COMM_WORLD, &requests[1]);
    MPI_Isend(x + rows * N, N, MPI_DOUBLE, down, 0, MPI_COMM_WORLD, &requests[2]);
    MPI_Isend(x + N, N, MPI_DOUBLE, up, 1, MPI_COMM_WORLD, &requests[3]);
    MPI_Waitall(4, requests, MPI_STATUSES_IGNORE);

    for (int i = 1; i <= rows; i++)
        for (int j = 0; j < N; j++) {
            double *at = &x[i * N + j];
            double west = j > 0 ? at[-1] : 0.0, east = j < N - 1 ? at[1] : 0.0;
            y[i * N + j] = 4.0 * at[0] - at[-N] - at[N] - west - east;
        }
}

/* Solves A x = b from x = 0; returns the number of iterations. */
static int solve(double *x, const double *b)
{
    double *r = new_vector(), *p = new_vector(), *ap = new_vector();
    int iteration = 0;

    for (int i = N; i < (rows + 1) * N; i++)
        r[i] = p[i] = b[i];
    double square = dot(r, r), goal = square * 1e-24;
    while (square > goal && iteration++ < LIMIT) {
        apply(p, ap);
        double alpha = square / dot(p, ap), last = square;
        for (int i = N; i < (rows + 1) * N; i++) {
            x[i] += alpha * p[i];
            r[i] -= alpha * ap[i];
        }
        square = dot(r, r);
        for (int i = N; i < (rows + 1) * N; i++)
            p[i] = r[i] + square / last * p[i];
    }
    free(r);
    free(p);
    free(ap);
    return iteration;
}

int main(int argc, char **argv)
{
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    if (size > N) {
        fprintf(stderr, "cg: more ranks than the %d rows\n", N);
        MPI_Abort(MPI_COMM_WORLD, 2);
    }
    int first = N * rank / size;
    rows = N * (rank + 1) / size - first;

    double *known = new_vector(), *b = new_vector(), *x = new_vector();
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < N; j++)
            known[(i + 1) * N + j] = sin(0.3 * (first + i)) + 0.01 * j * (first + i);
    apply(known, b);
    int iterations = solve(x, b);

    double error = 0.0, largest;
    for (int i = N; i < (rows + 1) * N; i++)
        error = fmax(error, fabs(x[i] - known[i]));
    MPI_Allreduce(&error, &largest, 1, MPI_DOUBLE, MPI_MAX, MPI_COMM_WORLD);
    double norm = sqrt(dot(x, x));
    int wrong = largest > 1e-8 || iterations > LIMIT;
    if (rank == 0)
        printf("norm of the solution %.6f: %s\n", norm, wrong ? "WRONG" : "right");
    free(known);
    free(b);
    free(x);
    MPI_Finalize();
    return wrong;
}
