/* SPDX-License-Identifier: BSL-1.0 */
/* Reduce and Allreduce of long messages: Rabenseifner's algorithm by recursive halving, on any
 * number of ranks by binary blocks.
 *
 * The ranks are divided into blocks, each of a power of two of them, the largest first: 13 ranks
 * are 8 + 4 + 1. In round k two ranks of a block that differ in bit k of their index in it halve
 * what they hold, the partial results of a range of elements: each gives the other one half, and
 * combines the other half with what it gets. Then each rank of a block of 2^k holds 1 / 2^k of the
 * block's result. The ranks of the smallest block pass their parts, in pieces, to those of the next
 * larger one who hold the same elements, who combine and so on, until the parts of the largest
 * block are the result.
 *
 * Distances double while ranges halve, so what is combined are subtrees of the binomial tree rooted
 * at rank 0, also where blocks are combined, the largest with all of the others last: the brackets
 * are the same as there. Allreduce does all of that the other way round to bring the parts
 * together; Reduce sends them to the root.
 *
 * R. Rabenseifner, J. L. Traeff: More efficient reduction algorithms for non-power-of-two number of
 * processors in message-passing parallel systems. EuroPVM/MPI 2004, LNCS 3241, section 4. */
#include "coll/build.h"

struct blocks {
    const struct zm_reduction *r;
    int start, size, index; /* of this rank's block: first rank, how many; this rank in it */
    int larger, smaller;    /* sizes of the block before and after it; 0: there is none */
};

static struct blocks divide(const struct zm_group *group, const struct zm_reduction *r)
{
    struct blocks b = {.r = r, .size = 1};
    while (b.size <= group->size / 2)
        b.size *= 2;
    while (group->rank >= b.start + b.size) {
        b.start += b.size;
        b.larger = b.size;
        while (b.size > group->size - b.start)
            b.size /= 2;
    }
    b.index = group->rank - b.start;
    int rest = group->size - b.start - b.size;
    for (int d = 1; d <= rest; d *= 2)
        b.smaller = d;
    return b;
}

struct range {
    size_t first, count; /* elements */
};

/* What the rank `index` of a block of `size` holds in the end. Of a smaller block the rank
 * `index` modulo its size holds that, too. */
static struct range range_of(const struct blocks *b, int size, int index)
{
    struct range range = {0, b->r->count};
    for (int d = 1; d < size; d *= 2) {
        size_t half = range.count / 2;
        if (index & d) {
            range.first += half;
            range.count -= half;
        } else
            range.count = half;
    }
    return range;
}

static void *at(const struct blocks *b, const void *base, struct range range)
{
    return zm_element(base, range.first, b->r->datatype);
}

/* A buffer for a range, as the base of all elements. */
static void *base_of_buffer(struct zm_schedule *s, const struct blocks *b, struct range range)
{
    const struct zm_datatype *datatype = b->r->datatype;
    void *buffer = zm_schedule_buffer(s, range.count, datatype);
    return (void *)((uintptr_t)buffer - range.first * (size_t)datatype->extent);
}

static void send_range(struct zm_schedule *s, const struct blocks *b, const void *base,
                       struct range range, int to)
{
    if (range.count)
        zm_schedule_send(s, at(b, base, range), range.count, b->r->datatype, to);
}

static void receive_range(struct zm_schedule *s, const struct blocks *b, void *base,
                          struct range range, int from)
{
    if (range.count)
        zm_schedule_receive(s, at(b, base, range), range.count, b->r->datatype, from);
}

static void copy_range(struct zm_schedule *s, const struct blocks *b, const void *from, void *to,
                       struct range range)
{
    if (from != to)
        zm_schedule_copy(s, at(b, from, range), range.count, b->r->datatype, at(b, to, range),
                         range.count, b->r->datatype);
}

/* left OP right in the place of `right`. */
static void combine(struct zm_schedule *s, const struct blocks *b, const void *left, void *right,
                    struct range range)
{
    zm_schedule_reduce(s, at(b, left, range), at(b, right, range), range.count, b->r->datatype,
                       b->r->op);
}

/* ---- Halving ---- */

/* Leaves this rank's range of its block's result somewhere, and returns the base of that. */
static const void *halve(struct zm_schedule *s, const struct blocks *b)
{
    const void *mine = b->r->own;
    for (int d = 1; d < b->size; d *= 2) {
        int partner = b->index ^ d;
        struct range keep = range_of(b, 2 * d, b->index), give = range_of(b, 2 * d, partner);
        void *theirs = base_of_buffer(s, b, keep);
        receive_range(s, b, theirs, keep, b->start + partner);
        size_t received = zm_schedule_last(s);
        send_range(s, b, mine, give, b->start + partner);
        void *right = (void *)mine;
        if (partner < b->index && mine == b->r->own) {
            right = base_of_buffer(s, b, keep);
            copy_range(s, b, mine, right, keep);
        }
        if (keep.count)
            zm_schedule_await(s, received);
        if (partner < b->index) {
            combine(s, b, theirs, right, keep);
            mine = right;
        } else {
            combine(s, b, mine, theirs, keep);
            mine = theirs;
        }
    }
    return mine;
}

/* Combines the results of the blocks, from the smallest to the largest one, whose ranks then hold
 * the ranges of the whole result. */
static const void *combine_blocks(struct zm_schedule *s, const struct blocks *b, const void *mine)
{
    struct range range = range_of(b, b->size, b->index);
    if (b->smaller) {
        void *theirs = base_of_buffer(s, b, range);
        receive_range(s, b, theirs, range, b->start + b->size + b->index % b->smaller);
        if (range.count)
            zm_schedule_await(s, zm_schedule_last(s));
        combine(s, b, mine, theirs, range);
        mine = theirs;
    }
    for (int i = b->index; i < b->larger; i += b->size)
        send_range(s, b, mine, range_of(b, b->larger, i), b->start - b->larger + i);
    return mine;
}

static const void *reduce_scatter(struct zm_schedule *s, const struct blocks *b)
{
    return combine_blocks(s, b, halve(s, b));
}

/* ---- Bringing the ranges together ---- */

/* Gathers all ranges in all ranks, blocks and rounds in the opposite order. */
static void allgather(struct zm_schedule *s, const struct blocks *b)
{
    void *result = b->r->result;
    for (int i = b->index; i < b->larger; i += b->size)
        receive_range(s, b, result, range_of(b, b->larger, i), b->start - b->larger + i);
    if (b->larger)
        zm_schedule_fence(s);
    if (b->smaller)
        send_range(s, b, result, range_of(b, b->size, b->index),
                   b->start + b->size + b->index % b->smaller);
    for (int d = b->size / 2; d >= 1; d /= 2) {
        int partner = b->index ^ d;
        struct range theirs = range_of(b, 2 * d, partner);
        receive_range(s, b, result, theirs, b->start + partner);
        size_t received = zm_schedule_last(s);
        send_range(s, b, result, range_of(b, 2 * d, b->index), b->start + partner);
        if (theirs.count)
            zm_schedule_await(s, received);
    }
}

void zm_build_halving_allreduce(struct zm_schedule *s, const struct zm_group *group,
                                const struct zm_reduction *r)
{
    struct blocks b = divide(group, r);
    const void *mine = reduce_scatter(s, &b);
    zm_schedule_fence(s); /* `own` may be `result` */
    if (b.start == 0)
        copy_range(s, &b, mine, r->result, range_of(&b, b.size, b.index));
    allgather(s, &b);
}

void zm_build_halving_reduce(struct zm_schedule *s, const struct zm_group *group,
                             const struct zm_reduction *r, int root)
{
    struct blocks b = divide(group, r);
    const void *mine = reduce_scatter(s, &b);
    struct range range = range_of(&b, b.size, b.index);
    int holders = b.start ? 0 : b.size; /* in the largest block, which is the first */
    if (group->rank != root) {
        if (holders)
            send_range(s, &b, mine, range, root);
        return;
    }
    zm_schedule_fence(s); /* `own` may be `result` */
    if (holders)
        copy_range(s, &b, mine, r->result, range);
    for (holders = 1; holders <= group->size / 2;)
        holders *= 2;
    for (int i = 0; i < holders; i++)
        if (i != root)
            receive_range(s, &b, r->result, range_of(&b, holders, i), i);
}
