/* SPDX-License-Identifier: BSL-1.0 */
/* Groups: ordered sets of ranks of the job. A group never changes once it is made, so communicators
 * and the program share it. */
#ifndef ZM_COMM_GROUP_H
#define ZM_COMM_GROUP_H

#include <mpi.h>
#include <stdbool.h>
#include <stddef.h>

struct zm_session;

struct zm_group {
    MPI_Group handle;           /* what the program calls it */
    int size;                   /* number of ranks */
    int rank;                   /* of this process in the group; MPI_UNDEFINED if it is not in it */
    int self;                   /* this process's rank in the job */
    int *members;               /* ranks in the job, by rank in the group; owned */
    struct zm_session *session; /* that it comes from, retained; NULL: from the World */
    size_t references;          /* holders: communicators, calls, and the program's handle */
};

/* Makes a group of `size` ranks of the job, `members` (allocated with malloc, taken over in any
 * case), seen by the process whose rank in the job is `self`. It has one reference. NULL: no
 * memory, or `members` is NULL though `size` is not 0. */
struct zm_group *zm_group_new(int size, int *members, int self);

/* The same, for a group that comes from where `origin` does. */
struct zm_group *zm_group_derive(int size, int *members, const struct zm_group *origin);

/* The group of MPI_GROUP_EMPTY, which lives for ever. */
struct zm_group *zm_group_empty(void);

/* Adds a holder, and returns its argument. */
struct zm_group *zm_group_retain(struct zm_group *group);
/* Takes a holder away; the last one frees it. NULL is no group, and left alone. */
void zm_group_release(struct zm_group *group);

/* ---- Groups and ranks in them ---- */

/* The rank in the group of the job's rank `member`; MPI_UNDEFINED if it is not in it. */
int zm_group_rank(const struct zm_group *group, int member);

/* MPI_IDENT (the same ranks in the same order), MPI_SIMILAR (in another order) or MPI_UNEQUAL; -1:
 * no memory. */
int zm_group_compare(const struct zm_group *a, const struct zm_group *b);

/* How many of the ranks in `a` are in `b` too; -1: no memory. */
int zm_group_common(const struct zm_group *a, const struct zm_group *b);

/* For each of the `n` ranks `from` in `a`, or MPI_PROC_NULL, writes to `to` the rank of the same
 * process in `b`, or MPI_UNDEFINED; that of MPI_PROC_NULL is the same. False: no memory. */
bool zm_group_translate(const struct zm_group *a, int n, const int *from, const struct zm_group *b,
                        int *to);

/* ---- New groups ---- */

/* All of these return a group with one reference, or NULL: no memory. */

/* The same ranks in the same order, as an object of its own. */
struct zm_group *zm_group_copy(const struct zm_group *group);

/* The ranks of `a`, then those of `b` that are not in `a`. */
struct zm_group *zm_group_union(const struct zm_group *a, const struct zm_group *b);

/* The ranks of `a` that are in `b` (intersection) or not in `b` (difference), in the order of `a`.
 */
struct zm_group *zm_group_intersection(const struct zm_group *a, const struct zm_group *b);
struct zm_group *zm_group_difference(const struct zm_group *a, const struct zm_group *b);

/* The `n` ranks `ranks` of the group, which are different ones, in that order; or all others, in
 * the order of the group. */
struct zm_group *zm_group_incl(const struct zm_group *group, int n, const int *ranks);
struct zm_group *zm_group_excl(const struct zm_group *group, int n, const int *ranks);

#endif
