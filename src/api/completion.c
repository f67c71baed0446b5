/* SPDX-License-Identifier: BSL-1.0 */
/* Completion: MPI_Wait, MPI_Test and their kin (sections 3.7.3 to 3.7.6 of the standard).
 *
 * A handle that is MPI_REQUEST_NULL, or of a persistent request that is inactive, is idle: there is
 * nothing to wait for, and its status is the empty one. */
#include <mpi.h>
#include <stdbool.h>
#include <string.h>

#include "api/call.h"
#include "api/check.h"
#include "api/generalized.h"
#include "api/process.h"
#include "api/request.h"
#include "base/clock.h"

enum how {
    WAIT, /* until there is something to complete */
    TEST, /* whether there is */
    LOOK  /* whether there is, but complete nothing: MPI_Request_get_status and its kin */
};

/* Requests of the program's. */
struct several {
    int count;
    MPI_Request *handles; /* only read if one looks */
    int done;             /* so many of the first ones are complete or idle */
    unsigned failures;    /* of the engine, when the requests were looked through last */
    int64_t deadline;     /* for all to be complete */
};

#define SEVERAL(count, handles)                               \
    {                                                         \
        count, (MPI_Request *)(handles), .deadline = ZM_NEVER \
    }

static struct zm_request *request_of(MPI_Request handle)
{
    return (struct zm_request *)handle;
}

static bool is_idle(MPI_Request handle)
{
    return handle == MPI_REQUEST_NULL || !zm_request_active(request_of(handle));
}

static bool is_complete(MPI_Request handle)
{
    return handle == MPI_REQUEST_NULL || request_of(handle)->complete;
}

static int check_several(const char *name, const struct several *several)
{
    struct zm_request *request;
    int error = zm_check_count(name, several->count);
    if (!error && several->count)
        error = zm_check_pointer("array_of_requests", several->handles);
    for (int i = 0; i < several->count && !error; i++)
        if (several->handles[i] != MPI_REQUEST_NULL &&
            (error = zm_check_request(several->handles[i], &request)))
            ZM_FAIL(error, "array_of_requests[%d] is no request, or it was completed before", i);
    return error;
}

/* Completes a request that is complete or idle, or looks at it. Otherwise like zm_take_back. */
static int take(enum how how, MPI_Request *handle, MPI_Status *status, struct zm_comm **comm)
{
    *comm = NULL;
    if (is_idle(*handle))
        zm_set_empty_status(status);
    else if (how != LOOK)
        return zm_take_back(handle, status, comm);
    else if (request_of(*handle)->kind == ZM_REQUEST_GENERALIZED)
        return zm_generalized_query(request_of(*handle), status);
    else
        zm_set_request_status(status, request_of(*handle));
    return MPI_SUCCESS;
}

/* ---- One request ---- */

static bool one_complete(void *handle)
{
    return is_complete(*(MPI_Request *)handle);
}

static int complete_one(const struct zm_call *call, enum how how, MPI_Request *handle, int *flag,
                        MPI_Status *status)
{
    struct zm_request *request;
    struct zm_comm *comm = NULL;
    int error;
    zm_enter(call);
    if ((error = zm_check_pointer("request", handle)) || (error = zm_check_pointer("flag", flag)) ||
        (*handle != MPI_REQUEST_NULL && (error = zm_check_request(*handle, &request))))
        return zm_leave(call, NULL, error);
    if (*handle != MPI_REQUEST_NULL && how == WAIT)
        zm_wait(request);
    *flag = zm_poll(&zm_process.engine, one_complete, handle);
    if (*flag)
        error = take(how, handle, status, &comm);
    return zm_leave(call, comm, error);
}

int PMPI_Wait(MPI_Request *request, MPI_Status *status)
{
    const struct zm_call call = {"MPI_Wait", "", {0}};
    int flag;
    return complete_one(&call, WAIT, request, &flag, status);
}
ZM_ALIAS(Wait);

int PMPI_Test(MPI_Request *request, int *flag, MPI_Status *status)
{
    const struct zm_call call = {"MPI_Test", "", {0}};
    return complete_one(&call, TEST, request, flag, status);
}
ZM_ALIAS(Test);

int PMPI_Request_get_status(MPI_Request request, int *flag, MPI_Status *status)
{
    const struct zm_call call = {"MPI_Request_get_status", "", {0}};
    return complete_one(&call, LOOK, &request, flag, status);
}
ZM_ALIAS(Request_get_status);

/* ---- Statuses of several requests ---- */

/* Statuses that are filled in one after the other. Their MPI_ERROR is set if, and only if, the call
 * returns MPI_ERR_IN_STATUS, which is not known before the first error. */
struct filling {
    MPI_Status *statuses; /* or MPI_STATUSES_IGNORE */
    int filled;
    bool failed;          /* some MPI_ERROR is not MPI_SUCCESS */
    int error;            /* the first error that is not just MPI_ERR_PENDING */
    struct zm_comm *comm; /* whose it is, with a reference */
    char why[ZM_EXPLANATION_MAX];
};

static MPI_Status *next_status(const struct filling *filling)
{
    return filling->statuses == MPI_STATUSES_IGNORE ? MPI_STATUS_IGNORE
                                                    : &filling->statuses[filling->filled];
}

/* The next status is filled in; `error`, explained in the report, and `comm` are its request's. */
static void note(struct filling *filling, int error, struct zm_comm *comm)
{
    MPI_Status *status = next_status(filling);
    if (error && error != MPI_ERR_PENDING && !filling->error) {
        filling->error = error;
        filling->comm = comm;
        memcpy(filling->why, zm_process.report.why, sizeof filling->why);
    } else if (comm)
        zm_comm_release(comm);
    if (status != MPI_STATUS_IGNORE) {
        for (int i = 0; error && !filling->failed && i < filling->filled; i++)
            filling->statuses[i].MPI_ERROR = MPI_SUCCESS;
        if (error || filling->failed)
            status->MPI_ERROR = error;
    }
    filling->failed = filling->failed || error;
    filling->filled++;
}

/* Takes the request with that index and fills in the next status. */
static void take_next(struct filling *filling, enum how how, const struct several *several,
                      int index)
{
    MPI_Request *handle = &several->handles[index];
    struct zm_request *request;
    struct zm_comm *comm = NULL;
    int error = MPI_SUCCESS;
    if (*handle != MPI_REQUEST_NULL) /* it may be twice in the array */
        error = zm_check_request(*handle, &request);
    if (!error)
        error = take(how, handle, next_status(filling), &comm);
    if (error)
        ZM_FAIL(error, "request %d of %d, %s", index, several->count, zm_process.report.why);
    note(filling, error, comm);
}

static int finish(const struct zm_call *call, struct filling *filling)
{
    if (!filling->error)
        return zm_leave(call, NULL, MPI_SUCCESS);
    const char *name = zm_error_name(filling->error);
    return zm_leave(call, filling->comm,
                    ZM_FAIL(MPI_ERR_IN_STATUS, "%s: %s", name ? name : "error", filling->why));
}

/* ---- All requests ---- */

/* Requests that are not complete when another one has failed get that long to be: so in most cases
 * the program has no MPI_ERR_PENDING to deal with. */
#define GRACE (100 * ZM_MILLISECOND)

static bool any_failed(const struct several *several)
{
    for (int i = 0; i < several->count; i++)
        if (!is_idle(several->handles[i]) && request_of(several->handles[i])->complete &&
            request_of(several->handles[i])->error)
            return true;
    return false;
}

static bool all_complete(void *argument)
{
    struct several *several = argument;
    while (several->done < several->count && is_complete(several->handles[several->done]))
        several->done++;
    if (several->done < several->count && several->failures != zm_process.engine.failures) {
        several->failures = zm_process.engine.failures;
        if (several->deadline == ZM_NEVER && any_failed(several))
            several->deadline = zm_now() + GRACE;
    }
    return several->done == several->count;
}

/* All of them, or, if some have failed and others take too long, those that are complete. */
static int complete_all(const struct zm_call *call, enum how how, struct several *several,
                        int *flag, MPI_Status *statuses)
{
    struct filling filling = {.statuses = statuses};
    int error;
    zm_enter(call);
    if ((error = check_several("count", several)) || (error = zm_check_pointer("flag", flag)))
        return zm_leave(call, NULL, error);
    if (how == WAIT)
        zm_wait_before(&zm_process.engine, all_complete, several,
                       &(struct zm_awaited){.requests = several->handles, .count = several->count},
                       &several->deadline);
    *flag = how == WAIT || zm_poll(&zm_process.engine, all_complete, several);
    for (int i = 0; *flag && i < several->count; i++)
        if (is_complete(several->handles[i]))
            take_next(&filling, how, several, i);
        else
            note(&filling, MPI_ERR_PENDING, NULL);
    return finish(call, &filling);
}

int PMPI_Waitall(int count, MPI_Request array_of_requests[], MPI_Status array_of_statuses[])
{
    const struct zm_call call = ZM_CALL("MPI_Waitall", "count=%d", count);
    struct several several = SEVERAL(count, array_of_requests);
    int flag;
    return complete_all(&call, WAIT, &several, &flag, array_of_statuses);
}
ZM_ALIAS(Waitall);

int PMPI_Testall(int count, MPI_Request array_of_requests[], int *flag,
                 MPI_Status array_of_statuses[])
{
    const struct zm_call call = ZM_CALL("MPI_Testall", "count=%d", count);
    struct several several = SEVERAL(count, array_of_requests);
    return complete_all(&call, TEST, &several, flag, array_of_statuses);
}
ZM_ALIAS(Testall);

int PMPI_Request_get_status_all(int count, const MPI_Request array_of_requests[], int *flag,
                                MPI_Status array_of_statuses[])
{
    const struct zm_call call = ZM_CALL("MPI_Request_get_status_all", "count=%d", count);
    struct several several = SEVERAL(count, array_of_requests);
    return complete_all(&call, LOOK, &several, flag, array_of_statuses);
}
ZM_ALIAS(Request_get_status_all);

/* ---- Any request ---- */

/* The first request that is active and complete; MPI_UNDEFINED if there is none. *active tells
 * whether any is active. */
static int find_complete(const struct several *several, bool *active)
{
    *active = false;
    for (int i = 0; i < several->count; i++) {
        if (is_idle(several->handles[i]))
            continue;
        *active = true;
        if (is_complete(several->handles[i]))
            return i;
    }
    return MPI_UNDEFINED;
}

/* Whether one is complete, or there is none to wait for. */
static bool any_complete(void *several)
{
    bool active;
    return find_complete(several, &active) != MPI_UNDEFINED || !active;
}

static void wait_for_any(struct several *several)
{
    const struct zm_awaited awaited = {
        .requests = several->handles, .count = several->count, .any = true};
    zm_wait_until(&zm_process.engine, any_complete, several, &awaited);
}

static int complete_any(const struct zm_call *call, enum how how, struct several *several,
                        int *index, int *flag, MPI_Status *status)
{
    struct zm_comm *comm = NULL;
    bool active;
    int error;
    zm_enter(call);
    if ((error = check_several("count", several)) || (error = zm_check_pointer("index", index)) ||
        (error = zm_check_pointer("flag", flag)))
        return zm_leave(call, NULL, error);
    if (how == WAIT)
        wait_for_any(several);
    else
        zm_poll(&zm_process.engine, any_complete, several);
    *index = find_complete(several, &active);
    *flag = *index != MPI_UNDEFINED || !active;
    if (*index != MPI_UNDEFINED)
        error = take(how, &several->handles[*index], status, &comm);
    else if (!active)
        zm_set_empty_status(status);
    return zm_leave(call, comm, error);
}

int PMPI_Waitany(int count, MPI_Request array_of_requests[], int *index, MPI_Status *status)
{
    const struct zm_call call = ZM_CALL("MPI_Waitany", "count=%d", count);
    struct several several = SEVERAL(count, array_of_requests);
    int flag;
    return complete_any(&call, WAIT, &several, index, &flag, status);
}
ZM_ALIAS(Waitany);

int PMPI_Testany(int count, MPI_Request array_of_requests[], int *index, int *flag,
                 MPI_Status *status)
{
    const struct zm_call call = ZM_CALL("MPI_Testany", "count=%d", count);
    struct several several = SEVERAL(count, array_of_requests);
    return complete_any(&call, TEST, &several, index, flag, status);
}
ZM_ALIAS(Testany);

int PMPI_Request_get_status_any(int count, const MPI_Request array_of_requests[], int *index,
                                int *flag, MPI_Status *status)
{
    const struct zm_call call = ZM_CALL("MPI_Request_get_status_any", "count=%d", count);
    struct several several = SEVERAL(count, array_of_requests);
    return complete_any(&call, LOOK, &several, index, flag, status);
}
ZM_ALIAS(Request_get_status_any);

/* ---- Some requests ---- */

/* All that are complete. */
static int complete_some(const struct zm_call *call, enum how how, struct several *several,
                         int *outcount, int indices[], MPI_Status *statuses)
{
    struct filling filling = {.statuses = statuses};
    bool active;
    int error;
    zm_enter(call);
    if ((error = check_several("incount", several)) ||
        (error = zm_check_pointer("outcount", outcount)) ||
        (several->count && (error = zm_check_pointer("array_of_indices", indices))))
        return zm_leave(call, NULL, error);
    if (how == WAIT)
        wait_for_any(several);
    else
        zm_poll(&zm_process.engine, any_complete, several);
    find_complete(several, &active);
    for (int i = 0; i < several->count; i++)
        if (!is_idle(several->handles[i]) && is_complete(several->handles[i])) {
            indices[filling.filled] = i;
            take_next(&filling, how, several, i);
        }
    *outcount = active ? filling.filled : MPI_UNDEFINED;
    return finish(call, &filling);
}

int PMPI_Waitsome(int incount, MPI_Request array_of_requests[], int *outcount,
                  int array_of_indices[], MPI_Status array_of_statuses[])
{
    const struct zm_call call = ZM_CALL("MPI_Waitsome", "incount=%d", incount);
    struct several several = SEVERAL(incount, array_of_requests);
    return complete_some(&call, WAIT, &several, outcount, array_of_indices, array_of_statuses);
}
ZM_ALIAS(Waitsome);

int PMPI_Testsome(int incount, MPI_Request array_of_requests[], int *outcount,
                  int array_of_indices[], MPI_Status array_of_statuses[])
{
    const struct zm_call call = ZM_CALL("MPI_Testsome", "incount=%d", incount);
    struct several several = SEVERAL(incount, array_of_requests);
    return complete_some(&call, TEST, &several, outcount, array_of_indices, array_of_statuses);
}
ZM_ALIAS(Testsome);

int PMPI_Request_get_status_some(int incount, const MPI_Request array_of_requests[], int *outcount,
                                 int array_of_indices[], MPI_Status array_of_statuses[])
{
    const struct zm_call call = ZM_CALL("MPI_Request_get_status_some", "incount=%d", incount);
    struct several several = SEVERAL(incount, array_of_requests);
    return complete_some(&call, LOOK, &several, outcount, array_of_indices, array_of_statuses);
}
ZM_ALIAS(Request_get_status_some);
