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

/* Long operands of all ranks that the root combines alone, for that takes one phase, not two: no
 * more bytes than these. */
#define ALONE ((size_t)512 * 1024)

/* Operands that are combined. */
struct fold {
    struct zm_turn *turn; /* in whose phase they are posted */
    const struct zm_reduction *r;
    const char *own;      /* this rank's operand; NULL: it is posted too */
    int first, end;       /* members: those from `first` to before `end` */
    char *memory;         /* for intermediate results: see scratch; NULL: not there yet */
    size_t offset, bytes; /* the part of them that is combined now */
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
    else if (zm_turn_fits(total(f->r)))
        *operand = (const char *)zm_turn_bytes(t, member, total(f->r)) + f->offset;
    else
        return zm_turn_read(t, member, zm_turn_address(t, member) + f->offset, to, f->bytes);
    return MPI_SUCCESS;
}

/* Combines the operands of the members from `first` to before `end` to `to`. */
static int combine(const struct fold *f, int first, int end, char *to, char *spare)
{
    const char *operand;
    int error;
    if (end - first == 1) {
        if (!(error = find(f, first, to, &operand)) && operand != to)
            memcpy(to, operand, f->bytes);
        return error;
    }
    int half = 1;
    while (2 * half < end - first)
        half *= 2;
    if (half == 1)
        error = find(f, first, spare, &operand);
    else {
        error = combine(f, first, first + half, spare, spare + f->bytes);
        operand = spare;
    }
    if (!error)
        error = combine(f, first + half, end, to, spare + f->bytes);
    if (!error)
        zm_engine_apply(f->turn->comm->comms->engine, f->r->op, operand, to,
                        f->bytes / f->r->datatype->size, f->r->datatype);
    return error;
}

/* Combines the `bytes` bytes of the operands from `offset` on to `result`, piece by piece. */
static int fold(struct fold *f, size_t offset, size_t bytes, char *result)
{
    size_t piece = PIECE - PIECE % f->r->datatype->size, n = bytes < piece ? bytes : piece;
    alignas(64) char small[1024];
    bool is_small = scratch(f->turn, n) <= sizeof small;
    if (!is_small && !f->memory && !(f->memory = zm_turn_memory(f->turn, scratch(f->turn, n))))
        return MPI_ERR_NO_MEM;
    char *spare = is_small ? small : f->memory;
    int error = MPI_SUCCESS;
    for (size_t done = 0; done < bytes && !error; done += f->bytes) {
        f->offset = offset + done;
        f->bytes = bytes - done < piece ? bytes - done : piece;
        /* The result may be where this rank's own operand is. */
        bool apart = f->own && result + done == f->own + f->offset;
        error = combine(f, f->first, f->end, apart ? spare : result + done, spare + n);
        if (apart && !error)
            memcpy(result + done, spare, f->bytes);
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

static size_t count_blocks(const struct zm_turn *t, const struct zm_board_reduction *b)
{
    size_t blocks = 0;
    for (int first = 0; first < t->board->members; first = end_of_block(t, b, first))
        blocks++;
    return blocks;
}

/* Combines the bytes of all operands to one result for each block: they are `step` bytes apart. */
static int fold_blocks(struct zm_turn *t, const struct zm_board_reduction *b, char *memory,
                       size_t offset, size_t bytes, char *result, size_t step)
{
    const struct zm_reduction *r = &b->reduction;
    struct fold f = {.turn = t, .r = r, .own = r->own, .memory = memory};
    int error = MPI_SUCCESS;
    for (; f.first < t->board->members && !error; f.first = f.end, result += step) {
        f.end = end_of_block(t, b, f.first);
        error = fold(&f, offset, bytes, result);
    }
    return error;
}

/* The root reads the parts that the others made, of each of the results. */
static int collect(struct zm_turn *t, const struct zm_reduction *r, size_t results)
{
    int error = MPI_SUCCESS;
    for (int i = 0; i < t->board->members && !error; i++) {
        size_t bytes = part_bytes(t, r, i);
        char *to = (char *)r->result + part(t, r, i);
        if (i == t->board->self || (error = zm_turn_await(t, i)) || !bytes)
            continue;
        for (size_t k = 0; k < results && !error; k++)
            error = zm_turn_read(t, i, zm_turn_address(t, i) + k * bytes, to + k * total(r), bytes);
    }
    zm_turn_finish(t);
    return error;
}

static int reduce_long(struct zm_turn *t, const struct zm_board_reduction *b)
{
    const struct zm_reduction *r = &b->reduction;
    int self = t->board->self, error = zm_turn_post_address(t, r->own);
    bool is_root = self == b->root;
    size_t offset = part(t, r, self), bytes = part_bytes(t, r, self), results = count_blocks(t, b);
    char *memory = zm_turn_memory(t, scratch(t, bytes) + results * bytes);
    if (!memory)
        return MPI_ERR_NO_MEM;
    char *mine = is_root ? (char *)r->result + offset : memory + scratch(t, bytes);
    if (!error)
        error = fold_blocks(t, b, memory, offset, bytes, mine, is_root ? total(r) : bytes);
    zm_turn_next(t);
    if (error)
        return error;
    if (is_root)
        return collect(t, r, results);
    error = zm_turn_post_address(t, mine);
    zm_turn_finish(t);
    return error ? error : zm_turn_await_end_of(t, b->root);
}

/* The root reads the operands of the others, who wait for that if they are long. */
static int reduce_alone(struct zm_turn *t, const struct zm_board_reduction *b)
{
    const struct zm_reduction *r = &b->reduction;
    bool is_root = t->board->self == b->root, is_long = !zm_turn_fits(total(r));
    int error;
    if (is_root)
        error = fold_blocks(t, b, NULL, 0, total(r), r->result, total(r));
    else if (is_long)
        error = zm_turn_post_address(t, r->own);
    else
        error = zm_turn_post_bytes(t, r->own, total(r));
    zm_turn_finish(t);
    return error || is_root || !is_long ? error : zm_turn_await_end_of(t, b->root);
}

int zm_board_reduce(struct zm_comm *comm, const struct zm_signature *call, const void *arguments)
{
    const struct zm_board_reduction *b = arguments;
    size_t bytes = total(&b->reduction);
    struct zm_turn t = zm_turn_begin(comm, call);
    bool alone = zm_turn_fits(bytes) || bytes * (size_t)t.board->members <= ALONE;
    return zm_turn_end(&t, alone ? reduce_alone(&t, b) : reduce_long(&t, b));
}

/* ---- Allreduce ---- */

/* Each has made its part: all take those of the others. */
static int exchange(struct zm_turn *t, const struct zm_reduction *r, bool is_long)
{
    int n = t->board->members, self = t->board->self, error = MPI_SUCCESS;
    for (int k = 1; k < n && !error; k++) {
        int i = (self + k) % n;
        char *to = (char *)r->result + part(t, r, i);
        size_t bytes = part_bytes(t, r, i);
        if ((error = zm_turn_await(t, i)) || !bytes)
            continue;
        if (is_long)
            error = zm_turn_read(t, i, zm_turn_address(t, i), to, bytes);
        else
            memcpy(to, zm_turn_bytes(t, i, bytes), bytes);
    }
    zm_turn_finish(t);
    return error || !is_long ? error : zm_turn_await_end(t);
}

static int allreduce_in_parts(struct zm_turn *t, struct fold *f, bool is_long)
{
    int self = t->board->self;
    size_t offset = part(t, f->r, self), bytes = part_bytes(t, f->r, self);
    char *mine = (char *)f->r->result + offset;
    int error = fold(f, offset, bytes, mine);
    zm_turn_next(t);
    if (!error)
        error = is_long ? zm_turn_post_address(t, mine) : zm_turn_post_bytes(t, mine, bytes);
    return error ? error : exchange(t, f->r, is_long);
}

int zm_board_allreduce(struct zm_comm *comm, const struct zm_signature *call, const void *arguments)
{
    const struct zm_reduction *r = &((const struct zm_board_reduction *)arguments)->reduction;
    size_t bytes = total(r);
    bool is_long = !zm_turn_fits(bytes);
    struct zm_turn t = zm_turn_begin(comm, call);
    int error = is_long ? zm_turn_post_address(&t, r->own) : zm_turn_post_bytes(&t, r->own, bytes);
    if (error)
        return zm_turn_end(&t, error);
    struct fold f = {.turn = &t, .r = r, .own = is_long ? r->own : NULL, .end = t.board->members};
    if (bytes * (size_t)t.board->members > EACH)
        return zm_turn_end(&t, allreduce_in_parts(&t, &f, is_long));
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
    bool is_long = !zm_turn_fits(total(r)), apart = is_long && r->own == r->result;
    struct zm_turn t = zm_turn_begin(comm, call);
    struct fold f = {.turn = &t, .r = r, .own = is_long ? r->own : NULL, .end = t.board->members};
    char *result = r->result;
    int error =
        is_long ? zm_turn_post_address(&t, r->own) : zm_turn_post_bytes(&t, r->own, total(r));
    if (!error && apart) {
        f.memory = zm_turn_memory(&t, scratch(&t, bytes) + bytes);
        result = f.memory ? f.memory + scratch(&t, bytes) : NULL;
        error = result ? MPI_SUCCESS : MPI_ERR_NO_MEM;
    }
    if (!error)
        error = fold(&f, b->first * size, bytes, result);
    zm_turn_finish(&t);
    if (!error && is_long)
        error = zm_turn_await_end(&t);
    if (!error && apart)
        memcpy(r->result, result, bytes);
    return zm_turn_end(&t, error);
}
