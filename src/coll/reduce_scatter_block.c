/* SPDX-License-Identifier: BSL-1.0 */
/* Reduce_scatter_block: a reduction to rank 0, then a scatter of the result. */
#include "coll/build.h"
#include "coll/coll.h"

struct zm_schedule *zm_reduce_scatter_block(struct zm_comm *comm, const void *sendbuf,
                                            void *recvbuf, size_t count,
                                            const struct zm_datatype *datatype,
                                            const struct zm_op *op)
{
    struct zm_signature call = {.collective = ZM_REDUCE_SCATTER_BLOCK,
                                .op = zm_op_code(op),
                                .root = -1,
                                .bytes = count * datatype->size};
    struct zm_schedule *s = zm_schedule_new(comm, &call);
    if (call.bytes) {
        size_t n = (size_t)comm->size;
        const void *own = sendbuf == MPI_IN_PLACE ? recvbuf : sendbuf;
        void *reduced = comm->rank ? NULL : zm_schedule_buffer(s, n * count, datatype);
        char *packed = comm->rank ? NULL : zm_schedule_buffer(s, n * call.bytes, zm_bytes());
        char *block = zm_schedule_buffer(s, call.bytes, zm_bytes());
        zm_build_reduce(s, comm->group, own, reduced, n * count, datatype, op, 0);
        zm_schedule_fence(s); /* `own` may be `recvbuf` */
        if (comm->rank == 0)
            zm_schedule_copy(s, reduced, n * count, datatype, packed, n * call.bytes, zm_bytes());
        zm_build_scatter(s, comm->group, packed, block, call.bytes);
        zm_schedule_fence(s);
        zm_schedule_copy(s, block, call.bytes, zm_bytes(), recvbuf, count, datatype);
    }
    return s;
}
