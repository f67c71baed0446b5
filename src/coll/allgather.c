/* SPDX-License-Identifier: BSL-1.0 */
/* Allgather: Bruck's algorithm. Each rank counts blocks from its own on. In round k it has the
 * first 2^k of them, and gets as many more from the rank 2^k after it, whose first blocks follow
 * them. In the end the blocks are turned to where the program wants them.
 *
 * J. Bruck, C.-T. Ho, S. Kipnis, E. Upfal, D. Weathersby: Efficient algorithms for all-to-all
 * communications in multiport message-passing systems. IEEE Transactions on Parallel and
 * Distributed Systems 8(11), 1997, section 4. */
#include "coll/build.h"
#include "coll/coll.h"

void zm_build_allgather(struct zm_schedule *s, const struct zm_group *group, char *blocks,
                        size_t bytes)
{
    int n = group->size;
    for (int d = 1; d < n; d *= 2) {
        size_t span = (size_t)(d < n - d ? d : n - d);
        zm_schedule_receive(s, blocks + (size_t)d * bytes, span * bytes, zm_bytes(),
                            (group->rank + d) % n);
        zm_schedule_send(s, blocks, span * bytes, zm_bytes(), (group->rank - d + n) % n);
        zm_schedule_fence(s);
    }
}

struct zm_schedule *zm_allgather(struct zm_comm *comm, const void *sendbuf, size_t sendcount,
                                 const struct zm_datatype *sendtype, void *recvbuf,
                                 size_t recvcount, const struct zm_datatype *recvtype)
{
    struct zm_signature call = {
        .collective = ZM_ALLGATHER, .root = -1, .bytes = recvcount * recvtype->size};
    struct zm_schedule *s = zm_schedule_new(comm, &call);
    size_t bytes = call.bytes, n = (size_t)comm->size, rank = (size_t)comm->rank;
    if (bytes) {
        void *own = zm_element(recvbuf, rank * recvcount, recvtype);
        char *blocks = zm_schedule_buffer(s, n * bytes, zm_bytes());
        if (sendbuf == MPI_IN_PLACE)
            zm_schedule_copy(s, own, recvcount, recvtype, blocks, bytes, zm_bytes());
        else
            zm_schedule_copy(s, sendbuf, sendcount, sendtype, blocks, bytes, zm_bytes());
        zm_build_allgather(s, comm->group, blocks, bytes);
        zm_schedule_copy(s, blocks, (n - rank) * bytes, zm_bytes(), own, (n - rank) * recvcount,
                         recvtype);
        zm_schedule_copy(s, blocks + (n - rank) * bytes, rank * bytes, zm_bytes(), recvbuf,
                         rank * recvcount, recvtype);
    }
    return s;
}
