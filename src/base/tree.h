/* SPDX-License-Identifier: BSL-1.0 */
/* The binomial tree over n ranks, rooted anywhere.
 *
 * With v = (rank - root) mod n, the parent of v clears v's lowest set bit, and the children of v
 * are v + 1, v + 2, v + 4, ... below that bit. The subtree of the child v + d holds the d virtual
 * ranks from v + d on, or fewer where n ends. So each subtree is a range, and every edge joins
 * ranks that differ by a power of two modulo n, whatever the root.
 *
 * A child is named by its distance d; loop over them with
 *     for (int d = 1; zm_tree_has_child(&tree, d); d *= 2)
 * in ascending order of subtree size, or from tree.top downwards. */
#ifndef ZM_BASE_TREE_H
#define ZM_BASE_TREE_H

#include <stdbool.h>

struct zm_tree {
    int size, root;
    int v;    /* this rank's virtual rank, 0 at the root */
    int low;  /* v's lowest set bit; at the root the power of two that is at least size */
    int span; /* virtual ranks in this rank's subtree, itself included */
    int top;  /* distance of the child with the largest subtree; 0 at a leaf */
};

static inline struct zm_tree zm_tree(int rank, int size, int root)
{
    struct zm_tree tree = {.size = size, .root = root};
    tree.v = (rank - root + size) % size;
    tree.low = 1;
    while (tree.v ? !(tree.v & tree.low) : tree.low < size)
        tree.low *= 2;
    tree.span = tree.low < size - tree.v ? tree.low : size - tree.v;
    for (int d = 1; d < tree.span; d *= 2)
        tree.top = d;
    return tree;
}

/* The rank with virtual rank `v`. */
static inline int zm_tree_rank(const struct zm_tree *tree, int v)
{
    return (v + tree->root) % tree->size;
}

static inline bool zm_tree_is_root(const struct zm_tree *tree)
{
    return tree->v == 0;
}

/* Rank of the parent; not to be asked of the root. */
static inline int zm_tree_parent(const struct zm_tree *tree)
{
    return zm_tree_rank(tree, tree->v - tree->low);
}

static inline bool zm_tree_has_child(const struct zm_tree *tree, int distance)
{
    return distance < tree->span;
}

/* Rank of the child at `distance`, a power of two. */
static inline int zm_tree_child(const struct zm_tree *tree, int distance)
{
    return zm_tree_rank(tree, tree->v + distance);
}

/* Virtual ranks in the subtree of the child at `distance`. */
static inline int zm_tree_child_span(const struct zm_tree *tree, int distance)
{
    int rest = tree->span - distance;
    return rest < distance ? rest : distance;
}

#endif
