/* SPDX-License-Identifier: BSL-1.0 */
/* All shortest paths in a graph by Floyd's algorithm: blocks of rows; the row of the city that
 * paths may now lead through is broadcast by its owner, so that every rank is the root in its turn.
 */

#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CITIES = 120, FAR = 1000000 };

/* The length of the road from i to j, or FAR when there is none: one of seven pairs has a road. */
static int road(int i, int j)
{
    unsigned x = (unsigned)(i * CITIES + j) * 2246822519u;
    x ^= x >> 13;
    return i == j ? 0 : x % 7 == 0 ? 1 + (int)(x % 101) : FAR;
}

/* Lets the paths of some rows lead through city k, whose own row is via. */
static void relax(int *rows, int count, const int *via, int k)
{
    for (int i = 0; i < count; i++)
        for (int j = 0; j < CITIES; j++)
            if (rows[i * CITIES + k] + via[j] < rows[i * CITIES + j])
                rows[i * CITIES + j] = rows[i * CITIES + k] + via[j];
}

int main(int argc, char **argv)
{
    int rank, size, wrong = 0, via[CITIES];

    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);

    /* Equal blocks; the last ranks may have rows of no city, which stay empty, or only such. */
    int share = (CITIES + size - 1) / size, first = rank * share;
    int *mine = malloc(sizeof *mine * share * CITIES), *all = NULL;
    for (int i = 0; i < share * CITIES; i++)
        mine[i] = first + i / CITIES < CITIES ? road(first + i / CITIES, i % CITIES) : FAR;

    for (int k = 0; k < CITIES; k++) {
        if (k / share == rank)
            memcpy(via, mine + (k - first) * CITIES, sizeof via);
        MPI_Bcast(via, CITIES, MPI_INT, k / share, MPI_COMM_WORLD);
        relax(mine, share, via, k);
    }

    if (rank == 0)
        all = malloc(sizeof *all * share * size * CITIES);
    MPI_Gather(mine, share * CITIES, MPI_INT, all, share * CITIES, MPI_INT, 0, MPI_COMM_WORLD);
    if (rank == 0) {
        static int alone[CITIES * CITIES];
        int longest = 0;
        for (int i = 0; i < CITIES * CITIES; i++)
            alone[i] = road(i / CITIES, i % CITIES);
        for (int k = 0; k < CITIES; k++) {
            memcpy(via, alone + k * CITIES, sizeof via);
            relax(alone, CITIES, via, k);
        }
        for (int i = 0; i < CITIES * CITIES; i++) {
            wrong += all[i] != alone[i];
            if (all[i] > longest)
                longest = all[i];
        }
        printf("from 0 to %d: %d; longest of all: %d; %d paths wrong\n", CITIES - 1,
               all[CITIES - 1], longest, wrong);
    }
    free(mine);
    free(all);
    MPI_Finalize();
    return wrong != 0;
}
