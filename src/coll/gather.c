/* SPDX-License-Identifier: BSL-1.0 */
/* Gather: scatter the other way round. Up the binomial tree, from each child the blocks of its
 * whole subtree in one message; the root receives them in their place, except for the one subtree
 * in which the ranks wrap around from the last to 0. Or, as between two groups, messages are
 * direct. */
#include "base/tree.h"
#include "coll/board.h"
#include "coll/build.h"
#include "coll/choose.h"
#include "coll/two_level.h"

/* Where a subtree's blocks wrap around: `first` of them, packed, belong at the end of the buffer
 * from `last` on, the `rest` at its start. */
static void unpack_wrapped(struct zm_schedule *s, char *packed, size_t first, size_t rest,
                           struct zm_block last, struct zm_block start)
{
    size_t bytes = zm_block_bytes(start);
    last.count *= first;
    start.count *= rest;
    zm_schedule_fence(s);
    zm_copy_block(s, zm_packed(packed, first * bytes), last);
    zm_copy_block(s, zm_packed(packed + first * bytes, rest * bytes), start);
}

static void receive_at_root(struct zm_schedule *s, const struct zm_tree *tree, struct zm_blocks all)
{
    size_t bytes = zm_block_bytes(all.first), first = 0, rest = 0;
    char *packed = NULL;
    struct zm_block last = all.first;
    for (int d = 1; zm_tree_has_child(tree, d); d *= 2) {
        int child = zm_tree_child(tree, d), span = zm_tree_child_span(tree, d);
        struct zm_block blocks = zm_blocks_at(all, child);
        int wrapped = child + span - tree->size;
        if (wrapped <= 0) {
            blocks.count *= (size_t)span;
            zm_receive_block(s, blocks, child);
            continue;
        }
        first = (size_t)(span - wrapped);
        rest = (size_t)wrapped;
        last = blocks;
        packed = zm_schedule_buffer(s, (first + rest) * bytes, zm_bytes());
        zm_receive_block(s, zm_packed(packed, (first + rest) * bytes), child);
    }
    if (rest)
        unpack_wrapped(s, packed, first, rest, last, all.first);
}

static void collect(struct zm_schedule *s, const struct zm_tree *tree, struct zm_block own)
{
    size_t bytes = zm_block_bytes(own), span = (size_t)tree->span;
    int parent = zm_tree_parent(tree);
    if (span == 1) {
        zm_send_block(s, own, parent);
        return;
    }
    char *packed = zm_schedule_buffer(s, span * bytes, zm_bytes());
    for (int d = 1; zm_tree_has_child(tree, d); d *= 2)
        zm_receive_block(
            s, zm_packed(packed + (size_t)d * bytes, (size_t)zm_tree_child_span(tree, d) * bytes),
            zm_tree_child(tree, d));
    zm_copy_block(s, own, zm_packed(packed, bytes));
    zm_schedule_fence(s);
    zm_send_block(s, zm_packed(packed, span * bytes), parent);
}

static void build_tree(struct zm_schedule *s, const struct zm_tree *tree, struct zm_block own,
                       struct zm_blocks all)
{
    if (!zm_tree_is_root(tree)) {
        collect(s, tree, own);
        return;
    }
    if (own.buffer != MPI_IN_PLACE)
        zm_copy_block(s, own, zm_blocks_at(all, tree->root));
    receive_at_root(s, tree, all);
}

struct zm_schedule *zm_gather(struct zm_comm *comm, struct zm_block own, struct zm_blocks all,
                              int root)
{
    struct zm_tree tree = zm_tree(comm->rank, comm->size, comm->remote ? 0 : root);
    size_t bytes = 0;
    if (!comm->remote)
        bytes = zm_block_bytes(zm_tree_is_root(&tree) ? all.first : own);
    struct zm_signature call = zm_call_on(comm, ZM_GATHER, root, bytes);
    call.algorithm = zm_choose(comm, &call, NULL);
    struct zm_schedule *s = zm_schedule_new(comm, &call);
    if (comm->remote || (bytes && call.algorithm == ZM_LINEAR))
        zm_build_linear_gather(s, comm, own, all, root);
    else if (bytes && call.algorithm == ZM_BOARD)
        zm_board_start_move(s, zm_board_gather,
                            (struct zm_board_move){.own = own, .all = all, .root = root});
    else if (bytes && call.algorithm == ZM_TWO_LEVEL)
        zm_two_level_gather(s, comm, own, all, root);
    else if (bytes)
        build_tree(s, &tree, own, all);
    return s;
}
