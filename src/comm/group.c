/* SPDX-License-Identifier: BSL-1.0 */
/* Groups. */
#include "comm/group.h"

#include <stdlib.h>

struct zm_group *zm_group_new(int size, int *members, int self)
{
    struct zm_group *group = members || size == 0 ? malloc(sizeof *group) : NULL;
    if (!group) {
        free(members);
        return NULL;
    }
    *group = (struct zm_group){.handle = (MPI_Group)group,
                               .size = size,
                               .rank = MPI_UNDEFINED,
                               .members = members,
                               .references = 1};
    for (int i = 0; i < size; i++)
        if (members[i] == self)
            group->rank = i;
    return group;
}

struct zm_group *zm_group_retain(struct zm_group *group)
{
    group->references++;
    return group;
}

void zm_group_release(struct zm_group *group)
{
    if (!group || --group->references)
        return;
    free(group->members);
    free(group);
}
