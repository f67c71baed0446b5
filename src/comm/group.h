/* SPDX-License-Identifier: BSL-1.0 */
/* Groups: ordered sets of ranks of the job. A group never changes once it is made, so communicators
 * and the program share it. */
#ifndef ZM_COMM_GROUP_H
#define ZM_COMM_GROUP_H

#include <mpi.h>
#include <stddef.h>

struct zm_group {
    MPI_Group handle;  /* what the program calls it */
    int size;          /* number of ranks */
    int rank;          /* of this process in the group; MPI_UNDEFINED if it is not in it */
    int *members;      /* ranks in the job, by rank in the group; owned */
    size_t references; /* holders: communicators, calls, and the program's handle */
};

/* Makes a group of `size` ranks of the job, `members` (allocated with malloc, taken over in any
 * case), seen by the process whose rank in the job is `self`. It has one reference. NULL: no
 * memory, or `members` is NULL though `size` is not 0. */
struct zm_group *zm_group_new(int size, int *members, int self);

/* Adds a holder, and returns its argument. */
struct zm_group *zm_group_retain(struct zm_group *group);
/* Takes a holder away; the last one frees it. NULL is no group, and left alone. */
void zm_group_release(struct zm_group *group);

#endif
