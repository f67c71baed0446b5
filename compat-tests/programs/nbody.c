/* SPDX-License-Identifier: BSL-1.0 */
/* Bodies that attract each other: each rank moves its own and before every step all positions are
 * gathered on all ranks. The last ranks may have fewer bodies than the others, or none. */

#include <math.h>
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

enum { BODIES = 101, STEPS = 20 };

static const double time_step = 0.01, softening = 0.05;

struct vector {
    double x, y, z;
};

static struct vector start(int i)
{
    struct vector p = {cos(2.4 * i) * sqrt(i), sin(2.4 * i) * sqrt(i), 0.1 * (i % 9 - 4)};
    return p;
}

/* The acceleration of body i by all the others, in the order of their numbers. */
static struct vector acceleration(const struct vector *all, int i)
{
    struct vector a = {0.0, 0.0, 0.0};
    for (int j = 0; j < BODIES; j++) {
        double dx = all[j].x - all[i].x, dy = all[j].y - all[i].y, dz = all[j].z - all[i].z;
        double square = dx * dx + dy * dy + dz * dz + softening;
        double pull = 1.0 / (square * sqrt(square));
        a.x += pull * dx;
        a.y += pull * dy;
        a.z += pull * dz;
    }
    return a;
}

/* One step for the bodies first .. first + n - 1; mine and speed are theirs alone. */
static void move(const struct vector *all, struct vector *mine, struct vector *speed, int first,
                 int n)
{
    for (int i = 0; i < n; i++) {
        struct vector a = acceleration(all, first + i);
        speed[i].x += time_step * a.x;
        speed[i].y += time_step * a.y;
        speed[i].z += time_step * a.z;
        mine[i].x += time_step * speed[i].x;
        mine[i].y += time_step * speed[i].y;
        mine[i].z += time_step * speed[i].z;
    }
}

/* The same on one rank alone; returns how many bodies are elsewhere. */
static int count_wrong(const struct vector *final)
{
    struct vector all[BODIES], next[BODIES], speed[BODIES] = {{0.0, 0.0, 0.0}};
    int wrong = 0;

    for (int i = 0; i < BODIES; i++)
        next[i] = start(i);
    for (int t = 0; t < STEPS; t++) {
        for (int i = 0; i < BODIES; i++)
            all[i] = next[i];
        move(all, next, speed, 0, BODIES);
    }
    for (int i = 0; i < BODIES; i++)
        wrong += fabs(next[i].x - final[i].x) + fabs(next[i].y - final[i].y) +
                     fabs(next[i].z - final[i].z) >
                 1e-12;
    return wrong;
}

int main(int argc, char **argv)
{
    int rank, size, wrong = 0;

    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);

    int share = (BODIES + size - 1) / size, first = rank * share;
    int n = first >= BODIES ? 0 : first + share > BODIES ? BODIES - first : share;
    struct vector *all = malloc(share * size * sizeof *all);
    struct vector *mine = calloc(share, sizeof *mine), *speed = calloc(share, sizeof *speed);

    for (int i = 0; i < n; i++)
        mine[i] = start(first + i);
    for (int t = 0; t <= STEPS; t++) {
        MPI_Allgather(mine, 3 * share, MPI_DOUBLE, all, 3 * share, MPI_DOUBLE, MPI_COMM_WORLD);
        if (t < STEPS)
            move(all, mine, speed, first, n);
    }

    if (rank == 0) {
        wrong = count_wrong(all);
        for (int i = 0; i < BODIES; i += 20)
            printf("body %3d is at %9.5f %9.5f %9.5f\n", i, all[i].x, all[i].y, all[i].z);
        printf("%d of %d bodies are lost\n", wrong, BODIES);
    }
    free(all);
    free(mine);
    free(speed);
    MPI_Finalize();
    return wrong != 0;
}
