/* SPDX-License-Identifier: BSL-1.0 */
/* Reductions in two levels. On each host the board combines what is a block of the brackets
 * (order.h), which may be several blocks: ranks 3 to 7 are 3, and 4 to 7. What leaders pass on are
 * the results of such blocks, one after another in a message, and whoever gets them combines what
 * has become a larger block. So the bits are those of a reduction by messages alone; and if hosts
 * have equal powers of two of ranks there is one block in each message.
 *
 * Where hosts do not have consecutive ranks there are no such blocks, but then brackets are known
 * to mean nothing (zm_two_level_can), and hosts stand for ranks in them. */
#include "coll/board.h"
#include "coll/build.h"
#include "coll/order.h"
#include "coll/two_level.h"

/* The result of the block of ranks from `first` to before `end`. */
struct part {
    int first, end;
    void *data;
};

/* The results for a range of ranks: those of the largest blocks that it consists of. Of each size
 * there are two at most. */
#define MOST 64
struct parts {
    int count;
    struct part of[MOST];
};

struct reducing {
    const struct zm_levels *levels;
    const struct zm_reduction *r;
    int ranks; /* in the brackets */
};

static struct reducing reducing(const struct zm_levels *l, const struct zm_reduction *r)
{
    return (struct reducing){l, r, l->hosts->consecutive ? l->comm->size : l->hosts->count};
}

/* Where the ranks of a host begin in the brackets. */
static int edge(const struct reducing *g, int host)
{
    return g->levels->hosts->consecutive ? g->levels->hosts->first[host] : host;
}

static void *element(const struct reducing *g, void *base, size_t operand)
{
    return zm_element(base, operand * g->r->count, g->r->datatype);
}

/* ---- Parts ---- */

/* The parts of the hosts from `first` to before `end`, whose data is to be one after another in new
 * memory. */
static struct parts lay_out(const struct reducing *g, int first, int end)
{
    struct parts parts = {0};
    int to = edge(g, end);
    for (int next, from = edge(g, first); from < to; from = next) {
        next = zm_order_block_end(from, to, g->ranks);
        parts.of[parts.count++] = (struct part){from, next, NULL};
    }
    size_t count = (size_t)parts.count * g->r->count;
    void *data = zm_schedule_buffer(g->levels->schedule, count, g->r->datatype);
    for (int i = 0; i < parts.count; i++)
        parts.of[i].data = element(g, data, (size_t)i);
    return parts;
}

/* Combines the parts from `part` on to the one of the block from `first` to before `end`, and
 * returns its data. */
static void *combine(const struct reducing *g, const struct part *part, int first, int end)
{
    while (part->first < first)
        part++;
    if (part->end == end)
        return part->data;
    int middle = zm_order_middle(first, end);
    void *left = combine(g, part, first, middle), *right = combine(g, part, middle, end);
    zm_schedule_reduce(g->levels->schedule, left, right, g->r->count, g->r->datatype, g->r->op);
    return right;
}

/* Joins the parts of two ranges, the second of which follows the first. */
static struct parts join(const struct reducing *g, const struct parts *left,
                         const struct parts *right)
{
    struct part all[2 * MOST];
    struct parts joined = {0};
    int count = left->count + right->count, end = right->of[right->count - 1].end;
    for (int i = 0; i < count; i++)
        all[i] = i < left->count ? left->of[i] : right->of[i - left->count];
    for (int next, first = all[0].first; first < end; first = next) {
        next = zm_order_block_end(first, end, g->ranks);
        joined.of[joined.count++] = (struct part){first, next, combine(g, all, first, next)};
    }
    return joined;
}

/* Sends them in one message. */
static void send_parts(const struct reducing *g, const struct parts *parts, int to)
{
    const struct zm_reduction *r = g->r;
    size_t n = (size_t)parts->count;
    void *data = parts->of[0].data;
    if (n > 1)
        data = zm_schedule_buffer(g->levels->schedule, n * r->count, r->datatype);
    for (size_t i = 0; i < n && n > 1; i++)
        zm_schedule_copy(g->levels->schedule, parts->of[i].data, r->count, r->datatype,
                         element(g, data, i), r->count, r->datatype);
    zm_schedule_send(g->levels->schedule, data, n * r->count, r->datatype, to);
}

static void receive_parts(const struct reducing *g, const struct parts *parts, int from)
{
    zm_schedule_receive(g->levels->schedule, parts->of[0].data, (size_t)parts->count * g->r->count,
                        g->r->datatype, from);
}

/* Combines the operands of this host; the leader has the parts. */
static struct parts reduce_here(const struct reducing *g)
{
    const struct zm_levels *l = g->levels;
    const struct zm_reduction *r = g->r;
    bool consecutive = l->hosts->consecutive;
    struct parts parts = {0};
    struct zm_board_reduction b = {.reduction = *r,
                                   .root = l->place,
                                   .base = consecutive ? edge(g, l->hosts->mine) : 0,
                                   .ranks = consecutive ? g->ranks : l->hosts->here->size};
    if (l->leads) {
        parts = lay_out(g, l->hosts->mine, l->hosts->mine + 1);
        b.reduction.result = parts.of[0].data;
    }
    if (l->hosts->here->size > 1)
        zm_board_start_reduction(l->schedule, zm_board_reduce, b);
    else
        zm_schedule_copy(l->schedule, r->own, r->count, r->datatype, b.reduction.result, r->count,
                         r->datatype);
    return parts;
}

/* ---- Between leaders ---- */

/* Combines all parts in the leader of the root's host, along the tree of order.h; returns the
 * result there. */
static void *reduce_to_root(const struct reducing *g, struct parts parts)
{
    const struct zm_group *leaders = &g->levels->leaders;
    struct zm_order order = zm_order(leaders->rank, leaders->size, g->levels->root);
    struct parts theirs[32];
    for (int i = 0; i < order.children; i++) {
        theirs[i] = lay_out(g, order.first[i], order.end[i]);
        receive_parts(g, &theirs[i], order.child[i]);
    }
    zm_schedule_fence(g->levels->schedule);
    for (int i = 0; i < order.children; i++)
        parts = order.below[i] ? join(g, &theirs[i], &parts) : join(g, &parts, &theirs[i]);
    if (leaders->rank != g->levels->root)
        send_parts(g, &parts, order.parent);
    return parts.of[0].data;
}

/* The same in all leaders, of which there are a power of two, by recursive doubling. */
static void *reduce_to_all(const struct reducing *g, struct parts parts)
{
    const struct zm_group *leaders = &g->levels->leaders;
    for (int d = 1; d < leaders->size; d *= 2) {
        int partner = leaders->rank ^ d, first = partner & ~(d - 1);
        struct parts theirs = lay_out(g, first, first + d);
        receive_parts(g, &theirs, partner);
        send_parts(g, &parts, partner);
        zm_schedule_fence(g->levels->schedule);
        parts = partner < leaders->rank ? join(g, &theirs, &parts) : join(g, &parts, &theirs);
    }
    return parts.of[0].data;
}

/* ---- The operations ---- */

static void copy_result(const struct reducing *g, const void *from)
{
    const struct zm_reduction *r = g->r;
    zm_schedule_copy(g->levels->schedule, from, r->count, r->datatype, r->result, r->count,
                     r->datatype);
}

void zm_two_level_reduce(struct zm_schedule *s, const struct zm_comm *comm,
                         const struct zm_reduction *r, int root)
{
    struct zm_levels l = zm_levels(s, comm, root);
    struct reducing g = reducing(&l, r);
    struct parts parts = reduce_here(&g);
    const void *result = l.leads ? reduce_to_root(&g, parts) : NULL;
    if (comm->rank == root)
        copy_result(&g, result);
}

void zm_two_level_allreduce(struct zm_schedule *s, const struct zm_comm *comm,
                            const struct zm_reduction *r)
{
    struct zm_levels l = zm_levels(s, comm, 0);
    struct reducing g = reducing(&l, r);
    struct zm_block result = {r->result, r->count, r->datatype};
    struct parts parts = reduce_here(&g);
    if (l.leads && (l.hosts->count & (l.hosts->count - 1)) == 0)
        copy_result(&g, reduce_to_all(&g, parts));
    else if (l.leads) {
        const void *reduced = reduce_to_root(&g, parts);
        if (comm->rank == 0)
            copy_result(&g, reduced);
        zm_schedule_fence(s);
        zm_build_bcast(s, &l.leaders, result, l.root);
    }
    zm_levels_bcast(&l, result);
}

void zm_two_level_reduce_scatter(struct zm_schedule *s, const struct zm_comm *comm,
                                 const struct zm_reduction *r, size_t first, size_t count)
{
    struct zm_reduction whole = *r;
    whole.result = zm_schedule_buffer(s, r->count, r->datatype);
    zm_two_level_allreduce(s, comm, &whole);
    zm_schedule_copy(s, zm_element(whole.result, first, r->datatype), count, r->datatype, r->result,
                     count, r->datatype);
}
