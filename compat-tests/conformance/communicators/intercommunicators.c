/* SPDX-License-Identifier: BSL-1.0 */
/* Intercommunicators: made of two groups by their leaders, asked about, duplicated, split, merged,
 * and used; and what is wrong with them. */
#include "members.h"

/* Even and odd ranks, the odd ones in reverse order. */
static MPI_Comm half, inter;
static int odd;

/* The world rank of rank `i` in the even or odd half. */
static int in_half(int side, int i)
{
    return side == 0 ? 2 * i : 2 * (size / 2 - 1 - i) + 1;
}

static int half_size(int side)
{
    return side == 0 ? (size + 1) / 2 : size / 2;
}

static void check_groups(MPI_Comm comm)
{
    CHECK(is_inter(comm));
    CHECK(size_of(comm) == half_size(odd) && remote_size(comm) == half_size(!odd));
    for (int i = 0; i < half_size(odd); i++)
        CHECK(member(comm, i) == in_half(odd, i));
    for (int i = 0; i < half_size(!odd); i++)
        CHECK(remote_member(comm, i) == in_half(!odd, i));
    CHECK(rank_in(comm) == rank_in(half));
}

/* ---- Making ---- */

/* With any leaders: those of the world as well as of a duplicate of it. */
static void create(void)
{
    MPI_Comm peer, other;
    GOOD(MPI_Comm_dup(MPI_COMM_WORLD, &peer));
    for (int i = 0; i < 3; i++) {
        int mine = i % half_size(odd), theirs = i % half_size(!odd);
        GOOD(MPI_Intercomm_create(half, mine, i ? peer : MPI_COMM_WORLD, in_half(!odd, theirs), i,
                                  &other));
        check_groups(other);
        use_inter(other);
        CHECK(compare(other, inter) == MPI_CONGRUENT);
        GOOD(MPI_Comm_free(&other));
        CHECK(other == MPI_COMM_NULL);
    }
    GOOD(MPI_Comm_free(&peer));
}

/* Only the leaders look at the peer communicator and the remote leader. */
static void only_leaders(void)
{
    MPI_Comm other;
    int leads = rank_in(half) == 0;
    GOOD(MPI_Intercomm_create(half, 0, leads ? MPI_COMM_WORLD : MPI_COMM_NULL,
                              leads ? in_half(!odd, 0) : -99, 5, &other));
    check_groups(other);
    GOOD(MPI_Comm_free(&other));
}

/* Leaders may also know each other by an intercommunicator. Its messages are not disturbed. */
static void peers_between(void)
{
#ifndef OPEN_MPI /* wants a peer communicator of one group */
    MPI_Comm alone, other;
    int flag, me = rank_in(half), value = 1;
    MPI_Request request;
    if (me == 0) {
        GOOD(MPI_Irecv(&value, 1, MPI_INT, 0, MPI_ANY_TAG, inter, &request));
        GOOD(MPI_Intercomm_create(MPI_COMM_SELF, 0, inter, 0, 4, &other));
        CHECK(size_of(other) == 1 && remote_size(other) == 1);
        CHECK(remote_member(other, 0) == in_half(!odd, 0));
        GOOD(MPI_Test(&request, &flag, MPI_STATUS_IGNORE));
        CHECK(!flag);
        use_inter(other);
        GOOD(MPI_Comm_free(&other));
        value = 2;
        GOOD(MPI_Send(&value, 1, MPI_INT, 0, 4, inter));
        GOOD(MPI_Wait(&request, MPI_STATUS_IGNORE));
    }
    GOOD(MPI_Comm_split(half, me == 0, 0, &alone));
    GOOD(MPI_Comm_free(&alone));
#endif
}

/* A ring of three groups, as in the standard's example. */
static void ring(void)
{
    MPI_Comm third, first, second;
    int key = rank % 3;
    if (size < 3)
        return;
    GOOD(MPI_Comm_split(MPI_COMM_WORLD, key, rank, &third));
    if (key == 0) {
        GOOD(MPI_Intercomm_create(third, 0, MPI_COMM_WORLD, 1, 1, &first));
        GOOD(MPI_Intercomm_create(third, 0, MPI_COMM_WORLD, 2, 2, &second));
    } else if (key == 1) {
        GOOD(MPI_Intercomm_create(third, 0, MPI_COMM_WORLD, 0, 1, &first));
        GOOD(MPI_Intercomm_create(third, 0, MPI_COMM_WORLD, 2, 12, &second));
    } else {
        GOOD(MPI_Intercomm_create(third, 0, MPI_COMM_WORLD, 0, 2, &first));
        GOOD(MPI_Intercomm_create(third, 0, MPI_COMM_WORLD, 1, 12, &second));
    }
    use_inter(first);
    use_inter(second);
    CHECK(remote_size(first) == (size + 2 - (key == 0 ? 1 : 0)) / 3);
    GOOD(MPI_Comm_free(&first));
    GOOD(MPI_Comm_free(&second));
    GOOD(MPI_Comm_free(&third));
}

/* ---- Asking ---- */

static void compared(void)
{
    MPI_Comm other;
    MPI_Group ours, theirs, both;
    int result;

    CHECK(compare(inter, inter) == MPI_IDENT);
    CHECK(compare(inter, MPI_COMM_WORLD) == MPI_UNEQUAL);
    CHECK(compare(half, inter) == MPI_UNEQUAL);
    GOOD(MPI_Comm_group(inter, &ours));
    GOOD(MPI_Comm_remote_group(inter, &theirs));
    GOOD(MPI_Group_compare(ours, theirs, &result));
    CHECK(result == MPI_UNEQUAL);
    GOOD(MPI_Group_intersection(ours, theirs, &both));
    CHECK(both == MPI_GROUP_EMPTY);
    GOOD(MPI_Group_free(&ours));
    GOOD(MPI_Group_free(&theirs));

    /* The same groups, one of them in another order. */
    GOOD(MPI_Comm_split(inter, 0, odd ? -rank_in(half) : rank_in(half), &other));
    CHECK(compare(inter, other) == (half_size(1) > 1 ? MPI_SIMILAR : MPI_CONGRUENT));
    GOOD(MPI_Comm_free(&other));
}

/* ---- Making others of it ---- */

static void duplicated(void)
{
    MPI_Comm other, third;
    MPI_Request request;
    GOOD(MPI_Comm_dup(inter, &other));
    check_groups(other);
    CHECK(compare(inter, other) == MPI_CONGRUENT);
    use_inter(other);
    GOOD(MPI_Comm_idup(other, &third, &request));
    GOOD(MPI_Wait(&request, MPI_STATUS_IGNORE));
    check_groups(third);
    use_inter(third);
    GOOD(MPI_Comm_free(&third));
    GOOD(MPI_Comm_free(&other));
}

static void split(void)
{
    MPI_Comm other;
    int me = rank_in(half), n = half_size(odd), m = half_size(!odd),
        half_of_mine = (n + 1 - me % 2) / 2, half_of_theirs = (m + 1 - me % 2) / 2;

    /* Even ranks of both groups, and odd ones; each in reverse order. */
    GOOD(MPI_Comm_split(inter, me % 2, -me, &other));
    if (half_of_theirs == 0)
        CHECK(other == MPI_COMM_NULL);
    else {
        CHECK(size_of(other) == half_of_mine && remote_size(other) == half_of_theirs);
        CHECK(remote_member(other, half_of_theirs - 1) == in_half(!odd, me % 2));
        CHECK(rank_in(other) == half_of_mine - 1 - me / 2);
        use_inter(other);
        GOOD(MPI_Comm_free(&other));
    }

    /* A color that the other group does not have; the one that all have is left out by some. */
    GOOD(MPI_Comm_split(inter, odd ? 1 : 2, 0, &other));
    CHECK(other == MPI_COMM_NULL);
    GOOD(MPI_Comm_split(inter, me == 0 ? 3 : MPI_UNDEFINED, 0, &other));
    if (me == 0) {
        CHECK(size_of(other) == 1 && remote_size(other) == 1);
        use_inter(other);
        GOOD(MPI_Comm_free(&other));
    } else
        CHECK(other == MPI_COMM_NULL);
}

static unsigned state = 99;

static inline int dice(int sides)
{
    state = state * 1103515245u + 12345u;
    return (int)((state >> 16) % (unsigned)sides);
}

/* The ranks of one side that have a color, by key and then by rank: their world ranks. */
static inline int expected(int side, int color, const int *colors, const int *keys, int *ranks)
{
    int n = 0;
    for (int i = 0; i < half_size(side); i++) {
        int world = in_half(side, i), at = n;
        if (colors[world] != color)
            continue;
        for (n++; at > 0 && keys[ranks[at - 1]] > keys[world]; at--)
            ranks[at] = ranks[at - 1];
        ranks[at] = world;
    }
    return n;
}

/* Any colors and keys, which all ranks know. */
static inline void random_splits(void)
{
    int colors[64], keys[64], ours[64], theirs[64];
    for (int round = 0; round < 30; round++) {
        MPI_Comm other;
        for (int i = 0; i < size; i++)
            colors[i] = dice(4) ? dice(3) : MPI_UNDEFINED, keys[i] = dice(5) - 2;
        GOOD(MPI_Comm_split(inter, colors[rank], keys[rank], &other));
        int n = expected(odd, colors[rank], colors, keys, ours);
        int m = expected(!odd, colors[rank], colors, keys, theirs);
        if (colors[rank] == MPI_UNDEFINED || m == 0) {
            CHECK(other == MPI_COMM_NULL);
            continue;
        }
        CHECK(size_of(other) == n && remote_size(other) == m);
        for (int i = 0; i < n; i++)
            CHECK(member(other, i) == ours[i]);
        for (int i = 0; i < m; i++)
            CHECK(remote_member(other, i) == theirs[i]);
        use_inter(other);
        GOOD(MPI_Comm_free(&other));
    }
}

/* By groups: the first rank of one side, all of the other one, as in the standard's example. */
static void of_groups(void)
{
    MPI_Comm other;
    MPI_Group group, some;
    int first = 0;

    GOOD(MPI_Comm_group(inter, &group));
    GOOD(MPI_Group_incl(group, 1, &first, &some));
    GOOD(MPI_Comm_create(inter, odd ? group : some, &other));
    if (!odd && rank_in(half) > 0)
        CHECK(other == MPI_COMM_NULL);
    else {
        CHECK(is_inter(other));
        CHECK(size_of(other) == (odd ? half_size(1) : 1));
        CHECK(remote_size(other) == (odd ? 1 : half_size(1)));
        use_inter(other);
        GOOD(MPI_Comm_free(&other));
    }

    /* With nobody on one side there is no communicator at all. */
    GOOD(MPI_Comm_create(inter, odd ? MPI_GROUP_EMPTY : group, &other));
    CHECK(other == MPI_COMM_NULL);
    GOOD(MPI_Group_free(&group));
    GOOD(MPI_Group_free(&some));
}

static void merged(void)
{
    MPI_Comm all, again;
    int n = half_size(odd), m = half_size(!odd);

    /* Those that say high = false come first, each group in its order. */
    for (int high = 0; high < 2; high++) {
        int last = odd == high;
        GOOD(MPI_Intercomm_merge(inter, last ? 17 : 0, &all));
        CHECK(!is_inter(all) && size_of(all) == size);
        CHECK(rank_in(all) == rank_in(half) + (last ? m : 0));
        for (int i = 0; i < n; i++)
            CHECK(member(all, i + (last ? m : 0)) == in_half(odd, i));
        for (int i = 0; i < m; i++)
            CHECK(member(all, i + (last ? 0 : n)) == in_half(!odd, i));
        use(all);
        GOOD(MPI_Comm_free(&all));
    }

    /* If all say the same, one of the groups is the first, the same one each time. */
    for (int high = 0; high < 2; high++) {
        int me, first;
        GOOD(MPI_Intercomm_merge(inter, high, &all));
        me = rank_in(all);
        first = member(all, 0);
        CHECK(first == in_half(0, 0) || first == in_half(1, 0));
        CHECK(me == rank_in(half) + (first % 2 == odd ? 0 : m));
        use(all);
        GOOD(MPI_Intercomm_merge(inter, high, &again));
        CHECK(compare(all, again) == MPI_CONGRUENT);
        GOOD(MPI_Comm_free(&again));
        GOOD(MPI_Comm_free(&all));
    }
}

/* ---- Errors ---- */

static inline void wrong_arguments(void)
{
    MPI_Comm other = MPI_COMM_WORLD;
    MPI_Group group = MPI_GROUP_NULL;
    int n;

    FAILS(MPI_Comm_remote_size(MPI_COMM_WORLD, &n), MPI_ERR_COMM);
    FAILS(MPI_Comm_remote_group(MPI_COMM_WORLD, &group), MPI_ERR_COMM);
    FAILS(MPI_Comm_remote_size(MPI_COMM_NULL, &n), MPI_ERR_COMM);
    FAILS(MPI_Comm_remote_group(MPI_COMM_NULL, &group), MPI_ERR_COMM);
    CHECK(group == MPI_GROUP_NULL);
    FAILS(MPI_Comm_test_inter(MPI_COMM_NULL, &n), MPI_ERR_COMM);
    FAILS(MPI_Comm_compare(MPI_COMM_NULL, inter, &n), MPI_ERR_COMM);
    FAILS(MPI_Comm_compare(inter, MPI_COMM_NULL, &n), MPI_ERR_COMM);

    FAILS(MPI_Intercomm_create(MPI_COMM_NULL, 0, MPI_COMM_WORLD, 0, 0, &other), MPI_ERR_COMM);
    FAILS(MPI_Intercomm_create(inter, 0, MPI_COMM_WORLD, 0, 0, &other), MPI_ERR_COMM);
    FAILS(MPI_Intercomm_create(half, -1, MPI_COMM_WORLD, 0, 0, &other), MPI_ERR_RANK);
    FAILS(MPI_Intercomm_create(half, size, MPI_COMM_WORLD, 0, 0, &other), MPI_ERR_RANK);
    FAILS(MPI_Intercomm_merge(MPI_COMM_WORLD, 0, &other), MPI_ERR_COMM);
    FAILS(MPI_Intercomm_merge(MPI_COMM_NULL, 0, &other), MPI_ERR_COMM);
    FAILS(MPI_Comm_create_group(inter, MPI_GROUP_EMPTY, 0, &other), MPI_ERR_COMM);
    CHECK(other == MPI_COMM_NULL);

    FAILS(MPI_Intercomm_create(half, 0, MPI_COMM_WORLD, 0, -1, &other), MPI_ERR_TAG);
    FAILS(MPI_Intercomm_create(half, 0, MPI_COMM_WORLD, 0, MPI_ANY_TAG, &other), MPI_ERR_TAG);
    FAILS(MPI_Intercomm_create(half, 0, MPI_COMM_WORLD, 0, 0, NULL), MPI_ERR_ARG);
    FAILS(MPI_Intercomm_create(half, 0, MPI_COMM_NULL, 0, 0, &other), MPI_ERR_COMM);
    FAILS(MPI_Intercomm_create(half, 0, MPI_COMM_WORLD, size, 0, &other), MPI_ERR_RANK);
    FAILS(MPI_Intercomm_create(half, 0, MPI_COMM_WORLD, MPI_PROC_NULL, 0, &other), MPI_ERR_RANK);
    /* Groups that overlap. */
    FAILS(MPI_Intercomm_create(half, 0, MPI_COMM_WORLD, in_half(odd, 0), 0, &other), MPI_ERR_COMM);
    FAILS(MPI_Intercomm_create(MPI_COMM_SELF, 0, MPI_COMM_SELF, 0, 0, &other), MPI_ERR_COMM);
    if (size > 2 && rank < 2) {
        MPI_Group group, pair;
        MPI_Comm both;
        int range[1][3] = {{0, 1, 1}};
        GOOD(MPI_Comm_group(MPI_COMM_WORLD, &group));
        GOOD(MPI_Group_range_incl(group, 1, range, &pair));
        GOOD(MPI_Comm_create_group(MPI_COMM_WORLD, pair, 0, &both));
        FAILS(MPI_Intercomm_create(rank ? MPI_COMM_SELF : both, 0, MPI_COMM_WORLD, 1 - rank, 8,
                                   &other),
              MPI_ERR_COMM);
        if (rank) /* the rest of `both`, whose leader is rank 0 */
            FAILS(MPI_Intercomm_create(both, 0, MPI_COMM_NULL, 0, 8, &other), MPI_ERR_COMM);
        GOOD(MPI_Comm_free(&both));
        GOOD(MPI_Group_free(&group));
        GOOD(MPI_Group_free(&pair));
    }

    FAILS(MPI_Intercomm_merge(inter, 0, NULL), MPI_ERR_ARG);
    FAILS(MPI_Comm_remote_size(inter, NULL), MPI_ERR_ARG);
    FAILS(MPI_Comm_remote_group(inter, NULL), MPI_ERR_ARG);
    FAILS(MPI_Comm_test_inter(inter, NULL), MPI_ERR_ARG);
    FAILS(MPI_Comm_compare(inter, inter, NULL), MPI_ERR_ARG);
    if (half_size(0) > 1)
        FAILS(MPI_Intercomm_merge(inter, rank_in(half) == 0, &other), MPI_ERR_ARG);
    FAILS(MPI_Send(&n, 1, MPI_INT, half_size(!odd), 0, inter), MPI_ERR_RANK);
    FAILS(MPI_Recv(&n, 1, MPI_INT, half_size(!odd), 0, inter, MPI_STATUS_IGNORE), MPI_ERR_RANK);

    /* Ranks of the other group are not in this one. */
    GOOD(MPI_Comm_remote_group(inter, &group));
    FAILS(MPI_Comm_create(inter, group, &other), MPI_ERR_GROUP);
    GOOD(MPI_Group_free(&group));
    CHECK(other == MPI_COMM_NULL);
}

/* The error handler is that of the communicator that it was made of. */
static void error_handlers(void)
{
#ifndef MPICH /* keeps MPI_ERRORS_ARE_FATAL */
    MPI_Comm all;
    MPI_Errhandler handler;
    GOOD(MPI_Comm_get_errhandler(inter, &handler));
    CHECK(handler == MPI_ERRORS_RETURN);
    GOOD(MPI_Intercomm_merge(inter, odd, &all));
    GOOD(MPI_Comm_get_errhandler(all, &handler));
    CHECK(handler == MPI_ERRORS_RETURN);
    GOOD(MPI_Comm_free(&all));
#endif
}

int main(int argc, char **argv)
{
    int flag;
    begin(&argc, &argv);
    GOOD(MPI_Comm_test_inter(MPI_COMM_WORLD, &flag));
    CHECK(!flag);
    GOOD(MPI_Comm_test_inter(MPI_COMM_SELF, &flag));
    CHECK(!flag);
    if (size > 1) {
        odd = rank % 2;
        GOOD(MPI_Comm_split(MPI_COMM_WORLD, odd, odd ? -rank : rank, &half));
        GOOD(MPI_Intercomm_create(half, 0, MPI_COMM_WORLD, in_half(!odd, 0), 99, &inter));
        check_groups(inter);
        use_inter(inter);
        create();
        only_leaders();
        peers_between();
        ring();
        compared();
        duplicated();
        split();
#ifndef MPICH /* waits for ever where a color is on one side only */
        random_splits();
#endif
        of_groups();
        merged();
        error_handlers();
#ifdef ZEROMPI_API /* others take much of it, or let the ranks wait that are not the leader */
        wrong_arguments();
#endif
        GOOD(MPI_Comm_free(&inter));
        GOOD(MPI_Comm_free(&half));
    }
    return finish();
}
