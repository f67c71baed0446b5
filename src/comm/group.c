/* SPDX-License-Identifier: BSL-1.0 */
/* Groups. What compares two groups looks each rank of one up in the places of the other: an array
 * by rank in the job; so all of it takes linear time. */
#include "comm/group.h"

#include <stdlib.h>
#include <string.h>

#include "comm/session.h"

static struct zm_group empty = {.handle = MPI_GROUP_EMPTY, .rank = MPI_UNDEFINED, .references = 1};

struct zm_group *zm_group_new(int size, int *members, int self)
{
    struct zm_group *group = members || size == 0 ? malloc(sizeof *group) : NULL;
    if (!group) {
        free(members);
        return NULL;
    }
    *group = (struct zm_group){.handle = (MPI_Group)group,
                               .size = size,
                               .self = self,
                               .members = members,
                               .references = 1};
    group->rank = zm_group_rank(group, self);
    return group;
}

struct zm_group *zm_group_derive(int size, int *members, const struct zm_group *origin)
{
    struct zm_group *group = zm_group_new(size, members, origin->self);
    if (group && origin->session)
        group->session = zm_session_retain(origin->session);
    return group;
}

struct zm_group *zm_group_empty(void)
{
    return &empty;
}

struct zm_group *zm_group_retain(struct zm_group *group)
{
    if (group != &empty)
        group->references++;
    return group;
}

void zm_group_release(struct zm_group *group)
{
    if (!group || group == &empty || --group->references)
        return;
    if (group->session)
        zm_session_release(group->session);
    free(group->members);
    free(group);
}

/* ---- Groups and ranks in them ---- */

int zm_group_rank(const struct zm_group *group, int member)
{
    for (int i = 0; i < group->size; i++)
        if (group->members[i] == member)
            return i;
    return MPI_UNDEFINED;
}

/* Where the job's ranks are in a group. */
struct places {
    int *ranks; /* by rank in the job */
    int size;   /* entries; those beyond are not in the group */
};

static bool find_places(const struct zm_group *group, struct places *places)
{
    places->size = 0;
    for (int i = 0; i < group->size; i++)
        if (group->members[i] >= places->size)
            places->size = group->members[i] + 1;
    places->ranks = malloc(((size_t)places->size + 1) * sizeof *places->ranks);
    if (!places->ranks)
        return false;
    for (int i = 0; i < places->size; i++)
        places->ranks[i] = MPI_UNDEFINED;
    for (int i = 0; i < group->size; i++)
        places->ranks[group->members[i]] = i;
    return true;
}

static int place(const struct places *places, int member)
{
    return member < places->size ? places->ranks[member] : MPI_UNDEFINED;
}

int zm_group_compare(const struct zm_group *a, const struct zm_group *b)
{
    if (a->size != b->size)
        return MPI_UNEQUAL;
    if (a->size == 0 || memcmp(a->members, b->members, (size_t)a->size * sizeof *a->members) == 0)
        return MPI_IDENT;
    int common = zm_group_common(a, b);
    return common < 0 ? -1 : common == a->size ? MPI_SIMILAR : MPI_UNEQUAL;
}

int zm_group_common(const struct zm_group *a, const struct zm_group *b)
{
    struct places places;
    if (!find_places(b, &places))
        return -1;
    int common = 0;
    for (int i = 0; i < a->size; i++)
        common += place(&places, a->members[i]) != MPI_UNDEFINED;
    free(places.ranks);
    return common;
}

bool zm_group_translate(const struct zm_group *a, int n, const int *from, const struct zm_group *b,
                        int *to)
{
    struct places places;
    if (!find_places(b, &places))
        return false;
    for (int i = 0; i < n; i++)
        to[i] = from[i] == MPI_PROC_NULL ? MPI_PROC_NULL : place(&places, a->members[from[i]]);
    free(places.ranks);
    return true;
}

/* ---- New groups ---- */

struct zm_group *zm_group_copy(const struct zm_group *group)
{
    return zm_group_excl(group, 0, NULL);
}

/* Appends to the `size` ranks in `members` those of `group` that are in the places, or those that
 * are not, and returns how many there are then. */
static int append(int *members, int size, const struct zm_group *group, const struct places *places,
                  bool in)
{
    for (int i = 0; i < group->size; i++)
        if ((place(places, group->members[i]) != MPI_UNDEFINED) == in)
            members[size++] = group->members[i];
    return size;
}

/* Room for the members of a group of up to `size` ranks. */
static int *allocate(int size)
{
    return malloc(((size_t)size + 1) * sizeof(int));
}

struct zm_group *zm_group_union(const struct zm_group *a, const struct zm_group *b)
{
    struct places places;
    if (!find_places(a, &places))
        return NULL;
    int *members = allocate(a->size + b->size), size = a->size;
    if (members) {
        if (size)
            memcpy(members, a->members, (size_t)size * sizeof *members);
        size = append(members, size, b, &places, false);
    }
    free(places.ranks);
    /* MPI_GROUP_EMPTY does not know whose it is. */
    return members ? zm_group_derive(size, members, a->size ? a : b) : NULL;
}

static struct zm_group *filter(const struct zm_group *a, const struct zm_group *b, bool in)
{
    struct places places;
    if (!find_places(b, &places))
        return NULL;
    int *members = allocate(a->size);
    int size = members ? append(members, 0, a, &places, in) : 0;
    free(places.ranks);
    return members ? zm_group_derive(size, members, a) : NULL;
}

struct zm_group *zm_group_intersection(const struct zm_group *a, const struct zm_group *b)
{
    return filter(a, b, true);
}

struct zm_group *zm_group_difference(const struct zm_group *a, const struct zm_group *b)
{
    return filter(a, b, false);
}

struct zm_group *zm_group_incl(const struct zm_group *group, int n, const int *ranks)
{
    int *members = allocate(n);
    for (int i = 0; members && i < n; i++)
        members[i] = group->members[ranks[i]];
    return members ? zm_group_derive(n, members, group) : NULL;
}

struct zm_group *zm_group_excl(const struct zm_group *group, int n, const int *ranks)
{
    struct zm_group *excluded = zm_group_incl(group, n, ranks);
    struct zm_group *rest = excluded ? zm_group_difference(group, excluded) : NULL;
    zm_group_release(excluded);
    return rest;
}
