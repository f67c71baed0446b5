/* SPDX-License-Identifier: BSL-1.0 */
/* Alltoall: Bruck's algorithm. Each rank arranges its blocks by how far they have to go: block j is
 * for the rank j after it. In round k all blocks with bit k set in j go 2^k ranks on. So each block
 * arrives after log2 n rounds at most, and stays in place j all the way: there it is the one that
 * came from the rank j before.
 *
 * J. Bruck, C.-T. Ho, S. Kipnis, E. Upfal, D. Weathersby: Efficient algorithms for all-to-all
 * communications in multiport message-passing systems. IEEE Transactions on Parallel and
 * Distributed Systems 8(11), 1997, section 3. */
#include "coll/build.h"
#include "coll/coll.h"

void zm_build_alltoall(struct zm_schedule *s, const struct zm_group *group, char *blocks,
                       size_t bytes)
{
    int n = group->size;
    size_t half = (size_t)(n + 1) / 2 * bytes; /* no round moves more */
    char *out = zm_schedule_buffer(s, half, zm_bytes());
    char *in = zm_schedule_buffer(s, half, zm_bytes());
    for (int d = 1; d < n; d *= 2) {
        size_t moved = 0;
        for (int j = d; j < n; j++)
            if (j & d) {
                zm_schedule_copy(s, blocks + (size_t)j * bytes, bytes, zm_bytes(), out + moved,
                                 bytes, zm_bytes());
                moved += bytes;
            }
        zm_schedule_receive(s, in, moved, zm_bytes(), (group->rank - d + n) % n);
        zm_schedule_send(s, out, moved, zm_bytes(), (group->rank + d) % n);
        zm_schedule_fence(s);
        moved = 0;
        for (int j = d; j < n; j++)
            if (j & d) {
                zm_schedule_copy(s, in + moved, bytes, zm_bytes(), blocks + (size_t)j * bytes,
                                 bytes, zm_bytes());
                moved += bytes;
            }
    }
}

struct zm_schedule *zm_alltoall(struct zm_comm *comm, const void *sendbuf, size_t sendcount,
                                const struct zm_datatype *sendtype, void *recvbuf, size_t recvcount,
                                const struct zm_datatype *recvtype)
{
    struct zm_signature call = {
        .collective = ZM_ALLTOALL, .root = -1, .bytes = recvcount * recvtype->size};
    struct zm_schedule *s = zm_schedule_new(comm, &call);
    size_t bytes = call.bytes, n = (size_t)comm->size, rank = (size_t)comm->rank;
    if (sendbuf == MPI_IN_PLACE) {
        sendbuf = recvbuf;
        sendcount = recvcount;
        sendtype = recvtype;
    }
    if (bytes) {
        char *blocks = zm_schedule_buffer(s, n * bytes, zm_bytes());
        zm_schedule_copy(s, zm_element(sendbuf, rank * sendcount, sendtype), (n - rank) * sendcount,
                         sendtype, blocks, (n - rank) * bytes, zm_bytes());
        zm_schedule_copy(s, sendbuf, rank * sendcount, sendtype, blocks + (n - rank) * bytes,
                         rank * bytes, zm_bytes());
        zm_build_alltoall(s, comm->group, blocks, bytes);
        for (size_t j = 0; j < n; j++)
            zm_schedule_copy(s, blocks + j * bytes, bytes, zm_bytes(),
                             zm_element(recvbuf, (rank + n - j) % n * recvcount, recvtype),
                             recvcount, recvtype);
    }
    return s;
}
