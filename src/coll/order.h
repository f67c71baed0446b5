/* SPDX-License-Identifier: BSL-1.0 */
/* The tree of a reduction to any root, which combines contributions in rank order with the brackets
 * of the binomial tree rooted at rank 0.
 *
 * These brackets are blocks: of ranks 0 to 1, 2 to 3 and so on, then of 0 to 3 and so on, the last
 * ones cut off where the ranks end. When two blocks become one, a rank of one has the result of
 * that, and one of the other sends its own. Which rank of a block has its result is free: it is the
 * one that is the most like the root, that is, in each step down into the halves of the block the
 * upper half is taken if the root has that bit set, and if it is not empty. So the root has the
 * result of every block that it is in. Ranks that talk differ in one bit, but for the blocks that
 * are cut off. */
#ifndef ZM_COLL_ORDER_H
#define ZM_COLL_ORDER_H

#include <mpi.h>
#include <stdbool.h>

struct zm_order {
    int parent; /* rank, or MPI_PROC_NULL at the root */
    int children;
    int child[32];          /* in the order in which what they send is combined with this rank's, */
    bool below[32];         /* as the left operand, or else the right one; */
    int first[32], end[32]; /* which is of the ranks from `first` to before `end` */
};

/* The rank that has the result of the block of `size`, a power of two, from `first` on. */
static inline int zm_order_holder(int ranks, int root, int first, int size)
{
    for (int half = size / 2; half >= 1; half /= 2)
        if (root & half && first + half < ranks)
            first += half;
    return first;
}

/* The end of the largest block that begins with the rank `first` and has none from `end` on. */
static inline int zm_order_block_end(int first, int end, int ranks)
{
    int size = 1;
    while (first % (2 * size) == 0 && first + size < end &&
           (first + 2 * size <= end || end == ranks))
        size *= 2;
    return first + size < end ? first + size : end;
}

/* Where the second of the two blocks begins that the block from `first` to before `end`, of two
 * ranks at least, is made of: the first one is the largest power of two that is smaller. */
static inline int zm_order_middle(int first, int end)
{
    int half = 1;
    while (2 * half < end - first)
        half *= 2;
    return first + half;
}

static inline struct zm_order zm_order(int rank, int ranks, int root)
{
    struct zm_order order = {.parent = MPI_PROC_NULL};
    for (int d = 1; d < ranks; d *= 2) {
        int first = rank & ~(d - 1), other = first ^ d;
        if (other >= ranks)
            continue;
        int holder = zm_order_holder(ranks, root, first & ~d, 2 * d);
        if (holder != rank) {
            order.parent = holder;
            break;
        }
        order.below[order.children] = other < first;
        order.first[order.children] = other;
        order.end[order.children] = other + d < ranks ? other + d : ranks;
        order.child[order.children++] = zm_order_holder(ranks, root, other, d);
    }
    return order;
}

#endif
