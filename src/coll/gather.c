/* SPDX-License-Identifier: BSL-1.0 */
/* Gather: scatter the other way round. Up the binomial tree, from each child the blocks of its
 * whole subtree in one message; the root receives them in their place, except for the one subtree
 * in which the ranks wrap around from the last to 0. */
#include "base/tree.h"
#include "coll/coll.h"

/* Where a subtree's blocks wrap around: first `first` blocks at the end of the buffer, then `rest`
 * at its start. */
static void unpack_wrapped(struct zm_schedule *s, char *packed, size_t first, size_t rest,
                           void *last_blocks, void *recvbuf, size_t count,
                           const struct zm_datatype *datatype)
{
    size_t bytes = count * datatype->size;
    zm_schedule_fence(s);
    zm_schedule_copy(s, packed, first * bytes, zm_bytes(), last_blocks, first * count, datatype);
    zm_schedule_copy(s, packed + first * bytes, rest * bytes, zm_bytes(), recvbuf, rest * count,
                     datatype);
}

static void receive_at_root(struct zm_schedule *s, const struct zm_tree *tree, void *recvbuf,
                            size_t count, const struct zm_datatype *datatype)
{
    size_t bytes = count * datatype->size, first = 0, rest = 0;
    char *packed = NULL;
    void *last_blocks = NULL;
    for (int d = 1; zm_tree_has_child(tree, d); d *= 2) {
        int child = zm_tree_child(tree, d), span = zm_tree_child_span(tree, d);
        void *blocks = zm_element(recvbuf, (size_t)child * count, datatype);
        int wrapped = child + span - tree->size;
        if (wrapped <= 0) {
            zm_schedule_receive(s, blocks, (size_t)span * count, datatype, child);
            continue;
        }
        first = (size_t)(span - wrapped);
        rest = (size_t)wrapped;
        last_blocks = blocks;
        packed = zm_schedule_buffer(s, (first + rest) * bytes, zm_bytes());
        zm_schedule_receive(s, packed, (first + rest) * bytes, zm_bytes(), child);
    }
    if (rest)
        unpack_wrapped(s, packed, first, rest, last_blocks, recvbuf, count, datatype);
}

static void collect(struct zm_schedule *s, const struct zm_tree *tree, const void *sendbuf,
                    size_t count, const struct zm_datatype *datatype)
{
    size_t bytes = count * datatype->size;
    int parent = zm_tree_parent(tree);
    if (tree->span == 1) {
        zm_schedule_send(s, sendbuf, count, datatype, parent);
        return;
    }
    char *packed = zm_schedule_buffer(s, (size_t)tree->span * bytes, zm_bytes());
    for (int d = 1; zm_tree_has_child(tree, d); d *= 2)
        zm_schedule_receive(s, packed + (size_t)d * bytes,
                            (size_t)zm_tree_child_span(tree, d) * bytes, zm_bytes(),
                            zm_tree_child(tree, d));
    zm_schedule_copy(s, sendbuf, count, datatype, packed, bytes, zm_bytes());
    zm_schedule_fence(s);
    zm_schedule_send(s, packed, (size_t)tree->span * bytes, zm_bytes(), parent);
}

struct zm_schedule *zm_gather(struct zm_comm *comm, const void *sendbuf, size_t sendcount,
                              const struct zm_datatype *sendtype, void *recvbuf, size_t recvcount,
                              const struct zm_datatype *recvtype, int root)
{
    struct zm_tree tree = zm_tree(comm->rank, comm->size, root);
    bool is_root = zm_tree_is_root(&tree);
    struct zm_signature call = {.collective = ZM_GATHER,
                                .root = root,
                                .bytes = is_root ? recvcount * recvtype->size
                                                 : sendcount * sendtype->size};
    struct zm_schedule *s = zm_schedule_new(comm, &call);
    if (call.bytes && is_root) {
        if (sendbuf != MPI_IN_PLACE)
            zm_schedule_copy(s, sendbuf, sendcount, sendtype,
                             zm_element(recvbuf, (size_t)root * recvcount, recvtype), recvcount,
                             recvtype);
        receive_at_root(s, &tree, recvbuf, recvcount, recvtype);
    } else if (call.bytes)
        collect(s, &tree, sendbuf, sendcount, sendtype);
    return s;
}
