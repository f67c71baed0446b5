/* SPDX-License-Identifier: BSL-1.0 */
/* Reduce: up the binomial tree; or as in pipeline.c and halving.c. Each subtree is a range of
 * ranks, so combining this rank's own contribution with those of its children, the nearest first,
 * keeps the order of the ranks.
 *
 * That is rank order in the tree rooted at rank 0. Where the bits of the result depend on order or
 * brackets (floating sums, operators of the program), that tree is used for every root, and rank 0
 * passes the result on; so it is the same for every root. Between two groups rank 0 of the one that
 * contributes sends the result to the other's root. */
#include "base/tree.h"
#include "coll/build.h"
#include "coll/choose.h"

void zm_build_reduce(struct zm_schedule *s, const struct zm_group *group,
                     const struct zm_reduction *r, void *result, int root)
{
    struct zm_tree tree = zm_tree(group->rank, group->size, root);
    void *from_child[32]; /* by the logarithm of the distance */
    int children = 0;
    for (int d = 1; zm_tree_has_child(&tree, d); d *= 2) {
        void *buffer = zm_schedule_buffer(s, r->count, r->datatype);
        zm_schedule_receive(s, buffer, r->count, r->datatype, zm_tree_child(&tree, d));
        from_child[children++] = buffer;
    }
    zm_schedule_fence(s);
    /* The operator leaves its result in the right operand's place. */
    const void *left = r->own;
    for (int i = 0; i < children; i++) {
        zm_schedule_reduce(s, left, from_child[i], r->count, r->datatype, r->op);
        left = from_child[i];
    }
    if (!zm_tree_is_root(&tree))
        zm_schedule_send(s, left, r->count, r->datatype, zm_tree_parent(&tree));
    else if (left != result)
        zm_schedule_copy(s, left, r->count, r->datatype, result, r->count, r->datatype);
}

/* The reduction in the tree rooted at rank 0, which then passes the result on to `root`, in this
 * group or the other one. */
static void reduce_in_rank_order(struct zm_schedule *s, const struct zm_group *group,
                                 const struct zm_reduction *r, int root)
{
    void *passed_on = r->result;
    if (group->rank == 0 && root != 0)
        passed_on = zm_schedule_buffer(s, r->count, r->datatype);
    zm_build_reduce(s, group, r, passed_on, 0);
    if (root == 0)
        return;
    zm_schedule_fence(s); /* `own` and `result` may be the same */
    if (group->rank == 0)
        zm_schedule_send(s, passed_on, r->count, r->datatype, root);
    else if (group->rank == root)
        zm_schedule_receive(s, r->result, r->count, r->datatype, 0);
}

static void reduce_in_group(struct zm_schedule *s, const struct zm_group *group,
                            const struct zm_reduction *r, int root, enum zm_algorithm algorithm)
{
    bool any_order = r->op->commutative && zm_op_exact(r->op, r->datatype);
    if (algorithm == ZM_HALVING)
        zm_build_halving_reduce(s, group, r, root);
    else if (algorithm == ZM_CHAIN || algorithm == ZM_SEGMENTED)
        zm_build_pipelined_reduce(s, group, r, r->result, any_order ? root : 0, root, algorithm);
    else if (any_order)
        zm_build_reduce(s, group, r, r->result, root);
    else
        reduce_in_rank_order(s, group, r, root);
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
        reduce_in_rank_order(s, comm->group, r, ZM_REMOTE(root));
    else
        reduce_in_group(s, comm->group, r, root, call.algorithm);
    return s;
}
