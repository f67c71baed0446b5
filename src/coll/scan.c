/* SPDX-License-Identifier: BSL-1.0 */
/* Scan and Exscan: in round k each rank sends what it has, the combination of up to 2^k ranks that
 * ends with itself, to the rank 2^k after it, which puts that before its own. An exclusive scan is
 * the inclusive one, moved on by one rank.
 *
 * W. D. Hillis, G. L. Steele: Data parallel algorithms. Communications of the ACM 29(12), 1986. */
#include "coll/build.h"

/* Inclusive scan of the elements at `result`, in place. */
static void build_scan(struct zm_schedule *s, const struct zm_group *group,
                       const struct zm_reduction *r, void *result)
{
    void *before = zm_schedule_buffer(s, r->count, r->datatype);
    for (int d = 1; d < group->size; d *= 2) {
        bool receives = group->rank - d >= 0;
        if (receives)
            zm_schedule_receive(s, before, r->count, r->datatype, group->rank - d);
        if (group->rank + d < group->size)
            zm_schedule_send(s, result, r->count, r->datatype, group->rank + d);
        zm_schedule_fence(s);
        if (receives)
            zm_schedule_reduce(s, before, result, r->count, r->datatype, r->op);
    }
}

static struct zm_schedule *new_scan(struct zm_comm *comm, enum zm_collective which,
                                    const struct zm_reduction *r)
{
    struct zm_signature call = zm_call_on(comm, which, -1, r->count * r->datatype->size);
    call.op = zm_op_code(r->op);
    return zm_schedule_new(comm, &call);
}

struct zm_schedule *zm_scan(struct zm_comm *comm, const struct zm_reduction *r)
{
    struct zm_schedule *s = new_scan(comm, ZM_SCAN, r);
    if (r->count) {
        if (r->own != r->result)
            zm_schedule_copy(s, r->own, r->count, r->datatype, r->result, r->count, r->datatype);
        build_scan(s, comm->group, r, r->result);
    }
    return s;
}

struct zm_schedule *zm_exscan(struct zm_comm *comm, const struct zm_reduction *r)
{
    struct zm_schedule *s = new_scan(comm, ZM_EXSCAN, r);
    if (r->count) {
        void *inclusive = zm_schedule_buffer(s, r->count, r->datatype);
        zm_schedule_copy(s, r->own, r->count, r->datatype, inclusive, r->count, r->datatype);
        build_scan(s, comm->group, r, inclusive);
        if (comm->rank > 0)
            zm_schedule_receive(s, r->result, r->count, r->datatype, comm->rank - 1);
        if (comm->rank + 1 < comm->size)
            zm_schedule_send(s, inclusive, r->count, r->datatype, comm->rank + 1);
    }
    return s;
}
