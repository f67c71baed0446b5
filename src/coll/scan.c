/* SPDX-License-Identifier: BSL-1.0 */
/* Scan and Exscan: in round k each rank sends what it has, the combination of up to 2^k ranks that
 * ends with itself, to the rank 2^k after it, which puts that before its own. An exclusive scan is
 * the inclusive one, moved on by one rank.
 *
 * W. D. Hillis, G. L. Steele: Data parallel algorithms. Communications of the ACM 29(12), 1986. */
#include "coll/coll.h"

/* Inclusive scan of the `count` elements at `result`, in place. */
static void build_scan(struct zm_schedule *s, const struct zm_group *group, void *result,
                       size_t count, const struct zm_datatype *datatype, const struct zm_op *op)
{
    void *before = zm_schedule_buffer(s, count, datatype);
    for (int d = 1; d < group->size; d *= 2) {
        bool receives = group->rank - d >= 0;
        if (receives)
            zm_schedule_receive(s, before, count, datatype, group->rank - d);
        if (group->rank + d < group->size)
            zm_schedule_send(s, result, count, datatype, group->rank + d);
        zm_schedule_fence(s);
        if (receives)
            zm_schedule_reduce(s, before, result, count, datatype, op);
    }
}

static struct zm_schedule *new_scan(struct zm_comm *comm, enum zm_collective which, size_t count,
                                    const struct zm_datatype *datatype, const struct zm_op *op)
{
    struct zm_signature call = {
        .collective = which, .op = zm_op_code(op), .root = -1, .bytes = count * datatype->size};
    return zm_schedule_new(comm, &call);
}

struct zm_schedule *zm_scan(struct zm_comm *comm, const void *sendbuf, void *recvbuf, size_t count,
                            const struct zm_datatype *datatype, const struct zm_op *op)
{
    struct zm_schedule *s = new_scan(comm, ZM_SCAN, count, datatype, op);
    if (count) {
        if (sendbuf != MPI_IN_PLACE)
            zm_schedule_copy(s, sendbuf, count, datatype, recvbuf, count, datatype);
        build_scan(s, comm->group, recvbuf, count, datatype, op);
    }
    return s;
}

struct zm_schedule *zm_exscan(struct zm_comm *comm, const void *sendbuf, void *recvbuf,
                              size_t count, const struct zm_datatype *datatype,
                              const struct zm_op *op)
{
    struct zm_schedule *s = new_scan(comm, ZM_EXSCAN, count, datatype, op);
    if (count) {
        const void *own = sendbuf == MPI_IN_PLACE ? recvbuf : sendbuf;
        void *inclusive = zm_schedule_buffer(s, count, datatype);
        zm_schedule_copy(s, own, count, datatype, inclusive, count, datatype);
        build_scan(s, comm->group, inclusive, count, datatype, op);
        if (comm->rank > 0)
            zm_schedule_receive(s, recvbuf, count, datatype, comm->rank - 1);
        if (comm->rank + 1 < comm->size)
            zm_schedule_send(s, inclusive, count, datatype, comm->rank + 1);
    }
    return s;
}
