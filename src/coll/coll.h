/* SPDX-License-Identifier: BSL-1.0 */
/* The collective operations. Each returns the schedule of this rank's part, to be started in one of
 * the three forms; NULL stands for want of memory. Arguments are valid, and mean what they do in
 * the standard's function of that name, also on intercommunicators, where that allows them; what
 * only the root may look at is not looked at elsewhere. A buffer that is MPI_IN_PLACE says so.
 *
 * Reductions combine the ranks' contributions in rank order, bracketed as the binomial tree rooted
 * at rank 0 does it: the result has the same bits on every run, on every rank and for every root.
 */
#ifndef ZM_COLL_COLL_H
#define ZM_COLL_COLL_H

#include <stddef.h>

#include "coll/block.h"
#include "coll/schedule.h"
#include "comm/comm.h"
#include "type/datatype.h"
#include "type/op.h"

struct zm_schedule *zm_barrier(struct zm_comm *comm);

/* The barrier in MPI_Finalize, after which all ranks know whether *any is set on one of them. */
struct zm_schedule *zm_finalize_barrier(struct zm_comm *comm, int *any);

struct zm_schedule *zm_bcast(struct zm_comm *comm, struct zm_block block, int root);

/* A block between each rank, who has it as `own`, and the root, who has `all` (only `first` of them
 * where the name has no v). The root's own may be in place. */
struct zm_schedule *zm_gather(struct zm_comm *comm, struct zm_block own, struct zm_blocks all,
                              int root);
struct zm_schedule *zm_gatherv(struct zm_comm *comm, struct zm_block own, struct zm_blocks all,
                               int root);
struct zm_schedule *zm_scatter(struct zm_comm *comm, struct zm_block own, struct zm_blocks all,
                               int root);
struct zm_schedule *zm_scatterv(struct zm_comm *comm, struct zm_block own, struct zm_blocks all,
                                int root);

/* A block from each rank to each: the same to all, if its name has gather in it. What is sent is in
 * place if that is the buffer of `sent.first`. */
struct zm_schedule *zm_allgather(struct zm_comm *comm, struct zm_blocks sent,
                                 struct zm_blocks received);
struct zm_schedule *zm_allgatherv(struct zm_comm *comm, struct zm_blocks sent,
                                  struct zm_blocks received);
struct zm_schedule *zm_alltoall(struct zm_comm *comm, struct zm_blocks sent,
                                struct zm_blocks received);
struct zm_schedule *zm_alltoallv(struct zm_comm *comm, struct zm_blocks sent,
                                 struct zm_blocks received);
struct zm_schedule *zm_alltoallw(struct zm_comm *comm, struct zm_blocks sent,
                                 struct zm_blocks received);

/* A block from each neighbour in the topology that the communicator has, and one to each, in the
 * order of topology.h: the collective of the name `which`. */
struct zm_schedule *zm_neighbor_exchange(struct zm_comm *comm, enum zm_collective which,
                                         struct zm_blocks sent, struct zm_blocks received);

/* What all reductions have. */
struct zm_reduction {
    const void *own; /* what this rank contributes; may be the same as */
    void *result;    /* what it gets */
    size_t count;    /* elements that each rank contributes */
    const struct zm_datatype *datatype;
    const struct zm_op *op;
};

struct zm_schedule *zm_reduce(struct zm_comm *comm, const struct zm_reduction *reduction, int root);
struct zm_schedule *zm_allreduce(struct zm_comm *comm, const struct zm_reduction *reduction);
struct zm_schedule *zm_scan(struct zm_comm *comm, const struct zm_reduction *reduction);
struct zm_schedule *zm_exscan(struct zm_comm *comm, const struct zm_reduction *reduction);

/* Each rank gets a part of the result: of the same size; or of `counts`, by rank. The count of the
 * reduction is that of all parts together. */
struct zm_schedule *zm_reduce_scatter_block(struct zm_comm *comm,
                                            const struct zm_reduction *reduction);
struct zm_schedule *zm_reduce_scatter(struct zm_comm *comm, const struct zm_reduction *reduction,
                                      const size_t *counts);

#endif
