/* SPDX-License-Identifier: BSL-1.0 */
/* Reduce_scatter, and Reduce_scatter_block: a reduction to rank 0, then a scatter of the result. Of
 * two groups each gets the result of the other one, which the first ranks exchange in between. */
#include "coll/build.h"

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

struct zm_schedule *zm_reduce_scatter_block(struct zm_comm *comm, const struct zm_reduction *r)
{
    size_t n = (size_t)comm->size, count = r->count / n, bytes = count * r->datatype->size;
    struct zm_signature call = zm_call_on(comm, ZM_REDUCE_SCATTER_BLOCK, -1, bytes);
    call.op = zm_op_code(r->op);
    struct zm_schedule *s = zm_schedule_new(comm, &call);
    if (!bytes && !comm->remote)
        return s;
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

struct zm_schedule *zm_reduce_scatter(struct zm_comm *comm, const struct zm_reduction *r,
                                      const size_t *counts)
{
    size_t bytes = r->count * r->datatype->size;
    struct zm_signature call = zm_call_on(comm, ZM_REDUCE_SCATTER, -1, bytes);
    call.op = zm_op_code(r->op);
    struct zm_schedule *s = zm_schedule_new(comm, &call);
    if (!bytes && !comm->remote)
        return s;
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
