/* SPDX-License-Identifier: BSL-1.0 */
/* Alltoall: of short blocks Bruck's algorithm, which sends few messages but each block several
 * times; of others the pairwise exchange of Alltoallv. In Bruck's algorithm each rank arranges its
 * blocks by how far they have to go: block j is for the rank j after it. In round k all blocks with
 * bit k set in j go 2^k ranks on. So each block arrives after log2 n rounds at most, and stays in
 * place j all the way: there it is the one that came from the rank j before.
 *
 * J. Bruck, C.-T. Ho, S. Kipnis, E. Upfal, D. Weathersby: Efficient algorithms for all-to-all
 * communications in multiport message-passing systems. IEEE Transactions on Parallel and
 * Distributed Systems 8(11), 1997, section 3. */
#include "coll/build.h"
#include "coll/choose.h"

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
                zm_copy_block(s, zm_packed(blocks + (size_t)j * bytes, bytes),
                              zm_packed(out + moved, bytes));
                moved += bytes;
            }
        zm_receive_block(s, zm_packed(in, moved), (group->rank - d + n) % n);
        zm_send_block(s, zm_packed(out, moved), (group->rank + d) % n);
        zm_schedule_fence(s);
        moved = 0;
        for (int j = d; j < n; j++)
            if (j & d) {
                zm_copy_block(s, zm_packed(in + moved, bytes),
                              zm_packed(blocks + (size_t)j * bytes, bytes));
                moved += bytes;
            }
    }
}

static void bruck(struct zm_schedule *s, const struct zm_group *group, struct zm_blocks sent,
                  struct zm_blocks received)
{
    size_t bytes = zm_block_bytes(received.first);
    int n = group->size;
    char *blocks = zm_schedule_buffer(s, (size_t)n * bytes, zm_bytes());
    if (sent.first.buffer == MPI_IN_PLACE)
        sent = received;
    for (int j = 0; j < n; j++)
        zm_copy_block(s, zm_blocks_at(sent, (group->rank + j) % n),
                      zm_packed(blocks + (size_t)j * bytes, bytes));
    zm_build_alltoall(s, group, blocks, bytes);
    for (int j = 0; j < n; j++)
        zm_copy_block(s, zm_packed(blocks + (size_t)j * bytes, bytes),
                      zm_blocks_at(received, (group->rank - j + n) % n));
}

struct zm_schedule *zm_alltoall(struct zm_comm *comm, struct zm_blocks sent,
                                struct zm_blocks received)
{
    size_t bytes = zm_block_bytes(received.first);
    struct zm_signature call = zm_call_on(comm, ZM_ALLTOALL, -1, bytes);
    call.algorithm = zm_choose(comm, &call, NULL);
    struct zm_schedule *s = zm_schedule_new(comm, &call);
    if (comm->remote)
        zm_build_exchange(s, comm, sent, received);
    else if (bytes && call.algorithm == ZM_BRUCK)
        bruck(s, comm->group, sent, received);
    else if (bytes && sent.first.buffer == MPI_IN_PLACE)
        zm_build_exchange_in_place(s, comm, received);
    else if (bytes)
        zm_build_exchange(s, comm, sent, received);
    return s;
}
