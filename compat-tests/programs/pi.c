/* SPDX-License-Identifier: BSL-1.0 */
/* Pi as the integral of 4/(1+x^2) over [0,1] by the midpoint rule, the strips dealt out in turn and
 * the partial sums reduced to rank 0. */

#include <math.h>
#include <mpi.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    const double reference = 3.14159265358979323846;
    int rank, size, n = 0;

    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);

    if (rank == 0)
        n = 1000003;
    MPI_Bcast(&n, 1, MPI_INT, 0, MPI_COMM_WORLD);

    double start = MPI_Wtime();
    double width = 1.0 / n, sum = 0.0, pi = 0.0;
    for (int i = rank; i < n; i += size) {
        double x = width * (i + 0.5);
        sum += 4.0 / (1.0 + x * x);
    }
    sum *= width;
    MPI_Reduce(&sum, &pi, 1, MPI_DOUBLE, MPI_SUM, 0, MPI_COMM_WORLD);
    double elapsed = MPI_Wtime() - start;

    int wrong = 0;
    if (rank == 0) {
        wrong = fabs(pi - reference) > 1e-11 || elapsed < 0.0;
        printf("pi is about %.10f with %d strips: %s\n", pi, n, wrong ? "WRONG" : "right");
    }
    MPI_Finalize();
    return wrong;
}
