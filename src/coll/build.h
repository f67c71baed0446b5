/* SPDX-License-Identifier: BSL-1.0 */
/* Parts of collectives that others are made of. Each appends its steps to a schedule; what follows
 * it must begin with a fence, if it needs what it did. The ranks that take part are those of
 * `group`, which peers in the schedule's steps name; this process is one of them. */
#ifndef ZM_COLL_BUILD_H
#define ZM_COLL_BUILD_H

#include "coll/coll.h"

/* Dissemination barrier. */
void zm_build_dissemination(struct zm_schedule *schedule, const struct zm_group *group);

/* Broadcast of `block` from `root`. */
void zm_build_bcast(struct zm_schedule *schedule, const struct zm_group *group,
                    struct zm_block block, int root);

/* Reduction of the ranks' own contributions, in rank order, to `result` of the rank `root`. On
 * other ranks `result` is not used. */
void zm_build_reduce(struct zm_schedule *schedule, const struct zm_group *group,
                     const struct zm_reduction *reduction, void *result, int root);

/* Combines `count` elements that a child sent with `mine`, as its left operand if the child is
 * `below`; in the place of `theirs`, of `mine`, or, where that is this rank's own contribution, of
 * `room`, which may be the same. Returns where the result is. */
void *zm_build_combine(struct zm_schedule *schedule, const struct zm_reduction *reduction,
                       size_t count, void *theirs, bool below, const void *mine, bool is_own,
                       void *room);

/* ---- For long messages ---- */

/* The same in segments: `tree` is ZM_CHAIN or ZM_SEGMENTED, a binomial tree. */
void zm_build_pipelined_bcast(struct zm_schedule *schedule, const struct zm_group *group,
                              struct zm_block block, int root, enum zm_algorithm tree);

/* Reduction in segments to `result` of the rank `root`: in rank order, but along the chain. */
void zm_build_pipelined_reduce(struct zm_schedule *schedule, const struct zm_group *group,
                               const struct zm_reduction *reduction, void *result, int root,
                               enum zm_algorithm tree);

/* Broadcast of `block` from `root`, scattered and gathered. */
void zm_build_scatter_allgather(struct zm_schedule *schedule, const struct zm_group *group,
                                struct zm_block block, int root);

/* Recursive halving: both in rank order, and the first one to the result of the rank `root`. */
void zm_build_halving_reduce(struct zm_schedule *schedule, const struct zm_group *group,
                             const struct zm_reduction *reduction, int root);
void zm_build_halving_allreduce(struct zm_schedule *schedule, const struct zm_group *group,
                                const struct zm_reduction *reduction);

/* Along the ring, in any order. */
void zm_build_ring_allreduce(struct zm_schedule *schedule, const struct zm_group *group,
                             const struct zm_reduction *reduction);

/* Allgather along the ring: `own`, which may be in place, to this rank's block of `all`, and every
 * rank's block of `all` to everybody. */
void zm_build_ring(struct zm_schedule *schedule, const struct zm_group *group, struct zm_block own,
                   struct zm_blocks all);

/* The data of `block` as a row of packed bytes: in its place where they are one, else in a buffer,
 * into which they are copied if the block is `filled`. Afterwards zm_build_unrow brings them to
 * their place. */
char *zm_build_row(struct zm_schedule *schedule, struct zm_block block, bool filled);
void zm_build_unrow(struct zm_schedule *schedule, const char *row, struct zm_block block);

/* ---- Blocks ---- */

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

/* Direct messages between the root and each rank of `comm`, or of the other group. `own` and `all`
 * as in zm_gatherv and zm_scatterv. */
void zm_build_linear_gather(struct zm_schedule *schedule, const struct zm_comm *comm,
                            struct zm_block own, struct zm_blocks all, int root);
void zm_build_linear_scatter(struct zm_schedule *schedule, const struct zm_comm *comm,
                             struct zm_block own, struct zm_blocks all, int root);

/* Direct messages between all ranks, or between the ranks of two groups: a block of `sent` for each
 * and one of `received` from each. This rank's own block is copied, if it is not in place. */
void zm_build_exchange(struct zm_schedule *schedule, const struct zm_comm *comm,
                       struct zm_blocks sent, struct zm_blocks received);

/* The same with one block for all, `own`, which may be in place. */
void zm_build_spread(struct zm_schedule *schedule, const struct zm_comm *comm, struct zm_block own,
                     struct zm_blocks all);

/* The exchange in place: what is received replaces what is sent, which is set aside before. */
void zm_build_exchange_in_place(struct zm_schedule *schedule, const struct zm_comm *comm,
                                struct zm_blocks blocks);

/* The call as all ranks of a communicator can agree about it: where there are two groups, they give
 * different roots and sizes. */
static inline struct zm_signature zm_call_on(const struct zm_comm *comm, enum zm_collective which,
                                             int root, size_t bytes)
{
    return (struct zm_signature){.collective = (uint8_t)which,
                                 .root = comm->remote ? -1 : root,
                                 .bytes = comm->remote ? 0 : bytes};
}

static inline void zm_send_block(struct zm_schedule *schedule, struct zm_block block, int to)
{
    zm_schedule_send(schedule, block.buffer, block.count, block.datatype, to);
}

static inline void zm_receive_block(struct zm_schedule *schedule, struct zm_block block, int from)
{
    zm_schedule_receive(schedule, block.buffer, block.count, block.datatype, from);
}

static inline void zm_copy_block(struct zm_schedule *schedule, struct zm_block from,
                                 struct zm_block to)
{
    zm_schedule_copy(schedule, from.buffer, from.count, from.datatype, to.buffer, to.count,
                     to.datatype);
}

/* `bytes` packed bytes as a block. */
static inline struct zm_block zm_packed(void *buffer, size_t bytes)
{
    return (struct zm_block){buffer, bytes, zm_bytes()};
}

#endif
