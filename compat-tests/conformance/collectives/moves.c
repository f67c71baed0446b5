/* SPDX-License-Identifier: BSL-1.0 */
/* Bcast, Gather, Scatter, Allgather and Alltoall: in all forms, from and to every root, of blocks
 * of several sizes, none among them, as several datatypes, which may differ between the sides, in
 * place and not. */
#include "forms.h"
#include "layouts.h"

static int form, ints; /* per block */
static const struct layout *from, *to;

/* Counts of elements on the two sides. */
static int sends(void)
{
    return elements(from, ints);
}

static int receives(void)
{
    return elements(to, ints);
}

static void try_bcast(int root)
{
    const struct layout *mine = rank == root ? from : to;
    wipe_all();
    put(&wanted, mine, 0, ints, root, 0);
    if (rank == root)
        put(&received, mine, 0, ints, root, 0);
    GOOD(in_bcast(form, base(&received), elements(mine, ints), mine->type, root, MPI_COMM_WORLD));
    CHECK(as_wanted());
}

static void try_gather(int root, int in_place)
{
    wipe_all();
    put(&sent, from, 0, ints, rank, root);
    for (int r = 0; r < size && rank == root; r++)
        put(&wanted, to, r * receives(), ints, r, root);
    if (rank != root) /* what only the root looks at may be anything */
        GOOD(in_gather(form, base(&sent), sends(), from->type, NULL, -1, MPI_DATATYPE_NULL, root,
                       MPI_COMM_WORLD));
    else if (in_place) {
        put(&received, to, root * receives(), ints, root, root);
        GOOD(in_gather(form, MPI_IN_PLACE, -1, MPI_DATATYPE_NULL, base(&received), receives(),
                       to->type, root, MPI_COMM_WORLD));
    } else
        GOOD(in_gather(form, base(&sent), sends(), from->type, base(&received), receives(),
                       to->type, root, MPI_COMM_WORLD));
    CHECK(as_wanted());
}

static void try_scatter(int root, int in_place)
{
    wipe_all();
    if (rank == root)
        for (int r = 0; r < size; r++)
            put(&sent, from, r * sends(), ints, root, r);
    if (rank != root || !in_place)
        put(&wanted, to, 0, ints, root, rank);
    if (rank != root)
        GOOD(in_scatter(form, NULL, -1, MPI_DATATYPE_NULL, base(&received), receives(), to->type,
                        root, MPI_COMM_WORLD));
    else if (in_place)
        GOOD(in_scatter(form, base(&sent), sends(), from->type, MPI_IN_PLACE, -1, MPI_DATATYPE_NULL,
                        root, MPI_COMM_WORLD));
    else
        GOOD(in_scatter(form, base(&sent), sends(), from->type, base(&received), receives(),
                        to->type, root, MPI_COMM_WORLD));
    CHECK(as_wanted());
}

static void try_allgather(int in_place)
{
    wipe_all();
    put(&sent, from, 0, ints, rank, 0);
    for (int r = 0; r < size; r++)
        put(&wanted, to, r * receives(), ints, r, 0);
    if (in_place) {
        put(&received, to, rank * receives(), ints, rank, 0);
        GOOD(in_allgather(form, MPI_IN_PLACE, -1, MPI_DATATYPE_NULL, base(&received), receives(),
                          to->type, MPI_COMM_WORLD));
    } else
        GOOD(in_allgather(form, base(&sent), sends(), from->type, base(&received), receives(),
                          to->type, MPI_COMM_WORLD));
    CHECK(as_wanted());
}

static void try_alltoall(int in_place)
{
    wipe_all();
    for (int r = 0; r < size; r++) {
        put(&sent, from, r * sends(), ints, rank, r);
        put(&wanted, to, r * receives(), ints, r, rank);
        if (in_place)
            put(&received, to, r * receives(), ints, rank, r);
    }
    if (in_place)
        GOOD(in_alltoall(form, MPI_IN_PLACE, -1, MPI_DATATYPE_NULL, base(&received), receives(),
                         to->type, MPI_COMM_WORLD));
    else
        GOOD(in_alltoall(form, base(&sent), sends(), from->type, base(&received), receives(),
                         to->type, MPI_COMM_WORLD));
    CHECK(as_wanted());
}

static void try_all(void)
{
    for (int in_place = 0; in_place < 2; in_place++) {
        for (int root = 0; root < size; root += root + 2 < size ? 2 : 1) {
            try_gather(root, in_place);
            try_scatter(root, in_place);
            if (!in_place)
                try_bcast(root);
        }
        try_allgather(in_place);
        try_alltoall(in_place);
    }
}

/* Nothing is moved, and no buffer needed. */
static void try_nothing(void)
{
    for (int root = 0; root < size; root++) {
        GOOD(in_bcast(form, NULL, 0, MPI_INT, root, MPI_COMM_WORLD));
        GOOD(in_gather(form, NULL, 0, MPI_INT, NULL, 0, MPI_INT, root, MPI_COMM_WORLD));
        GOOD(in_scatter(form, NULL, 0, MPI_INT, NULL, 0, MPI_INT, root, MPI_COMM_WORLD));
    }
    GOOD(in_allgather(form, NULL, 0, MPI_INT, NULL, 0, MPI_INT, MPI_COMM_WORLD));
    GOOD(in_alltoall(form, NULL, 0, MPI_INT, NULL, 0, MPI_INT, MPI_COMM_WORLD));
    GOOD(in_barrier(form, MPI_COMM_WORLD));
    GOOD(in_barrier(form, MPI_COMM_SELF));
}

int main(int argc, char **argv)
{
    begin(&argc, &argv);
    make_layouts();
    for (form = 0; form < FORMS; form++) {
        from = to = &layouts[DENSE];
        ints = 6;
        try_all();
        from = &layouts[GAPS];
        to = &layouts[BELOW];
        try_all();
        ints = 600;
        from = &layouts[form % LAYOUTS];
        to = &layouts[(form + 1) % LAYOUTS];
        try_all();
        ints = 0;
        try_all();
        try_nothing();
    }
    free_layouts();
    return finish();
}
