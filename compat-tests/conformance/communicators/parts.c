/* SPDX-License-Identifier: BSL-1.0 */
/* Communicators of some of the ranks of another one: by color and key, by what ranks share, by
 * groups, by all ranks or by the group alone. */
#include "members.h"

static MPI_Group world;

/* The communicator has just these ranks of the world, in this order. */
static void check_members(MPI_Comm comm, int n, const int *ranks)
{
    CHECK(size_of(comm) == n && !is_inter(comm));
    for (int i = 0; i < n; i++) {
        CHECK(member(comm, i) == ranks[i]);
        if (ranks[i] == rank)
            CHECK(rank_in(comm) == i);
    }
    use(comm);
}

/* ---- Split ---- */

/* What each rank says, which all know: colors (-1 for MPI_UNDEFINED) and keys. */
static void check_split(const int *colors, const int *keys)
{
    int expected[64], n = 0;
    MPI_Comm comm = MPI_COMM_WORLD;
    GOOD(MPI_Comm_split(MPI_COMM_WORLD, colors[rank] < 0 ? MPI_UNDEFINED : colors[rank], keys[rank],
                        &comm));
    if (colors[rank] < 0) {
        CHECK(comm == MPI_COMM_NULL);
        return;
    }
    for (int i = 0; i < size; i++) { /* insert by key, after those with the same */
        int at = n;
        if (colors[i] != colors[rank])
            continue;
        while (at > 0 && keys[expected[at - 1]] > keys[i]) {
            expected[at] = expected[at - 1];
            at--;
        }
        expected[at] = i;
        n++;
    }
    check_members(comm, n, expected);
    GOOD(MPI_Comm_free(&comm));
    CHECK(comm == MPI_COMM_NULL);
}

static unsigned state = 4242;

static int dice(int sides)
{
    state = state * 1103515245u + 12345u;
    return (int)((state >> 16) % (unsigned)sides);
}

static void splits(void)
{
    static const int extreme[4] = {2147483647, -2147483647 - 1, 0, -1};
    int colors[64], keys[64];
    for (int i = 0; i < size; i++)
        colors[i] = 2147483647, keys[i] = extreme[i % 4];
    check_split(colors, keys);
    for (int i = 0; i < size; i++)
        colors[i] = -1, keys[i] = 0; /* nobody */
    check_split(colors, keys);
    for (int i = 0; i < size; i++)
        colors[i] = i, keys[i] = 0; /* each alone */
    check_split(colors, keys);
    for (int round = 0; round < 30; round++) {
        for (int i = 0; i < size; i++)
            colors[i] = dice(3) - 1, keys[i] = dice(5) - 2;
        check_split(colors, keys);
    }
}

/* Halves of halves, each made of the one before, and all of them alive at a time. */
static void nested(MPI_Comm comm)
{
    int n = size_of(comm), me = rank_in(comm);
    MPI_Comm half;
    if (n == 1)
        return;
    GOOD(MPI_Comm_split(comm, me < n / 2, -me, &half));
    CHECK(size_of(half) == (me < n / 2 ? n / 2 : n - n / 2));
    CHECK(rank_in(half) == (me < n / 2 ? n / 2 : n) - 1 - me);
    nested(half);
    use(half);
    use(comm);
    GOOD(MPI_Comm_free(&half));
}

/* ---- Split by type ---- */

static void types(void)
{
    MPI_Comm comm, other;
    MPI_Info info;

    /* All tests run on one host. */
    GOOD(MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &comm));
    CHECK(compare(comm, MPI_COMM_WORLD) == MPI_CONGRUENT);
    use(comm);
    GOOD(MPI_Comm_split_type(comm, MPI_COMM_TYPE_SHARED, -rank, MPI_INFO_NULL, &other));
    CHECK(rank_in(other) == size - 1 - rank);
    use(other);
    GOOD(MPI_Comm_free(&other));

    GOOD(MPI_Comm_split_type(comm, rank % 2 ? MPI_UNDEFINED : MPI_COMM_TYPE_SHARED, 0,
                             MPI_INFO_NULL, &other));
    if (rank % 2)
        CHECK(other == MPI_COMM_NULL);
    else {
        CHECK(size_of(other) == (size + 1) / 2);
        GOOD(MPI_Comm_free(&other));
    }
    GOOD(MPI_Comm_split_type(comm, MPI_UNDEFINED, 0, MPI_INFO_NULL, &other));
    CHECK(other == MPI_COMM_NULL);

    GOOD(MPI_Info_create(&info));
    GOOD(MPI_Comm_split_type(comm, MPI_COMM_TYPE_SHARED, 0, info, &other));
    CHECK(size_of(other) == size);
    GOOD(MPI_Comm_free(&other));

#ifdef ZEROMPI_API
    /* Guided by the info: without a known resource there is none. */
    static const int guided[] = {MPI_COMM_TYPE_HW_GUIDED, MPI_COMM_TYPE_RESOURCE_GUIDED};
    for (int i = 0; i < 2; i++) {
        GOOD(MPI_Comm_split_type(comm, guided[i], 0, MPI_INFO_NULL, &other));
        CHECK(other == MPI_COMM_NULL);
        GOOD(MPI_Comm_split_type(comm, guided[i], 0, info, &other));
        CHECK(other == MPI_COMM_NULL);
        GOOD(MPI_Info_set(info, "mpi_hw_resource_type", "unheard of"));
        GOOD(MPI_Comm_split_type(comm, guided[i], 0, info, &other));
        CHECK(other == MPI_COMM_NULL);
        GOOD(MPI_Info_set(info, "mpi_hw_resource_type", "mpi_shared_memory"));
        GOOD(MPI_Comm_split_type(comm, guided[i], -rank, info, &other));
        CHECK(rank_in(other) == size - 1 - rank);
        use(other);
        GOOD(MPI_Comm_free(&other));
        GOOD(MPI_Info_delete(info, "mpi_hw_resource_type"));
    }
    GOOD(MPI_Info_set(info, "mpi_pset_name", "mpi://WORLD"));
    GOOD(MPI_Comm_split_type(comm, MPI_COMM_TYPE_RESOURCE_GUIDED, 0, info, &other));
    CHECK(size_of(other) == size);
    GOOD(MPI_Comm_free(&other));
    GOOD(MPI_Info_set(info, "mpi_pset_name", "mpi://SELF"));
    GOOD(MPI_Comm_split_type(comm, MPI_COMM_TYPE_RESOURCE_GUIDED, 0, info, &other));
    CHECK(size_of(other) == 1);
    GOOD(MPI_Comm_free(&other));
    GOOD(MPI_Info_set(info, "mpi_hw_resource_type", "mpi_shared_memory"));
    other = MPI_COMM_WORLD;
    CHECK(MPI_Comm_split_type(comm, MPI_COMM_TYPE_RESOURCE_GUIDED, 0, info, &other) != MPI_SUCCESS);
    CHECK(other == MPI_COMM_NULL || other == MPI_COMM_WORLD);

    /* Unguided it must become smaller, and there is nothing smaller than a host. */
    GOOD(MPI_Comm_split_type(comm, MPI_COMM_TYPE_HW_UNGUIDED, 0, MPI_INFO_NULL, &other));
    CHECK(other == MPI_COMM_NULL);
#endif
    GOOD(MPI_Info_free(&info));
    GOOD(MPI_Comm_free(&comm));
}

/* ---- Of groups ---- */

/* The ranks from `first` on by `step`, in reverse order. */
static MPI_Group stepping(int first, int step, int *n, int *ranks)
{
    MPI_Group group;
    *n = 0;
    for (int i = size - 1; i >= 0; i--)
        if (i >= first && (i - first) % step == 0)
            ranks[(*n)++] = i;
    GOOD(MPI_Group_incl(world, *n, ranks, &group));
    return group;
}

static void created(void)
{
    MPI_Comm comm;
    int ranks[64], n;

    GOOD(MPI_Comm_create(MPI_COMM_WORLD, world, &comm));
    CHECK(compare(comm, MPI_COMM_WORLD) == MPI_CONGRUENT);
    GOOD(MPI_Comm_free(&comm));
    GOOD(MPI_Comm_create(MPI_COMM_WORLD, MPI_GROUP_EMPTY, &comm));
    CHECK(comm == MPI_COMM_NULL);

    /* One group, which all give. */
    MPI_Group group = stepping(1, 2, &n, ranks);
    GOOD(MPI_Comm_create(MPI_COMM_WORLD, group, &comm));
    if (rank % 2) {
        check_members(comm, n, ranks);
        GOOD(MPI_Comm_free(&comm));
    } else
        CHECK(comm == MPI_COMM_NULL);
    GOOD(MPI_Group_free(&group));

    /* Groups without a rank in common, each given by its own ranks; nobody cares about the third.
     */
    group = stepping(rank % 3, 3, &n, ranks);
    GOOD(MPI_Comm_create(MPI_COMM_WORLD, rank % 3 == 2 ? MPI_GROUP_EMPTY : group, &comm));
    if (rank % 3 < 2) {
        check_members(comm, n, ranks);
        GOOD(MPI_Comm_free(&comm));
    } else
        CHECK(comm == MPI_COMM_NULL);
    GOOD(MPI_Group_free(&group));
}

/* By the ranks of the group alone: nobody else calls it. */
static void by_the_group(void)
{
    MPI_Comm comm, second;
    int ranks[64], n;
    MPI_Group group = stepping(rank % 2, 2, &n, ranks);
    for (int i = 0; i < 10; i++) { /* again and again at the same place, one rank ahead of others */
        GOOD(MPI_Comm_create_group(MPI_COMM_WORLD, group, 5, &comm));
        if (i == 9)
            check_members(comm, n, ranks);
        GOOD(MPI_Comm_free(&comm));
    }
    if (rank % 2 == 0) {
        GOOD(MPI_Comm_create_group(MPI_COMM_WORLD, group, 0, &comm));
        check_members(comm, n, ranks);
        GOOD(MPI_Group_free(&group));
        GOOD(MPI_Comm_group(comm, &group));
        GOOD(MPI_Comm_create_group(comm, group, 2147483647 > 32767 ? 32767 : 0, &second));
        check_members(second, n, ranks);
        GOOD(MPI_Comm_free(&comm));
        use(second);
        GOOD(MPI_Comm_free(&second));
    }
    GOOD(MPI_Group_free(&group));

    /* Those that are not in the group get none, and wait for nobody. */
    if (rank == 0 && size > 1) {
        int last = size - 1;
        GOOD(MPI_Group_incl(world, 1, &last, &group));
        comm = MPI_COMM_WORLD;
        GOOD(MPI_Comm_create_group(MPI_COMM_WORLD, group, 0, &comm));
        CHECK(comm == MPI_COMM_NULL);
        GOOD(MPI_Group_free(&group));
    }
    comm = MPI_COMM_WORLD;
    GOOD(MPI_Comm_create_group(MPI_COMM_WORLD, MPI_GROUP_EMPTY, 0, &comm));
    CHECK(comm == MPI_COMM_NULL);
    GOOD(MPI_Comm_group(MPI_COMM_SELF, &group));
    GOOD(MPI_Comm_create_group(MPI_COMM_WORLD, group, 0, &comm));
    CHECK(size_of(comm) == 1);
    use(comm);
    GOOD(MPI_Comm_free(&comm));
    GOOD(MPI_Group_free(&group));
}

/* Its messages are its own: they do not meet those of the program with the same tag. */
static inline void beside_messages(void)
{
    MPI_Comm comm;
    MPI_Request requests[2];
    int in = -1, flag;
    GOOD(MPI_Irecv(&in, 1, MPI_INT, MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &requests[0]));
    GOOD(MPI_Comm_create_group(MPI_COMM_WORLD, world, 5, &comm));
    GOOD(MPI_Test(&requests[0], &flag, MPI_STATUS_IGNORE));
    CHECK(!flag);
    use(comm);
    GOOD(MPI_Isend(&rank, 1, MPI_INT, (rank + 1) % size, 5, MPI_COMM_WORLD, &requests[1]));
    GOOD(MPI_Waitall(2, requests, MPI_STATUSES_IGNORE));
    CHECK(in == (rank + size - 1) % size);
    GOOD(MPI_Comm_free(&comm));
}

/* Communicators that overlap, made in another order by each rank: neighbours in a ring. */
static void overlapping(void)
{
    MPI_Comm right, left;
    int mine[2], theirs[2];
    MPI_Group with_right, with_left;
    if (size < 3)
        return;
    mine[0] = rank, mine[1] = (rank + 1) % size;
    theirs[0] = (rank + size - 1) % size, theirs[1] = rank;
    GOOD(MPI_Group_incl(world, 2, mine, &with_right));
    GOOD(MPI_Group_incl(world, 2, theirs, &with_left));
    for (int side = 0; side < 2; side++) {
        if ((rank == 0) == side)
            GOOD(MPI_Comm_create_group(MPI_COMM_WORLD, with_right, mine[0], &right));
        else
            GOOD(MPI_Comm_create_group(MPI_COMM_WORLD, with_left, theirs[0], &left));
    }
    CHECK(rank_in(right) == 0 && rank_in(left) == 1);
    GOOD(MPI_Comm_free(&right));
    GOOD(MPI_Comm_free(&left));
    GOOD(MPI_Group_free(&with_right));
    GOOD(MPI_Group_free(&with_left));
}

/* New communicators inherit the error handler, and nothing else. */
static void inherited(void)
{
    MPI_Comm comm;
    MPI_Errhandler handler;
    int n;
    GOOD(MPI_Comm_split(MPI_COMM_WORLD, 0, 0, &comm));
    GOOD(MPI_Comm_get_errhandler(comm, &handler));
    CHECK(handler == MPI_ERRORS_RETURN);
    CHECK(MPI_Send(&n, 1, MPI_INT, size, 0, comm) != MPI_SUCCESS);
    GOOD(MPI_Comm_free(&comm));
#ifndef MPICH /* makes these with MPI_ERRORS_ARE_FATAL */
    GOOD(MPI_Comm_create(MPI_COMM_WORLD, world, &comm));
    GOOD(MPI_Comm_get_errhandler(comm, &handler));
    CHECK(handler == MPI_ERRORS_RETURN);
    GOOD(MPI_Comm_free(&comm));
    GOOD(MPI_Comm_create_group(MPI_COMM_WORLD, world, 1, &comm));
    GOOD(MPI_Comm_get_errhandler(comm, &handler));
    CHECK(handler == MPI_ERRORS_RETURN);
    GOOD(MPI_Comm_free(&comm));
#endif
}

/* ---- Errors ---- */

static inline void wrong_arguments(void)
{
    MPI_Comm comm = MPI_COMM_WORLD;

    FAILS(MPI_Comm_split(MPI_COMM_NULL, 0, 0, &comm), MPI_ERR_COMM);
    FAILS(MPI_Comm_split(MPI_COMM_WORLD, -1, 0, &comm), MPI_ERR_ARG);
    FAILS(MPI_Comm_split(MPI_COMM_WORLD, 0, 0, NULL), MPI_ERR_ARG);
    FAILS(MPI_Comm_split_type(MPI_COMM_NULL, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &comm),
          MPI_ERR_COMM);
    FAILS(MPI_Comm_split_type(MPI_COMM_WORLD, -77, 0, MPI_INFO_NULL, &comm), MPI_ERR_ARG);
    FAILS(MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, NULL),
          MPI_ERR_ARG);
    FAILS(MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, (MPI_Info)&comm, &comm),
          MPI_ERR_INFO);
    FAILS(MPI_Comm_create(MPI_COMM_NULL, world, &comm), MPI_ERR_COMM);
    FAILS(MPI_Comm_create(MPI_COMM_WORLD, MPI_GROUP_NULL, &comm), MPI_ERR_GROUP);
    FAILS(MPI_Comm_create(MPI_COMM_WORLD, world, NULL), MPI_ERR_ARG);
    FAILS(MPI_Comm_create_group(MPI_COMM_NULL, world, 0, &comm), MPI_ERR_COMM);
    FAILS(MPI_Comm_create_group(MPI_COMM_WORLD, MPI_GROUP_NULL, 0, &comm), MPI_ERR_GROUP);
    FAILS(MPI_Comm_create_group(MPI_COMM_WORLD, world, -1, &comm), MPI_ERR_TAG);
    FAILS(MPI_Comm_create_group(MPI_COMM_WORLD, world, MPI_ANY_TAG, &comm), MPI_ERR_TAG);
    FAILS(MPI_Comm_create_group(MPI_COMM_WORLD, world, 0, NULL), MPI_ERR_ARG);
    if (size > 1) { /* ranks that are not there */
        FAILS(MPI_Comm_create(MPI_COMM_SELF, world, &comm), MPI_ERR_GROUP);
        FAILS(MPI_Comm_create_group(MPI_COMM_SELF, world, 0, &comm), MPI_ERR_GROUP);
        /* Groups that overlap, as each rank has another first one. */
        MPI_Group group;
        int range[1][3] = {{rank, size - 1, 1}};
        GOOD(MPI_Group_range_incl(world, 1, range, &group));
        comm = MPI_COMM_NULL;
        int error = MPI_Comm_create(MPI_COMM_WORLD, group, &comm);
        CHECK(class_of(error) == (rank < size - 1 ? MPI_ERR_GROUP : MPI_SUCCESS));
        if (!error)
            GOOD(MPI_Comm_free(&comm));
        CHECK(comm == MPI_COMM_NULL);
        GOOD(MPI_Group_free(&group));
    }
    use(MPI_COMM_WORLD); /* none the worse for it */
}

int main(int argc, char **argv)
{
    begin(&argc, &argv);
    GOOD(MPI_Comm_group(MPI_COMM_WORLD, &world));
    splits();
    nested(MPI_COMM_WORLD);
    nested(MPI_COMM_SELF);
    types();
    created();
    by_the_group();
#ifndef OPEN_MPI /* the program's receive takes a message of the library's */
    beside_messages();
#endif
    overlapping();
    inherited();
#ifdef ZEROMPI_API
    wrong_arguments();
#endif
    GOOD(MPI_Group_free(&world));
    return finish();
}
