/* SPDX-License-Identifier: BSL-1.0 */
/* Reduce_scatter, and Reduce_scatter_block: a reduction to rank 0, then a scatter of the result. Or
 * pairwise: each rank gets all contributions to its own part, by the exchange of Alltoallv, and
 * combines them as the binomial tree does. Of two groups each gets the result of the other one,
 * which the first ranks exchange in between. */
#include "coll/board.h"
#include "coll/build.h"
#include "coll/choose.h"
#include "coll/two_level.h"

/* Reduces to rank 0. Returns what is to be scattered there, NULL elsewhere. */
static void *build_reduction(struct zm_schedule *s, const struct zm_comm *comm,
                             const struct zm_reduction *r)
{
    void *reduced = comm->rank ? NULL : zm_schedule_buffer(s, r->count, r->datatype);
    zm_build_reduce(s, comm->group, r, reduced, 0);
    zm_schedule_fence(s); /* `own` may be `result` */
    if (comm->rank || !comm->remote)
        return reduced;
    void *theirs = zm_schedule_buffer(s, r->count, r->datatype);
    zm_schedule_receive(s, theirs, r->count, r->datatype, ZM_REMOTE(0));
    zm_schedule_send(s, reduced, r->count, r->datatype, ZM_REMOTE(0));
    zm_schedule_fence(s);
    return theirs;
}

/* Combines the `n` blocks at `buffer`, by rank, and leaves the result in `own`. */
static void fold(struct zm_schedule *s, const struct zm_reduction *r, struct zm_block own,
                 void *buffer, int n)
{
    struct zm_blocks blocks = zm_blocks_in_a_row(own);
    blocks.first.buffer = buffer;
    /* A combination lies where its last block was, so that is asked for from there. */
    for (int d = 1; d < n; d *= 2)
        for (int i = 0; i + d < n; i += 2 * d) {
            int last = i + 2 * d < n ? i + 2 * d - 1 : n - 1;
            zm_schedule_reduce(s, zm_blocks_at(blocks, i + d - 1).buffer,
                               zm_blocks_at(blocks, last).buffer, own.count, r->datatype, r->op);
        }
    zm_copy_block(s, zm_blocks_at(blocks, n - 1), own);
}

static void pairwise(struct zm_schedule *s, const struct zm_comm *comm,
                     const struct zm_reduction *r, struct zm_blocks parts)
{
    struct zm_block own = zm_blocks_at(parts, comm->rank);
    size_t n = (size_t)comm->size;
    struct zm_blocks received = zm_blocks_in_a_row(own);
    received.first.buffer = zm_schedule_buffer(s, n * own.count, r->datatype);
    zm_build_exchange(s, comm, parts, received);
    zm_schedule_fence(s); /* `own` may be `result` */
    own.buffer = r->result;
    if (own.count)
        fold(s, r, own, received.first.buffer, comm->size);
}

struct zm_schedule *zm_reduce_scatter_block(struct zm_comm *comm, const struct zm_reduction *r)
{
    size_t n = (size_t)comm->size, count = r->count / n, bytes = count * r->datatype->size;
    struct zm_signature call = zm_call_on(comm, ZM_REDUCE_SCATTER_BLOCK, -1, bytes);
    call.op = zm_op_code(r->op);
    call.algorithm = zm_choose(comm, &call, r);
    struct zm_schedule *s = zm_schedule_new(comm, &call);
    if (!bytes && !comm->remote)
        return s;
    if (call.algorithm == ZM_BOARD) {
        zm_board_start_reduction(s, zm_board_reduce_scatter,
                                 (struct zm_board_reduction){.reduction = *r,
                                                             .first = (size_t)comm->rank * count,
                                                             .count = count});
        return s;
    }
    if (call.algorithm == ZM_TWO_LEVEL) {
        zm_two_level_reduce_scatter(s, comm, r, (size_t)comm->rank * count, count);
        return s;
    }
    if (call.algorithm == ZM_PAIRWISE) {
        struct zm_block first = {(void *)r->own, count, r->datatype};
        pairwise(s, comm, r, zm_blocks_in_a_row(first));
        return s;
    }
    void *reduced = build_reduction(s, comm, r);
    char *packed = comm->rank ? NULL : zm_schedule_buffer(s, n * bytes, zm_bytes());
    char *block = zm_schedule_buffer(s, bytes, zm_bytes());
    if (comm->rank == 0)
        zm_schedule_copy(s, reduced, r->count, r->datatype, packed, n * bytes, zm_bytes());
    zm_build_scatter(s, comm->group, packed, block, bytes);
    zm_schedule_fence(s);
    zm_schedule_copy(s, block, bytes, zm_bytes(), r->result, count, r->datatype);
    return s;
}

/* The parts of this rank's contribution, which are `counts` elements; NULL: no memory. */
static const struct zm_block *parts_of(struct zm_schedule *s, const struct zm_comm *comm,
                                       const struct zm_reduction *r, const size_t *counts)
{
    struct zm_block *parts = zm_schedule_buffer(s, (size_t)comm->size * sizeof *parts, zm_bytes());
    size_t first = 0;
    for (int i = 0; parts && i < comm->size; first += counts[i++])
        parts[i] =
            (struct zm_block){zm_element(r->own, first, r->datatype), counts[i], r->datatype};
    return parts;
}

struct zm_schedule *zm_reduce_scatter(struct zm_comm *comm, const struct zm_reduction *r,
                                      const size_t *counts)
{
    size_t bytes = r->count * r->datatype->size;
    struct zm_signature call = zm_call_on(comm, ZM_REDUCE_SCATTER, -1, bytes);
    call.op = zm_op_code(r->op);
    call.algorithm = zm_choose(comm, &call, r);
    struct zm_schedule *s = zm_schedule_new(comm, &call);
    if (!bytes && !comm->remote)
        return s;
    size_t first = 0;
    for (int i = 0; i < comm->rank && !comm->remote; i++)
        first += counts[i];
    if (call.algorithm == ZM_BOARD) {
        zm_board_start_reduction(s, zm_board_reduce_scatter,
                                 (struct zm_board_reduction){
                                     .reduction = *r, .first = first, .count = counts[comm->rank]});
        return s;
    }
    if (call.algorithm == ZM_TWO_LEVEL) {
        zm_two_level_reduce_scatter(s, comm, r, first, counts[comm->rank]);
        return s;
    }
    if (call.algorithm == ZM_PAIRWISE) {
        const struct zm_block *parts = parts_of(s, comm, r, counts);
        if (parts)
            pairwise(s, comm, r, zm_blocks_each(parts));
        return s;
    }
    struct zm_block own = {r->result, counts[comm->rank], r->datatype};
    struct zm_block part = {build_reduction(s, comm, r), 0, r->datatype};
    if (comm->rank)
        zm_receive_block(s, own, 0);
    for (int i = 0; i < comm->size && !comm->rank; i++) {
        part.count = counts[i];
        if (i == 0)
            zm_copy_block(s, part, own);
        else
            zm_send_block(s, part, i);
        part.buffer = zm_element(part.buffer, part.count, part.datatype);
    }
    return s;
}
