/* SPDX-License-Identifier: BSL-1.0 */
/* Barrier: dissemination. In round k each rank tells the one 2^k after it, and hears from the one
 * 2^k before it; after log2 n rounds it has heard, through others, from all.
 *
 * D. Hensgen, R. Finkel, U. Manber: Two algorithms for barrier synchronization. International
 * Journal of Parallel Programming 17(1), 1988. */
#include "coll/coll.h"

static int barrier(struct zm_comm *comm, enum zm_collective which, struct zm_request **request)
{
    struct zm_signature call = {.collective = which, .root = -1};
    struct zm_schedule *s = zm_schedule_new(comm, &call);
    int n = comm->size;
    for (int d = 1; d < n; d *= 2) {
        zm_schedule_receive(s, NULL, 0, zm_bytes(), (comm->rank - d + n) % n);
        zm_schedule_send(s, NULL, 0, zm_bytes(), (comm->rank + d) % n);
        zm_schedule_fence(s);
    }
    return zm_schedule_start(s, comm->comms->engine, request);
}

int zm_barrier(struct zm_comm *comm, struct zm_request **request)
{
    return barrier(comm, ZM_BARRIER, request);
}

int zm_finalize_barrier(struct zm_comm *comm, struct zm_request **request)
{
    return barrier(comm, ZM_FINALIZE, request);
}
