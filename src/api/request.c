/* SPDX-License-Identifier: BSL-1.0 */
/* Requests and the program. */
#include "api/request.h"

#include "api/process.h"

int zm_hand_out(struct zm_comm *comm, struct zm_request *made, MPI_Request *request)
{
    int error = zm_handle_give(ZM_HANDLE_REQUEST, made);
    if (error) {
        zm_wait(made);
        zm_request_free(made);
        return error;
    }
    made->communicator = comm ? zm_comm_retain(comm) : NULL;
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

int zm_take_back(MPI_Request *handle, MPI_Status *status, struct zm_comm **comm)
{
    struct zm_request *request = (struct zm_request *)*handle;
    *comm = NULL;
    if (!zm_request_active(request)) {
        zm_set_empty_status(status);
        return MPI_SUCCESS;
    }
    zm_set_request_status(status, request);
    int error = zm_request_error(request);
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
