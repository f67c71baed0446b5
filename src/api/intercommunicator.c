/* SPDX-License-Identifier: BSL-1.0 */
/* Intercommunicators (section 7.6.2 of the standard). */
#include <mpi.h>

#include "api/call.h"
#include "api/check.h"
#include "api/communicator.h"
#include "api/process.h"
#include "coll/comm_create.h"
#include "coll/comm_meet.h"

static int check_leader(const char *whose, int leader, int size)
{
    if (leader >= 0 && leader < size)
        return MPI_SUCCESS;
    return ZM_FAIL(MPI_ERR_RANK, "%s leader %d is not one of the communicator's %d ranks", whose,
                   leader, size);
}

/* What only the leader is asked. *peer is retained, if there is one. */
static int check_peer(MPI_Comm handle, int remote_leader, struct zm_comm **peer)
{
    int error = zm_check_comm(handle, peer);
    if (error)
        return error;
    return check_leader("remote", remote_leader, zm_comm_peers(*peer)->size);
}

int PMPI_Intercomm_create(MPI_Comm local_comm, int local_leader, MPI_Comm peer_comm,
                          int remote_leader, int tag, MPI_Comm *newintercomm)
{
    const struct zm_call call =
        ZM_CALL("MPI_Intercomm_create", "%c, local_leader=%d, %c, remote_leader=%d, tag=%g",
                ZM_HANDLE(local_comm), local_leader, ZM_HANDLE(peer_comm), remote_leader, tag);
    struct zm_comm *c = NULL, *peer = NULL, *made;
    bool begun;
    int error, wrong = MPI_SUCCESS;
    zm_enter(&call);
    if ((begun = !(error = zm_check_intracomm(local_comm, &c)) &&
                 !(error = check_leader("local", local_leader, c->size)) &&
                 !(error = zm_check_tag(tag)) &&
                 !(error = zm_check_pointer("newintercomm", newintercomm)))) {
        if (c->rank == local_leader)
            wrong = check_peer(peer_comm, remote_leader, &peer);
        if (!(error = zm_intercomm_create(c, local_leader, peer, remote_leader, tag, wrong, &made)))
            error = zm_hand_out_comm(made, newintercomm);
        if (peer)
            zm_comm_release(peer);
    }
    return zm_leave_maker(&call, c, begun, error, newintercomm);
}
ZM_ALIAS(Intercomm_create);

int PMPI_Intercomm_merge(MPI_Comm intercomm, int high, MPI_Comm *newintracomm)
{
    const struct zm_call call =
        ZM_CALL("MPI_Intercomm_merge", "%c, high=%d", ZM_HANDLE(intercomm), high);
    struct zm_comm *c = NULL, *made;
    bool begun;
    int error;
    zm_enter(&call);
    if ((begun = !(error = zm_check_intercomm(intercomm, &c)) &&
                 !(error = zm_check_pointer("newintracomm", newintracomm))) &&
        !(error = zm_intercomm_merge(c, high != 0, &made)))
        error = zm_hand_out_comm(made, newintracomm);
    return zm_leave_maker(&call, c, begun, error, newintracomm);
}
ZM_ALIAS(Intercomm_merge);
