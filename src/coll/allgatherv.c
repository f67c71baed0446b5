/* SPDX-License-Identifier: BSL-1.0 */
/* Allgatherv: along the ring, or directly, as Alltoallv does it and as between two groups. */
#include "coll/build.h"
#include "coll/choose.h"

struct zm_schedule *zm_allgatherv(struct zm_comm *comm, struct zm_blocks sent,
                                  struct zm_blocks received)
{
    size_t bytes = 0;
    for (int i = 0; i < comm->size && !comm->remote; i++)
        bytes += zm_block_bytes(zm_blocks_at(received, i));
    struct zm_signature call = zm_call_on(comm, ZM_ALLGATHERV, -1, bytes);
    call.algorithm = zm_choose(comm, &call, NULL);
    struct zm_schedule *s = zm_schedule_new(comm, &call);
    if (comm->remote || (bytes && call.algorithm == ZM_PAIRWISE))
        zm_build_spread(s, comm, sent.first, received);
    else if (bytes)
        zm_build_ring(s, comm->group, sent.first, received);
    return s;
}
