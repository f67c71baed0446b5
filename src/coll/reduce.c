/* SPDX-License-Identifier: BSL-1.0 */
/* Reduce: up a binomial tree in which contributions are combined in rank order, the same for every
 * root: see order.h. Or as in pipeline.c and halving.c. Between two groups rank 0 of the one that
 * contributes sends the result to the other's root. */
#include "coll/board.h"
#include "coll/build.h"
#include "coll/choose.h"
#include "coll/order.h"
#include "coll/two_level.h"

/* The operator leaves its result in the right operand's place. */
void *zm_build_combine(struct zm_schedule *s, const struct zm_reduction *r, size_t count,
                       void *theirs, bool below, const void *mine, bool is_own, void *room)
{
    void *right = below ? (void *)mine : theirs;
    if (below && is_own && room != mine) {
        right = room;
        zm_schedule_copy(s, mine, count, r->datatype, room, count, r->datatype);
    }
    zm_schedule_reduce(s, below ? theirs : mine, right, count, r->datatype, r->op);
    return right;
}

void zm_build_reduce(struct zm_schedule *s, const struct zm_group *group,
                     const struct zm_reduction *r, void *result, int root)
{
    struct zm_order order = zm_order(group->rank, group->size, root);
    void *from_child[32], *room = result;
    for (int i = 0; i < order.children; i++) {
        from_child[i] = zm_schedule_buffer(s, r->count, r->datatype);
        zm_schedule_receive(s, from_child[i], r->count, r->datatype, order.child[i]);
    }
    if (group->rank != root && order.below[0])
        room = zm_schedule_buffer(s, r->count, r->datatype);
    zm_schedule_fence(s);
    const void *mine = r->own;
    for (int i = 0; i < order.children; i++)
        mine = zm_build_combine(s, r, r->count, from_child[i], order.below[i], mine, i == 0, room);
    if (group->rank != root)
        zm_schedule_send(s, mine, r->count, r->datatype, order.parent);
    else if (mine != result)
        zm_schedule_copy(s, mine, r->count, r->datatype, result, r->count, r->datatype);
}

/* The result of this group in the rank `root` of the other one. */
static void reduce_to_remote(struct zm_schedule *s, const struct zm_group *group,
                             const struct zm_reduction *r, int root)
{
    void *passed_on = group->rank ? NULL : zm_schedule_buffer(s, r->count, r->datatype);
    zm_build_reduce(s, group, r, passed_on, 0);
    zm_schedule_fence(s);
    if (group->rank == 0)
        zm_schedule_send(s, passed_on, r->count, r->datatype, ZM_REMOTE(root));
}

struct zm_schedule *zm_reduce(struct zm_comm *comm, const struct zm_reduction *r, int root)
{
    bool knows = root != MPI_PROC_NULL || !comm->remote; /* what is reduced, and how */
    size_t bytes = knows ? r->count * r->datatype->size : 0;
    struct zm_signature call = zm_call_on(comm, ZM_REDUCE, root, bytes);
    if (knows)
        call.op = zm_op_code(r->op);
    call.algorithm = zm_choose(comm, &call, r);
    struct zm_schedule *s = zm_schedule_new(comm, &call);
    if (!knows || (!bytes && !comm->remote))
        return s;
    if (comm->remote && root == MPI_ROOT)
        zm_schedule_receive(s, r->result, r->count, r->datatype, ZM_REMOTE(0));
    else if (comm->remote)
        reduce_to_remote(s, comm->group, r, root);
    else if (call.algorithm == ZM_BOARD)
        zm_board_start_reduction(
            s, zm_board_reduce,
            (struct zm_board_reduction){.reduction = *r, .root = root, .ranks = comm->size});
    else if (call.algorithm == ZM_TWO_LEVEL)
        zm_two_level_reduce(s, comm, r, root);
    else if (call.algorithm == ZM_HALVING)
        zm_build_halving_reduce(s, comm->group, r, root);
    else if (call.algorithm == ZM_CHAIN || call.algorithm == ZM_SEGMENTED)
        zm_build_pipelined_reduce(s, comm->group, r, r->result, root, call.algorithm);
    else
        zm_build_reduce(s, comm->group, r, r->result, root);
    return s;
}
