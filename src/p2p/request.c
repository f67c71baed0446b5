/* SPDX-License-Identifier: BSL-1.0 */
/* Requests: made, completed, freed. Freed ones are kept for the next. */
#include "p2p/request.h"

#include <stdlib.h>
#include <string.h>

#include "p2p/engine.h"

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
