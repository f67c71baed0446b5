/* SPDX-License-Identifier: BSL-1.0 */
/* Unit tests of the binomial tree: for every number of ranks, root and rank, up to 70. */
#include "base/tree.h"

#include "coll/order.h"
#include "unit.h"

enum { MOST = 70 };

/* Calls `check` for every tree. */
static void each(void (*check)(const struct zm_tree *tree, int rank))
{
    for (int n = 1; n <= MOST; n++)
        for (int root = 0; root < n; root++)
            for (int rank = 0; rank < n; rank++) {
                struct zm_tree tree = zm_tree(rank, n, root);
                check(&tree, rank);
            }
}

static bool is_power(int n)
{
    return n > 0 && (n & (n - 1)) == 0;
}

static void check_place(const struct zm_tree *tree, int rank)
{
    ck_assert_int_eq(zm_tree_rank(tree, tree->v), rank);
    ck_assert_int_eq(zm_tree_rank(tree, 0), tree->root);
    ck_assert(tree->v >= 0 && tree->v < tree->size);
    ck_assert_int_eq(zm_tree_is_root(tree), rank == tree->root);
}

START_TEST(places)
{
    each(check_place);
}
END_TEST

/* The parent clears the lowest bit, has this rank among its children, once, and is nearer. */
static void check_parent(const struct zm_tree *tree, int rank)
{
    if (zm_tree_is_root(tree))
        return;
    int parent = zm_tree_parent(tree), times = 0;
    struct zm_tree above = zm_tree(parent, tree->size, tree->root);
    ck_assert_int_eq(above.v, tree->v & (tree->v - 1));
    for (int d = 1; zm_tree_has_child(&above, d); d *= 2)
        if (zm_tree_child(&above, d) == rank) {
            ck_assert_int_eq(zm_tree_child_span(&above, d), tree->span);
            times++;
        }
    ck_assert_int_eq(times, 1);
    int forth = (rank - parent + tree->size) % tree->size;
    ck_assert(is_power(forth) || is_power(tree->size - forth));
}

START_TEST(parents)
{
    each(check_parent);
}
END_TEST

/* The subtrees of the children, in order of distance, and this rank are its span. */
static void check_children(const struct zm_tree *tree, int rank)
{
    int next = tree->v + 1, last = 0;
    for (int d = 1; zm_tree_has_child(tree, d); last = d, d *= 2) {
        struct zm_tree below = zm_tree(zm_tree_child(tree, d), tree->size, tree->root);
        ck_assert_int_eq(below.v, next);
        ck_assert_int_eq(below.span, zm_tree_child_span(tree, d));
        ck_assert_int_eq(zm_tree_parent(&below), rank);
        ck_assert(below.span >= 1 && below.span <= d);
        next += below.span;
    }
    ck_assert_int_eq(next, tree->v + tree->span);
    ck_assert_int_eq(last, tree->top);
    ck_assert(next <= tree->size);
    if (zm_tree_is_root(tree))
        ck_assert_int_eq(tree->span, tree->size);
}

START_TEST(children)
{
    each(check_children);
}
END_TEST

/* From every rank the root is reached in at most log2 n steps, rounded up. */
static void check_depth(const struct zm_tree *tree, int rank)
{
    int steps = 0, limit = 0;
    (void)rank;
    while (1 << limit < tree->size)
        limit++;
    for (struct zm_tree at = *tree; !zm_tree_is_root(&at); steps++)
        at = zm_tree(zm_tree_parent(&at), at.size, at.root);
    ck_assert(steps <= limit);
}

START_TEST(depth)
{
    each(check_depth);
}
END_TEST

START_TEST(large)
{
    struct zm_tree tree = zm_tree(999999, 1000000, 0);
    ck_assert_int_eq(zm_tree_parent(&tree), 999998);
    tree = zm_tree(5, 1000000, 5);
    ck_assert_int_eq(tree.top, 524288);
    ck_assert_int_eq(zm_tree_child_span(&tree, tree.top), 1000000 - 524288);
}
END_TEST

/* The ranks of the subtree of `rank` in the tree of a reduction are those
 * from *next on, in the order in which they are combined. */
static void collect(int rank, int size, int root, int *next)
{
    struct zm_order order = zm_order(rank, size, root);
    for (int c = order.children; c-- > 0;)
        if (order.below[c])
            collect(order.child[c], size, root, next);
    ck_assert_int_eq(rank, *next);
    (*next)++;
    for (int c = 0; c < order.children; c++)
        if (!order.below[c])
            collect(order.child[c], size, root, next);
}

/* Whatever the root, all ranks are combined, in their order, and in blocks that begin at a multiple
 * of their size; on a power of two of ranks those who talk differ in one bit. */
START_TEST(orders)
{
    for (int size = 1; size <= 18; size++)
        for (int root = 0; root < size; root++) {
            int next = 0;
            ck_assert_int_eq(zm_order(root, size, root).parent, MPI_PROC_NULL);
            collect(root, size, root, &next);
            ck_assert_int_eq(next, size);
            for (int rank = 0; rank < size; rank++) {
                struct zm_order order = zm_order(rank, size, root);
                ck_assert((order.parent == MPI_PROC_NULL) == (rank == root));
                for (int c = 0; c < order.children; c++) {
                    int child = order.child[c], apart = rank ^ child;
                    ck_assert_int_eq(zm_order(child, size, root).parent, rank);
                    ck_assert(c == 0 || (rank ^ order.child[c - 1]) < apart);
                    ck_assert(size & (size - 1) || !(apart & (apart - 1)));
                    ck_assert((child < rank) == order.below[c]);
                    ck_assert(order.first[c] <= child && child < order.end[c]);
                    ck_assert_int_eq(zm_order_block_end(order.first[c], order.end[c], size),
                                     order.end[c]);
                }
            }
        }
}
END_TEST

/* The end of the largest block from `first` on that has no rank from `end` on, in the block from
 * `low` to before `high`; 0: there is none. */
static int find_block(int first, int end, int low, int high)
{
    int half = 1;
    if (first == low && high <= end)
        return high;
    if (high - low <= 1)
        return 0;
    while (2 * half < high - low)
        half *= 2;
    return first < low + half ? find_block(first, end, low, low + half)
                              : find_block(first, end, low + half, high);
}

START_TEST(blocks)
{
    for (int size = 1; size <= 40; size++)
        for (int first = 0; first < size; first++)
            for (int end = first + 1; end <= size; end++)
                ck_assert_int_eq(zm_order_block_end(first, end, size),
                                 find_block(first, end, 0, size));
}
END_TEST

UNIT_MAIN("tree", places, parents, children, depth, large, orders, blocks)
