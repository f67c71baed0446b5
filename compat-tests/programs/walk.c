/* SPDX-License-Identifier: BSL-1.0 */
/* Walkers on a circle that is cut into arcs, one for each rank. In every round those who left their
 * arc are sent to the neighbours, who cannot know how many will come and therefore probe. */

#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

enum { AROUND = 3200, WALKERS = 2000, ROUNDS = 30, STRIDE = 20, BINS = 10 };
enum { LEFTWARDS, RIGHTWARDS };

struct walker {
    int place;
    unsigned random;
};

static struct walker new_walker(int i)
{
    struct walker w = {(int)((long)i * i % AROUND), (unsigned)i * 747796405u + 1u};
    return w;
}

/* One step of at most STRIDE to either side; where it leads is the walker's own affair alone. */
static void walk(struct walker *w)
{
    w->random = w->random * 1664525u + 1013904223u;
    int stride = (int)((w->random >> 16) % (2 * STRIDE + 1)) - STRIDE;
    w->place = (w->place + stride + AROUND) % AROUND;
}

/* Receives walkers who come from a neighbour and appends them to the crowd; returns its new size.
 */
static int welcome(int from, int tag, struct walker *crowd, int n)
{
    MPI_Status status;
    int ints;
    MPI_Probe(from, tag, MPI_COMM_WORLD, &status);
    MPI_Get_count(&status, MPI_INT, &ints);
    MPI_Recv(&crowd[n], ints, MPI_INT, from, tag, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    return n + ints / 2;
}

/* Sends those who have left the arc low .. high - 1 to the neighbours; returns who is here then. */
static int exchange(struct walker *crowd, int n, int low, int high, int left, int right)
{
    static struct walker leaving[2][WALKERS];
    int stay = 0, count[2] = {0, 0};
    MPI_Request requests[2];

    for (int i = 0; i < n; i++)
        if (crowd[i].place >= low && crowd[i].place < high) {
            crowd[stay++] = crowd[i];
        } else {
            /* The shorter way round tells the direction; strides are short against the circle. */
            int direction =
                (crowd[i].place - low + AROUND) % AROUND < AROUND / 2 ? RIGHTWARDS : LEFTWARDS;
            leaving[direction][count[direction]++] = crowd[i];
        }
    MPI_Isend(leaving[LEFTWARDS], 2 * count[LEFTWARDS], MPI_INT, left, LEFTWARDS, MPI_COMM_WORLD,
              &requests[0]);
    MPI_Isend(leaving[RIGHTWARDS], 2 * count[RIGHTWARDS], MPI_INT, right, RIGHTWARDS,
              MPI_COMM_WORLD, &requests[1]);
    n = welcome(right, LEFTWARDS, crowd, stay);
    n = welcome(left, RIGHTWARDS, crowd, n);
    MPI_Waitall(2, requests, MPI_STATUSES_IGNORE);
    return n;
}

int main(int argc, char **argv)
{
    static struct walker crowd[2 * WALKERS];
    int rank, size, n = 0, wrong = 0, bins[BINS] = {0}, total[BINS], expected[BINS] = {0};

    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    int low = AROUND * rank / size, high = AROUND * (rank + 1) / size;
    int left = (rank + size - 1) % size, right = (rank + 1) % size;

    for (int i = 0; i < WALKERS; i++) {
        struct walker w = new_walker(i);
        if (w.place >= low && w.place < high)
            crowd[n++] = w;
    }
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < n; i++)
            walk(&crowd[i]);
        n = exchange(crowd, n, low, high, left, right);
    }

    for (int i = 0; i < n; i++)
        bins[crowd[i].place * BINS / AROUND]++;
    MPI_Reduce(bins, total, BINS, MPI_INT, MPI_SUM, 0, MPI_COMM_WORLD);
    if (rank == 0) {
        for (int i = 0; i < WALKERS; i++) {
            struct walker w = new_walker(i);
            for (int round = 0; round < ROUNDS; round++)
                walk(&w);
            expected[w.place * BINS / AROUND]++;
        }
        for (int i = 0; i < BINS; i++) {
            printf("from %4d on: %4d walkers\n", i * AROUND / BINS, total[i]);
            wrong += total[i] != expected[i];
        }
    }
    MPI_Finalize();
    return wrong != 0;
}
