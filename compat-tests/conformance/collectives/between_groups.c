/* SPDX-License-Identifier: BSL-1.0 */
/* Collectives between two groups, in all forms: what one group gives, the other gets. The groups
 * are of different size where that can be. Rooted ones have every rank of either group as the root.
 */
#include "forms.h"
#include "layouts.h"

static MPI_Comm inter;
static int form, here, me, there, high; /* this group's size, rank; the other's size; which group */

/* The int `i` that rank r of group g has for rank q of the other one. */
static int value(int g, int r, int q, int i)
{
    return ((g * 20 + r) * 20 + q) * 1000 + i;
}

enum { INTS = 5, LONG = 2000 };

static int ints;

static void wipe_buffers(void)
{
    wipe_all();
}

static void set(struct memory *memory, int offset, int n, int g, int r, int q)
{
    for (int i = 0; i < n; i++)
        memory->cells[MARGIN + offset + i] = value(g, r, q, i);
}

/* ---- With a root ---- */

/* The root argument of this rank if rank `r` of group `g` is the root. */
static int root_as_seen(int g, int r)
{
    if (g != high)
        return r;
    return r == me ? MPI_ROOT : MPI_PROC_NULL;
}

static void try_bcast(int g, int r)
{
    int root = root_as_seen(g, r);
    wipe_buffers();
    if (root == MPI_ROOT) {
        set(&received, 0, ints, g, r, 0);
        set(&wanted, 0, ints, g, r, 0);
    } else if (root >= 0)
        set(&wanted, 0, ints, g, r, 0);
    void *buffer = base(&received);
#ifndef MPICH /* which wants one of everybody */
    buffer = root == MPI_PROC_NULL ? NULL : buffer;
#endif
    GOOD(in_bcast(form, buffer, ints, MPI_INT, root, inter));
    CHECK(as_wanted());
}

static void try_gather(int g, int r)
{
    int root = root_as_seen(g, r);
    wipe_buffers();
    set(&sent, 0, ints, high, me, r);
    for (int q = 0; q < there && root == MPI_ROOT; q++)
        set(&wanted, q * ints, ints, !high, q, r);
    GOOD(in_gather(form, base(&sent), ints, MPI_INT, base(&received), ints, MPI_INT, root, inter));
    CHECK(as_wanted());
}

static void try_scatter(int g, int r)
{
    int root = root_as_seen(g, r);
    wipe_buffers();
    for (int q = 0; q < there; q++)
        set(&sent, q * ints, ints, high, me, q);
    if (root >= 0)
        set(&wanted, 0, ints, g, r, me);
    GOOD(in_scatter(form, base(&sent), ints, MPI_INT, base(&received), ints, MPI_INT, root, inter));
    CHECK(as_wanted());
}

/* Block q has q % 3 ints, at place 4 q. */
static int counts[RANKS_MAX], displs[RANKS_MAX];

static void try_gatherv_scatterv(int g, int r)
{
    int root = root_as_seen(g, r);
    wipe_buffers();
    set(&sent, 0, me % 3, high, me, r);
    for (int q = 0; q < there && root == MPI_ROOT; q++)
        set(&wanted, 4 * q, q % 3, !high, q, r);
    GOOD(in_gatherv(form, base(&sent), me % 3, MPI_INT, base(&received), counts, displs, MPI_INT,
                    root, inter));
    CHECK(as_wanted());

    wipe_buffers();
    for (int q = 0; q < there; q++)
        set(&sent, 4 * q, q % 3, high, me, q);
    if (root >= 0)
        set(&wanted, 0, me % 3, g, r, me);
    GOOD(in_scatterv(form, base(&sent), counts, displs, MPI_INT, base(&received), me % 3, MPI_INT,
                     root, inter));
    CHECK(as_wanted());
}

/* ---- Everybody with everybody ---- */

static void try_exchanges(void)
{
    MPI_Datatype types[RANKS_MAX];
    int bytes[RANKS_MAX];
    wipe_buffers();
    set(&sent, 0, ints, high, me, 0);
    for (int q = 0; q < there; q++)
        set(&wanted, q * ints, ints, !high, q, 0);
    GOOD(in_allgather(form, base(&sent), ints, MPI_INT, base(&received), ints, MPI_INT, inter));
    CHECK(as_wanted());

    wipe_buffers();
    set(&sent, 0, me % 3, high, me, 0);
    for (int q = 0; q < there; q++)
        set(&wanted, 4 * q, q % 3, !high, q, 0);
    GOOD(in_allgatherv(form, base(&sent), me % 3, MPI_INT, base(&received), counts, displs, MPI_INT,
                       inter));
    CHECK(as_wanted());

    wipe_buffers();
    for (int q = 0; q < there; q++) {
        set(&sent, q * ints, ints, high, me, q);
        set(&wanted, q * ints, ints, !high, q, me);
    }
    GOOD(in_alltoall(form, base(&sent), ints, MPI_INT, base(&received), ints, MPI_INT, inter));
    CHECK(as_wanted());

    /* Rank r sends r % 3 ints to everybody. */
    int mine[RANKS_MAX];
    wipe_buffers();
    for (int q = 0; q < there; q++) {
        mine[q] = me % 3;
        set(&sent, 4 * q, me % 3, high, me, q);
        set(&wanted, 4 * q, q % 3, !high, q, me);
        types[q] = MPI_INT;
        bytes[q] = 4 * q * (int)sizeof(int);
    }
    GOOD(in_alltoallv(form, base(&sent), mine, displs, MPI_INT, base(&received), counts, displs,
                      MPI_INT, inter));
    CHECK(as_wanted());
    wipe(&received);
    GOOD(in_alltoallw(form, base(&sent), mine, bytes, types, base(&received), counts, bytes, types,
                      inter));
    CHECK(as_wanted());
}

/* ---- Reductions ---- */

/* The sum over a group's ranks of their value for nobody, number `i`. */
static int sum(int g, int n, int i)
{
    int result = 0;
    for (int r = 0; r < n; r++)
        result += value(g, r, 0, i);
    return result;
}

static void expect_sum(int offset, int n)
{
    for (int i = 0; i < n; i++)
        wanted.cells[MARGIN + i] = sum(!high, there, offset + i);
    CHECK(as_wanted());
}

static void try_reduce(int g, int r)
{
    int root = root_as_seen(g, r);
    wipe_buffers();
    set(&sent, 0, ints, high, me, 0);
    GOOD(in_reduce(form, base(&sent), base(&received), ints, MPI_INT, MPI_SUM, root, inter));
    expect_sum(0, root == MPI_ROOT ? ints : 0);
}

static void try_reductions(void)
{
    int parts[RANKS_MAX], offset = 0, all = ints * here * there;
    wipe_buffers();
    set(&sent, 0, ints, high, me, 0);
    GOOD(in_allreduce(form, base(&sent), base(&received), ints, MPI_INT, MPI_SUM, inter));
    expect_sum(0, ints);

    /* Both groups get the same number of elements in all. */
    if (all <= MEMORY / 2) {
        wipe_buffers();
        set(&sent, 0, all, high, me, 0);
        GOOD(in_reduce_scatter_block(form, base(&sent), base(&received), ints * there, MPI_INT,
                                     MPI_SUM, inter));
        expect_sum(me * ints * there, ints * there);
    }
    /* The last rank gets all but one for each of the others. */
    for (int r = 0; r < here; r++) {
        parts[r] = r < here - 1 ? 1 : 20 - (here - 1);
        offset += r < me ? parts[r] : 0;
    }
    wipe_buffers();
    set(&sent, 0, 20, high, me, 0);
    GOOD(in_reduce_scatter(form, base(&sent), base(&received), parts, MPI_INT, MPI_SUM, inter));
    expect_sum(offset, parts[me]);
}

/* The operator is not commutative: it says which ranks came in which order. */
static void append(void *in, void *inout, int *n, MPI_Datatype *type)
{
    const double *left = in;
    double *right = inout;
    (void)type;
    for (int i = 0; i < *n; i++)
        right[i] += 100 * left[i];
}

static void try_order(void)
{
    MPI_Op op;
    double mine = me + 1, result = 0, expected = 0;
    GOOD(MPI_Op_create(append, 0, &op));
    GOOD(in_allreduce(form, &mine, &result, 1, MPI_DOUBLE, op, inter));
    /* The last pair of digits is that of the last rank, but only brackets from the left or a group
     * of two make it so plain. */
    for (int r = 0; r < there; r++)
        expected = 100 * expected + r + 1;
    if (there <= 2)
        CHECK(result == expected);
    GOOD(MPI_Op_free(&op));
}

/* ---- Errors; in other MPIs some of these end the program ---- */

#ifdef ZEROMPI_API
static void try_errors(void)
{
    int a = 0, b[RANKS_MAX];
    FAILS(in_scan(form, &a, b, 1, MPI_INT, MPI_SUM, inter), MPI_ERR_COMM);
    FAILS(in_exscan(form, &a, b, 1, MPI_INT, MPI_SUM, inter), MPI_ERR_COMM);
    FAILS(in_bcast(form, &a, 1, MPI_INT, there, inter), MPI_ERR_ROOT);
    FAILS(in_bcast(form, &a, 1, MPI_INT, -7, inter), MPI_ERR_ROOT);
    FAILS(in_allreduce(form, MPI_IN_PLACE, b, 1, MPI_INT, MPI_SUM, inter), MPI_ERR_BUFFER);
    FAILS(in_allgather(form, MPI_IN_PLACE, 1, MPI_INT, b, 1, MPI_INT, inter), MPI_ERR_BUFFER);
    FAILS(in_alltoall(form, MPI_IN_PLACE, 1, MPI_INT, b, 1, MPI_INT, inter), MPI_ERR_BUFFER);
}

#else
static void try_errors(void)
{
}
#endif

static void try_all(void)
{
    for (int g = 0; g < 2; g++)
        for (int r = 0; r < (g == high ? here : there); r++) {
            try_bcast(g, r);
            try_gather(g, r);
            try_scatter(g, r);
            try_gatherv_scatterv(g, r);
            try_reduce(g, r);
        }
    try_exchanges();
    try_reductions();
    try_order();
    GOOD(in_barrier(form % 3, inter));
}

int main(int argc, char **argv)
{
    MPI_Comm local;
    begin(&argc, &argv);
    if (size == 1)
        return finish();
    /* Groups of about a third and two thirds, and ranks in reverse order. */
    int low = (size + 2) / 3;
    high = rank >= low;
    GOOD(MPI_Comm_split(MPI_COMM_WORLD, high, -rank, &local));
    GOOD(MPI_Intercomm_create(local, 0, MPI_COMM_WORLD, high ? low - 1 : size - 1, 7, &inter));
    MPI_Comm_set_errhandler(inter, MPI_ERRORS_RETURN);
    MPI_Comm_rank(inter, &me);
    MPI_Comm_size(inter, &here);
    MPI_Comm_remote_size(inter, &there);
    for (int q = 0; q < there; q++) {
        counts[q] = q % 3;
        displs[q] = 4 * q;
    }
    for (form = 0; form < FORMS; form++) {
        ints = INTS;
        try_all();
        ints = 0;
        try_all();
        try_errors();
    }
    form = BLOCKING;
    ints = LONG;
    try_bcast(0, 0);
    try_bcast(1, 0);
    try_reductions();
    GOOD(MPI_Comm_free(&inter));
    GOOD(MPI_Comm_free(&local));
    return finish();
}
