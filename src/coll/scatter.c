/* SPDX-License-Identifier: BSL-1.0 */
/* Scatter: down the binomial tree, to each child the blocks of its whole subtree in one message.
 * That is a range of ranks, which lies in one piece in the root's buffer, except for the one
 * subtree in which the ranks wrap around from the last to 0.
 *
 * Between root and leaves blocks travel packed, so the ranks' datatypes may differ. */
#include "base/tree.h"
#include "coll/build.h"
#include "coll/coll.h"

/* The root: sends to each child straight from the program's buffer, where that is in one piece. */
static void send_from_root(struct zm_schedule *s, const struct zm_tree *tree, const void *sendbuf,
                           size_t count, const struct zm_datatype *datatype)
{
    size_t bytes = count * datatype->size;
    for (int d = tree->top; d >= 1; d /= 2) {
        int child = zm_tree_child(tree, d), span = zm_tree_child_span(tree, d);
        const void *blocks = zm_element(sendbuf, (size_t)child * count, datatype);
        int wrapped = child + span - tree->size;
        if (wrapped <= 0) {
            zm_schedule_send(s, blocks, (size_t)span * count, datatype, child);
            continue;
        }
        size_t first = (size_t)(span - wrapped), rest = (size_t)wrapped;
        char *packed = zm_schedule_buffer(s, (first + rest) * bytes, zm_bytes());
        zm_schedule_copy(s, blocks, first * count, datatype, packed, first * bytes, zm_bytes());
        zm_schedule_copy(s, sendbuf, rest * count, datatype, packed + first * bytes, rest * bytes,
                         zm_bytes());
        zm_schedule_send(s, packed, (first + rest) * bytes, zm_bytes(), child);
    }
}

/* Any other rank: receives the packed blocks of its subtree, keeps the first, passes the others on.
 */
static void pass_on(struct zm_schedule *s, const struct zm_tree *tree, void *recvbuf, size_t count,
                    const struct zm_datatype *datatype)
{
    size_t bytes = count * datatype->size;
    int parent = zm_tree_parent(tree);
    if (tree->span == 1) {
        zm_schedule_receive(s, recvbuf, count, datatype, parent);
        return;
    }
    char *packed = zm_schedule_buffer(s, (size_t)tree->span * bytes, zm_bytes());
    zm_schedule_receive(s, packed, (size_t)tree->span * bytes, zm_bytes(), parent);
    zm_schedule_fence(s);
    for (int d = tree->top; d >= 1; d /= 2)
        zm_schedule_send(s, packed + (size_t)d * bytes, (size_t)zm_tree_child_span(tree, d) * bytes,
                         zm_bytes(), zm_tree_child(tree, d));
    zm_schedule_copy(s, packed, bytes, zm_bytes(), recvbuf, count, datatype);
}

void zm_build_scatter(struct zm_schedule *s, const struct zm_group *group, const void *blocks,
                      void *own, size_t bytes)
{
    struct zm_tree tree = zm_tree(group->rank, group->size, 0);
    if (zm_tree_is_root(&tree)) {
        send_from_root(s, &tree, blocks, bytes, zm_bytes());
        zm_schedule_copy(s, blocks, bytes, zm_bytes(), own, bytes, zm_bytes());
    } else
        pass_on(s, &tree, own, bytes, zm_bytes());
}

struct zm_schedule *zm_scatter(struct zm_comm *comm, const void *sendbuf, size_t sendcount,
                               const struct zm_datatype *sendtype, void *recvbuf, size_t recvcount,
                               const struct zm_datatype *recvtype, int root)
{
    struct zm_tree tree = zm_tree(comm->rank, comm->size, root);
    bool is_root = zm_tree_is_root(&tree);
    struct zm_signature call = {.collective = ZM_SCATTER,
                                .root = root,
                                .bytes = is_root ? sendcount * sendtype->size
                                                 : recvcount * recvtype->size};
    struct zm_schedule *s = zm_schedule_new(comm, &call);
    if (call.bytes && is_root) {
        send_from_root(s, &tree, sendbuf, sendcount, sendtype);
        if (recvbuf != MPI_IN_PLACE)
            zm_schedule_copy(s, zm_element(sendbuf, (size_t)root * sendcount, sendtype), sendcount,
                             sendtype, recvbuf, recvcount, recvtype);
    } else if (call.bytes)
        pass_on(s, &tree, recvbuf, recvcount, recvtype);
    return s;
}
