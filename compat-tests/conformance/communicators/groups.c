/* SPDX-License-Identifier: BSL-1.0 */
/* Groups: what each function makes of them, its corners and its errors, and random groups against a
 * model that takes the standard's words literally. */
#include "../check.h"

#define MOST 64 /* ranks in a model */

static MPI_Group world;

static int size_of(MPI_Group group)
{
    int n = -1;
    GOOD(MPI_Group_size(group, &n));
    return n;
}

static int compare(MPI_Group a, MPI_Group b)
{
    int result = -1;
    GOOD(MPI_Group_compare(a, b, &result));
    return result;
}

/* ---- The model: world ranks in order ---- */

struct model {
    int n, ranks[MOST];
};

static int model_find(const struct model *model, int member)
{
    for (int i = 0; i < model->n; i++)
        if (model->ranks[i] == member)
            return i;
    return MPI_UNDEFINED;
}

static void model_add(struct model *model, int member)
{
    model->ranks[model->n++] = member;
}

/* The group holds just the model's ranks, in its order. */
static void check_model(MPI_Group group, const struct model *model)
{
    int all[MOST], ranks[MOST], me;
    CHECK(size_of(group) == model->n);
    for (int i = 0; i < model->n; i++)
        all[i] = i;
    GOOD(MPI_Group_translate_ranks(group, model->n, all, world, ranks));
    for (int i = 0; i < model->n; i++)
        CHECK(ranks[i] == model->ranks[i]);
    GOOD(MPI_Group_rank(group, &me));
    CHECK(me == model_find(model, rank));
}

static unsigned state = 12345;

static int dice(int sides)
{
    state = state * 1103515245u + 12345u;
    return (int)((state >> 16) % (unsigned)sides);
}

/* A random group of some of the world's ranks, in any order. */
static MPI_Group random_group(struct model *model)
{
    MPI_Group group;
    model->n = 0;
    for (int i = 0; i < size; i++) {
        int at = dice(size), member = dice(2) ? i : dice(size);
        if (model_find(model, member) != MPI_UNDEFINED || dice(3) == 0)
            continue;
        if (at > model->n)
            at = model->n;
        for (int k = model->n++; k > at; k--)
            model->ranks[k] = model->ranks[k - 1];
        model->ranks[at] = member;
    }
    GOOD(MPI_Group_incl(world, model->n, model->ranks, &group));
    check_model(group, model);
    return group;
}

static int model_compare(const struct model *a, const struct model *b)
{
    int same = a->n == b->n;
    if (a->n != b->n)
        return MPI_UNEQUAL;
    for (int i = 0; i < a->n; i++) {
        if (model_find(b, a->ranks[i]) == MPI_UNDEFINED)
            return MPI_UNEQUAL;
        same = same && a->ranks[i] == b->ranks[i];
    }
    return same ? MPI_IDENT : MPI_SIMILAR;
}

static void check_and_free(MPI_Group group, const struct model *model)
{
    check_model(group, model);
    GOOD(MPI_Group_free(&group));
    CHECK(group == MPI_GROUP_NULL);
}

/* The others translate MPI_PROC_NULL to MPI_UNDEFINED if there are no ranks to translate to. */
static int keeps_null(const struct model *to)
{
#ifdef ZEROMPI_API
    (void)to;
    return 1;
#else
    return to->n > 0;
#endif
}

static void random_pair(void)
{
    struct model a, b, both = {0, {0}}, only = {0, {0}}, either, some = {0, {0}}, rest = {0, {0}};
    MPI_Group left = random_group(&a), right = random_group(&b), made;
    int chosen[MOST], n = 0, to[MOST], from[MOST];

    CHECK(compare(left, right) == model_compare(&a, &b));
    either = a;
    for (int i = 0; i < b.n; i++)
        if (model_find(&a, b.ranks[i]) == MPI_UNDEFINED)
            model_add(&either, b.ranks[i]);
    for (int i = 0; i < a.n; i++)
        model_add(model_find(&b, a.ranks[i]) != MPI_UNDEFINED ? &both : &only, a.ranks[i]);
    GOOD(MPI_Group_union(left, right, &made));
    check_and_free(made, &either);
    GOOD(MPI_Group_intersection(left, right, &made));
    check_and_free(made, &both);
    GOOD(MPI_Group_difference(left, right, &made));
    check_and_free(made, &only);

    for (int i = 0; i < a.n; i++) {
        if (dice(2)) {
            chosen[n++] = i;
            model_add(&some, a.ranks[i]);
        } else
            model_add(&rest, a.ranks[i]);
    }
    GOOD(MPI_Group_incl(left, n, chosen, &made));
    check_and_free(made, &some);
    GOOD(MPI_Group_excl(left, n, chosen, &made));
    check_and_free(made, &rest);

    for (int i = 0; i < a.n; i++)
        from[i] = dice(4) || !keeps_null(&b) ? i : MPI_PROC_NULL;
    GOOD(MPI_Group_translate_ranks(left, a.n, from, right, to));
    for (int i = 0; i < a.n; i++)
        CHECK(to[i] == (from[i] == MPI_PROC_NULL ? MPI_PROC_NULL : model_find(&b, a.ranks[i])));
    GOOD(MPI_Group_free(&left));
    GOOD(MPI_Group_free(&right));
}

/* Ranges, as the formula says: first, first + stride, ... up to last. */
static void random_ranges(void)
{
    struct model in = {0, {0}}, out = {0, {0}};
    int ranges[3][3], n = 0;
    MPI_Group made;
    for (int i = 0; i < 3; i++) {
        int first = dice(size), last = dice(size), stride = 1 + dice(3), fits = 1;
        struct model next = in;
        if (last < first)
            stride = -stride;
        for (int k = first; stride > 0 ? k <= last : k >= last; k += stride) {
            fits = fits && model_find(&next, k) == MPI_UNDEFINED;
            if (fits)
                model_add(&next, k);
        }
        if (!fits)
            continue;
        ranges[n][0] = first, ranges[n][1] = last, ranges[n][2] = stride;
        n++;
        in = next;
    }
    for (int i = 0; i < size; i++)
        if (model_find(&in, i) == MPI_UNDEFINED)
            model_add(&out, i);
    GOOD(MPI_Group_range_incl(world, n, ranges, &made));
    check_and_free(made, &in);
    GOOD(MPI_Group_range_excl(world, n, ranges, &made));
    check_and_free(made, &out);
}

/* ---- Corners ---- */

static void empty(void)
{
    MPI_Group group = MPI_GROUP_EMPTY, made;
    int me, ranks[1] = {0}, all[MOST];

    CHECK(size_of(group) == 0);
    GOOD(MPI_Group_rank(group, &me));
    CHECK(me == MPI_UNDEFINED);
    CHECK(compare(group, group) == MPI_IDENT);
    CHECK(compare(group, world) == MPI_UNEQUAL);

    /* Whatever comes out empty is MPI_GROUP_EMPTY. */
    GOOD(MPI_Group_incl(world, 0, NULL, &made));
    CHECK(made == MPI_GROUP_EMPTY);
    GOOD(MPI_Group_incl(world, 0, ranks, &made));
    CHECK(made == MPI_GROUP_EMPTY);
    GOOD(MPI_Group_range_incl(world, 0, NULL, &made));
    CHECK(made == MPI_GROUP_EMPTY);
    GOOD(MPI_Group_difference(world, world, &made));
    CHECK(made == MPI_GROUP_EMPTY);
    GOOD(MPI_Group_intersection(world, MPI_GROUP_EMPTY, &made));
    CHECK(made == MPI_GROUP_EMPTY);
    GOOD(MPI_Group_union(MPI_GROUP_EMPTY, MPI_GROUP_EMPTY, &made));
    CHECK(made == MPI_GROUP_EMPTY);
    for (int i = 0; i < size; i++)
        all[i] = i;
    GOOD(MPI_Group_excl(world, size, all, &made));
    CHECK(made == MPI_GROUP_EMPTY);

    /* It can be used like any other. */
    GOOD(MPI_Group_union(MPI_GROUP_EMPTY, world, &made));
    CHECK(compare(made, world) == MPI_IDENT);
    GOOD(MPI_Group_rank(made, &me));
    CHECK(me == rank);
    GOOD(MPI_Group_free(&made));
    GOOD(MPI_Group_difference(world, MPI_GROUP_EMPTY, &made));
    CHECK(compare(made, world) == MPI_IDENT);
    GOOD(MPI_Group_free(&made));
    GOOD(MPI_Group_translate_ranks(world, 1, ranks, MPI_GROUP_EMPTY, &me));
    CHECK(me == MPI_UNDEFINED);
    GOOD(MPI_Group_translate_ranks(MPI_GROUP_EMPTY, 0, NULL, world, NULL));
#ifdef ZEROMPI_API /* others say MPI_UNDEFINED */
    ranks[0] = MPI_PROC_NULL;
    GOOD(MPI_Group_translate_ranks(MPI_GROUP_EMPTY, 1, ranks, world, &me));
    CHECK(me == MPI_PROC_NULL);
#endif

    /* Programs free what they got, so also this. */
    GOOD(MPI_Group_free(&group));
    CHECK(group == MPI_GROUP_NULL);
    CHECK(size_of(MPI_GROUP_EMPTY) == 0);
}

static void whole(void)
{
    MPI_Group group, copy;
    int ranges[1][3] = {{size - 1, 0, -1}}, one[1][3], me;

    GOOD(MPI_Group_excl(world, 0, NULL, &group));
    CHECK(compare(group, world) == MPI_IDENT);
    GOOD(MPI_Group_free(&group));
    GOOD(MPI_Group_range_excl(world, 0, NULL, &group));
    CHECK(compare(group, world) == MPI_IDENT);
    GOOD(MPI_Group_free(&group));

    GOOD(MPI_Group_range_incl(world, 1, ranges, &group));
    CHECK(compare(group, world) == (size > 1 ? MPI_SIMILAR : MPI_IDENT));
    GOOD(MPI_Group_rank(group, &me));
    CHECK(me == size - 1 - rank);

    /* Each handle is freed for itself. */
    copy = group;
    GOOD(MPI_Group_union(group, world, &group));
    GOOD(MPI_Group_free(&copy));
    CHECK(size_of(group) == size);
    GOOD(MPI_Group_free(&group));

    /* The last rank of a range need not be met: only those that are computed must be in the group.
     * A stride may be longer than the range. */
    one[0][0] = 0, one[0][1] = size - 1, one[0][2] = size + 3;
    GOOD(MPI_Group_range_incl(world, 1, one, &group));
    CHECK(size_of(group) == 1);
    GOOD(MPI_Group_free(&group));
    one[0][0] = one[0][1] = size - 1, one[0][2] = -7;
    GOOD(MPI_Group_range_incl(world, 1, one, &group));
    CHECK(size_of(group) == 1);
    GOOD(MPI_Group_free(&group));
}

/* Groups of communicators are handles of their own, and outlive them. */
static void of_communicators(void)
{
    MPI_Comm comm;
    MPI_Group a, b;
    int me;

    GOOD(MPI_Comm_group(MPI_COMM_SELF, &a));
    CHECK(size_of(a) == 1);
    GOOD(MPI_Group_translate_ranks(a, 1, (int[]){0}, world, &me));
    CHECK(me == rank);
    GOOD(MPI_Group_free(&a));

    GOOD(MPI_Comm_split(MPI_COMM_WORLD, 0, -rank, &comm));
    GOOD(MPI_Comm_group(comm, &a));
    GOOD(MPI_Comm_group(comm, &b));
    GOOD(MPI_Comm_free(&comm));
    CHECK(compare(a, b) == MPI_IDENT);
    GOOD(MPI_Group_free(&a));
    GOOD(MPI_Group_rank(b, &me));
    CHECK(me == size - 1 - rank);
    GOOD(MPI_Group_free(&b));
}

/* ---- Errors ---- */

static void no_groups(void)
{
    MPI_Group made = world, none = MPI_GROUP_NULL, freed, copy;
    int n, ranks[1] = {0}, ranges[1][3] = {{0, 0, 1}};

    FAILS(MPI_Group_size(MPI_GROUP_NULL, &n), MPI_ERR_GROUP);
    FAILS(MPI_Group_rank(MPI_GROUP_NULL, &n), MPI_ERR_GROUP);
    FAILS(MPI_Group_compare(world, MPI_GROUP_NULL, &n), MPI_ERR_GROUP);
    FAILS(MPI_Group_compare(MPI_GROUP_NULL, world, &n), MPI_ERR_GROUP);
    FAILS(MPI_Group_translate_ranks(MPI_GROUP_NULL, 1, ranks, world, &n), MPI_ERR_GROUP);
    FAILS(MPI_Group_translate_ranks(world, 1, ranks, MPI_GROUP_NULL, &n), MPI_ERR_GROUP);
    FAILS(MPI_Group_union(MPI_GROUP_NULL, world, &made), MPI_ERR_GROUP);
    FAILS(MPI_Group_union(world, MPI_GROUP_NULL, &made), MPI_ERR_GROUP);
    FAILS(MPI_Group_intersection(MPI_GROUP_NULL, world, &made), MPI_ERR_GROUP);
    FAILS(MPI_Group_difference(world, MPI_GROUP_NULL, &made), MPI_ERR_GROUP);
    FAILS(MPI_Group_incl(MPI_GROUP_NULL, 1, ranks, &made), MPI_ERR_GROUP);
    FAILS(MPI_Group_excl(MPI_GROUP_NULL, 1, ranks, &made), MPI_ERR_GROUP);
    FAILS(MPI_Group_range_incl(MPI_GROUP_NULL, 1, ranges, &made), MPI_ERR_GROUP);
    FAILS(MPI_Group_range_excl(MPI_GROUP_NULL, 1, ranges, &made), MPI_ERR_GROUP);
    FAILS(MPI_Group_free(&none), MPI_ERR_GROUP);
    CHECK(made == world); /* nothing was written */

    FAILS(MPI_Comm_group(MPI_COMM_NULL, &made), MPI_ERR_COMM);

#ifdef ZEROMPI_API /* others may look into memory that was freed */
    GOOD(MPI_Comm_group(MPI_COMM_WORLD, &freed));
    copy = freed;
    GOOD(MPI_Group_free(&freed));
    FAILS(MPI_Group_size(copy, &n), MPI_ERR_GROUP);
    FAILS(MPI_Group_free(&copy), MPI_ERR_GROUP);

    /* Null pointers. */
    FAILS(MPI_Group_size(world, NULL), MPI_ERR_ARG);
    FAILS(MPI_Group_rank(world, NULL), MPI_ERR_ARG);
    FAILS(MPI_Group_compare(world, world, NULL), MPI_ERR_ARG);
    FAILS(MPI_Group_union(world, world, NULL), MPI_ERR_ARG);
    FAILS(MPI_Group_incl(world, 1, ranks, NULL), MPI_ERR_ARG);
    FAILS(MPI_Group_incl(world, 1, NULL, &made), MPI_ERR_ARG);
    FAILS(MPI_Group_excl(world, 1, NULL, &made), MPI_ERR_ARG);
    FAILS(MPI_Group_range_incl(world, 1, NULL, &made), MPI_ERR_ARG);
    FAILS(MPI_Group_range_excl(world, 1, ranges, NULL), MPI_ERR_ARG);
    FAILS(MPI_Group_translate_ranks(world, 1, NULL, world, &n), MPI_ERR_ARG);
    FAILS(MPI_Group_translate_ranks(world, 1, ranks, world, NULL), MPI_ERR_ARG);
    FAILS(MPI_Group_free(NULL), MPI_ERR_ARG);
    FAILS(MPI_Comm_group(MPI_COMM_WORLD, NULL), MPI_ERR_ARG);
#else
    (void)freed, (void)copy;
#endif
}

static inline void wrong_ranks(void)
{
    MPI_Group made = world;
    int outside[2] = {0, size}, negative[1] = {-77}, twice[2] = {0, 0}, result[2], wild[1];

    FAILS(MPI_Group_incl(world, 2, outside, &made), MPI_ERR_RANK);
    FAILS(MPI_Group_excl(world, 2, outside, &made), MPI_ERR_RANK);
    FAILS(MPI_Group_incl(world, 1, negative, &made), MPI_ERR_RANK);
    FAILS(MPI_Group_excl(world, 1, negative, &made), MPI_ERR_RANK);
    FAILS(MPI_Group_translate_ranks(world, 2, outside, world, result), MPI_ERR_RANK);
    FAILS(MPI_Group_translate_ranks(world, 1, negative, world, result), MPI_ERR_RANK);
    FAILS(MPI_Group_translate_ranks(MPI_GROUP_EMPTY, 1, twice, world, result), MPI_ERR_RANK);
    FAILS(MPI_Group_incl(world, 2, twice, &made), MPI_ERR_RANK);
    FAILS(MPI_Group_excl(world, 2, twice, &made), MPI_ERR_RANK);
    wild[0] = MPI_ANY_SOURCE;
    FAILS(MPI_Group_translate_ranks(world, 1, wild, world, result), MPI_ERR_RANK);
    FAILS(MPI_Group_incl(world, -1, twice, &made), MPI_ERR_ARG);
    FAILS(MPI_Group_excl(world, -1, twice, &made), MPI_ERR_ARG);
    FAILS(MPI_Group_translate_ranks(world, -1, twice, world, result), MPI_ERR_ARG);
    CHECK(made == world);
}

static void wrong_range(int first, int last, int stride, int error)
{
    MPI_Group made = world;
    int ranges[1][3] = {{first, last, stride}};
    FAILS(MPI_Group_range_incl(world, 1, ranges, &made), error);
    FAILS(MPI_Group_range_excl(world, 1, ranges, &made), error);
    CHECK(made == world);
}

static inline void wrong_ranges(void)
{
    MPI_Group made = world;
    int overlap[2][3] = {{0, size - 1, 1}, {size - 1, size - 1, 1}};

    wrong_range(0, size, 1, MPI_ERR_RANK);
    wrong_range(size, 0, -1, MPI_ERR_RANK);
    wrong_range(-77, 0, 1, MPI_ERR_RANK);
    wrong_range(0, -77, -1, MPI_ERR_RANK);
    wrong_range(0, size - 1, 0, MPI_ERR_ARG);
    wrong_range(0, size, -1, MPI_ERR_ARG);
    wrong_range(size, 0, 1, MPI_ERR_ARG);
    FAILS(MPI_Group_range_incl(world, 2, overlap, &made), MPI_ERR_RANK);
    FAILS(MPI_Group_range_excl(world, 2, overlap, &made), MPI_ERR_RANK);
    FAILS(MPI_Group_range_incl(world, -1, overlap, &made), MPI_ERR_ARG);
    FAILS(MPI_Group_range_excl(world, -1, overlap, &made), MPI_ERR_ARG);
    wrong_range(0, 2147483647, 1, MPI_ERR_RANK);
    CHECK(made == world);
}

int main(int argc, char **argv)
{
    begin(&argc, &argv);
    GOOD(MPI_Comm_group(MPI_COMM_WORLD, &world));
    CHECK(size_of(world) == size);
    empty();
    whole();
    of_communicators();
    for (int i = 0; i < 500; i++) {
        random_pair();
        random_ranges();
    }
    no_groups();
#ifdef ZEROMPI_API /* others take much of it, or end in a segmentation fault */
    wrong_ranks();
    wrong_ranges();
#endif
    GOOD(MPI_Group_free(&world));
    return finish();
}
