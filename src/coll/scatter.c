/* SPDX-License-Identifier: BSL-1.0 */
/* Scatter: down the binomial tree, to each child the blocks of its whole subtree in one message.
 * That is a range of ranks, which lies in one piece in the root's buffer, except for the one
 * subtree in which the ranks wrap around from the last to 0.
 *
 * Between root and leaves blocks travel packed, so the ranks' datatypes may differ. Or, as between
 * two groups, messages are direct. */
#include "base/tree.h"
#include "coll/board.h"
#include "coll/build.h"
#include "coll/choose.h"
#include "coll/two_level.h"

/* The root: sends to each child straight from the program's buffer, where that is in one piece. */
static void send_from_root(struct zm_schedule *s, const struct zm_tree *tree, struct zm_blocks all)
{
    size_t bytes = zm_block_bytes(all.first);
    for (int d = tree->top; d >= 1; d /= 2) {
        int child = zm_tree_child(tree, d), span = zm_tree_child_span(tree, d);
        struct zm_block last = zm_blocks_at(all, child), start = all.first;
        int wrapped = child + span - tree->size;
        if (wrapped <= 0) {
            last.count *= (size_t)span;
            zm_send_block(s, last, child);
            continue;
        }
        size_t first = (size_t)(span - wrapped), rest = (size_t)wrapped;
        char *packed = zm_schedule_buffer(s, (first + rest) * bytes, zm_bytes());
        last.count *= first;
        start.count *= rest;
        zm_copy_block(s, last, zm_packed(packed, first * bytes));
        zm_copy_block(s, start, zm_packed(packed + first * bytes, rest * bytes));
        zm_send_block(s, zm_packed(packed, (first + rest) * bytes), child);
    }
}

/* Any other rank: receives the packed blocks of its subtree, keeps the first, passes the others on.
 */
static void pass_on(struct zm_schedule *s, const struct zm_tree *tree, struct zm_block own)
{
    size_t bytes = zm_block_bytes(own), span = (size_t)tree->span;
    int parent = zm_tree_parent(tree);
    if (span == 1) {
        zm_receive_block(s, own, parent);
        return;
    }
    char *packed = zm_schedule_buffer(s, span * bytes, zm_bytes());
    zm_receive_block(s, zm_packed(packed, span * bytes), parent);
    zm_schedule_fence(s);
    for (int d = tree->top; d >= 1; d /= 2)
        zm_send_block(
            s, zm_packed(packed + (size_t)d * bytes, (size_t)zm_tree_child_span(tree, d) * bytes),
            zm_tree_child(tree, d));
    zm_copy_block(s, zm_packed(packed, bytes), own);
}

static void build_tree(struct zm_schedule *s, const struct zm_tree *tree, struct zm_block own,
                       struct zm_blocks all)
{
    if (!zm_tree_is_root(tree)) {
        pass_on(s, tree, own);
        return;
    }
    send_from_root(s, tree, all);
    if (own.buffer != MPI_IN_PLACE)
        zm_copy_block(s, zm_blocks_at(all, tree->root), own);
}

void zm_build_scatter(struct zm_schedule *s, const struct zm_group *group, const void *blocks,
                      void *own, size_t bytes)
{
    struct zm_tree tree = zm_tree(group->rank, group->size, 0);
    build_tree(s, &tree, zm_packed(own, bytes),
               zm_blocks_in_a_row(zm_packed((void *)blocks, bytes)));
}

struct zm_schedule *zm_scatter(struct zm_comm *comm, struct zm_block own, struct zm_blocks all,
                               int root)
{
    struct zm_tree tree = zm_tree(comm->rank, comm->size, comm->remote ? 0 : root);
    size_t bytes = 0;
    if (!comm->remote)
        bytes = zm_block_bytes(zm_tree_is_root(&tree) ? all.first : own);
    struct zm_signature call = zm_call_on(comm, ZM_SCATTER, root, bytes);
    call.algorithm = zm_choose(comm, &call, NULL);
    struct zm_schedule *s = zm_schedule_new(comm, &call);
    if (comm->remote || (bytes && call.algorithm == ZM_LINEAR))
        zm_build_linear_scatter(s, comm, own, all, root);
    else if (bytes && call.algorithm == ZM_BOARD)
        zm_board_start_move(s, zm_board_scatter,
                            (struct zm_board_move){.own = own, .all = all, .root = root});
    else if (bytes && call.algorithm == ZM_TWO_LEVEL)
        zm_two_level_scatter(s, comm, own, all, root);
    else if (bytes)
        build_tree(s, &tree, own, all);
    return s;
}
