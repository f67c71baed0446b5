/* SPDX-License-Identifier: BSL-1.0 */
/* Neighbourhood collectives: direct messages between neighbours, all at once.
 *
 * Where two ranks are neighbours several times, their messages match in the order in which each
 * rank has them. In a grid that must be turned: on a ring of one or two ranks the one before is the
 * one after too, and what a rank sends to the one before arrives there from the one after. So the
 * two of each dimension swap places in the order of sending. */
#include "coll/build.h"

struct zm_schedule *zm_neighbor_exchange(struct zm_comm *comm, enum zm_collective which,
                                         struct zm_blocks sent, struct zm_blocks received)
{
    const struct zm_topology *topology = comm->topology;
    struct zm_signature call = zm_call_on(comm, which, -1, 0);
    struct zm_schedule *s = zm_schedule_new(comm, &call);
    int sources, destinations;
    zm_topology_degrees(topology, comm->rank, &sources, &destinations);
    for (int i = 0; i < sources; i++)
        zm_receive_block(s, zm_blocks_at(received, i), zm_topology_source(topology, comm->rank, i));
    for (int i = 0; i < destinations; i++) {
        int j = topology->kind == MPI_CART ? i ^ 1 : i;
        zm_send_block(s, zm_blocks_at(sent, j), zm_topology_destination(topology, comm->rank, j));
    }
    return s;
}
