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
#include "coll/turn.h"

/* Bytes of an operand that are combined at once, so that what was read is still near. */
#define PIECE ((size_t)32 * 1024)

/* Short operands of all ranks that each rank combines for itself: no more bytes than these. */
#define EACH ((size_t)8 * 1024)

/* Long operands of all ranks that the root combines alone, for that takes one phase, not two: no
 * more bytes than these. */
#define ALONE ((size_t)512 * 1024)

/* A part of the operands, to be combined. */
struct fold {
    struct zm_turn *turn; /* in whose phase they are posted */
    const struct zm_reduction *r;
    const char *own; /* this rank's operand; NULL: it is posted too */
    size_t total;    /* bytes in an operand */
    size_t offset, bytes;
    char *spare; /* memory for intermediate results, `bytes` each: one for each level */
};

static int levels(int n)
{
    int levels = 0;
    for (int d = 1; d < n; d *= 2)
        levels++;
    return levels;
}

/* *operand becomes where the part of the rank's operand is; `to` may be used for it. */
static int find(const struct fold *f, int rank, char *to, const char **operand)
{
    struct zm_turn *t = f->turn;
    int error = rank == t->comm->rank ? MPI_SUCCESS : zm_turn_await(t, rank);
    *operand = to;
    if (error)
        return error;
    if (rank == t->comm->rank && f->own)
        *operand = f->own + f->offset;
    else if (zm_turn_fits(f->total))
        *operand = (const char *)zm_turn_bytes(t, rank, f->total) + f->offset;
    else
        return zm_turn_read(t, rank, zm_turn_address(t, rank) + f->offset, to, f->bytes);
    return MPI_SUCCESS;
}

/* Combines the operands of the ranks from `first` to before `end` to `to`. */
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

/* Combines the `bytes` bytes of all operands from `offset` on to `result`, piece by piece. */
static int fold(struct zm_turn *t, const struct zm_reduction *r, const void *own, size_t offset,
                size_t bytes, char *result)
{
    size_t piece = PIECE - PIECE % r->datatype->size, n = bytes < piece ? bytes : piece;
    alignas(64) char small[1024];
    size_t needed = (size_t)(levels(t->comm->size) + 1) * n;
    char *spare = needed <= sizeof small ? small : t->memory;
    struct fold f = {.turn = t, .r = r, .own = own, .total = r->count * r->datatype->size};
    int error = MPI_SUCCESS;
    if (!spare && !(spare = zm_turn_memory(t, needed)))
        return MPI_ERR_NO_MEM;
    for (size_t done = 0; done < bytes && !error; done += f.bytes) {
        f.offset = offset + done;
        f.bytes = bytes - done < piece ? bytes - done : piece;
        /* The result may be where this rank's own operand is. */
        bool apart = own && result + done == f.own + f.offset;
        error = combine(&f, 0, t->comm->size, apart ? spare : result + done, spare + n);
        if (apart && !error)
            memcpy(result + done, spare, f.bytes);
    }
    return error;
}

/* The parts of a result: where that of a rank begins, in bytes. */
static size_t part(const struct zm_turn *t, const struct zm_reduction *r, int rank)
{
    size_t n = (size_t)t->comm->size, i = (size_t)rank, each = r->count / n, rest = r->count % n;
    return (each * i + (i < rest ? i : rest)) * r->datatype->size;
}

static size_t part_bytes(const struct zm_turn *t, const struct zm_reduction *r, int rank)
{
    return part(t, r, rank + 1) - part(t, r, rank);
}

/* ---- Reduce ---- */

/* The root reads the parts that the others made. */
static int collect(struct zm_turn *t, const struct zm_reduction *r)
{
    int error = MPI_SUCCESS;
    for (int i = 0; i < t->comm->size && !error; i++) {
        size_t bytes = part_bytes(t, r, i);
        if (i != t->comm->rank && !(error = zm_turn_await(t, i)) && bytes)
            error =
                zm_turn_read(t, i, zm_turn_address(t, i), (char *)r->result + part(t, r, i), bytes);
    }
    zm_turn_finish(t);
    return error;
}

static int reduce_long(struct zm_turn *t, const struct zm_reduction *r, int root)
{
    int rank = t->comm->rank, error = zm_turn_post_address(t, r->own);
    size_t offset = part(t, r, rank), bytes = part_bytes(t, r, rank);
    size_t piece = bytes < PIECE ? bytes : PIECE;
    size_t spare = (size_t)(levels(t->comm->size) + 1) * piece;
    char *memory = zm_turn_memory(t, spare + bytes);
    if (!memory)
        return MPI_ERR_NO_MEM;
    char *result = rank == root ? (char *)r->result + offset : memory + spare;
    if (!error)
        error = fold(t, r, r->own, offset, bytes, result);
    zm_turn_next(t);
    if (error)
        return error;
    if (rank == root)
        return collect(t, r);
    error = zm_turn_post_address(t, result);
    zm_turn_finish(t);
    return error ? error : zm_turn_await_end_of(t, root);
}

/* The root reads the operands of the others, who wait for that. */
static int reduce_alone(struct zm_turn *t, const struct zm_reduction *r, int root)
{
    bool is_root = t->comm->rank == root;
    int error = is_root ? fold(t, r, r->own, 0, r->count * r->datatype->size, r->result)
                        : zm_turn_post_address(t, r->own);
    zm_turn_finish(t);
    return error || is_root ? error : zm_turn_await_end_of(t, root);
}

int zm_board_reduce(struct zm_comm *comm, const struct zm_signature *call, const void *arguments)
{
    const struct zm_board_reduction *b = arguments;
    const struct zm_reduction *r = &b->reduction;
    size_t bytes = r->count * r->datatype->size;
    struct zm_turn t = zm_turn_begin(comm, call);
    if (!zm_turn_fits(bytes))
        return zm_turn_end(&t, bytes * (size_t)comm->size <= ALONE ? reduce_alone(&t, r, b->root)
                                                                   : reduce_long(&t, r, b->root));
    int error = comm->rank == b->root ? fold(&t, r, r->own, 0, bytes, r->result)
                                      : zm_turn_post_bytes(&t, r->own, bytes);
    zm_turn_finish(&t);
    return zm_turn_end(&t, error);
}

/* ---- Allreduce ---- */

/* Each has made its part: all take those of the others. */
static int exchange(struct zm_turn *t, const struct zm_reduction *r, bool is_long)
{
    int n = t->comm->size, rank = t->comm->rank, error = MPI_SUCCESS;
    for (int k = 1; k < n && !error; k++) {
        int i = (rank + k) % n;
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

static int allreduce_in_parts(struct zm_turn *t, const struct zm_reduction *r, bool is_long)
{
    int rank = t->comm->rank;
    size_t offset = part(t, r, rank), bytes = part_bytes(t, r, rank);
    char *mine = (char *)r->result + offset;
    int error = fold(t, r, is_long ? r->own : NULL, offset, bytes, mine);
    zm_turn_next(t);
    if (!error)
        error = is_long ? zm_turn_post_address(t, mine) : zm_turn_post_bytes(t, mine, bytes);
    return error ? error : exchange(t, r, is_long);
}

int zm_board_allreduce(struct zm_comm *comm, const struct zm_signature *call, const void *arguments)
{
    const struct zm_reduction *r = &((const struct zm_board_reduction *)arguments)->reduction;
    size_t bytes = r->count * r->datatype->size;
    bool is_long = !zm_turn_fits(bytes);
    struct zm_turn t = zm_turn_begin(comm, call);
    int error = is_long ? zm_turn_post_address(&t, r->own) : zm_turn_post_bytes(&t, r->own, bytes);
    if (error)
        return zm_turn_end(&t, error);
    if (bytes * (size_t)comm->size > EACH)
        return zm_turn_end(&t, allreduce_in_parts(&t, r, is_long));
    error = fold(&t, r, NULL, 0, bytes, r->result);
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
    bool is_long = !zm_turn_fits(r->count * size), apart = is_long && r->own == r->result;
    struct zm_turn t = zm_turn_begin(comm, call);
    int error = is_long ? zm_turn_post_address(&t, r->own)
                        : zm_turn_post_bytes(&t, r->own, r->count * size);
    size_t piece = bytes < PIECE ? bytes : PIECE;
    size_t spare = (size_t)(levels(comm->size) + 1) * piece;
    char *memory = error || !apart ? NULL : zm_turn_memory(&t, spare + bytes);
    char *result = apart ? memory + spare : r->result;
    if (!error && apart && !memory)
        error = MPI_ERR_NO_MEM;
    if (!error)
        error = fold(&t, r, is_long ? r->own : NULL, b->first * size, bytes, result);
    zm_turn_finish(&t);
    if (!error && is_long)
        error = zm_turn_await_end(&t);
    if (!error && apart)
        memcpy(r->result, result, bytes);
    return zm_turn_end(&t, error);
}
