/* SPDX-License-Identifier: BSL-1.0 */
/* Broadcast of a long message: it is scattered, in as many parts as there are ranks, down the
 * binomial tree, and the parts are gathered along the ring. So each rank sends the message about
 * once, where in a tree some send it several times. A rank has the parts of its whole subtree after
 * the scatter; these are not sent to it again.
 *
 * M. Barnett, L. Shuler, R. van de Geijn, S. Gupta, D. G. Payne, J. Watts: Interprocessor
 * collective communication library (InterCom). Scalable High Performance Computing Conference,
 * 1994; as chosen for long messages by R. Thakur, R. Rabenseifner, W. Gropp: Optimization of
 * collective communication operations in MPICH. International Journal of High Performance Computing
 * Applications 19(1), 2005, 3.3. */
#include "base/tree.h"
#include "coll/build.h"

/* The parts of `count` virtual ranks from `v` on, of `bytes` bytes at `row`. */
static struct zm_block parts_of(char *row, size_t bytes, int n, int v, int count)
{
    size_t most = (bytes + (size_t)n - 1) / (size_t)n;
    size_t first = (size_t)v * most, last = (size_t)(v + count) * most;
    first = first < bytes ? first : bytes;
    last = last < bytes ? last : bytes;
    return zm_packed(row + first, last - first);
}

/* The ring: in round k the virtual rank v sends the part v - k to the next one. */
static void gather_parts(struct zm_schedule *s, const struct zm_tree *tree, char *row, size_t bytes)
{
    int n = tree->size, before = (tree->v - 1 + n) % n, after = (tree->v + 1) % n;
    struct zm_tree next = zm_tree(zm_tree_rank(tree, after), n, tree->root);
    for (int k = 0; k < n - 1; k++) {
        int arrives = (before - k + n) % n, leaves = (tree->v - k + n) % n;
        bool has = arrives >= tree->v && arrives < tree->v + tree->span;
        if (!has)
            zm_receive_block(s, parts_of(row, bytes, n, arrives, 1), zm_tree_rank(tree, before));
        size_t received = zm_schedule_last(s);
        if (leaves < after || leaves >= after + next.span)
            zm_send_block(s, parts_of(row, bytes, n, leaves, 1), zm_tree_rank(tree, after));
        if (!has)
            zm_schedule_await(s, received);
    }
}

void zm_build_scatter_allgather(struct zm_schedule *s, const struct zm_group *group,
                                struct zm_block block, int root)
{
    struct zm_tree tree = zm_tree(group->rank, group->size, root);
    size_t bytes = zm_block_bytes(block);
    char *row = zm_build_row(s, block, group->rank == root);
    if (!row)
        return;
    if (!zm_tree_is_root(&tree)) {
        zm_receive_block(s, parts_of(row, bytes, tree.size, tree.v, tree.span),
                         zm_tree_parent(&tree));
        zm_schedule_fence(s);
    }
    for (int d = tree.top; d >= 1; d /= 2)
        zm_send_block(s, parts_of(row, bytes, tree.size, tree.v + d, zm_tree_child_span(&tree, d)),
                      zm_tree_child(&tree, d));
    gather_parts(s, &tree, row, bytes);
    if (group->rank != root)
        zm_build_unrow(s, row, block);
}
