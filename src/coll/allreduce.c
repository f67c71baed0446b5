/* SPDX-License-Identifier: BSL-1.0 */
/* Allreduce: recursive doubling where the number of ranks is a power of two and the message short,
 * otherwise a reduction to rank 0 and a broadcast of the result.
 *
 * In round k of recursive doubling two ranks that differ in bit k exchange what they have, the
 * combination of the 2^k ranks that agree with them in the higher bits. Both compute the same: the
 * lower ranks' part OP the higher ranks' part. These are the brackets of the binomial tree, so both
 * ways lead to the same bits.
 *
 * R. Thakur, R. Rabenseifner, W. Gropp: Optimization of collective communication operations in
 * MPICH. International Journal of High Performance Computing Applications 19(1), 2005, 3.5. */
#include "coll/build.h"
#include "coll/coll.h"

#define SHORT_MAX ((size_t)16 * 1024) /* bytes */

static void recursive_doubling(struct zm_schedule *s, const struct zm_group *group, const void *own,
                               void *result, size_t count, const struct zm_datatype *datatype,
                               const struct zm_op *op)
{
    const void *mine = own;
    for (int d = 1; d < group->size; d *= 2) {
        void *theirs = zm_schedule_buffer(s, count, datatype);
        int partner = group->rank ^ d;
        zm_schedule_receive(s, theirs, count, datatype, partner);
        zm_schedule_send(s, mine, count, datatype, partner);
        zm_schedule_fence(s);
        if (partner < group->rank) {
            /* The result must not overwrite the program's send buffer. */
            void *right = d == 1 ? result : (void *)mine;
            if (right != mine)
                zm_schedule_copy(s, mine, count, datatype, right, count, datatype);
            zm_schedule_reduce(s, theirs, right, count, datatype, op);
            mine = right;
        } else {
            zm_schedule_reduce(s, mine, theirs, count, datatype, op);
            mine = theirs;
        }
    }
    if (mine != result)
        zm_schedule_copy(s, mine, count, datatype, result, count, datatype);
}

struct zm_schedule *zm_allreduce(struct zm_comm *comm, const void *sendbuf, void *recvbuf,
                                 size_t count, const struct zm_datatype *datatype,
                                 const struct zm_op *op)
{
    struct zm_signature call = {.collective = ZM_ALLREDUCE,
                                .op = zm_op_code(op),
                                .root = -1,
                                .bytes = count * datatype->size};
    struct zm_schedule *s = zm_schedule_new(comm, &call);
    const void *own = sendbuf == MPI_IN_PLACE ? recvbuf : sendbuf;
    bool power_of_two = (comm->size & (comm->size - 1)) == 0;
    if (call.bytes && power_of_two && call.bytes <= SHORT_MAX)
        recursive_doubling(s, comm->group, own, recvbuf, count, datatype, op);
    else if (call.bytes) {
        zm_build_reduce(s, comm->group, own, recvbuf, count, datatype, op, 0);
        zm_schedule_fence(s); /* `own` may be `recvbuf` */
        zm_build_bcast(s, comm->group, recvbuf, count, datatype, 0);
    }
    return s;
}
