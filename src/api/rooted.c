/* SPDX-License-Identifier: BSL-1.0 */
/* Collective functions that have a root: Bcast, and blocks to or from each rank (sections 6.4 to
 * 6.6 of the standard). What only the root uses is not looked at elsewhere. */
#include <mpi.h>

#include "api/check.h"
#include "api/collective.h"

static int bcast(const struct zm_entry *entry, void *buffer, MPI_Count count, MPI_Datatype datatype,
                 int root, MPI_Comm comm)
{
    const struct zm_call call = ZM_CALL(entry->name, "count=%d, %t, root=%r, %c", count,
                                        ZM_HANDLE(datatype), root, ZM_HANDLE(comm));
    const struct zm_side side = ZM_SIDE(buffer, count, datatype);
    struct zm_comm *c = NULL;
    struct zm_blocks block = {.each = NULL};
    int error = zm_collective_enter(entry, &call, comm, &c);
    if (!error)
        error = zm_check_root(root, c);
    if (!error && !(c->remote && root == MPI_PROC_NULL))
        error = zm_check_side(&side, 1, &block);
    struct zm_schedule *s = error ? NULL : zm_bcast(c, block.first, root);
    return zm_collective_leave(entry, &call, c, s, error);
}

#define BCAST(count_t, displacement_t) \
    void *buffer, count_t count, MPI_Datatype datatype, int root, MPI_Comm comm
ZM_COLLECTIVE(Bcast, Ibcast, BCAST, bcast(&entry, buffer, count, datatype, root, comm));

/* An operation that moves a block between the root and each rank; one way or the other, all have
 * this shape. */
typedef struct zm_schedule *build_rooted(struct zm_comm *comm, struct zm_block own,
                                         struct zm_blocks all, int root);

/* Each rank has a block of its own, of the side `own`, and the root those of all, of the side
 * `all`. Of an intercommunicator the root has no own block, and its group else none at all. */
static int check_sides(const struct zm_comm *c, int root, const struct zm_side *own,
                       const struct zm_side *all, struct zm_blocks *own_block,
                       struct zm_blocks *all_blocks)
{
    bool is_root = root == (c->remote ? MPI_ROOT : c->rank);
    bool has_own = !c->remote || root >= 0;
    if (is_root && has_own && own->buffer == MPI_IN_PLACE)
        has_own = false;
    own_block->first.buffer = MPI_IN_PLACE;
    int error = MPI_SUCCESS;
    if (has_own)
        error = zm_check_side(own, 1, own_block);
    if (!error && is_root)
        error = zm_check_side(all, c->remote ? c->remote->size : c->size, all_blocks);
    return error;
}

static int rooted(const struct zm_entry *entry, const struct zm_call *call, build_rooted *build,
                  const struct zm_side *own, const struct zm_side *all, bool gathers, int root,
                  MPI_Comm comm)
{
    struct zm_comm *c = NULL;
    struct zm_schedule *s = NULL;
    struct zm_blocks mine = {.each = NULL}, everybodys = {.each = NULL};
    int error;
    (void)((error = zm_collective_enter(entry, call, comm, &c)) ||
           (error = zm_check_root(root, c)) ||
           (error = check_sides(c, root, own, all, &mine, &everybodys)));
    if (!error && !c->remote && c->rank == root && mine.first.buffer != MPI_IN_PLACE) {
        struct zm_block here = zm_blocks_at(everybodys, root);
        error = gathers ? zm_check_self(mine.first, here) : zm_check_self(here, mine.first);
    }
    if (!error)
        s = build(c, mine.first, everybodys, root);
    zm_free_blocks(&everybodys);
    return zm_collective_leave(entry, call, c, s, error);
}

static int gather(const struct zm_entry *entry, const void *sendbuf, MPI_Count sendcount,
                  MPI_Datatype sendtype, const void *recvbuf, MPI_Count recvcount,
                  MPI_Datatype recvtype, int root, MPI_Comm comm)
{
    const struct zm_call call =
        ZM_CALL(entry->name, "sendcount=%d, %t, recvcount=%d, %t, root=%r, %c", sendcount,
                ZM_HANDLE(sendtype), recvcount, ZM_HANDLE(recvtype), root, ZM_HANDLE(comm));
    return rooted(entry, &call, zm_gather, &ZM_SIDE(sendbuf, sendcount, sendtype),
                  &ZM_SIDE(recvbuf, recvcount, recvtype), true, root, comm);
}

#define GATHER(count_t, displacement_t)                                           \
    const void *sendbuf, count_t sendcount, MPI_Datatype sendtype, void *recvbuf, \
        count_t recvcount, MPI_Datatype recvtype, int root, MPI_Comm comm
ZM_COLLECTIVE(Gather, Igather, GATHER,
              gather(&entry, sendbuf, sendcount, sendtype, recvbuf, recvcount, recvtype, root,
                     comm));

static int gatherv(const struct zm_entry *entry, const void *sendbuf, MPI_Count sendcount,
                   MPI_Datatype sendtype, const struct zm_side *receive, int root, MPI_Comm comm)
{
    const struct zm_call call =
        ZM_CALL(entry->name, "sendcount=%d, %t, %t, root=%r, %c", sendcount, ZM_HANDLE(sendtype),
                ZM_HANDLE(receive->datatype), root, ZM_HANDLE(comm));
    return rooted(entry, &call, zm_gatherv, &ZM_SIDE(sendbuf, sendcount, sendtype), receive, true,
                  root, comm);
}

#define GATHERV(count_t, displacement_t)                                                  \
    const void *sendbuf, count_t sendcount, MPI_Datatype sendtype, void *recvbuf,         \
        const count_t recvcounts[], const displacement_t displs[], MPI_Datatype recvtype, \
        int root, MPI_Comm comm
ZM_COLLECTIVE(Gatherv, Igatherv, GATHERV,
              gatherv(&entry, sendbuf, sendcount, sendtype,
                      &ZM_SIDE_V(recvbuf, recvcounts, displs, recvtype), root, comm));

static int scatter(const struct zm_entry *entry, const void *sendbuf, MPI_Count sendcount,
                   MPI_Datatype sendtype, const void *recvbuf, MPI_Count recvcount,
                   MPI_Datatype recvtype, int root, MPI_Comm comm)
{
    const struct zm_call call =
        ZM_CALL(entry->name, "sendcount=%d, %t, recvcount=%d, %t, root=%r, %c", sendcount,
                ZM_HANDLE(sendtype), recvcount, ZM_HANDLE(recvtype), root, ZM_HANDLE(comm));
    return rooted(entry, &call, zm_scatter, &ZM_SIDE(recvbuf, recvcount, recvtype),
                  &ZM_SIDE(sendbuf, sendcount, sendtype), false, root, comm);
}

ZM_COLLECTIVE(Scatter, Iscatter, GATHER,
              scatter(&entry, sendbuf, sendcount, sendtype, recvbuf, recvcount, recvtype, root,
                      comm));

static int scatterv(const struct zm_entry *entry, const struct zm_side *send, const void *recvbuf,
                    MPI_Count recvcount, MPI_Datatype recvtype, int root, MPI_Comm comm)
{
    const struct zm_call call =
        ZM_CALL(entry->name, "%t, recvcount=%d, %t, root=%r, %c", ZM_HANDLE(send->datatype),
                recvcount, ZM_HANDLE(recvtype), root, ZM_HANDLE(comm));
    return rooted(entry, &call, zm_scatterv, &ZM_SIDE(recvbuf, recvcount, recvtype), send, false,
                  root, comm);
}

#define SCATTERV(count_t, displacement_t)                                                         \
    const void *sendbuf, const count_t sendcounts[], const displacement_t displs[],               \
        MPI_Datatype sendtype, void *recvbuf, count_t recvcount, MPI_Datatype recvtype, int root, \
        MPI_Comm comm
ZM_COLLECTIVE(Scatterv, Iscatterv, SCATTERV,
              scatterv(&entry, &ZM_SIDE_V(sendbuf, sendcounts, displs, sendtype), recvbuf,
                       recvcount, recvtype, root, comm));
