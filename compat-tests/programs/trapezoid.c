/* SPDX-License-Identifier: BSL-1.0 */
/* The integral of x*x from A to B with N trapezoids, all three from the command line: the first
 * program of many courses, in the C of 1990, adding up by plain sends and receives. */

#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

static double f(double x)
{
    return x * x;
}

/* The trapezoid rule over [left, left + count * width]. */
static double trapezoids(double left, int count, double width)
{
    double sum = 0.0;
    int i;

    for (i = 0; i < count; i++)
        sum += 0.5 * width * (f(left + i * width) + f(left + (i + 1) * width));
    return sum;
}

int main(int argc, char *argv[])
{
    int rank, size, n, first, count, source, wrong = 0;
    double a, b, width, part, total, exact, error;
    MPI_Status status;

    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    if (argc != 4) {
        if (rank == 0)
            fprintf(stderr, "usage: trapezoid A B N\n");
        MPI_Finalize();
        return 2;
    }
    a = atof(argv[1]);
    b = atof(argv[2]);
    n = atoi(argv[3]);

    /* The first n % size ranks take one trapezoid more. */
    width = (b - a) / n;
    count = n / size + (rank < n % size);
    first = rank * (n / size) + (rank < n % size ? rank : n % size);
    part = trapezoids(a + first * width, count, width);

    if (rank != 0) {
        MPI_Send(&part, 1, MPI_DOUBLE, 0, 0, MPI_COMM_WORLD);
    } else {
        total = part;
        for (source = 1; source < size; source++) {
            MPI_Recv(&part, 1, MPI_DOUBLE, source, 0, MPI_COMM_WORLD, &status);
            total += part;
        }
        exact = (b * b * b - a * a * a) / 3.0;
        error = total - exact;
        wrong = error < 0.0 || error > (b - a) * width * width;
        printf("with n = %d trapezoids the integral from %g to %g is %.8f: %s\n", n, a, b, total,
               wrong ? "WRONG" : "right");
    }
    MPI_Finalize();
    return wrong;
}
