/* SPDX-License-Identifier: BSL-1.0 */
/* Communicators made of groups alone (sections 7.4.2 and 7.6.2 of the standard). */
#include <mpi.h>
#include <string.h>

#include "api/call.h"
#include "api/check.h"
#include "api/communicator.h"
#include "api/process.h"
#include "coll/comm_meet.h"

/* The arguments that both calls have. The error handler is retained; NULL: it is none. */
static int check_common(const char *stringtag, MPI_Info info, MPI_Errhandler handle,
                        const MPI_Comm *newcomm, struct zm_info **hints,
                        struct zm_errhandler **errhandler)
{
    int error = zm_check_errhandler(handle, ZM_ERRHANDLER_COMM, errhandler);
    if (error) {
        *errhandler = NULL;
        return error;
    }
    zm_errhandler_retain(*errhandler);
    if ((error = zm_check_pointer("stringtag", stringtag)) ||
        (error = zm_check_hints(info, hints)) || (error = zm_check_pointer("newcomm", newcomm)))
        return error;
    if (strnlen(stringtag, MPI_MAX_STRINGTAG_LEN) == MPI_MAX_STRINGTAG_LEN)
        return ZM_FAIL(MPI_ERR_ARG, "the string tag is longer than %d characters",
                       MPI_MAX_STRINGTAG_LEN - 1);
    return MPI_SUCCESS;
}

/* Leaves the call. An error goes to the error handler that the call was given, for there is no
 * communicator yet. */
static int leave(const struct zm_call *call, struct zm_errhandler *errhandler, int error)
{
    if (!errhandler)
        return zm_leave(call, NULL, error);
    if (error)
        zm_raise(call, errhandler, MPI_COMM_NULL, error);
    zm_errhandler_release(errhandler);
    zm_leave(call, NULL, MPI_SUCCESS);
    return error;
}

int PMPI_Comm_create_from_group(MPI_Group group, const char *stringtag, MPI_Info info,
                                MPI_Errhandler errhandler, MPI_Comm *newcomm)
{
    const struct zm_call call =
        ZM_CALL("MPI_Comm_create_from_group", "%G, %e", ZM_HANDLE(group), ZM_HANDLE(errhandler));
    struct zm_errhandler *handler = NULL;
    struct zm_comm *made = NULL;
    struct zm_group *g;
    struct zm_info *hints;
    int error;
    zm_enter(&call);
    (void)((error = check_common(stringtag, info, errhandler, newcomm, &hints, &handler)) ||
           (error = zm_check_group(group, &g)));
    if (!error && g->size > 0 && g->rank == MPI_UNDEFINED)
        error = ZM_FAIL(MPI_ERR_GROUP, "this process is not in the group");
    if (!error) {
        zm_group_retain(g);
        zm_info_retain(hints);
        if (g->size > 1)
            ZM_OUTSIDE(zm_process_meet());
        if (g->size > 0)
            error = zm_comm_create_from_group(&zm_process.comms, g, stringtag, handler, &made);
        zm_add_hints(made, hints);
        if (!error)
            error = zm_hand_out_comm(made, newcomm);
        zm_info_release(hints);
        zm_group_release(g);
    }
    return leave(&call, handler, error);
}
ZM_ALIAS(Comm_create_from_group);

/* Of the leader's arguments. */
static int check_remote(const struct zm_group *local, MPI_Group handle, int leader,
                        struct zm_group **remote)
{
    int error = zm_check_group(handle, remote);
    if (error || (*remote)->size == 0)
        return error;
    if (leader < 0 || leader >= (*remote)->size)
        return ZM_FAIL(MPI_ERR_RANK, "remote leader %d is not one of the group's %d ranks", leader,
                       (*remote)->size);
    int common = zm_group_common(local, *remote);
    if (common)
        return common < 0 ? ZM_FAIL(MPI_ERR_NO_MEM, "no memory to compare groups")
                          : ZM_FAIL(MPI_ERR_GROUP, "%d ranks are in both groups", common);
    return MPI_SUCCESS;
}

int PMPI_Intercomm_create_from_groups(MPI_Group local_group, int local_leader,
                                      MPI_Group remote_group, int remote_leader,
                                      const char *stringtag, MPI_Info info,
                                      MPI_Errhandler errhandler, MPI_Comm *newintercomm)
{
    const struct zm_call call =
        ZM_CALL("MPI_Intercomm_create_from_groups", "%G, local_leader=%d, %G, remote_leader=%d, %e",
                ZM_HANDLE(local_group), local_leader, ZM_HANDLE(remote_group), remote_leader,
                ZM_HANDLE(errhandler));
    struct zm_errhandler *handler = NULL;
    struct zm_comm *made = NULL;
    struct zm_group *local, *remote = NULL;
    struct zm_info *hints;
    int error;
    zm_enter(&call);
    (void)((error = check_common(stringtag, info, errhandler, newintercomm, &hints, &handler)) ||
           (error = zm_check_group(local_group, &local)));
    if (!error && local->size > 0 && local->rank == MPI_UNDEFINED)
        error = ZM_FAIL(MPI_ERR_GROUP, "this process is not in the local group");
    if (!error && local->size > 0 && (local_leader < 0 || local_leader >= local->size))
        error = ZM_FAIL(MPI_ERR_RANK, "local leader %d is not one of the group's %d ranks",
                        local_leader, local->size);
    if (!error) {
        /* All ranks of a group without another one know that there is nothing to do. */
        bool alone = local->size == 0 || remote_group == MPI_GROUP_EMPTY;
        int wrong = MPI_SUCCESS;
        if (!alone && local->rank == local_leader)
            wrong = check_remote(local, remote_group, remote_leader, &remote);
        zm_group_retain(local);
        if (remote)
            zm_group_retain(remote);
        zm_info_retain(hints);
        if (!alone)
            ZM_OUTSIDE(zm_process_meet());
        if (!alone)
            error =
                zm_intercomm_create_from_groups(&zm_process.comms, local, local_leader, remote,
                                                remote_leader, stringtag, handler, wrong, &made);
        zm_add_hints(made, hints);
        if (!error)
            error = zm_hand_out_comm(made, newintercomm);
        zm_info_release(hints);
        zm_group_release(remote);
        zm_group_release(local);
    }
    return leave(&call, handler, error);
}
ZM_ALIAS(Intercomm_create_from_groups);
