/* SPDX-License-Identifier: BSL-1.0 */
/* Reductions at the board. Short operands are posted, of long ones where they lie; and a long
 * result is made in parts, of which each rank makes one, from the parts of all operands.
 *
 * Whoever combines does it with the brackets of the binomial tree rooted at rank 0: of n operands
 * the first 2^k, and the rest, with the largest 2^k < n. So the bits are those of a reduction by
 * messages (reduce.c).
 *
 * R. Rabenseifner: Optimization of collective reduction operations. ICCS 2004, LNCS 3036 (results
 * in parts). */
#include <mpi.h>
#include <stdalign.h>
#include <string.h>

#include "coll/board.h"
#include "coll/order.h"
#include "coll/turn.h"

/* Bytes of an operand that are combined at once, so that what was read is still near. */
#define PIECE ((size_t)32 * 1024)

/* Short operands of all ranks that each rank combines for itself: no more bytes than these. */
#define EACH ((size_t)8 * 1024)

/* Long operands that the root combines alone, for parts cost more system calls: no more bytes. */
#define ALONE ((size_t)32 * 1024)

/* What the note of a long operand says: where that lies, and where the result is to be. */
struct places {
    uint64_t operand, result;
};

enum { NOBODY = -2, ALL = -1 };

/* Operands that are combined. */
struct fold {
    struct zm_turn *turn; /* in whose phase they are posted */
    const struct zm_reduction *r;
    const char *own;      /* this rank's operand; NULL: it is posted too */
    int first, end;       /* members: those from `first` to before `end` */
    char *memory;         /* for intermediate results: see scratch; NULL: not there yet */
    int wanted_by;        /* which other member wants the result as well */
    size_t before;        /* bytes of results before this one, there */
    size_t offset, bytes; /* the part of the operands that is combined now */
};

static int levels(int n)
{
    int levels = 0;
    for (int d = 1; d < n; d *= 2)
        levels++;
    return levels;
}

/* Bytes of an operand. */
static size_t total(const struct zm_reduction *r)
{
    return r->count * r->datatype->size;
}

/* Memory that a fold of so many bytes needs: a piece for each level of the tree. */
static size_t scratch(const struct zm_turn *t, size_t bytes)
{
    return (size_t)(levels(t->board->members) + 1) * (bytes < PIECE ? bytes : PIECE);
}

static int post_places(struct zm_turn *t, const struct zm_reduction *r)
{
    const struct places here = {(uint64_t)(uintptr_t)r->own, (uint64_t)(uintptr_t)r->result};
    return zm_turn_post_bytes(t, &here, sizeof here);
}

static const struct places *places(const struct zm_turn *t, int member)
{
    return zm_turn_bytes(t, member, sizeof(struct places));
}

/* *operand becomes where the part of the member's operand is; `to` may be used for it. */
static int find(const struct fold *f, int member, char *to, const char **operand)
{
    struct zm_turn *t = f->turn;
    bool is_own = member == t->board->self;
    int error = is_own ? MPI_SUCCESS : zm_turn_await(t, member);
    *operand = to;
    if (error)
        return error;
    if (is_own && f->own)
        *operand = f->own + f->offset;
    else if (!t->is_long)
        *operand = (const char *)zm_turn_bytes(t, member, total(f->r)) + f->offset;
    else
        return zm_turn_read(t, member, places(t, member)->operand + f->offset, to, f->bytes);
    return MPI_SUCCESS;
}

/* Combines the operands of the members from `first` to before `end`: to `to`, or if there is only
 * one it may stay where it is. *result becomes where the result is. */
static int combine(const struct fold *f, int first, int end, char *to, char *spare,
                   const char **result)
{
    const char *left, *right;
    int error;
    if (end - first == 1)
        return find(f, first, to, result);
    int middle = zm_order_middle(first, end);
    *result = to;
    if (!(error = combine(f, first, middle, spare, spare + f->bytes, &left)) &&
        !(error = combine(f, middle, end, to, spare + f->bytes, &right)))
        zm_engine_apply(f->turn->comm->comms->engine, f->r->op, left, right, to,
                        f->bytes / f->r->datatype->size, f->r->datatype);
    return error;
}

/* Writes what was combined to where the others want it who do. */
static int give(const struct fold *f, const char *combined)
{
    struct zm_turn *t = f->turn;
    int n = t->board->members, self = t->board->self, error = MPI_SUCCESS;
    for (int k = 1; k < n && !error && f->wanted_by != NOBODY; k++) {
        int i = (self + k) % n; /* so that not all are at one member at once */
        if (f->wanted_by != ALL && f->wanted_by != i)
            continue;
        /* It may have no part in what was combined, so nobody has waited for it yet. */
        if (!(error = zm_turn_await(t, i)))
            error = zm_turn_write(t, i, places(t, i)->result + f->before + f->offset, combined,
                                  f->bytes);
    }
    return error;
}

/* Combines the `bytes` bytes of the operands from `offset` on, piece by piece: to `result`, unless
 * that is NULL, and for the others who want it. */
static int fold(struct fold *f, size_t offset, size_t bytes, char *result)
{
    size_t piece = PIECE - PIECE % f->r->datatype->size, n = bytes < piece ? bytes : piece;
    alignas(64) char small[1024];
    bool is_small = scratch(f->turn, n) <= sizeof small;
    if (!is_small && !f->memory && !(f->memory = zm_turn_memory(f->turn, scratch(f->turn, n))))
        return MPI_ERR_NO_MEM;
    char *spare = is_small ? small : f->memory;
    const char *combined;
    int error = MPI_SUCCESS;
    for (size_t done = 0; done < bytes && !error; done += f->bytes) {
        f->offset = offset + done;
        f->bytes = bytes - done < piece ? bytes - done : piece;
        char *to = result ? result + done : NULL;
        /* The result may be where this rank's own operand is. */
        bool apart = !to || (f->own && to == f->own + f->offset);
        error = combine(f, f->first, f->end, apart ? spare : to, spare + n, &combined);
        if (!error)
            error = give(f, combined);
        if (!error && to && combined != to)
            memcpy(to, combined, f->bytes);
    }
    return error;
}

/* The parts of a result: where that of a member begins, in bytes. */
static size_t part(const struct zm_turn *t, const struct zm_reduction *r, int member)
{
    size_t n = (size_t)t->board->members, i = (size_t)member;
    size_t each = r->count / n, rest = r->count % n;
    return (each * i + (i < rest ? i : rest)) * r->datatype->size;
}

static size_t part_bytes(const struct zm_turn *t, const struct zm_reduction *r, int member)
{
    return part(t, r, member + 1) - part(t, r, member);
}

/* ---- Reduce ---- */

/* The end of the block of members from `first` on that are combined to one result. */
static int end_of_block(const struct zm_turn *t, const struct zm_board_reduction *b, int first)
{
    return zm_order_block_end(b->base + first, b->base + t->board->members, b->ranks) - b->base;
}

/* Combines the bytes of all operands to one result for each block. */
static int fold_blocks(struct zm_turn *t, const struct zm_board_reduction *b, size_t offset,
                       size_t bytes)
{
    const struct zm_reduction *r = &b->reduction;
    bool is_root = t->board->self == b->root;
    struct fold f = {.turn = t, .r = r, .own = r->own, .wanted_by = is_root ? NOBODY : b->root};
    int error = MPI_SUCCESS;
    for (; f.first < t->board->members && !error; f.first = f.end, f.before += total(r)) {
        f.end = end_of_block(t, b, f.first);
        error = fold(&f, offset, bytes, is_root ? (char *)r->result + f.before + offset : NULL);
    }
    return error;
}

/* Each combines its part, right from where the operands lie to where the root wants it. Nobody else
 * reads that part of any operand, so the result may take the place of one. */
static int reduce_in_parts(struct zm_turn *t, const struct zm_board_reduction *b)
{
    const struct zm_reduction *r = &b->reduction;
    int self = t->board->self, error = post_places(t, r);
    if (!error)
        error = fold_blocks(t, b, part(t, r, self), part_bytes(t, r, self));
    zm_turn_finish(t);
    return error ? error : zm_turn_await_end(t);
}

/* The root reads the operands of the others, who wait for that if they are long. */
static int reduce_alone(struct zm_turn *t, const struct zm_board_reduction *b)
{
    const struct zm_reduction *r = &b->reduction;
    bool is_root = t->board->self == b->root;
    int error;
    if (is_root)
        error = fold_blocks(t, b, 0, total(r));
    else if (t->is_long)
        error = post_places(t, r);
    else
        error = zm_turn_post_bytes(t, r->own, total(r));
    zm_turn_finish(t);
    return error || is_root || !t->is_long ? error : zm_turn_await_end_of(t, b->root);
}

int zm_board_reduce(struct zm_comm *comm, const struct zm_signature *call, const void *arguments)
{
    const struct zm_board_reduction *b = arguments;
    size_t bytes = total(&b->reduction);
    struct zm_turn t = zm_turn_begin(comm, call);
    zm_turn_hand_over(&t, bytes, bytes);
    return zm_turn_end(&t, bytes <= ALONE ? reduce_alone(&t, b) : reduce_in_parts(&t, b));
}

/* ---- Allreduce ---- */

/* Each combines its part right to where all want it: see reduce_in_parts. */
static int allreduce_long(struct zm_turn *t, const struct zm_reduction *r)
{
    int self = t->board->self, error = post_places(t, r);
    size_t offset = part(t, r, self);
    struct fold f = {.turn = t, .r = r, .own = r->own, .end = t->board->members, .wanted_by = ALL};
    if (!error)
        error = fold(&f, offset, part_bytes(t, r, self), (char *)r->result + offset);
    zm_turn_finish(t);
    return error ? error : zm_turn_await_end(t);
}

/* Each combines its part of what is posted, and posts it in turn: all take those of the others. */
static int allreduce_in_parts(struct fold *f)
{
    struct zm_turn *t = f->turn;
    const struct zm_reduction *r = f->r;
    int n = t->board->members, self = t->board->self;
    size_t bytes = part_bytes(t, r, self);
    char *mine = (char *)r->result + part(t, r, self);
    int error = fold(f, part(t, r, self), bytes, mine);
    zm_turn_next(t);
    if (!error)
        error = zm_turn_post_bytes(t, mine, bytes);
    for (int k = 1; k < n && !error; k++) {
        int i = (self + k) % n;
        if (!(error = zm_turn_await(t, i)) && (bytes = part_bytes(t, r, i)))
            memcpy((char *)r->result + part(t, r, i), zm_turn_bytes(t, i, bytes), bytes);
    }
    zm_turn_finish(t);
    return error;
}

int zm_board_allreduce(struct zm_comm *comm, const struct zm_signature *call, const void *arguments)
{
    const struct zm_reduction *r = &((const struct zm_board_reduction *)arguments)->reduction;
    size_t bytes = total(r);
    struct zm_turn t = zm_turn_begin(comm, call);
    zm_turn_share(&t, bytes);
    if (t.is_long)
        return zm_turn_end(&t, allreduce_long(&t, r));
    int error = zm_turn_post_bytes(&t, r->own, bytes);
    if (error)
        return zm_turn_end(&t, error);
    struct fold f = {.turn = &t, .r = r, .end = t.board->members, .wanted_by = NOBODY};
    if (bytes * (size_t)t.board->members > EACH)
        return zm_turn_end(&t, allreduce_in_parts(&f));
    error = fold(&f, 0, bytes, r->result);
    zm_turn_finish(&t);
    return zm_turn_end(&t, error);
}

/* ---- Reduce_scatter ---- */

int zm_board_reduce_scatter(struct zm_comm *comm, const struct zm_signature *call,
                            const void *arguments)
{
    const struct zm_board_reduction *b = arguments;
    const struct zm_reduction *r = &b->reduction;
    size_t size = r->datatype->size, bytes = b->count * size;
    struct zm_turn t = zm_turn_begin(comm, call);
    zm_turn_hand_over(&t, total(r), total(r) / (size_t)t.board->members);
    bool apart = t.is_long && r->own == r->result;
    struct fold f = {.turn = &t,
                     .r = r,
                     .own = t.is_long ? r->own : NULL,
                     .end = t.board->members,
                     .wanted_by = NOBODY};
    char *result = r->result;
    int error = t.is_long ? post_places(&t, r) : zm_turn_post_bytes(&t, r->own, total(r));
    if (!error && apart) {
        f.memory = zm_turn_memory(&t, scratch(&t, bytes) + bytes);
        result = f.memory ? f.memory + scratch(&t, bytes) : NULL;
        error = result ? MPI_SUCCESS : MPI_ERR_NO_MEM;
    }
    if (!error)
        error = fold(&f, b->first * size, bytes, result);
    zm_turn_finish(&t);
    if (!error && t.is_long)
        error = zm_turn_await_end(&t);
    if (!error && apart)
        memcpy(r->result, result, bytes);
    return zm_turn_end(&t, error);
}
