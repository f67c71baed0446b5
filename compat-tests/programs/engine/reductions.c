/* SPDX-License-Identifier: BSL-1.0 */
/* The collectives that reduce: every one with every root, selected datatypes and operators, counts
 * from none to a megabyte, in place and not, on several communicators, against a sequential model.
 */

#include "check.h"
#include "kinds.h"

static MPI_Comm comm;
static int rank, size;

enum model { SUM, PRODUCT, LEAST, MOST, MODELS };
enum { UNTOUCHED = 101 };

/* One call to be tried; turn makes its data unlike that of any other call. */
static const struct kind *kind;
static enum model model;
static int root, count, in_place;
static long turn;

static MPI_Op op_of(enum model m)
{
    return m == SUM ? MPI_SUM : m == PRODUCT ? MPI_PROD : m == LEAST ? MPI_MIN : MPI_MAX;
}

/* What rank r contributes to element i: small enough for the sum over 16 ranks, or the product, to
 * fit into a byte. */
static long value(int r, size_t i)
{
    size_t x = i * 3 + (i >> 9) + (size_t)turn;
    if (model == PRODUCT)
        return (x + (size_t)r) % 5 == 0 && r < 6 ? 3 : 1;
    return (long)((x + (size_t)r * 5) % 8);
}

/* The reduction of element i over the ranks first .. last. */
static long reduced(int first, int last, size_t i)
{
    long result = value(first, i);
    for (int r = first + 1; r <= last; r++) {
        long v = value(r, i);
        if (model == SUM)
            result += v;
        else if (model == PRODUCT)
            result *= v;
        else if (model == LEAST ? v < result : v > result)
            result = v;
    }
    return result;
}

/* A buffer of n elements, filled with this rank's contribution, or wiped. */
static void *new_buffer(size_t n, int filled)
{
    void *buffer = allocate(kind->extent * n);
    for (size_t i = 0; i < n; i++)
        kind->put(buffer, i, filled ? value(rank, i) : UNTOUCHED);
    return buffer;
}

/* Whether the n elements of a buffer are the reduction over first .. last of those from start on.
 */
static int is_reduced(const void *buffer, size_t n, size_t start, int first, int last)
{
    for (size_t i = 0; i < n; i++)
        if (!kind->holds(buffer, i, reduced(first, last, start + i)))
            return 0;
    return 1;
}

static void try_reduce(void)
{
    void *out = new_buffer(count, 1), *in = rank == root ? new_buffer(count, in_place) : NULL;
    MPI_Reduce(in_place && rank == root ? MPI_IN_PLACE : out, in, count, kind->type, op_of(model),
               root, comm);
    CHECK(rank != root || is_reduced(in, count, 0, 0, size - 1));
    CHECK(is_reduced(out, count, 0, rank, rank));
    free(out);
    free(in);
}

static void try_allreduce(void)
{
    void *out = new_buffer(count, 1), *in = new_buffer(count, in_place);
    MPI_Allreduce(in_place ? MPI_IN_PLACE : out, in, count, kind->type, op_of(model), comm);
    CHECK(is_reduced(in, count, 0, 0, size - 1));
    CHECK(is_reduced(out, count, 0, rank, rank));
    free(out);
    free(in);
}

static void try_scan(void)
{
    void *out = new_buffer(count, 1), *in = new_buffer(count, in_place);
    MPI_Scan(in_place ? MPI_IN_PLACE : out, in, count, kind->type, op_of(model), comm);
    CHECK(is_reduced(in, count, 0, 0, rank));
    CHECK(is_reduced(out, count, 0, rank, rank));
    free(out);
    free(in);
}

static void try_exscan(void)
{
    void *out = new_buffer(count, 1), *in = new_buffer(count, in_place);
    MPI_Exscan(in_place ? MPI_IN_PLACE : out, in, count, kind->type, op_of(model), comm);
    CHECK(rank == 0 || is_reduced(in, count, 0, 0, rank - 1));
    CHECK(is_reduced(out, count, 0, rank, rank));
    free(out);
    free(in);
}

static void try_reduce_scatter_block(void)
{
    size_t all = (size_t)count * (size_t)size;
    void *out = new_buffer(all, 1), *in = new_buffer(all, in_place);
    MPI_Reduce_scatter_block(in_place ? MPI_IN_PLACE : out, in, count, kind->type, op_of(model),
                             comm);
    CHECK(is_reduced(in, count, (size_t)count * (size_t)rank, 0, size - 1));
    CHECK(is_reduced(out, all, 0, rank, rank));
    free(out);
    free(in);
}

static const struct {
    void (*attempt)(void);
    int rooted, many_blocks;
} collectives[] = {
    {try_reduce, 1, 0},
    {try_allreduce, 0, 0},
    {try_scan, 0, 0},
    {try_exscan, 0, 0},
    {try_reduce_scatter_block, 0, 1},
};
enum { COLLECTIVES = sizeof collectives / sizeof *collectives };

/* Whether to make the call of this turn. All small calls are made on few ranks; of the others,
 * which take longer, every so manieth, by primes, so that in time everything meets everything. */
static int is_tried(int which)
{
    static const int few[COUNTS] = {1, 1, 1, 67, 331}, many[COUNTS] = {23, 23, 23, 151, 509};
    return turn % (comm_size(MPI_COMM_WORLD) <= 4 ? few : many)[which] == 0;
}

static void try_kinds(int c, int which)
{
    const struct kind *kinds = all_kinds();

    for (int k = 0; k < NUMBERS; k++)
        for (model = 0; model < (k < COMPARABLE ? MODELS : LEAST); model++)
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
    for (int i = 0; i < COMMS; i++) {
        comm = comms[i];
        rank = comm_rank(comm);
        size = comm_size(comm);
        for (int c = 0; c < COLLECTIVES; c++)
            for (root = 0; root < (collectives[c].rooted ? size : 1); root++)
                for (int which = 0; which < COUNTS; which++)
                    try_kinds(c, which);
    }
    free_comms(comms);
    return all_well("reductions");
}
