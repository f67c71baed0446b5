/* SPDX-License-Identifier: BSL-1.0 */
/* Generalized requests (section 13.2 of the standard). */
#include "api/generalized.h"

#include <stdlib.h>

#include "api/call.h"
#include "api/check.h"
#include "api/process.h"
#include "api/request.h"

struct generalized {
    MPI_Grequest_query_function *query;
    MPI_Grequest_free_function *free;
    MPI_Grequest_cancel_function *cancel;
    void *extra_state;
    bool released; /* by MPI_Request_free, before it was complete */
};

static int explain(const char *function, int error)
{
    if (error)
        ZM_FAIL(error, "the %s of the generalized request returned %d", function, error);
    return error;
}

int zm_generalized_query(struct zm_request *request, MPI_Status *status)
{
    const struct generalized *generalized = request->content;
    int error = MPI_SUCCESS;
    MPI_Status unwanted;
    if (status == MPI_STATUS_IGNORE)
        status = &unwanted;
    zm_set_status(status, MPI_ANY_SOURCE, MPI_ANY_TAG, 0);
    if (generalized->query)
        ZM_OUTSIDE(error = generalized->query(generalized->extra_state, status));
    return explain("query_fn", error);
}

int zm_generalized_end(struct zm_request *request)
{
    const struct generalized *generalized = request->content;
    int error = MPI_SUCCESS;
    zm_handle_take(ZM_HANDLE_REQUEST, request);
    if (generalized->free)
        ZM_OUTSIDE(error = generalized->free(generalized->extra_state));
    zm_request_free(request);
    return explain("free_fn", error);
}

int zm_generalized_cancel(struct zm_request *request)
{
    const struct generalized *generalized = request->content;
    int error = MPI_SUCCESS, complete = request->complete;
    if (generalized->cancel)
        ZM_OUTSIDE(error = generalized->cancel(generalized->extra_state, complete));
    return explain("cancel_fn", error);
}

int zm_generalized_release(struct zm_request *request)
{
    if (request->complete)
        return zm_generalized_end(request);
    ((struct generalized *)request->content)->released = true;
    return MPI_SUCCESS;
}

int PMPI_Grequest_start(MPI_Grequest_query_function *query_fn, MPI_Grequest_free_function *free_fn,
                        MPI_Grequest_cancel_function *cancel_fn, void *extra_state,
                        MPI_Request *request)
{
    const struct zm_call call = {"MPI_Grequest_start", "", {0}};
    zm_enter(&call);
    int error = zm_check_pointer("request", request);
    if (error)
        return zm_leave(&call, NULL, error);
    struct generalized *generalized = malloc(sizeof *generalized);
    struct zm_request *made = generalized ? zm_request_new(&zm_process.engine) : NULL;
    if (!made) {
        free(generalized);
        return zm_leave(&call, NULL, ZM_FAIL(MPI_ERR_NO_MEM, "no memory for a request"));
    }
    *generalized = (struct generalized){query_fn, free_fn, cancel_fn, extra_state, false};
    made->kind = ZM_REQUEST_GENERALIZED;
    made->content = generalized;
    made->fini = free;
    return zm_leave(&call, NULL, zm_hand_out(NULL, made, request));
}
ZM_ALIAS(Grequest_start);

int PMPI_Grequest_complete(MPI_Request request)
{
    const struct zm_call call = {"MPI_Grequest_complete", "", {0}};
    struct zm_request *made;
    zm_enter(&call);
    int error = zm_check_request(request, &made);
    if (!error && made->kind != ZM_REQUEST_GENERALIZED)
        error = ZM_FAIL(MPI_ERR_REQUEST, "this is no generalized request");
    if (!error && made->complete)
        error = ZM_FAIL(MPI_ERR_REQUEST, "the request is complete already");
    if (!error) {
        zm_request_complete(made, MPI_SUCCESS);
        if (((struct generalized *)made->content)->released)
            error = zm_generalized_end(made);
    }
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Grequest_complete);
