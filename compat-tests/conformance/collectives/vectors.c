/* SPDX-License-Identifier: BSL-1.0 */
/* Gatherv, Scatterv, Allgatherv, Alltoallv and Alltoallw, in all forms: blocks of different sizes,
 * empty ones among them, in places out of order and with gaps between them, as several datatypes,
 * in place and not. */
#include "forms.h"
#include "layouts.h"

static int form, scale;
static const struct layout *from, *to;

/* Ints that rank `a` has for rank `b`; where there is one block for each rank, `b` is 0. An even
 * number, for all datatypes hold one or two. */
static int ints(int a, int b)
{
    return 2 * ((a + 2 * b) % 3) * scale;
}

/* Counts and displacements, in elements of a layout: the last block first, and gaps between. */
struct vector {
    int counts[RANKS_MAX], displs[RANKS_MAX];
};

static int room(void)
{
    return 2 * 2 * scale + 1; /* elements */
}

/* Blocks of all ranks for rank `to_whom`. */
static struct vector blocks_for(const struct layout *layout, int to_whom)
{
    struct vector v;
    for (int r = 0; r < size; r++) {
        v.counts[r] = elements(layout, ints(r, to_whom));
        v.displs[r] = (size - 1 - r) * room();
    }
    return v;
}

/* Blocks of rank `whose` for all ranks. */
static struct vector blocks_of(const struct layout *layout, int whose)
{
    struct vector v;
    for (int r = 0; r < size; r++) {
        v.counts[r] = elements(layout, ints(whose, r));
        v.displs[r] = (size - 1 - r) * room();
    }
    return v;
}

static void try_gatherv(int root, int in_place)
{
    struct vector v = blocks_for(to, 0);
    int mine = elements(from, ints(rank, 0));
    wipe_all();
    put(&sent, from, 0, ints(rank, 0), rank, root);
    for (int r = 0; r < size && rank == root; r++)
        put(&wanted, to, v.displs[r], ints(r, 0), r, root);
    if (rank != root)
        GOOD(in_gatherv(form, base(&sent), mine, from->type, NULL, NULL, NULL, MPI_DATATYPE_NULL,
                        root, MPI_COMM_WORLD));
    else if (in_place) {
        put(&received, to, v.displs[root], ints(root, 0), root, root);
        GOOD(in_gatherv(form, MPI_IN_PLACE, -1, MPI_DATATYPE_NULL, base(&received), v.counts,
                        v.displs, to->type, root, MPI_COMM_WORLD));
    } else
        GOOD(in_gatherv(form, base(&sent), mine, from->type, base(&received), v.counts, v.displs,
                        to->type, root, MPI_COMM_WORLD));
    CHECK(as_wanted());
}

static void try_scatterv(int root, int in_place)
{
    struct vector v = blocks_for(from, 0);
    int mine = elements(to, ints(rank, 0));
    wipe_all();
    for (int r = 0; r < size && rank == root; r++)
        put(&sent, from, v.displs[r], ints(r, 0), root, r);
    if (rank != root || !in_place)
        put(&wanted, to, 0, ints(rank, 0), root, rank);
    if (rank != root)
        GOOD(in_scatterv(form, NULL, NULL, NULL, MPI_DATATYPE_NULL, base(&received), mine, to->type,
                         root, MPI_COMM_WORLD));
    else if (in_place)
        GOOD(in_scatterv(form, base(&sent), v.counts, v.displs, from->type, MPI_IN_PLACE, -1,
                         MPI_DATATYPE_NULL, root, MPI_COMM_WORLD));
    else
        GOOD(in_scatterv(form, base(&sent), v.counts, v.displs, from->type, base(&received), mine,
                         to->type, root, MPI_COMM_WORLD));
    CHECK(as_wanted());
}

static void try_allgatherv(int in_place)
{
    struct vector v = blocks_for(to, 0);
    int mine = elements(from, ints(rank, 0));
    wipe_all();
    put(&sent, from, 0, ints(rank, 0), rank, 0);
    for (int r = 0; r < size; r++)
        put(&wanted, to, v.displs[r], ints(r, 0), r, 0);
    if (in_place) {
        put(&received, to, v.displs[rank], ints(rank, 0), rank, 0);
        GOOD(in_allgatherv(form, MPI_IN_PLACE, -1, MPI_DATATYPE_NULL, base(&received), v.counts,
                           v.displs, to->type, MPI_COMM_WORLD));
    } else
        GOOD(in_allgatherv(form, base(&sent), mine, from->type, base(&received), v.counts, v.displs,
                           to->type, MPI_COMM_WORLD));
    CHECK(as_wanted());
}

static void try_alltoallv(void)
{
    struct vector s = blocks_of(from, rank), r = blocks_for(to, rank);
    wipe_all();
    for (int i = 0; i < size; i++) {
        put(&sent, from, s.displs[i], ints(rank, i), rank, i);
        put(&wanted, to, r.displs[i], ints(i, rank), i, rank);
    }
    GOOD(in_alltoallv(form, base(&sent), s.counts, s.displs, from->type, base(&received), r.counts,
                      r.displs, to->type, MPI_COMM_WORLD));
    CHECK(as_wanted());
}

/* In place as much is sent as received: the size depends on both ranks alike. */
static int both(int i)
{
    return 2 * ((rank + i) % 3) * scale;
}

static void try_alltoallv_in_place(void)
{
    struct vector v;
    wipe_all();
    for (int i = 0; i < size; i++) {
        v.counts[i] = elements(to, both(i));
        v.displs[i] = (size - 1 - i) * room();
        put(&received, to, v.displs[i], both(i), rank, i);
        put(&wanted, to, v.displs[i], both(i), i, rank);
    }
    GOOD(in_alltoallv(form, MPI_IN_PLACE, NULL, NULL, MPI_DATATYPE_NULL, base(&received), v.counts,
                      v.displs, to->type, MPI_COMM_WORLD));
    CHECK(as_wanted());
}

/* Each block is of another datatype, the same on both sides or not, and displacements are bytes. */
static void try_alltoallw(int in_place)
{
    struct vector s, r;
    MPI_Datatype stypes[RANKS_MAX], rtypes[RANKS_MAX];
    wipe_all();
    for (int i = 0; i < size; i++) {
        const struct layout *there = &layouts[i % LAYOUTS], *here = &layouts[(i + 1) % LAYOUTS];
        int outgoing = in_place ? both(i) : ints(rank, i);
        int incoming = in_place ? both(i) : ints(i, rank), place = (size - 1 - i) * 4 * room();
        stypes[i] = there->type;
        rtypes[i] = here->type;
        s.counts[i] = elements(there, outgoing);
        r.counts[i] = elements(here, incoming);
        s.displs[i] = r.displs[i] = place * (int)sizeof(int);
        struct layout shifted = in_place ? *here : *there, target = *here;
        for (int k = 0; k < 3; k++)
            shifted.places[k] += place, target.places[k] += place;
        put(in_place ? &received : &sent, &shifted, 0, outgoing, rank, i);
        put(&wanted, &target, 0, incoming, i, rank);
    }
    if (in_place)
        GOOD(in_alltoallw(form, MPI_IN_PLACE, NULL, NULL, NULL, base(&received), r.counts, r.displs,
                          rtypes, MPI_COMM_WORLD));
    else
        GOOD(in_alltoallw(form, base(&sent), s.counts, s.displs, stypes, base(&received), r.counts,
                          r.displs, rtypes, MPI_COMM_WORLD));
    CHECK(as_wanted());
}

static void try_all(void)
{
    for (int in_place = 0; in_place < 2; in_place++) {
        for (int root = 0; root < size; root += root + 2 < size ? 2 : 1) {
            try_gatherv(root, in_place);
            try_scatterv(root, in_place);
        }
        try_allgatherv(in_place);
#ifdef MPICH /* which mixes its buffers up in some forms */
        if (in_place)
            continue;
#endif
        try_alltoallw(in_place);
    }
    try_alltoallv();
    try_alltoallv_in_place();
}

/* Nothing is moved, and no buffer needed. */
static void try_nothing(void)
{
    const int zeros[RANKS_MAX] = {0};
    MPI_Datatype types[RANKS_MAX];
    for (int i = 0; i < RANKS_MAX; i++)
        types[i] = MPI_INT;
    for (int root = 0; root < size; root++) {
        GOOD(in_gatherv(form, NULL, 0, MPI_INT, NULL, zeros, zeros, MPI_INT, root, MPI_COMM_WORLD));
        GOOD(
            in_scatterv(form, NULL, zeros, zeros, MPI_INT, NULL, 0, MPI_INT, root, MPI_COMM_WORLD));
    }
    GOOD(in_allgatherv(form, NULL, 0, MPI_INT, NULL, zeros, zeros, MPI_INT, MPI_COMM_WORLD));
#ifdef MPICH /* which takes two NULLs for one buffer */
    (void)types;
#else
    GOOD(in_alltoallv(form, NULL, zeros, zeros, MPI_INT, NULL, zeros, zeros, MPI_INT,
                      MPI_COMM_WORLD));
    GOOD(in_alltoallw(form, NULL, zeros, zeros, types, NULL, zeros, zeros, types, MPI_COMM_WORLD));
#endif
}

int main(int argc, char **argv)
{
    begin(&argc, &argv);
    make_layouts();
    for (form = 0; form < FORMS; form++) {
        scale = 1;
        from = to = &layouts[DENSE];
        try_all();
        from = &layouts[GAPS];
        to = &layouts[BELOW];
        try_all();
        scale = 150;
        from = &layouts[form % LAYOUTS];
        to = &layouts[(form + 1) % LAYOUTS];
        try_all();
        try_nothing();
    }
    free_layouts();
    return finish();
}
