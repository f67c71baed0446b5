/* SPDX-License-Identifier: BSL-1.0 */
/* Reduce, Allreduce, Scan, Exscan, Reduce_scatter_block, Reduce_scatter and Reduce_local, in all
 * forms, with predefined operators and with some of the program that show the order of the
 * operands: to every root, of several sizes, none among them, in place and not. */
#include "forms.h"

enum { MOST = 9000, UNTOUCHED = -77 };

static int form, count;
static long mine[MOST], got[MOST], right[MOST];

/* An affine map x -> a x + b of the numbers below 10007, of which it is the a'th and b'th:
 * composing two is associative, but not commutative. */
struct map {
    int a, b;
};

enum { PRIME = 10007 };

static struct map then(struct map first, struct map second)
{
    struct map both = {first.a * second.a % PRIME, (first.b * second.a + second.b) % PRIME};
    return both;
}

static void compose(void *in, void *inout, int *n, MPI_Datatype *type)
{
    const struct map *left = in;
    struct map *right_maps = inout;
    MPI_Aint lb, extent;
    MPI_Type_get_extent(*type, &lb, &extent);
    CHECK(lb == 0 && extent == (MPI_Aint)sizeof(struct map));
    for (int i = 0; i < *n; i++)
        right_maps[i] = then(left[i], right_maps[i]);
}

static MPI_Op composition;
static MPI_Datatype map_type;

/* What is reduced, which is either longs with MPI_SUM, or maps with the composition; both have the
 * same size here. */
static int with_maps;

static MPI_Datatype type(void)
{
    return with_maps ? map_type : MPI_LONG;
}

static MPI_Op op(void)
{
    return with_maps ? composition : MPI_SUM;
}

static long contribution(int r, int i)
{
    long value = (long)(r + 2) * (i + 1);
    if (with_maps) {
        struct map map = {(r + 2) % PRIME, (i + r) % PRIME};
        memcpy(&value, &map, sizeof map);
    }
    return value;
}

static long combine(long left, long right_value)
{
    struct map a, b;
    if (!with_maps)
        return left + right_value;
    memcpy(&a, &left, sizeof a);
    memcpy(&b, &right_value, sizeof b);
    a = then(a, b);
    memcpy(&left, &a, sizeof a);
    return left;
}

/* The combination of the ranks from 0 to `last`. */
static long result(int last, int i)
{
    long value = contribution(0, i);
    for (int r = 1; r <= last; r++)
        value = combine(value, contribution(r, i));
    return value;
}

static void fill(long *buffer, int n)
{
    for (int i = 0; i < MOST; i++)
        buffer[i] = i < n ? contribution(rank, i) : UNTOUCHED;
}

static void wipe(void)
{
    for (int i = 0; i < MOST; i++)
        mine[i] = got[i] = right[i] = UNTOUCHED;
}

static void expect(int last, int offset, int n)
{
    for (int i = 0; i < n; i++)
        right[i] = result(last, offset + i);
    CHECK(memcmp(got, right, sizeof got) == 0);
}

static void try_reduce(int root, int in_place)
{
#ifdef MPICH /* which looks for data at MPI_IN_PLACE then */
    in_place = in_place && count < 100;
#endif
    wipe();
    fill(mine, count);
    if (rank != root) {
        void *not_looked_at = NULL;
#ifdef MPICH /* where it is */
        not_looked_at = right;
#endif
        GOOD(in_reduce(form, mine, not_looked_at, count, type(), op(), root, MPI_COMM_WORLD));
        expect(0, 0, 0);
        return;
    }
    if (in_place)
        fill(got, count);
    GOOD(in_reduce(form, in_place ? MPI_IN_PLACE : mine, got, count, type(), op(), root,
                   MPI_COMM_WORLD));
    expect(size - 1, 0, count);
}

static void try_allreduce(int in_place)
{
    wipe();
    fill(in_place ? got : mine, count);
    GOOD(in_allreduce(form, in_place ? MPI_IN_PLACE : mine, got, count, type(), op(),
                      MPI_COMM_WORLD));
    expect(size - 1, 0, count);
}

static void try_scan(int in_place)
{
    wipe();
    fill(in_place ? got : mine, count);
    GOOD(in_scan(form, in_place ? MPI_IN_PLACE : mine, got, count, type(), op(), MPI_COMM_WORLD));
    expect(rank, 0, count);
}

static void try_exscan(int in_place)
{
    wipe();
    fill(in_place ? got : mine, count);
    /* The first rank gets nothing, so its receive buffer is not even looked at. */
    int looked_at = rank || in_place;
#ifdef MPICH /* where it is */
    looked_at = 1;
#endif
    GOOD(in_exscan(form, in_place ? MPI_IN_PLACE : mine, looked_at ? got : NULL, count, type(),
                   op(), MPI_COMM_WORLD));
    if (rank)
        expect(rank - 1, 0, count);
    else if (!in_place)
        expect(0, 0, 0);
#ifdef ZEROMPI_API /* in place the standard leaves it open */
    else
        expect(0, 0, count);
#endif
}

static void try_reduce_scatter_block(int in_place)
{
    wipe();
    fill(in_place ? got : mine, count * size);
    GOOD(in_reduce_scatter_block(form, in_place ? MPI_IN_PLACE : mine, got, count, type(), op(),
                                 MPI_COMM_WORLD));
    for (int i = count; i < MOST && in_place; i++)
        got[i] = UNTOUCHED; /* what else was there is the library's to use */
    expect(size - 1, rank * count, count);
}

static void try_reduce_scatter(int in_place)
{
    int counts[RANKS_MAX], offset = 0, sum = 0;
    for (int r = 0; r < size; r++) {
        counts[r] = (r + 1) % 3 * count / 2; /* some are empty */
        offset += r < rank ? counts[r] : 0;
        sum += counts[r];
    }
    wipe();
    fill(in_place ? got : mine, sum);
    GOOD(in_reduce_scatter(form, in_place ? MPI_IN_PLACE : mine, got, counts, type(), op(),
                           MPI_COMM_WORLD));
    for (int i = counts[rank]; i < MOST && in_place; i++)
        got[i] = UNTOUCHED;
    expect(size - 1, offset, counts[rank]);
}

static void try_reduce_local(void)
{
    wipe();
    for (int i = 0; i < count; i++) {
        mine[i] = contribution(0, i);
        got[i] = contribution(1, i);
    }
    GOOD(MPI_Reduce_local(mine, got, count, type(), op()));
    expect(1, 0, count);
    for (int i = 0; i < count; i++)
        CHECK(mine[i] == contribution(0, i));
}

static void try_all(void)
{
    for (int in_place = 0; in_place < 2; in_place++) {
        for (int root = 0; root < size; root += root + 2 < size ? 2 : 1)
            try_reduce(root, in_place);
        try_allreduce(in_place);
        try_scan(in_place);
        try_exscan(in_place);
        try_reduce_scatter_block(in_place);
        try_reduce_scatter(in_place);
    }
    try_reduce_local();
}

/* Nothing is reduced, and no buffer needed. */
static void try_nothing(void)
{
    const int zeros[RANKS_MAX] = {0};
    for (int root = 0; root < size; root++)
        GOOD(in_reduce(form, NULL, NULL, 0, type(), op(), root, MPI_COMM_WORLD));
    GOOD(in_allreduce(form, NULL, NULL, 0, type(), op(), MPI_COMM_WORLD));
    GOOD(in_scan(form, NULL, NULL, 0, type(), op(), MPI_COMM_WORLD));
    GOOD(in_exscan(form, NULL, NULL, 0, type(), op(), MPI_COMM_WORLD));
    GOOD(in_reduce_scatter_block(form, NULL, NULL, 0, type(), op(), MPI_COMM_WORLD));
    GOOD(in_reduce_scatter(form, NULL, NULL, zeros, type(), op(), MPI_COMM_WORLD));
    GOOD(MPI_Reduce_local(NULL, NULL, 0, type(), op()));
}

int main(int argc, char **argv)
{
    const int counts[] = {1, 2, 7, 1000};
    begin(&argc, &argv);
    GOOD(MPI_Op_create(compose, 0, &composition));
    GOOD(MPI_Type_contiguous(2, MPI_INT, &map_type));
    GOOD(MPI_Type_commit(&map_type));
    for (form = 0; form < FORMS; form++)
        for (with_maps = 0; with_maps < 2; with_maps++) {
            for (int i = 0; i < 4; i++) {
                count = counts[i];
                try_all();
            }
            try_nothing();
        }
    GOOD(MPI_Type_free(&map_type));
    GOOD(MPI_Op_free(&composition));
    return finish();
}
