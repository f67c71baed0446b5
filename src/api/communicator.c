/* SPDX-License-Identifier: BSL-1.0 */
/* Groups, contexts, communicators (chapter 7 of the standard). */
#include <mpi.h>

#include "api/call.h"
#include "api/check.h"
#include "api/communicator.h"
#include "api/process.h"
#include "coll/coll.h"

int PMPI_Comm_rank(MPI_Comm comm, int *rank)
{
    const struct zm_call call = ZM_CALL("MPI_Comm_rank", "%c", ZM_HANDLE(comm));
    struct zm_comm *c = NULL;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_comm(comm, &c)) && !(error = zm_check_pointer("rank", rank)))
        *rank = c->rank;
    return zm_leave(&call, c, error);
}
ZM_ALIAS(Comm_rank);

int PMPI_Comm_size(MPI_Comm comm, int *size)
{
    const struct zm_call call = ZM_CALL("MPI_Comm_size", "%c", ZM_HANDLE(comm));
    struct zm_comm *c = NULL;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_comm(comm, &c)) && !(error = zm_check_pointer("size", size)))
        *size = c->size;
    return zm_leave(&call, c, error);
}
ZM_ALIAS(Comm_size);

int PMPI_Comm_group(MPI_Comm comm, MPI_Group *group)
{
    const struct zm_call call = ZM_CALL("MPI_Comm_group", "%c", ZM_HANDLE(comm));
    struct zm_comm *c = NULL;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_comm(comm, &c)) && !(error = zm_check_pointer("group", group)))
        error = zm_hand_out_group(zm_group_copy(c->group), group);
    return zm_leave(&call, c, error);
}
ZM_ALIAS(Comm_group);

int zm_hand_out_comm(struct zm_comm *made, MPI_Comm *newcomm)
{
    *newcomm = made ? made->handle : MPI_COMM_NULL;
    int error = made ? zm_handle_give(ZM_HANDLE_COMM, made) : MPI_SUCCESS;
    if (error)
        zm_comm_release(made);
    return error;
}

int PMPI_Comm_dup(MPI_Comm comm, MPI_Comm *newcomm)
{
    const struct zm_call call = ZM_CALL("MPI_Comm_dup", "%c", ZM_HANDLE(comm));
    struct zm_comm *c = NULL, *made;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_comm(comm, &c)) && !(error = zm_check_pointer("newcomm", newcomm)) &&
        !(error = zm_comm_dup(c, &made)))
        error = zm_hand_out_comm(made, newcomm);
    return zm_leave(&call, c, error);
}
ZM_ALIAS(Comm_dup);

static int check_color(int color)
{
    if (color >= 0 || color == MPI_UNDEFINED)
        return MPI_SUCCESS;
    return zm_fail(&zm_process.report, MPI_ERR_ARG,
                   "color %d is negative: expected one from 0 on, or MPI_UNDEFINED", color);
}

int PMPI_Comm_split(MPI_Comm comm, int color, int key, MPI_Comm *newcomm)
{
    const struct zm_call call =
        ZM_CALL("MPI_Comm_split", "%c, color=%d, key=%d", ZM_HANDLE(comm), color, key);
    struct zm_comm *c = NULL, *made;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_comm(comm, &c)) && !(error = zm_check_pointer("newcomm", newcomm)) &&
        !(error = check_color(color)) && !(error = zm_comm_split(c, color, key, &made)))
        error = zm_hand_out_comm(made, newcomm);
    return zm_leave(&call, c, error);
}
ZM_ALIAS(Comm_split);

int PMPI_Comm_free(MPI_Comm *comm)
{
    const struct zm_call call = ZM_CALL("MPI_Comm_free", "%c", ZM_HANDLE(comm ? *comm : 0));
    struct zm_comm *c = NULL;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_pointer("comm", comm)) && !(error = zm_check_comm(*comm, &c))) {
        if (zm_handle_take(ZM_HANDLE_COMM, c)) {
            zm_comm_release(c);
            *comm = MPI_COMM_NULL;
        } else
            error = zm_fail(&zm_process.report, MPI_ERR_COMM,
                            "a predefined communicator cannot be freed");
    }
    return zm_leave(&call, c, error);
}
ZM_ALIAS(Comm_free);
