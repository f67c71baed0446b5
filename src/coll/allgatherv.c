/* SPDX-License-Identifier: BSL-1.0 */
/* Allgatherv: the ring. Each rank passes on to the next one what it got from the one before, at
 * first its own block; after n - 1 rounds all blocks have been everywhere. They lie where the
 * program wants them all the way, and differ in size as they like. Between two groups messages are
 * direct.
 *
 * R. Thakur, R. Rabenseifner, W. Gropp: Optimization of collective communication operations in
 * MPICH. International Journal of High Performance Computing Applications 19(1), 2005, 3.1. */
#include "coll/build.h"

void zm_build_ring(struct zm_schedule *s, const struct zm_group *group, struct zm_block own,
                   struct zm_blocks all)
{
    int n = group->size, before = (group->rank - 1 + n) % n, after = (group->rank + 1) % n;
    if (own.buffer != MPI_IN_PLACE)
        zm_copy_block(s, own, zm_blocks_at(all, group->rank));
    for (int k = 0; k < n - 1; k++) {
        zm_receive_block(s, zm_blocks_at(all, (before - k + n) % n), before);
        zm_send_block(s, zm_blocks_at(all, (group->rank - k + n) % n), after);
        zm_schedule_fence(s);
    }
}

struct zm_schedule *zm_allgatherv(struct zm_comm *comm, struct zm_blocks sent,
                                  struct zm_blocks received)
{
    size_t bytes = 0;
    for (int i = 0; i < comm->size && !comm->remote; i++)
        bytes += zm_block_bytes(zm_blocks_at(received, i));
    struct zm_signature call = zm_call_on(comm, ZM_ALLGATHERV, -1, bytes);
    struct zm_schedule *s = zm_schedule_new(comm, &call);
    if (comm->remote)
        zm_build_exchange(s, comm, sent, received);
    else if (bytes)
        zm_build_ring(s, comm->group, sent.first, received);
    return s;
}
