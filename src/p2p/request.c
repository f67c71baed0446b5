/* SPDX-License-Identifier: BSL-1.0 */
/* Requests: made, completed, freed. Freed ones are kept for the next. */
#include "p2p/request.h"

#include <stdlib.h>
#include <string.h>

#include "p2p/internal.h"

struct zm_request *zm_request_new(struct zm_engine *engine)
{
    struct zm_request *request;
    if (zm_list_empty(&engine->spare)) {
        request = malloc(sizeof *request);
        if (!request)
            return NULL;
    } else {
        request = ZM_OBJECT(engine->spare.next, struct zm_request, link);
        zm_list_remove(&request->link);
    }
    *request = (struct zm_request){.engine = engine, .source = MPI_ANY_SOURCE, .tag = MPI_ANY_TAG};
    zm_list_init(&request->link);
    request->loan.wake = &engine->job->wake;
    return request;
}

int zm_request_identify(struct zm_request *request)
{
    struct zm_engine *engine = request->engine;
    request->id = ++engine->last_id;
    if (zm_table_insert(&engine->requests, request->id, request))
        return MPI_SUCCESS;
    request->id = 0;
    return zm_fail(engine->job->report, MPI_ERR_NO_MEM, "no memory for a request");
}

int zm_request_discard(struct zm_request **discarded, int error)
{
    struct zm_request *request = *discarded;
    if (request->id)
        zm_table_remove(&request->engine->requests, request->id);
    zm_list_remove(&request->link);
    zm_request_free(request);
    *discarded = NULL;
    return error;
}

int zm_request_begin(struct zm_engine *engine, const struct zm_route *route, const void *buffer,
                     size_t count, const struct zm_datatype *datatype,
                     const struct zm_signature *call, struct zm_request **request)
{
    struct zm_request *made = zm_request_new(engine);
    MPI_Aint displacement;
    if (!made)
        return zm_fail(engine->job->report, MPI_ERR_NO_MEM, "no memory for a request");
    if (zm_datatype_is_row(datatype, count, &displacement)) {
        buffer = (const void *)((uintptr_t)buffer + (uintptr_t)displacement);
        count *= datatype->size;
        datatype = zm_datatype_predefined(MPI_BYTE);
    }
    made->route = *route;
    made->buffer = buffer;
    made->count = count;
    made->datatype = zm_datatype_retain(datatype);
    made->total = count * datatype->size;
    if (call)
        made->call = *call;
    *request = made;
    return MPI_SUCCESS;
}

void zm_request_free(struct zm_request *request)
{
    if (request->fini)
        request->fini(request->content);
    if (request->datatype)
        zm_datatype_release(request->datatype);
    free(request->packed);
    free(request->why);
    zm_list_append(&request->engine->spare, &request->link);
}

void zm_request_complete(struct zm_request *request, int error)
{
    struct zm_engine *engine = request->engine;
    zm_list_remove(&request->link);
    if (request->id)
        zm_table_remove(&engine->requests, request->id);
    request->id = 0;
    request->complete = true;
    request->error = error;
    engine->advances++;
    if (error != MPI_SUCCESS) {
        request->why = strdup(engine->job->report->why);
        engine->failures++;
    }
    zm_job_wake(engine->job);
    if (request->notify)
        request->notify(request->owner, request);
}

void zm_request_abandon(struct zm_request *request)
{
    request->notify = NULL;
    zm_cancel(request); /* so that a receiver does not wait for it */
    if (atomic_load(&request->loan.frames))
        zm_wait(request); /* which is not for long: its bytes are on their way */
    else if (!request->complete)
        zm_request_complete(request, MPI_SUCCESS);
    zm_request_free(request);
}

int zm_request_error(const struct zm_request *request)
{
    if (request->error)
        zm_fail(request->engine->job->report, request->error, "%s",
                request->why ? request->why : "there is no memory to explain it");
    return request->error;
}
