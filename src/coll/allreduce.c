/* SPDX-License-Identifier: BSL-1.0 */
/* Allreduce: recursive doubling, where the number of ranks is a power of two, or a reduction to
 * rank 0 and a broadcast of the result; or as in halving.c and ring.c.
 *
 * In round k of recursive doubling two ranks that differ in bit k exchange what they have, the
 * combination of the 2^k ranks that agree with them in the higher bits. Both compute the same: the
 * lower ranks' part OP the higher ranks' part. These are the brackets of the binomial tree, so both
 * ways lead to the same bits. Of two groups each gets the result of the other one: both are reduced
 * to their first ranks, which exchange the results.
 *
 * R. Thakur, R. Rabenseifner, W. Gropp: Optimization of collective communication operations in
 * MPICH. International Journal of High Performance Computing Applications 19(1), 2005, 3.5. */
#include "coll/board.h"
#include "coll/build.h"
#include "coll/choose.h"
#include "coll/two_level.h"

static void recursive_doubling(struct zm_schedule *s, const struct zm_group *group,
                               const struct zm_reduction *r)
{
    const struct zm_datatype *datatype = r->datatype;
    const void *mine = r->own;
    for (int d = 1; d < group->size; d *= 2) {
        void *theirs = zm_schedule_buffer(s, r->count, datatype);
        int partner = group->rank ^ d;
        zm_schedule_receive(s, theirs, r->count, datatype, partner);
        zm_schedule_send(s, mine, r->count, datatype, partner);
        zm_schedule_fence(s);
        if (partner < group->rank) {
            /* The result must not overwrite the program's send buffer. */
            void *right = d == 1 ? r->result : (void *)mine;
            if (right != mine)
                zm_schedule_copy(s, mine, r->count, datatype, right, r->count, datatype);
            zm_schedule_reduce(s, theirs, right, r->count, datatype, r->op);
            mine = right;
        } else {
            zm_schedule_reduce(s, mine, theirs, r->count, datatype, r->op);
            mine = theirs;
        }
    }
    if (mine != r->result)
        zm_schedule_copy(s, mine, r->count, datatype, r->result, r->count, datatype);
}

/* The result of one group in all ranks of the other. */
static void reduce_across(struct zm_schedule *s, const struct zm_group *group,
                          const struct zm_reduction *r)
{
    void *ours = group->rank ? NULL : zm_schedule_buffer(s, r->count, r->datatype);
    zm_build_reduce(s, group, r, ours, 0);
    zm_schedule_fence(s);
    if (group->rank == 0) {
        zm_schedule_receive(s, r->result, r->count, r->datatype, ZM_REMOTE(0));
        zm_schedule_send(s, ours, r->count, r->datatype, ZM_REMOTE(0));
        zm_schedule_fence(s);
    }
    zm_build_bcast(s, group, (struct zm_block){r->result, r->count, r->datatype}, 0);
}

struct zm_schedule *zm_allreduce(struct zm_comm *comm, const struct zm_reduction *r)
{
    size_t bytes = r->count * r->datatype->size;
    struct zm_signature call = zm_call_on(comm, ZM_ALLREDUCE, -1, bytes);
    call.op = zm_op_code(r->op);
    call.algorithm = zm_choose(comm, &call, r);
    struct zm_schedule *s = zm_schedule_new(comm, &call);
    if (comm->remote)
        reduce_across(s, comm->group, r);
    else if (bytes && call.algorithm == ZM_BOARD)
        zm_board_start_reduction(s, zm_board_allreduce,
                                 (struct zm_board_reduction){.reduction = *r});
    else if (bytes && call.algorithm == ZM_TWO_LEVEL)
        zm_two_level_allreduce(s, comm, r);
    else if (bytes && call.algorithm == ZM_RECURSIVE_DOUBLING)
        recursive_doubling(s, comm->group, r);
    else if (bytes && call.algorithm == ZM_HALVING)
        zm_build_halving_allreduce(s, comm->group, r);
    else if (bytes && call.algorithm == ZM_RING)
        zm_build_ring_allreduce(s, comm->group, r);
    else if (bytes) {
        zm_build_reduce(s, comm->group, r, r->result, 0);
        zm_schedule_fence(s); /* `own` may be `result` */
        zm_build_bcast(s, comm->group, (struct zm_block){r->result, r->count, r->datatype}, 0);
    }
    return s;
}
