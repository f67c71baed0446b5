/* SPDX-License-Identifier: BSL-1.0 */
/* A histogram of values that rank 0 has: scattered, the range agreed on by all, counted by each,
 * the counts added up. Places after the last value hold NaN and are not counted. */

#include <math.h>
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

enum { VALUES = 50021, BINS = 16 };

/* A hump: the sum of four scrambled numbers. */
static float sample(unsigned i)
{
    unsigned sum = 0, x = i + 1;
    for (int k = 0; k < 4; k++) {
        x = x * 1664525u + 1013904223u;
        sum += (x >> 16) % 256u;
    }
    return (float)sum;
}

static void count(const float *values, int n, float low, float high, int *bins)
{
    for (int i = 0; i < n; i++)
        if (!isnan(values[i])) {
            int bin = (int)((values[i] - low) * BINS / (high - low));
            bins[bin < BINS ? bin : BINS - 1]++;
        }
}

int main(int argc, char **argv)
{
    int rank, size, wrong = 0, bins[BINS] = {0}, total[BINS], expected[BINS] = {0};

    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);

    int share = (VALUES + size - 1) / size;
    float *values = NULL, *mine = malloc(share * sizeof *mine);
    if (rank == 0) {
        values = malloc((size_t)share * size * sizeof *values);
        for (int i = 0; i < share * size; i++)
            values[i] = i < VALUES ? sample(i) : NAN;
    }
    MPI_Scatter(values, share, MPI_FLOAT, mine, share, MPI_FLOAT, 0, MPI_COMM_WORLD);

    float low = HUGE_VALF, high = -HUGE_VALF;
    for (int i = 0; i < share; i++) {
        low = fminf(low, mine[i]);
        high = fmaxf(high, mine[i]);
    }
    MPI_Allreduce(MPI_IN_PLACE, &low, 1, MPI_FLOAT, MPI_MIN, MPI_COMM_WORLD);
    MPI_Allreduce(MPI_IN_PLACE, &high, 1, MPI_FLOAT, MPI_MAX, MPI_COMM_WORLD);
    count(mine, share, low, high, bins);
    MPI_Reduce(bins, total, BINS, MPI_INT, MPI_SUM, 0, MPI_COMM_WORLD);

    if (rank == 0) {
        count(values, VALUES, low, high, expected);
        for (int i = 0; i < BINS; i++) {
            printf("%6.1f %6d |", low + i * (high - low) / BINS, total[i]);
            for (int j = 0; j < total[i] / 200; j++)
                putchar('*');
            putchar('\n');
            wrong += total[i] != expected[i];
        }
        printf("%d of %d bins wrong\n", wrong, BINS);
    }
    free(values);
    free(mine);
    MPI_Finalize();
    return wrong != 0;
}
