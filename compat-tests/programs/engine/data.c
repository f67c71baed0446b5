/* SPDX-License-Identifier: BSL-1.0 */
/* The collectives that move data: every one with every root, selected datatypes, counts from none
 * to a megabyte, in place and not, on several communicators, checked against what must arrive. */

#include "check.h"
#include "kinds.h"

static MPI_Comm comm;
static int rank, size;

/* One call to be tried; turn makes its data unlike that of any other call. */
static const struct kind *kind;
static int root, count, in_place;
static long turn;

enum { UNTOUCHED = 101 };

/* What stands for element i of the block that goes from one rank to another. */
static long value(int from, int to, size_t i)
{
    return (long)((i * 7 + (i >> 8) + (size_t)from * 31 + (size_t)to * 17 + (size_t)turn * 13) %
                  101);
}

static void *new_blocks(int blocks)
{
    return allocate(kind->extent * (size_t)count * (size_t)blocks);
}

/* Fills one block of a buffer with what goes from one rank to another. */
static void fill(void *buffer, int block, int from, int to)
{
    size_t first = (size_t)block * (size_t)count;
    for (size_t i = 0; i < (size_t)count; i++)
        kind->put(buffer, first + i, value(from, to, i));
}

static void wipe(void *buffer, int blocks)
{
    for (size_t i = 0; i < (size_t)count * (size_t)blocks; i++)
        kind->put(buffer, i, UNTOUCHED);
}

static int block_is(const void *buffer, int block, int from, int to)
{
    size_t first = (size_t)block * (size_t)count;
    for (size_t i = 0; i < (size_t)count; i++)
        if (!kind->holds(buffer, first + i, value(from, to, i)))
            return 0;
    return 1;
}

static void try_bcast(void)
{
    void *buffer = new_blocks(1);
    wipe(buffer, 1);
    if (rank == root)
        fill(buffer, 0, root, 0);
    MPI_Bcast(buffer, count, kind->type, root, comm);
    CHECK(block_is(buffer, 0, root, 0));
    free(buffer);
}

static void try_scatter(void)
{
    void *all = rank == root ? new_blocks(size) : NULL, *mine = new_blocks(1);
    wipe(mine, 1);
    for (int to = 0; to < size && rank == root; to++)
        fill(all, to, root, to);
    if (in_place && rank == root) {
        MPI_Scatter(all, count, kind->type, MPI_IN_PLACE, count, kind->type, root, comm);
    } else {
        MPI_Scatter(all, count, kind->type, mine, count, kind->type, root, comm);
        CHECK(block_is(mine, 0, root, rank));
    }
    for (int to = 0; to < size && rank == root; to++)
        CHECK(block_is(all, to, root, to));
    free(all);
    free(mine);
}

static void try_gather(void)
{
    void *all = rank == root ? new_blocks(size) : NULL, *mine = new_blocks(1);
    fill(mine, 0, rank, root);
    if (rank == root) {
        wipe(all, size);
        if (in_place)
            fill(all, rank, rank, root);
    }
    MPI_Gather(in_place && rank == root ? MPI_IN_PLACE : mine, count, kind->type, all, count,
               kind->type, root, comm);
    for (int from = 0; from < size && rank == root; from++)
        CHECK(block_is(all, from, from, root));
    CHECK(block_is(mine, 0, rank, root));
    free(all);
    free(mine);
}

static void try_allgather(void)
{
    void *all = new_blocks(size), *mine = new_blocks(1);
    wipe(all, size);
    fill(in_place ? all : mine, in_place ? rank : 0, rank, 0);
    if (in_place)
        MPI_Allgather(MPI_IN_PLACE, 0, MPI_DATATYPE_NULL, all, count, kind->type, comm);
    else
        MPI_Allgather(mine, count, kind->type, all, count, kind->type, comm);
    for (int from = 0; from < size; from++)
        CHECK(block_is(all, from, from, 0));
    free(all);
    free(mine);
}

static void try_alltoall(void)
{
    void *out = new_blocks(size), *in = new_blocks(size);
    wipe(in, size);
    for (int to = 0; to < size; to++)
        fill(in_place ? in : out, to, rank, to);
    if (in_place)
        MPI_Alltoall(MPI_IN_PLACE, 0, MPI_DATATYPE_NULL, in, count, kind->type, comm);
    else
        MPI_Alltoall(out, count, kind->type, in, count, kind->type, comm);
    for (int from = 0; from < size; from++)
        CHECK(block_is(in, from, from, rank));
    for (int to = 0; to < size && !in_place; to++)
        CHECK(block_is(out, to, rank, to));
    free(out);
    free(in);
}

/* The collectives, whether they have a root, and how many blocks go through one rank. */
static const struct {
    void (*attempt)(void);
    int rooted, many_blocks;
} collectives[] = {
    {try_bcast, 1, 0},     {try_scatter, 1, 1},  {try_gather, 1, 1},
    {try_allgather, 0, 1}, {try_alltoall, 0, 1},
};
enum { COLLECTIVES = sizeof collectives / sizeof *collectives };

/* Whether to make the call of this turn. All small calls are made on few ranks; of the others,
 * which take longer, every so manieth, by primes, so that in time everything meets everything. */
static int is_tried(int which)
{
    static const int few[COUNTS] = {1, 1, 1, 67, 331}, many[COUNTS] = {23, 23, 23, 151, 509};
    return turn % (comm_size(MPI_COMM_WORLD) <= 4 ? few : many)[which] == 0;
}

static void try_all(void)
{
    const struct kind *kinds = all_kinds();

    for (int c = 0; c < COLLECTIVES; c++)
        for (root = 0; root < (collectives[c].rooted ? size : 1); root++)
            for (int which = 0; which < COUNTS; which++)
                for (int k = 0; k < KINDS; k++)
                    for (in_place = 0; in_place < 2; in_place++) {
                        turn++;
                        if (!is_tried(which))
                            continue;
                        kind = &kinds[k];
                        count = count_of(which, kind->extent);
                        if (which == 4 && collectives[c].many_blocks)
                            count = count / size + 1;
                        collectives[c].attempt();
                    }
}

int main(int argc, char **argv)
{
    MPI_Comm comms[COMMS];

    MPI_Init(&argc, &argv);
    make_comms(comms);
    for (int c = 0; c < COMMS; c++) {
        comm = comms[c];
        rank = comm_rank(comm);
        size = comm_size(comm);
        try_all();
        for (int i = 0; i < 10; i++)
            CHECK(MPI_Barrier(comm) == MPI_SUCCESS);
    }
    free_comms(comms);
    return all_well("data");
}
