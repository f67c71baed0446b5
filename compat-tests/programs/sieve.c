/* SPDX-License-Identifier: BSL-1.0 */
/* The sieve of Eratosthenes: each rank keeps a stretch of the numbers to N, rank 0's stretch holds
 * all primes to the root of N and it tells them to the others one after the other. */

#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

enum { N = 500000, PRIMES = 41538, LARGEST = 499979 };

int main(int argc, char **argv)
{
    int rank, size;

    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);

    int low = 2 + (int)((long long)rank * (N - 1) / size);
    int high = 1 + (int)((long long)(rank + 1) * (N - 1) / size);
    char *composite = calloc(high - low + 1, 1);

    if (rank == 0 && high < N / high) {
        fprintf(stderr, "sieve: too many ranks for so few numbers\n");
        MPI_Abort(MPI_COMM_WORLD, 2);
    }
    for (int prime = 2; prime <= N / prime;) {
        int multiple = (low + prime - 1) / prime * prime;
        if (multiple < prime * prime)
            multiple = prime * prime;
        for (; multiple <= high; multiple += prime)
            composite[multiple - low] = 1;
        if (rank == 0)
            do
                prime++;
            while (composite[prime - low]);
        MPI_Bcast(&prime, 1, MPI_INT, 0, MPI_COMM_WORLD);
    }

    long count = 0, total = 0;
    int last = 0, largest = 0;
    for (int i = low; i <= high; i++)
        if (!composite[i - low]) {
            count++;
            last = i;
        }
    MPI_Reduce(&count, &total, 1, MPI_LONG, MPI_SUM, 0, MPI_COMM_WORLD);
    MPI_Reduce(&last, &largest, 1, MPI_INT, MPI_MAX, 0, MPI_COMM_WORLD);
    free(composite);

    if (rank == 0)
        printf("%ld primes up to %d, the largest is %d\n", total, N, largest);
    MPI_Finalize();
    return rank == 0 && (total != PRIMES || largest != LARGEST);
}
