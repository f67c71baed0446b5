/* SPDX-License-Identifier: BSL-1.0 */
/* Rank 0 reads a configuration from standard input and broadcasts it: numbers one by one, a string
 * with its length before it, and the whole once more as plain bytes. All ranks must then agree. */

#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct config {
    int steps;
    double time_step;
    long seed;
    char title[64];
};

static int read_config(struct config *c)
{
    char line[128], key[32], value[64];
    int found = 0;

    while (fgets(line, sizeof line, stdin) != NULL) {
        if (line[0] == '#' || sscanf(line, "%31[a-z_] = %63[^\n]", key, value) != 2)
            continue;
        found++;
        if (strcmp(key, "steps") == 0)
            c->steps = atoi(value);
        else if (strcmp(key, "time_step") == 0)
            c->time_step = atof(value);
        else if (strcmp(key, "seed") == 0)
            c->seed = atol(value);
        else if (strcmp(key, "title") == 0)
            snprintf(c->title, sizeof c->title, "%s", value);
        else
            found--;
    }
    return found == 4;
}

static void broadcast(struct config *c)
{
    int length = (int)strlen(c->title) + 1;

    MPI_Bcast(&c->steps, 1, MPI_INT, 0, MPI_COMM_WORLD);
    MPI_Bcast(&c->time_step, 1, MPI_DOUBLE, 0, MPI_COMM_WORLD);
    MPI_Bcast(&c->seed, 1, MPI_LONG, 0, MPI_COMM_WORLD);
    MPI_Bcast(&length, 1, MPI_INT, 0, MPI_COMM_WORLD);
    MPI_Bcast(c->title, length, MPI_CHAR, 0, MPI_COMM_WORLD);
}

int main(int argc, char **argv)
{
    struct config parts = {0, 0.0, 0, ""}, whole;
    int rank, size, same, all_same;

    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);

    if (rank == 0 && !read_config(&parts)) {
        fprintf(stderr, "config: standard input lacks a setting\n");
        MPI_Abort(MPI_COMM_WORLD, 2);
    }
    broadcast(&parts);
    whole = parts;
    MPI_Bcast(&whole, sizeof whole, MPI_BYTE, 0, MPI_COMM_WORLD);

    same = parts.steps == whole.steps && parts.time_step == whole.time_step &&
           parts.seed == whole.seed && strcmp(parts.title, whole.title) == 0;
    MPI_Allreduce(&same, &all_same, 1, MPI_INT, MPI_LAND, MPI_COMM_WORLD);

    /* The last rank reports what it was told. */
    MPI_Request request;
    if (rank == size - 1)
        MPI_Isend(&parts, sizeof parts, MPI_BYTE, 0, 0, MPI_COMM_WORLD, &request);
    if (rank == 0) {
        MPI_Recv(&whole, sizeof whole, MPI_BYTE, size - 1, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        printf("\"%s\": %d steps of %g s, seed %ld\n", whole.title, whole.steps, whole.time_step,
               whole.seed);
        printf("all ranks agree: %s\n", all_same ? "yes" : "NO");
    }
    if (rank == size - 1)
        MPI_Wait(&request, MPI_STATUS_IGNORE);
    MPI_Finalize();
    return !all_same;
}
