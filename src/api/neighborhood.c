/* SPDX-License-Identifier: BSL-1.0 */
/* Neighbourhood collective communication on topologies (section 8.6 of the standard). */
#include <mpi.h>

#include "api/check.h"
#include "api/collective.h"
#include "api/process.h"

static int check_topology(const struct zm_comm *c)
{
    if (c->remote)
        return ZM_FAIL(MPI_ERR_COMM, "an intercommunicator has no topology");
    if (!c->topology)
        return ZM_FAIL(MPI_ERR_TOPOLOGY, "the communicator has no topology");
    if (c->topology->kind == MPI_GRAPH && !c->topology->graph.symmetric)
        return ZM_FAIL(MPI_ERR_TOPOLOGY,
                       "the graph is not symmetric: expected that each node is as "
                       "often a neighbour of another as that one of it");
    return MPI_SUCCESS;
}

/* One side, with a block for each of `degree` neighbours. Where there are none, neither a buffer
 * nor arrays need be there. */
static int check_side(const struct zm_side *side, int degree, struct zm_blocks *blocks)
{
    const struct zm_datatype *datatype;
    int error = MPI_SUCCESS;
    if (side->buffer == MPI_IN_PLACE)
        return ZM_FAIL(MPI_ERR_BUFFER, "%s must not be MPI_IN_PLACE here", side->name);
    if (degree)
        return zm_check_side(side, degree, blocks);
    if (!side->counts_name)
        error = zm_check_count("count", side->count);
    return error || side->datatypes_name ? error : zm_check_committed(side->datatype, &datatype);
}

static int exchange(const struct zm_entry *entry, enum zm_collective which,
                    const struct zm_side *send, const struct zm_side *receive, MPI_Comm comm)
{
    const struct zm_call call = zm_call_of_sides(entry->name, send, receive, comm);
    struct zm_comm *c = NULL;
    struct zm_schedule *s = NULL;
    struct zm_blocks sent = {.each = NULL}, received = {.each = NULL};
    int sources, destinations;
    int error = zm_collective_enter(entry, &call, comm, &c);
    if (!error && !(error = check_topology(c))) {
        zm_topology_degrees(c->topology, c->rank, &sources, &destinations);
        (void)((error = check_side(send, destinations, &sent)) ||
               (error = check_side(receive, sources, &received)));
    }
    if (which == ZM_NEIGHBOR_ALLGATHER || which == ZM_NEIGHBOR_ALLGATHERV)
        sent.step = 0; /* the same for all */
    if (!error)
        s = zm_neighbor_exchange(c, which, sent, received);
    zm_free_blocks(&sent);
    zm_free_blocks(&received);
    return zm_collective_leave(entry, &call, c, s, error);
}

ZM_COLLECTIVE(Neighbor_allgather, Ineighbor_allgather, ZM_ALLGATHER_PARAMETERS,
              exchange(&entry, ZM_NEIGHBOR_ALLGATHER, &ZM_SIDE(sendbuf, sendcount, sendtype),
                       &ZM_SIDE(recvbuf, recvcount, recvtype), comm));
ZM_COLLECTIVE(Neighbor_alltoall, Ineighbor_alltoall, ZM_ALLGATHER_PARAMETERS,
              exchange(&entry, ZM_NEIGHBOR_ALLTOALL, &ZM_SIDE(sendbuf, sendcount, sendtype),
                       &ZM_SIDE(recvbuf, recvcount, recvtype), comm));

ZM_COLLECTIVE(Neighbor_allgatherv, Ineighbor_allgatherv, ZM_ALLGATHERV_PARAMETERS,
              exchange(&entry, ZM_NEIGHBOR_ALLGATHERV, &ZM_SIDE(sendbuf, sendcount, sendtype),
                       &ZM_SIDE_V(recvbuf, recvcounts, displs, recvtype), comm));

ZM_COLLECTIVE(Neighbor_alltoallv, Ineighbor_alltoallv, ZM_ALLTOALLV_PARAMETERS,
              exchange(&entry, ZM_NEIGHBOR_ALLTOALLV,
                       &ZM_SIDE_V(sendbuf, sendcounts, sdispls, sendtype),
                       &ZM_SIDE_V(recvbuf, recvcounts, rdispls, recvtype), comm));

/* Its displacements are of type MPI_Aint in all forms. */
#define ALLTOALLW(count_t, displacement_t)                                         \
    const void *sendbuf, const count_t sendcounts[], const MPI_Aint sdispls[],     \
        const MPI_Datatype sendtypes[], void *recvbuf, const count_t recvcounts[], \
        const MPI_Aint rdispls[], const MPI_Datatype recvtypes[], MPI_Comm comm
ZM_COLLECTIVE(Neighbor_alltoallw, Ineighbor_alltoallw, ALLTOALLW,
              exchange(&entry, ZM_NEIGHBOR_ALLTOALLW,
                       &ZM_SIDE_W(sendbuf, sendcounts, sdispls, sendtypes),
                       &ZM_SIDE_W(recvbuf, recvcounts, rdispls, recvtypes), comm));
