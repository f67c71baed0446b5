/* SPDX-License-Identifier: BSL-1.0 */
/* Groups (section 7.3 of the standard). */
#include <mpi.h>
#include <stdlib.h>

#include "api/call.h"
#include "api/check.h"
#include "api/communicator.h"
#include "api/process.h"

static int no_memory(void)
{
    return ZM_FAIL(MPI_ERR_NO_MEM, "no memory for a group");
}

int zm_hand_out_group(struct zm_group *made, MPI_Group *newgroup)
{
    if (!made)
        return no_memory();
    if (made->size == 0) {
        zm_group_release(made);
        *newgroup = MPI_GROUP_EMPTY;
        return MPI_SUCCESS;
    }
    int error = zm_handle_give(ZM_HANDLE_GROUP, made);
    if (error)
        zm_group_release(made);
    else
        *newgroup = made->handle;
    return error;
}

/* ---- What groups are ---- */

int PMPI_Group_size(MPI_Group group, int *size)
{
    const struct zm_call call = ZM_CALL("MPI_Group_size", "%G", ZM_HANDLE(group));
    struct zm_group *g;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_group(group, &g)) && !(error = zm_check_pointer("size", size)))
        *size = g->size;
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Group_size);

int PMPI_Group_rank(MPI_Group group, int *rank)
{
    const struct zm_call call = ZM_CALL("MPI_Group_rank", "%G", ZM_HANDLE(group));
    struct zm_group *g;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_group(group, &g)) && !(error = zm_check_pointer("rank", rank)))
        *rank = g->rank;
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Group_rank);

int PMPI_Group_compare(MPI_Group group1, MPI_Group group2, int *result)
{
    const struct zm_call call =
        ZM_CALL("MPI_Group_compare", "%G, %G", ZM_HANDLE(group1), ZM_HANDLE(group2));
    struct zm_group *a, *b;
    int error, found;
    zm_enter(&call);
    if (!(error = zm_check_group(group1, &a)) && !(error = zm_check_group(group2, &b)) &&
        !(error = zm_check_pointer("result", result))) {
        if ((found = zm_group_compare(a, b)) >= 0)
            *result = found;
        else
            error = no_memory();
    }
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Group_compare);

/* ---- Lists of ranks ---- */

static int check_length(int n, const void *list, const char *name)
{
    if (n < 0)
        return ZM_FAIL(MPI_ERR_ARG, "n is %d: expected the number of %s", n, name);
    return n > 0 ? zm_check_pointer(name, list) : MPI_SUCCESS;
}

static int check_rank(const struct zm_group *group, int rank)
{
    if (rank >= 0 && rank < group->size)
        return MPI_SUCCESS;
    return ZM_FAIL(MPI_ERR_RANK, "rank %d is not one of the group's %d ranks", rank, group->size);
}

int PMPI_Group_translate_ranks(MPI_Group group1, int n, const int ranks1[], MPI_Group group2,
                               int ranks2[])
{
    const struct zm_call call = ZM_CALL("MPI_Group_translate_ranks", "%G, n=%d, %G",
                                        ZM_HANDLE(group1), n, ZM_HANDLE(group2));
    struct zm_group *a, *b;
    int error;
    zm_enter(&call);
    (void)((error = zm_check_group(group1, &a)) || (error = zm_check_group(group2, &b)) ||
           (error = check_length(n, ranks1, "ranks1")) ||
           (error = check_length(n, ranks2, "ranks2")));
    for (int i = 0; i < n && !error; i++)
        if (ranks1[i] != MPI_PROC_NULL)
            error = check_rank(a, ranks1[i]);
    if (!error && !zm_group_translate(a, n, ranks1, b, ranks2))
        error = no_memory();
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Group_translate_ranks);

/* The ranks are in the group, and none is there twice. */
static int check_ranks(const struct zm_group *group, int n, const int *ranks)
{
    char *seen = calloc((size_t)group->size + 1, 1);
    int error = seen ? MPI_SUCCESS : no_memory();
    for (int i = 0; i < n && !error; i++)
        if (!(error = check_rank(group, ranks[i])) && seen[ranks[i]]++)
            error = ZM_FAIL(MPI_ERR_RANK, "rank %d is given twice", ranks[i]);
    free(seen);
    return error;
}

/* How many ranks the range (first, last, stride) has; 0: it is none, which is explained. */
static int64_t count_range(const struct zm_group *group, const int *range, int *error)
{
    int64_t first = range[0], last = range[1], stride = range[2];
    if (stride == 0)
        *error = ZM_FAIL(MPI_ERR_ARG, "a range has the stride 0");
    else if (last != first && (last > first) != (stride > 0))
        *error = ZM_FAIL(MPI_ERR_ARG, "the range from %d to %d never gets there with the stride %d",
                         range[0], range[1], range[2]);
    else
        *error = check_rank(group, range[0]);
    return *error ? 0 : (last - first) / stride + 1;
}

/* Writes the ranks of the ranges to an array, *ranks, for the caller to free. There are at most as
 * many as in the group: with more, one would be there twice. */
static int expand_ranges(const struct zm_group *group, int n, int ranges[][3], int **ranks,
                         int *count)
{
    int error = MPI_SUCCESS;
    *count = 0;
    *ranks = malloc(((size_t)group->size + 1) * sizeof **ranks);
    if (!*ranks)
        return no_memory();
    for (int i = 0; i < n; i++) {
        int64_t more = count_range(group, ranges[i], &error);
        if (error)
            return error;
        int64_t last = ranges[i][0] + (more - 1) * ranges[i][2];
        if (last < 0 || last >= group->size)
            return ZM_FAIL(MPI_ERR_RANK, "rank %lld in a range is not one of the group's %d ranks",
                           (long long)last, group->size);
        if (more > group->size - *count)
            return ZM_FAIL(MPI_ERR_RANK,
                           "the ranges have more ranks than the group, so some twice");
        for (int64_t k = 0; k < more; k++)
            (*ranks)[(*count)++] = (int)(ranges[i][0] + k * ranges[i][2]);
    }
    return MPI_SUCCESS;
}

/* ---- New groups ---- */

typedef struct zm_group *combine(const struct zm_group *a, const struct zm_group *b);

static int from_two(const char *name, combine *combine, MPI_Group group1, MPI_Group group2,
                    MPI_Group *newgroup)
{
    const struct zm_call call = {name, "%G, %G", {ZM_HANDLE(group1), ZM_HANDLE(group2)}};
    struct zm_group *a, *b;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_group(group1, &a)) && !(error = zm_check_group(group2, &b)) &&
        !(error = zm_check_pointer("newgroup", newgroup)))
        error = zm_hand_out_group(combine(a, b), newgroup);
    return zm_leave(&call, NULL, error);
}

int PMPI_Group_union(MPI_Group group1, MPI_Group group2, MPI_Group *newgroup)
{
    return from_two("MPI_Group_union", zm_group_union, group1, group2, newgroup);
}
ZM_ALIAS(Group_union);

int PMPI_Group_intersection(MPI_Group group1, MPI_Group group2, MPI_Group *newgroup)
{
    return from_two("MPI_Group_intersection", zm_group_intersection, group1, group2, newgroup);
}
ZM_ALIAS(Group_intersection);

int PMPI_Group_difference(MPI_Group group1, MPI_Group group2, MPI_Group *newgroup)
{
    return from_two("MPI_Group_difference", zm_group_difference, group1, group2, newgroup);
}
ZM_ALIAS(Group_difference);

typedef struct zm_group *choose(const struct zm_group *group, int n, const int *ranks);

static int from_ranks(const char *name, choose *choose, MPI_Group group, int n, const int *ranks,
                      MPI_Group *newgroup)
{
    const struct zm_call call = {name, "%G, n=%d", {ZM_HANDLE(group), n}};
    struct zm_group *g;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_group(group, &g)) && !(error = check_length(n, ranks, "ranks")) &&
        !(error = zm_check_pointer("newgroup", newgroup)) && !(error = check_ranks(g, n, ranks)))
        error = zm_hand_out_group(choose(g, n, ranks), newgroup);
    return zm_leave(&call, NULL, error);
}

int PMPI_Group_incl(MPI_Group group, int n, const int ranks[], MPI_Group *newgroup)
{
    return from_ranks("MPI_Group_incl", zm_group_incl, group, n, ranks, newgroup);
}
ZM_ALIAS(Group_incl);

int PMPI_Group_excl(MPI_Group group, int n, const int ranks[], MPI_Group *newgroup)
{
    return from_ranks("MPI_Group_excl", zm_group_excl, group, n, ranks, newgroup);
}
ZM_ALIAS(Group_excl);

static int from_ranges(const char *name, choose *choose, MPI_Group group, int n, int ranges[][3],
                       MPI_Group *newgroup)
{
    const struct zm_call call = {name, "%G, n=%d", {ZM_HANDLE(group), n}};
    struct zm_group *g;
    int *ranks = NULL, count, error;
    zm_enter(&call);
    if (!(error = zm_check_group(group, &g)) && !(error = check_length(n, ranges, "ranges")) &&
        !(error = zm_check_pointer("newgroup", newgroup)) &&
        !(error = expand_ranges(g, n, ranges, &ranks, &count)) &&
        !(error = check_ranks(g, count, ranks)))
        error = zm_hand_out_group(choose(g, count, ranks), newgroup);
    free(ranks);
    return zm_leave(&call, NULL, error);
}

int PMPI_Group_range_incl(MPI_Group group, int n, int ranges[][3], MPI_Group *newgroup)
{
    return from_ranges("MPI_Group_range_incl", zm_group_incl, group, n, ranges, newgroup);
}
ZM_ALIAS(Group_range_incl);

int PMPI_Group_range_excl(MPI_Group group, int n, int ranges[][3], MPI_Group *newgroup)
{
    return from_ranges("MPI_Group_range_excl", zm_group_excl, group, n, ranges, newgroup);
}
ZM_ALIAS(Group_range_excl);

/* ---- The end of a group ---- */

int PMPI_Group_free(MPI_Group *group)
{
    const struct zm_call call = ZM_CALL("MPI_Group_free", "%G", ZM_HANDLE(group ? *group : 0));
    struct zm_group *g;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_pointer("group", group)) && !(error = zm_check_group(*group, &g))) {
        /* What other calls return may be MPI_GROUP_EMPTY, so programs free it too. */
        if (*group != MPI_GROUP_EMPTY)
            zm_group_release(zm_handle_take(ZM_HANDLE_GROUP, g));
        *group = MPI_GROUP_NULL;
    }
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Group_free);
