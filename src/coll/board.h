/* SPDX-License-Identifier: BSL-1.0 */
/* Collectives through the memory that the ranks of a communicator share (transport/board.h): where
 * all are on one host, in blocking calls, which all ranks make in the same order.
 *
 * A collective that the board serves is a schedule with one step, which does one of these. */
#ifndef ZM_COLL_BOARD_H
#define ZM_COLL_BOARD_H

#include "coll/coll.h"
#include "transport/board.h"

/* Has the communicator share memory, on each host, if it does not yet and can: to be called in all
 * ranks after the blocking call `call`, also where that was an error of this rank's alone. Returns
 * an MPI error class, explained, for which the communicator has failed; where no memory can be
 * shared that is none. */
int zm_board_found(struct zm_comm *comm, const struct zm_signature *call);

/* Whether boards can do their part of the blocking call `call`, if there are any; and whether all
 * ranks share one, which can do all of it, now. All ranks come to the same answer. `reduction` as
 * in choose.h. */
bool zm_board_serves(const struct zm_comm *comm, const struct zm_signature *call,
                     const struct zm_reduction *reduction);
bool zm_board_can(const struct zm_comm *comm, const struct zm_signature *call,
                  const struct zm_reduction *reduction);

/* What is moved; of a rooted one only the root has `all`. Roots, and those who have blocks, are
 * members of the board (transport/board.h): where all ranks share it, these are the ranks. */
struct zm_board_move {
    struct zm_block own;  /* MPI_IN_PLACE as in coll.h */
    struct zm_blocks all; /* what is received, or a scatter sends */
    struct zm_blocks sent;
    int root;
};

/* What is reduced. */
struct zm_board_reduction {
    struct zm_reduction reduction;
    int root;
    /* Of zm_board_reduce: where the members stand in the brackets, which is from `base` on among
     * `ranks`. If they are not a block there (see order.h), there is a result for each of the
     * blocks, one after another, apart from the operand. */
    int base, ranks;
    size_t first, count; /* of zm_board_reduce_scatter: the elements of this member's part */
};

/* Each has what its name says done by the schedule; the argument is a struct zm_board_move. */
zm_direct zm_board_barrier, zm_board_bcast, zm_board_gather, zm_board_scatter, zm_board_allgather,
    zm_board_alltoall;

static inline void zm_board_start_move(struct zm_schedule *schedule, zm_direct *direct,
                                       struct zm_board_move move)
{
    zm_schedule_direct(schedule, direct, &move, sizeof move);
}

/* The argument is a struct zm_board_reduction. */
zm_direct zm_board_reduce, zm_board_allreduce, zm_board_reduce_scatter;

static inline void zm_board_start_reduction(struct zm_schedule *schedule, zm_direct *direct,
                                            struct zm_board_reduction reduction)
{
    zm_schedule_direct(schedule, direct, &reduction, sizeof reduction);
}

#endif
