/* SPDX-License-Identifier: BSL-1.0 */
/* Collective functions in which every rank sends to all and receives from all (sections 6.7 and
 * 6.8 of the standard). */
#include <mpi.h>

#include "api/check.h"
#include "api/collective.h"

/* They all have this shape. An allgather sends the same block to everybody, so only `first` of the
 * blocks to be sent is there. `sent.first.buffer` is MPI_IN_PLACE if the program said so. */
typedef struct zm_schedule *build_exchange(struct zm_comm *comm, struct zm_blocks sent,
                                           struct zm_blocks received);

static int check_sides(const struct zm_comm *c, bool gathers, const struct zm_side *send,
                       const struct zm_side *receive, struct zm_blocks *sent,
                       struct zm_blocks *received)
{
    int n = c->remote ? c->remote->size : c->size;
    bool in_place = send->buffer == MPI_IN_PLACE && !c->remote;
    int error = MPI_SUCCESS;
    if (in_place)
        sent->first.buffer = MPI_IN_PLACE;
    else
        error = zm_check_side(send, n, sent);
    if (gathers)
        sent->step = 0;
    if (!error)
        error = zm_check_side(receive, n, received);
    if (!error && !in_place && !c->remote)
        error = zm_check_self(zm_blocks_at(*sent, c->rank), zm_blocks_at(*received, c->rank));
    return error;
}

static int exchange(const struct zm_entry *entry, build_exchange *build, bool gathers,
                    const struct zm_side *send, const struct zm_side *receive, MPI_Comm comm)
{
    const struct zm_call call = zm_call_of_sides(entry->name, send, receive, comm);
    struct zm_comm *c = NULL;
    struct zm_schedule *s = NULL;
    struct zm_blocks sent = {.each = NULL}, received = {.each = NULL};
    int error = zm_collective_enter(entry, &call, comm, &c);
    if (!error)
        error = check_sides(c, gathers, send, receive, &sent, &received);
    if (!error)
        s = build(c, sent, received);
    zm_free_blocks(&sent);
    zm_free_blocks(&received);
    return zm_collective_leave(entry, &call, c, s, error);
}

ZM_COLLECTIVE(Allgather, Iallgather, ZM_ALLGATHER_PARAMETERS,
              exchange(&entry, zm_allgather, true, &ZM_SIDE(sendbuf, sendcount, sendtype),
                       &ZM_SIDE(recvbuf, recvcount, recvtype), comm));
ZM_COLLECTIVE(Alltoall, Ialltoall, ZM_ALLGATHER_PARAMETERS,
              exchange(&entry, zm_alltoall, false, &ZM_SIDE(sendbuf, sendcount, sendtype),
                       &ZM_SIDE(recvbuf, recvcount, recvtype), comm));

ZM_COLLECTIVE(Allgatherv, Iallgatherv, ZM_ALLGATHERV_PARAMETERS,
              exchange(&entry, zm_allgatherv, true, &ZM_SIDE(sendbuf, sendcount, sendtype),
                       &ZM_SIDE_V(recvbuf, recvcounts, displs, recvtype), comm));

ZM_COLLECTIVE(Alltoallv, Ialltoallv, ZM_ALLTOALLV_PARAMETERS,
              exchange(&entry, zm_alltoallv, false,
                       &ZM_SIDE_V(sendbuf, sendcounts, sdispls, sendtype),
                       &ZM_SIDE_V(recvbuf, recvcounts, rdispls, recvtype), comm));

#define ALLTOALLW(count_t, displacement_t)                                           \
    const void *sendbuf, const count_t sendcounts[], const displacement_t sdispls[], \
        const MPI_Datatype sendtypes[], void *recvbuf, const count_t recvcounts[],   \
        const displacement_t rdispls[], const MPI_Datatype recvtypes[], MPI_Comm comm
ZM_COLLECTIVE(Alltoallw, Ialltoallw, ALLTOALLW,
              exchange(&entry, zm_alltoallw, false,
                       &ZM_SIDE_W(sendbuf, sendcounts, sdispls, sendtypes),
                       &ZM_SIDE_W(recvbuf, recvcounts, rdispls, recvtypes), comm));
