/* SPDX-License-Identifier: BSL-1.0 */
/* Checks of arguments: what the program gave becomes the objects of the lower floors, or an error.
 * Each returns an MPI error class, explained in the report, and is to be called between zm_enter
 * and zm_leave. Chains of them read
 *     (error = zm_check_comm(comm, &c)) || (error = zm_check_count("count", count)) || ... */
#ifndef ZM_API_CHECK_H
#define ZM_API_CHECK_H

#include <mpi.h>

#include "comm/comm.h"
#include "comm/info.h"
#include "comm/session.h"
#include "type/datatype.h"
#include "type/op.h"

/* The communicator behind a handle: MPI_ERR_COMM. It is retained until zm_leave, which must get it:
 * another thread may free it while the call waits. */
int zm_check_comm(MPI_Comm handle, struct zm_comm **comm);

/* The same for one that must be no intercommunicator, or must be one. */
int zm_check_intracomm(MPI_Comm handle, struct zm_comm **comm);
int zm_check_intercomm(MPI_Comm handle, struct zm_comm **comm);

/* The group behind a handle: MPI_ERR_GROUP. Another thread may free it while the call waits. */
int zm_check_group(MPI_Group handle, struct zm_group **group);

/* A tag to send with: MPI_ERR_TAG. */
int zm_check_tag(int tag);

/* A number of elements, of the name that the standard gives the argument: MPI_ERR_COUNT. */
int zm_check_count(const char *name, MPI_Count count);

/* A datatype, one that is committed: MPI_ERR_TYPE. */
int zm_check_datatype(MPI_Datatype handle, const struct zm_datatype **datatype);
int zm_check_committed(MPI_Datatype handle, const struct zm_datatype **datatype);

/* `count` elements of a committed datatype at `buffer`, with the checks of both: also
 * MPI_ERR_BUFFER if it is NULL or MPI_IN_PLACE and there are elements. (As MPI_BOTTOM, NULL is
 * right with a datatype that holds absolute addresses.) */
int zm_check_buffer(const char *name, const void *buffer, MPI_Count count, MPI_Datatype handle,
                    const struct zm_datatype **datatype);

/* An operator: MPI_ERR_OP. */
int zm_check_operator(MPI_Op handle, const struct zm_op **op);

/* An operator that may reduce the datatype: MPI_ERR_OP. */
int zm_check_op(MPI_Op handle, const struct zm_datatype *datatype, const struct zm_op **op);

/* A rank of the communicator's group: MPI_ERR_RANK. */
int zm_check_rank(int rank, const struct zm_comm *comm);

/* A root: a rank; of an intercommunicator a rank of the other group, MPI_ROOT or MPI_PROC_NULL.
 * MPI_ERR_ROOT. */
int zm_check_root(int root, const struct zm_comm *comm);

/* A rank to send to (or MPI_PROC_NULL), a rank to receive from (also MPI_ANY_SOURCE): MPI_ERR_RANK.
 * Fills in `peer` and, with `tag` checked (MPI_ERR_TAG), all of the route. */
int zm_check_destination(const struct zm_comm *comm, int dest, int tag, struct zm_route *route);
int zm_check_source(const struct zm_comm *comm, int source, int tag, struct zm_route *route);

/* A pointer to something that the call writes or reads: MPI_ERR_ARG if it is NULL. */
int zm_check_pointer(const char *name, const void *pointer);

/* The request behind a handle that is not MPI_REQUEST_NULL: MPI_ERR_REQUEST. */
int zm_check_request(MPI_Request handle, struct zm_request **request);

/* The info object behind a handle: MPI_ERR_INFO. Hints may also be MPI_INFO_NULL, which gives NULL.
 */
int zm_check_info(MPI_Info handle, struct zm_info **info);
int zm_check_hints(MPI_Info handle, struct zm_info **info);

/* The error handler behind a handle, which fits objects of that kind: MPI_ERR_ERRHANDLER. */
int zm_check_errhandler(MPI_Errhandler handle, enum zm_errhandler_kind kind,
                        struct zm_errhandler **errhandler);

/* The session behind a handle: MPI_ERR_SESSION. It is retained until zm_leave_session. */
int zm_check_session(MPI_Session handle, struct zm_session **session);

#endif
