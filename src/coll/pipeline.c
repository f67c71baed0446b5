/* SPDX-License-Identifier: BSL-1.0 */
/* Broadcast and reduction in segments: while a rank passes one on, the next is on its way to it. So
 * the ranks of a tree are busy at the same time, and a long message takes little longer than on a
 * single edge of it. The tree is the chain of the ranks, which has the least to do at each of them;
 * or, "segmented", a binomial one, which has fewer ranks from the root to a leaf, and in reductions
 * is the one that keeps their order.
 *
 * J. Pjesivac-Grbovic, T. Angskun, G. Bosilca, G. E. Fagg, E. Gabriel, J. J. Dongarra: Performance
 * analysis of MPI collective operations. Cluster Computing 10(2), 2007, section 4. */
#include "base/tree.h"
#include "coll/build.h"
#include "coll/order.h"

#define SEGMENT ((size_t)64 * 1024) /* bytes */
#define SEGMENTS 512                /* at most: for longer messages they are larger */
#define AHEAD 3                     /* segments that a reduction has buffers for */

static struct zm_order chain(const struct zm_group *group, int root)
{
    int n = group->size, v = (group->rank - root + n) % n;
    struct zm_order chain = {.parent = v ? (group->rank - 1 + n) % n : MPI_PROC_NULL};
    if (v + 1 < n)
        chain.child[chain.children++] = (group->rank + 1) % n;
    return chain;
}

/* The nearest child is the first. */
static struct zm_order binomial_tree(const struct zm_group *group, int root)
{
    struct zm_tree tree = zm_tree(group->rank, group->size, root);
    struct zm_order order = {.parent =
                                 zm_tree_is_root(&tree) ? MPI_PROC_NULL : zm_tree_parent(&tree)};
    for (int d = 1; zm_tree_has_child(&tree, d); d *= 2)
        order.child[order.children++] = zm_tree_child(&tree, d);
    return order;
}

/* How many of `count` elements of `size` bytes make a segment, at least 1. */
static size_t elements_in_segment(size_t count, size_t size)
{
    size_t elements = size < SEGMENT ? SEGMENT / size : 1, least = (count - 1) / SEGMENTS + 1;
    return elements < least ? least : elements;
}

/* ---- Broadcast ---- */

void zm_build_pipelined_bcast(struct zm_schedule *s, const struct zm_group *group,
                              struct zm_block block, int root, enum zm_algorithm tree)
{
    struct zm_order place = tree == ZM_CHAIN ? chain(group, root) : binomial_tree(group, root);
    size_t bytes = zm_block_bytes(block), segment = elements_in_segment(bytes, 1);
    size_t steps[SEGMENTS];
    char *row = zm_build_row(s, block, group->rank == root);
    int i = 0;
    if (!row)
        return;
    for (size_t at = 0; at < bytes && place.parent != MPI_PROC_NULL; at += segment) {
        size_t n = bytes - at < segment ? bytes - at : segment;
        zm_receive_block(s, zm_packed(row + at, n), place.parent);
        steps[i++] = zm_schedule_last(s);
    }
    i = 0;
    for (size_t at = 0; at < bytes; at += segment) {
        size_t n = bytes - at < segment ? bytes - at : segment;
        if (place.parent != MPI_PROC_NULL)
            zm_schedule_await(s, steps[i++]);
        for (int c = place.children; c-- > 0;)
            zm_send_block(s, zm_packed(row + at, n), place.child[c]);
    }
    if (group->rank != root)
        zm_build_unrow(s, row, block);
}

/* ---- Reduction ---- */

/* Segment i is received from each child into its buffer i % AHEAD. */
struct pipeline {
    const struct zm_reduction *r;
    struct zm_order place;
    size_t segment; /* elements */
    void *buffers[32][AHEAD];
    void *room[AHEAD];                       /* for own elements that are combined in their place */
    size_t received[32][AHEAD], sent[AHEAD]; /* the last steps that did */
};

static size_t length(const struct pipeline *p, size_t at)
{
    size_t rest = p->r->count - at;
    return rest < p->segment ? rest : p->segment;
}

static void receive_segment(struct zm_schedule *s, struct pipeline *p, size_t i)
{
    size_t at = i * p->segment, slot = i % AHEAD;
    if (at >= p->r->count)
        return;
    if (i >= AHEAD && p->place.parent != MPI_PROC_NULL) /* what is sent from these buffers */
        zm_schedule_await(s, p->sent[slot]);
    for (int c = 0; c < p->place.children; c++) {
        zm_schedule_receive(s, p->buffers[c][slot], length(p, at), p->r->datatype,
                            p->place.child[c]);
        p->received[c][slot] = zm_schedule_last(s);
    }
}

/* Combines segment i, and passes it on; or leaves it in its place of `result`. */
static void pass_on(struct zm_schedule *s, struct pipeline *p, size_t i, void *result)
{
    const struct zm_reduction *r = p->r;
    bool is_root = p->place.parent == MPI_PROC_NULL;
    size_t at = i * p->segment, n = length(p, at), slot = i % AHEAD;
    void *end = is_root ? zm_element(result, at, r->datatype) : NULL;
    const void *mine = zm_element(r->own, at, r->datatype);
    for (int c = 0; c < p->place.children; c++) {
        zm_schedule_await(s, p->received[c][slot]);
        mine = zm_build_combine(s, r, n, p->buffers[c][slot], p->place.below[c], mine, c == 0,
                                is_root ? end : p->room[slot]);
    }
    if (!is_root) {
        zm_schedule_send(s, mine, n, r->datatype, p->place.parent);
        p->sent[slot] = zm_schedule_last(s);
    } else if (mine != end)
        zm_schedule_copy(s, mine, n, r->datatype, end, n, r->datatype);
}

void zm_build_pipelined_reduce(struct zm_schedule *s, const struct zm_group *group,
                               const struct zm_reduction *r, void *result, int root,
                               enum zm_algorithm tree)
{
    struct pipeline p = {.r = r,
                         .place = tree == ZM_CHAIN ? chain(group, root)
                                                   : zm_order(group->rank, group->size, root),
                         .segment = elements_in_segment(r->count, r->datatype->size)};
    for (int i = 0; i < AHEAD && p.place.children; i++) {
        for (int c = 0; c < p.place.children; c++)
            p.buffers[c][i] = zm_schedule_buffer(s, p.segment, r->datatype);
        if (p.place.below[0] && group->rank != root)
            p.room[i] = zm_schedule_buffer(s, p.segment, r->datatype);
    }
    for (size_t i = 0; i + 1 < AHEAD; i++)
        receive_segment(s, &p, i);
    for (size_t i = 0; i * p.segment < r->count; i++) {
        receive_segment(s, &p, i + AHEAD - 1);
        pass_on(s, &p, i, result);
    }
}
