/* SPDX-License-Identifier: BSL-1.0 */
/* Arguments that mean something on the root only may be anything on the other ranks. */

#include "check.h"

/* What other ranks give for the root's buffer: nothing, and something that must not be touched. */
static void *const garbage[] = {NULL, (void *)8};

static void with_garbage(void *nonsense, int count, MPI_Datatype type, int root)
{
    int rank = comm_rank(MPI_COMM_WORLD), size = comm_size(MPI_COMM_WORLD);
    int mine[3] = {rank, rank + 1, rank + 2}, *all = allocate(3 * size * sizeof *all);
    int is_root = rank == root;

    MPI_Gather(mine, 3, MPI_INT, is_root ? all : nonsense, is_root ? 3 : count,
               is_root ? MPI_INT : type, root, MPI_COMM_WORLD);
    for (int i = 0; i < 3 * size && is_root; i++)
        CHECK(all[i] == i / 3 + i % 3);

    memset(mine, 0, sizeof mine);
    MPI_Scatter(is_root ? all : nonsense, is_root ? 3 : count, is_root ? MPI_INT : type, mine, 3,
                MPI_INT, root, MPI_COMM_WORLD);
    CHECK(mine[0] == rank && mine[1] == rank + 1 && mine[2] == rank + 2);

    MPI_Reduce(mine, is_root ? all : nonsense, 3, MPI_INT, MPI_MAX, root, MPI_COMM_WORLD);
    CHECK(!is_root || (all[0] == size - 1 && all[2] == size + 1));

    /* In place, the root in turn ignores what describes the buffer that it does not give. */
    for (int i = 0; i < 3 && is_root; i++)
        all[3 * root + i] = rank + i;
    MPI_Gather(is_root ? MPI_IN_PLACE : mine, is_root ? count : 3, is_root ? type : MPI_INT,
               is_root ? all : nonsense, is_root ? 3 : count, is_root ? MPI_INT : type, root,
               MPI_COMM_WORLD);
    for (int i = 0; i < 3 * size && is_root; i++)
        CHECK(all[i] == i / 3 + i % 3);
    MPI_Scatter(is_root ? all : nonsense, is_root ? 3 : count, is_root ? MPI_INT : type,
                is_root ? MPI_IN_PLACE : mine, is_root ? count : 3, is_root ? type : MPI_INT, root,
                MPI_COMM_WORLD);
    CHECK(mine[0] == rank && mine[2] == rank + 2);
    MPI_Allgather(MPI_IN_PLACE, count, type, all, 0, MPI_INT, MPI_COMM_WORLD);
    free(all);
}

int main(int argc, char **argv)
{
    MPI_Init(&argc, &argv);
    for (int root = 0; root < comm_size(MPI_COMM_WORLD); root++)
        for (int i = 0; i < 2; i++) {
            with_garbage(garbage[i], 0, MPI_INT, root);
            with_garbage(garbage[i], 12345, MPI_DOUBLE, root);
            with_garbage(garbage[i], -1, MPI_DATATYPE_NULL, root);
        }
    return all_well("ignored");
}
