/* SPDX-License-Identifier: BSL-1.0 */
/* Requests and the program; starting, freeing and cancelling them (sections 3.7.3, 3.8.4 and 3.9 of
 * the standard). */
#include "api/request.h"

#include "api/call.h"
#include "api/check.h"
#include "api/generalized.h"
#include "api/process.h"
#include "api/words.h"

int zm_hand_out(struct zm_comm *comm, struct zm_request *made, MPI_Request *request)
{
    int error = zm_handle_give(ZM_HANDLE_REQUEST, made);
    made->name = zm_process.engine.call ? zm_process.engine.call->name : NULL;
    made->communicator = comm ? zm_comm_retain(comm) : NULL;
    if (error) {
        zm_give_up(made);
        return error;
    }
    *request = (MPI_Request)made;
    return MPI_SUCCESS;
}

int zm_finish_with(struct zm_request *request, MPI_Status *status)
{
    zm_wait(request);
    zm_set_request_status(status, request);
    return zm_finish(request);
}

void zm_retire(struct zm_request *request)
{
    struct zm_comm *comm = request->communicator;
    zm_request_free(request);
    if (comm)
        zm_comm_release(comm);
}

static void on_complete(void *owner, struct zm_request *request)
{
    (void)owner;
    zm_retire(request);
}

void zm_give_up(struct zm_request *request)
{
    if (request->complete)
        zm_retire(request);
    else
        request->notify = on_complete;
}

/* The error of a request, and which request it is. */
static int explain(const struct zm_request *request)
{
    char text[ZM_REQUEST_TEXT_MAX];
    if (!zm_request_error(request))
        return MPI_SUCCESS;
    return ZM_FAIL(request->error, "%s: %s", zm_request_text(request, text), zm_process.report.why);
}

int zm_take_back(MPI_Request *handle, MPI_Status *status, struct zm_comm **comm)
{
    struct zm_request *request = (struct zm_request *)*handle;
    *comm = NULL;
    if (!zm_request_active(request)) {
        zm_set_empty_status(status);
        return MPI_SUCCESS;
    }
    if (request->kind == ZM_REQUEST_GENERALIZED) {
        zm_generalized_query(request, status);
        *handle = MPI_REQUEST_NULL;
        return zm_generalized_end(request); /* the last one called says whether there is an error */
    }
    zm_set_request_status(status, request);
    int error = explain(request);
    *comm = request->communicator;
    if (request->persistent) {
        if (*comm)
            zm_comm_retain(*comm);
        zm_persistent_rest(request);
    } else {
        zm_handle_take(ZM_HANDLE_REQUEST, request);
        zm_request_free(request);
        *handle = MPI_REQUEST_NULL;
    }
    return error;
}

/* ---- Starting ---- */

/* The request behind a handle that can be started now. */
static int check_startable(MPI_Request handle, struct zm_request **request)
{
    int error = zm_check_request(handle, request);
    if (!error && !(*request)->persistent)
        error = ZM_FAIL(MPI_ERR_REQUEST, "the request is not persistent");
    else if (!error && zm_request_active(*request))
        error = ZM_FAIL(MPI_ERR_REQUEST, "the request is active already");
    return error;
}

/* The request's communicator, for zm_leave. */
static struct zm_comm *comm_of(const struct zm_request *request)
{
    return request->communicator ? zm_comm_retain(request->communicator) : NULL;
}

int PMPI_Start(MPI_Request *request)
{
    const struct zm_call call = {"MPI_Start", "", {0}};
    struct zm_comm *comm = NULL;
    struct zm_request *made;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_pointer("request", request)) &&
        !(error = check_startable(*request, &made))) {
        comm = comm_of(made);
        error = zm_persistent_start(made);
    }
    return zm_leave(&call, comm, error);
}
ZM_ALIAS(Start);

int PMPI_Startall(int count, MPI_Request array_of_requests[])
{
    const struct zm_call call = ZM_CALL("MPI_Startall", "count=%d", count);
    struct zm_comm *comm = NULL;
    struct zm_request *made;
    zm_enter(&call);
    int error = zm_check_count("count", count);
    if (!error && count)
        error = zm_check_pointer("array_of_requests", array_of_requests);
    for (int i = 0; i < count && !error; i++)
        error = check_startable(array_of_requests[i], &made);
    for (int i = 0; i < count && !error; i++)
        if (!(error = check_startable(array_of_requests[i], &made)) && /* it may be twice */
            (error = zm_persistent_start(made)))
            comm = comm_of(made);
    return zm_leave(&call, comm, error);
}
ZM_ALIAS(Startall);

/* ---- Freeing and cancelling ---- */

int PMPI_Request_free(MPI_Request *request)
{
    const struct zm_call call = {"MPI_Request_free", "", {0}};
    struct zm_comm *comm = NULL;
    struct zm_request *made;
    int error;
    zm_enter(&call);
    if ((error = zm_check_pointer("request", request)) ||
        (error = zm_check_request(*request, &made)))
        return zm_leave(&call, NULL, error);
    bool inactive = !zm_request_active(made);
    if (made->kind == ZM_REQUEST_GENERALIZED) {
        *request = MPI_REQUEST_NULL;
        error = zm_generalized_release(made);
    } else if (made->kind != ZM_REQUEST_MESSAGE && !inactive) {
        comm = comm_of(made);
        error = ZM_FAIL(MPI_ERR_REQUEST, "a %s operation that is under way cannot be freed",
                        made->kind == ZM_REQUEST_COLLECTIVE ? "collective" : "partitioned");
    } else {
        zm_handle_take(ZM_HANDLE_REQUEST, made);
        zm_give_up(made);
        *request = MPI_REQUEST_NULL;
    }
    return zm_leave(&call, comm, error);
}
ZM_ALIAS(Request_free);

static int cancel(struct zm_request *request)
{
    if (request->kind == ZM_REQUEST_GENERALIZED)
        return zm_generalized_cancel(request);
    if (request->kind != ZM_REQUEST_MESSAGE)
        return ZM_FAIL(MPI_ERR_REQUEST, "a %s operation cannot be cancelled",
                       request->kind == ZM_REQUEST_COLLECTIVE ? "collective" : "partitioned");
    if (!zm_request_active(request))
        return ZM_FAIL(MPI_ERR_REQUEST, "the request is not active");
    if (request->persistent)
        request = zm_persistent_operation(request);
    if (request)
        zm_cancel(request);
    return MPI_SUCCESS;
}

int PMPI_Cancel(MPI_Request *request)
{
    const struct zm_call call = {"MPI_Cancel", "", {0}};
    struct zm_comm *comm = NULL;
    struct zm_request *made;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_pointer("request", request)) &&
        !(error = zm_check_request(*request, &made))) {
        comm = comm_of(made);
        error = cancel(made);
    }
    return zm_leave(&call, comm, error);
}
ZM_ALIAS(Cancel);
