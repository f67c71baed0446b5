/* SPDX-License-Identifier: BSL-1.0 */
/* Parts of collectives that others are made of. Each appends its steps to a schedule; what follows
 * it must begin with a fence, if it needs what it did. The ranks that take part are those of
 * `group`, which peers in the schedule's steps name; this process is one of them. */
#ifndef ZM_COLL_BUILD_H
#define ZM_COLL_BUILD_H

#include "coll/schedule.h"
#include "comm/group.h"

/* Broadcast of `count` elements at `buffer` from `root`. */
void zm_build_bcast(struct zm_schedule *schedule, const struct zm_group *group, void *buffer,
                    size_t count, const struct zm_datatype *datatype, int root);

/* Reduction of the `count` elements at `own` of each rank to `result` of the rank `root`, along the
 * binomial tree rooted there, so in rank order only if that is rank 0. `own` and `result` may be
 * the same; on other ranks `result` is not used. */
void zm_build_reduce(struct zm_schedule *schedule, const struct zm_group *group, const void *own,
                     void *result, size_t count, const struct zm_datatype *datatype,
                     const struct zm_op *op, int root);

/* Scatter of `bytes` packed bytes for each rank from `blocks` of rank 0 to `own`. */
void zm_build_scatter(struct zm_schedule *schedule, const struct zm_group *group,
                      const void *blocks, void *own, size_t bytes);

/* Allgather of `bytes` packed bytes from each rank: the block of rank r, modulo the size, becomes
 * block r - rank of `blocks`. Its first block is this rank's own, and must be there. */
void zm_build_allgather(struct zm_schedule *schedule, const struct zm_group *group, char *blocks,
                        size_t bytes);

/* Alltoall of `bytes` packed bytes for each rank: block j of `blocks`, which is for the rank j
 * after this one, becomes that of the rank j before it. */
void zm_build_alltoall(struct zm_schedule *schedule, const struct zm_group *group, char *blocks,
                       size_t bytes);

#endif
