/* SPDX-License-Identifier: BSL-1.0 */
/* Reduce: up the binomial tree. Each subtree is a range of ranks, so combining this rank's own
 * contribution with those of its children, the nearest first, keeps the order of the ranks.
 *
 * That is rank order in the tree rooted at rank 0. Where the bits of the result depend on order or
 * brackets (floating sums, operators of the program), that tree is used for every root, and rank 0
 * passes the result on; so it is the same for every root. */
#include "base/tree.h"
#include "coll/build.h"
#include "coll/coll.h"

void zm_build_reduce(struct zm_schedule *s, const struct zm_group *group, const void *own,
                     void *result, size_t count, const struct zm_datatype *datatype,
                     const struct zm_op *op, int root)
{
    struct zm_tree tree = zm_tree(group->rank, group->size, root);
    void *from_child[32]; /* by the logarithm of the distance */
    int children = 0;
    for (int d = 1; zm_tree_has_child(&tree, d); d *= 2) {
        void *buffer = zm_schedule_buffer(s, count, datatype);
        zm_schedule_receive(s, buffer, count, datatype, zm_tree_child(&tree, d));
        from_child[children++] = buffer;
    }
    zm_schedule_fence(s);
    /* The operator leaves its result in the right operand's place. */
    const void *left = own;
    for (int i = 0; i < children; i++) {
        zm_schedule_reduce(s, left, from_child[i], count, datatype, op);
        left = from_child[i];
    }
    if (!zm_tree_is_root(&tree))
        zm_schedule_send(s, left, count, datatype, zm_tree_parent(&tree));
    else if (left != result)
        zm_schedule_copy(s, left, count, datatype, result, count, datatype);
}

/* The reduction in the tree rooted at rank 0, which then passes the result on. */
static void reduce_in_rank_order(struct zm_schedule *s, const struct zm_group *group,
                                 const void *own, void *result, size_t count,
                                 const struct zm_datatype *datatype, const struct zm_op *op,
                                 int root)
{
    void *passed_on = result;
    if (group->rank == 0 && root != 0)
        passed_on = zm_schedule_buffer(s, count, datatype);
    zm_build_reduce(s, group, own, passed_on, count, datatype, op, 0);
    if (root == 0)
        return;
    zm_schedule_fence(s); /* `own` and `result` may be the same */
    if (group->rank == 0)
        zm_schedule_send(s, passed_on, count, datatype, root);
    else if (group->rank == root)
        zm_schedule_receive(s, result, count, datatype, 0);
}

struct zm_schedule *zm_reduce(struct zm_comm *comm, const void *sendbuf, void *recvbuf,
                              size_t count, const struct zm_datatype *datatype,
                              const struct zm_op *op, int root)
{
    struct zm_signature call = {.collective = ZM_REDUCE,
                                .op = zm_op_code(op),
                                .root = root,
                                .bytes = count * datatype->size};
    struct zm_schedule *s = zm_schedule_new(comm, &call);
    const void *own = sendbuf == MPI_IN_PLACE ? recvbuf : sendbuf;
    if (call.bytes && op->commutative && zm_op_exact(op, datatype))
        zm_build_reduce(s, comm->group, own, recvbuf, count, datatype, op, root);
    else if (call.bytes)
        reduce_in_rank_order(s, comm->group, own, recvbuf, count, datatype, op, root);
    return s;
}
