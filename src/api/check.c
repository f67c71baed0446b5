/* SPDX-License-Identifier: BSL-1.0 */
/* Checks of arguments. */
#include "api/check.h"

#include <stdint.h>

#include "api/datatype.h"
#include "api/info.h"
#include "api/process.h"

int zm_check_comm(MPI_Comm handle, struct zm_comm **comm)
{
    if (zm_process.world && handle == MPI_COMM_WORLD)
        *comm = zm_process.world;
    else if (zm_process.world && handle == MPI_COMM_SELF)
        *comm = zm_process.self;
    else if (!(*comm = zm_handle_find(ZM_HANDLE_COMM, handle)))
        return ZM_FAIL(MPI_ERR_COMM, handle == MPI_COMM_NULL
                                         ? "there is no communicator"
                                         : "this is no communicator, or it was freed");
    zm_comm_retain(*comm);
    if (!(*comm)->collectives)
        return ZM_FAIL(MPI_ERR_COMM, "the communicator is still being made");
    return MPI_SUCCESS;
}

int zm_check_intracomm(MPI_Comm handle, struct zm_comm **comm)
{
    int error = zm_check_comm(handle, comm);
    if (!error && (*comm)->remote)
        error =
            ZM_FAIL(MPI_ERR_COMM, "this is an intercommunicator: expected one of a single group");
    return error;
}

int zm_check_intercomm(MPI_Comm handle, struct zm_comm **comm)
{
    int error = zm_check_comm(handle, comm);
    if (!error && !(*comm)->remote)
        error = ZM_FAIL(MPI_ERR_COMM, "this communicator has no second group: expected an "
                                      "intercommunicator");
    return error;
}

int zm_check_group(MPI_Group handle, struct zm_group **group)
{
    *group = handle == MPI_GROUP_EMPTY ? zm_group_empty() : zm_handle_find(ZM_HANDLE_GROUP, handle);
    if (*group)
        return MPI_SUCCESS;
    return ZM_FAIL(MPI_ERR_GROUP, handle == MPI_GROUP_NULL ? "there is no group"
                                                           : "this is no group, or it was freed");
}

int zm_check_tag(int tag)
{
    return tag >= 0 ? MPI_SUCCESS
                    : ZM_FAIL(MPI_ERR_TAG, "tag %d: expected one from 0 to %d", tag, INT32_MAX);
}

int zm_check_count(const char *name, MPI_Count count)
{
    return count >= 0 ? MPI_SUCCESS
                      : ZM_FAIL(MPI_ERR_COUNT, "%s %lld is negative", name, (long long)count);
}

int zm_check_datatype(MPI_Datatype handle, const struct zm_datatype **datatype)
{
    *datatype = zm_datatype_predefined(handle);
    if (!*datatype)
        *datatype = zm_handle_find(ZM_HANDLE_DATATYPE, handle);
    if (!*datatype)
        *datatype = zm_unnamed_find(&zm_process.unnamed_types, handle);
    if (!*datatype)
        *datatype = zm_lent_datatype(handle);
    if (*datatype)
        return MPI_SUCCESS;
    return ZM_FAIL(MPI_ERR_TYPE, handle == MPI_DATATYPE_NULL
                                     ? "there is no datatype"
                                     : "this is no datatype, or it was freed");
}

int zm_check_committed(MPI_Datatype handle, const struct zm_datatype **datatype)
{
    int error = zm_check_datatype(handle, datatype);
    if (!error && !(*datatype)->committed)
        error = ZM_FAIL(MPI_ERR_TYPE, "the datatype is not committed: call MPI_Type_commit before");
    return error;
}

int zm_check_buffer(const char *name, const void *buffer, MPI_Count count, MPI_Datatype handle,
                    const struct zm_datatype **datatype)
{
    int error = zm_check_count("count", count);
    if (!error)
        error = zm_check_committed(handle, datatype);
    if (error || count == 0 || (*datatype)->size == 0)
        return error;
    /* MPI_BOTTOM is NULL too, and right with absolute addresses as displacements. */
    if (buffer == MPI_BOTTOM && (*datatype)->true_lb == 0)
        return ZM_FAIL(MPI_ERR_BUFFER, "%s is NULL, though count is %lld", name, (long long)count);
    if (buffer == MPI_IN_PLACE)
        return ZM_FAIL(MPI_ERR_BUFFER, "%s must not be MPI_IN_PLACE here", name);
    size_t most = (size_t)PTRDIFF_MAX / (*datatype)->size;
    if ((uint64_t)count > most)
        return ZM_FAIL(MPI_ERR_COUNT, "%lld elements are more than memory can hold",
                       (long long)count);
    return MPI_SUCCESS;
}

int zm_check_operator(MPI_Op handle, const struct zm_op **op)
{
    *op = zm_op_predefined(handle);
    if (!*op)
        *op = zm_handle_find(ZM_HANDLE_OP, handle);
    if (*op)
        return MPI_SUCCESS;
    return ZM_FAIL(MPI_ERR_OP, handle == MPI_OP_NULL ? "there is no operator"
                                                     : "this is no operator, or it was freed");
}

int zm_check_op(MPI_Op handle, const struct zm_datatype *datatype, const struct zm_op **op)
{
    int error = zm_check_operator(handle, op);
    if (!error && !zm_op_allows(*op, datatype))
        error = ZM_FAIL(MPI_ERR_OP, "the operator %s is not defined for %s", (*op)->name,
                        datatype->predefined ? datatype->name : "a derived datatype");
    return error;
}

int zm_check_rank(int rank, const struct zm_comm *comm)
{
    if (rank >= 0 && rank < comm->size)
        return MPI_SUCCESS;
    return ZM_FAIL(MPI_ERR_RANK, "rank %d is not one of the communicator's %d ranks", rank,
                   comm->size);
}

int zm_check_root(int root, const struct zm_comm *comm)
{
    int ranks = comm->remote ? comm->remote->size : comm->size;
    if ((root >= 0 && root < ranks) ||
        (comm->remote && (root == MPI_ROOT || root == MPI_PROC_NULL)))
        return MPI_SUCCESS;
    return ZM_FAIL(MPI_ERR_ROOT, "root %d is not one of the %s's %d ranks", root,
                   comm->remote ? "other group" : "communicator", ranks);
}

static void fill_route(const struct zm_comm *comm, int rank, int tag, struct zm_route *route)
{
    *route = (struct zm_route){.mailbox = comm->messages,
                               .self = comm->rank,
                               .peer = rank >= 0 ? zm_comm_peers(comm)->members[rank] : rank,
                               .tag = tag};
}

int zm_check_destination(const struct zm_comm *comm, int dest, int tag, struct zm_route *route)
{
    int size = zm_comm_peers(comm)->size;
    if (dest != MPI_PROC_NULL && (dest < 0 || dest >= size))
        return ZM_FAIL(MPI_ERR_RANK, "destination %d is not one of the communicator's %d ranks",
                       dest, size);
    if (tag < 0)
        return ZM_FAIL(MPI_ERR_TAG, "tag %d: expected one from 0 to %d", tag, INT32_MAX);
    fill_route(comm, dest, tag, route);
    return MPI_SUCCESS;
}

int zm_check_source(const struct zm_comm *comm, int source, int tag, struct zm_route *route)
{
    int size = zm_comm_peers(comm)->size;
    if (source != MPI_PROC_NULL && source != MPI_ANY_SOURCE && (source < 0 || source >= size))
        return ZM_FAIL(MPI_ERR_RANK, "source %d is not one of the communicator's %d ranks", source,
                       size);
    if (tag < 0 && tag != MPI_ANY_TAG)
        return ZM_FAIL(MPI_ERR_TAG, "tag %d: expected one from 0 to %d, or MPI_ANY_TAG", tag,
                       INT32_MAX);
    fill_route(comm, source, tag, route);
    return MPI_SUCCESS;
}

int zm_check_pointer(const char *name, const void *pointer)
{
    return pointer ? MPI_SUCCESS : ZM_FAIL(MPI_ERR_ARG, "%s is NULL", name);
}

int zm_check_request(MPI_Request handle, struct zm_request **request)
{
    *request = zm_handle_find(ZM_HANDLE_REQUEST, handle);
    return *request ? MPI_SUCCESS
                    : ZM_FAIL(MPI_ERR_REQUEST, "this is no request, or it was completed before");
}

int zm_check_info(MPI_Info handle, struct zm_info **info)
{
    if (handle == MPI_INFO_ENV) {
        if (!zm_process.env)
            zm_process.env = zm_info_new_env(0, NULL);
        *info = zm_process.env;
        return *info ? MPI_SUCCESS : ZM_FAIL(MPI_ERR_NO_MEM, "no memory for MPI_INFO_ENV");
    }
    *info = zm_handle_find(ZM_HANDLE_INFO, handle);
    return *info ? MPI_SUCCESS
                 : ZM_FAIL(MPI_ERR_INFO, handle == MPI_INFO_NULL
                                             ? "there is no info object"
                                             : "this is no info object, or it was freed");
}

int zm_check_hints(MPI_Info handle, struct zm_info **info)
{
    *info = NULL;
    return handle == MPI_INFO_NULL ? MPI_SUCCESS : zm_check_info(handle, info);
}

int zm_check_errhandler(MPI_Errhandler handle, enum zm_errhandler_kind kind,
                        struct zm_errhandler **errhandler)
{
    *errhandler = zm_errhandler_predefined(handle);
    if (!*errhandler)
        *errhandler = zm_handle_find(ZM_HANDLE_ERRHANDLER, handle);
    if (!*errhandler)
        return ZM_FAIL(MPI_ERR_ERRHANDLER, "this is no error handler, or it was freed");
    if ((*errhandler)->kind && kind && (*errhandler)->kind != kind)
        return ZM_FAIL(MPI_ERR_ERRHANDLER, "this error handler is not for %s",
                       kind == ZM_ERRHANDLER_COMM ? "communicators" : "sessions");
    return MPI_SUCCESS;
}

int zm_check_session(MPI_Session handle, struct zm_session **session)
{
    *session = zm_handle_find(ZM_HANDLE_SESSION, handle);
    if (!*session)
        return ZM_FAIL(MPI_ERR_SESSION, handle == MPI_SESSION_NULL
                                            ? "there is no session"
                                            : "this is no session, or it was finalized");
    zm_session_retain(*session);
    return MPI_SUCCESS;
}
