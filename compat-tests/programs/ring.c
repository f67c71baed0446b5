/* SPDX-License-Identifier: BSL-1.0 */
/* A token goes once round the ring and every rank adds to it; then every rank's megabyte travels
 * all the way round, so that each rank has seen each other's. */

#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

enum { LENGTH = 131072 };

int main(int argc, char **argv)
{
    int rank, size, token = 0, wrong = 0, anywhere;

    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    int next = (rank + 1) % size, previous = (rank + size - 1) % size;

    if (size > 1) {
        if (rank == 0)
            MPI_Send(&token, 1, MPI_INT, next, 1, MPI_COMM_WORLD);
        MPI_Recv(&token, 1, MPI_INT, previous, 1, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        token += rank;
        if (rank != 0)
            MPI_Send(&token, 1, MPI_INT, next, 1, MPI_COMM_WORLD);
    }
    if (rank == 0)
        wrong += token != size * (size - 1) / 2;

    double *here = malloc(LENGTH * sizeof *here), *coming = malloc(LENGTH * sizeof *coming);
    for (int i = 0; i < LENGTH; i++)
        here[i] = rank + 0.5 * i;
    for (int step = 1; step <= size; step++) {
        MPI_Request request[2];
        MPI_Irecv(coming, LENGTH, MPI_DOUBLE, previous, 2, MPI_COMM_WORLD, &request[0]);
        MPI_Isend(here, LENGTH, MPI_DOUBLE, next, 2, MPI_COMM_WORLD, &request[1]);
        MPI_Waitall(2, request, MPI_STATUSES_IGNORE);

        int origin = (rank + size - step) % size;
        for (int i = 0; i < LENGTH; i++)
            wrong += coming[i] != origin + 0.5 * i;
        double *swap = here;
        here = coming;
        coming = swap;
    }
    free(here);
    free(coming);

    MPI_Allreduce(&wrong, &anywhere, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
    if (rank == 0)
        printf("the token counted to %d; after %d steps round the ring %d values are wrong\n",
               token, size, anywhere);
    MPI_Finalize();
    return anywhere != 0;
}
