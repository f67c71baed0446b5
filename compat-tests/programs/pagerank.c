/* SPDX-License-Identifier: BSL-1.0 */
/* Ranks pages by the links between them: each process has some pages, adds up what these give to
 * all others, and MPI_Reduce_scatter_block brings to each process the sums for its own pages. */

#include <math.h>
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

enum { PAGES = 203, LINKS = 6, ROUNDS = 40 };

/* The page that the k-th link of a page leads to; low numbers are liked best. */
static int target(int page, int k)
{
    unsigned x = (unsigned)(page * LINKS + k + 1) * 2654435761u;
    x = (x ^ x >> 16) % (PAGES * PAGES);
    return (int)(x / PAGES * (x % PAGES) / PAGES);
}

/* Adds to gifts what the pages first .. first + n - 1, with these scores, give to others. */
static void give(const double *scores, int first, int n, double *gifts)
{
    for (int i = 0; i < n; i++)
        for (int k = 0; k < LINKS; k++)
            gifts[target(first + i, k)] += scores[i] / LINKS;
}

static double renew(double gift)
{
    return 0.15 / PAGES + 0.85 * gift;
}

/* One process alone; returns how many scores are not the same to within rounding. */
static int count_wrong(const double *final)
{
    double scores[PAGES];
    int wrong = 0;

    for (int i = 0; i < PAGES; i++)
        scores[i] = 1.0 / PAGES;
    for (int round = 0; round < ROUNDS; round++) {
        double gifts[PAGES] = {0.0};
        give(scores, 0, PAGES, gifts);
        for (int i = 0; i < PAGES; i++)
            scores[i] = renew(gifts[i]);
    }
    for (int i = 0; i < PAGES; i++)
        wrong += !(fabs(scores[i] - final[i]) < 1e-13);
    return wrong;
}

int main(int argc, char **argv)
{
    int rank, size, wrong = 0;

    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);

    int share = (PAGES + size - 1) / size, first = rank * share;
    int n = first >= PAGES ? 0 : first + share > PAGES ? PAGES - first : share;
    double *scores = malloc(sizeof *scores * share), *all = malloc(sizeof *all * share * size);
    for (int i = 0; i < share; i++)
        scores[i] = 1.0 / PAGES;

    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < share * size; i++)
            all[i] = 0.0;
        give(scores, first, n, all);
        MPI_Reduce_scatter_block(all, scores, share, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
        for (int i = 0; i < share; i++)
            scores[i] = renew(scores[i]);
    }
    MPI_Gather(scores, share, MPI_DOUBLE, all, share, MPI_DOUBLE, 0, MPI_COMM_WORLD);

    if (rank == 0) {
        double sum = 0.0;
        int best = 0;
        for (int i = 0; i < PAGES; i++) {
            sum += all[i];
            if (all[i] > all[best])
                best = i;
        }
        wrong = count_wrong(all);
        printf("page %d is first with %.6f; all together %.6f; %d of %d scores wrong\n", best,
               all[best], sum, wrong, PAGES);
    }
    free(scores);
    free(all);
    MPI_Finalize();
    return wrong != 0;
}
