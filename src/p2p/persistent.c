/* SPDX-License-Identifier: BSL-1.0 */
/* Persistent requests. */
#include "p2p/persistent.h"

#include <stdlib.h>

#include "p2p/engine.h"

struct zm_persistent {
    int (*start)(void *owner, struct zm_request **made);
    void (*fini)(void *owner);
    void *owner;
    bool active;                  /* it was started, and the program has not completed it since */
    struct zm_request *operation; /* that is under way; NULL: none */
};

static void free_persistent(void *content)
{
    struct zm_persistent *persistent = content;
    if (persistent->operation)
        zm_request_abandon(persistent->operation);
    if (persistent->fini)
        persistent->fini(persistent->owner);
    free(persistent);
}

int zm_persistent_new(struct zm_engine *engine, int (*start)(void *owner, struct zm_request **made),
                      void (*fini)(void *owner), void *owner, struct zm_request **request)
{
    struct zm_persistent *persistent = malloc(sizeof *persistent);
    struct zm_request *made = persistent ? zm_request_new(engine) : NULL;
    if (!made) {
        free(persistent);
        if (fini)
            fini(owner);
        return zm_fail(engine->job->report, MPI_ERR_NO_MEM, "no memory for a request");
    }
    *persistent = (struct zm_persistent){.start = start, .fini = fini, .owner = owner};
    made->persistent = persistent;
    made->content = persistent;
    made->fini = free_persistent;
    made->complete = true;
    *request = made;
    return MPI_SUCCESS;
}

/* The operation is complete, so its shell is. */
static void on_complete(void *owner, struct zm_request *operation)
{
    struct zm_request *shell = owner;
    int error = zm_request_error(operation);
    shell->persistent->operation = NULL;
    shell->receives = operation->receives;
    shell->cancelled = operation->cancelled;
    shell->source = operation->source;
    shell->tag = operation->tag;
    shell->bytes = operation->bytes;
    shell->route = operation->route;
    shell->total = operation->total;
    zm_request_free(operation);
    zm_request_complete(shell, error);
}

int zm_persistent_start(struct zm_request *request)
{
    struct zm_persistent *persistent = request->persistent;
    struct zm_request *operation;
    int error = persistent->start(persistent->owner, &operation);
    if (error)
        return error;
    persistent->active = true;
    persistent->operation = operation;
    request->complete = false;
    if (operation->complete)
        on_complete(request, operation);
    else {
        operation->owner = request;
        operation->notify = on_complete;
    }
    return MPI_SUCCESS;
}

bool zm_request_active(const struct zm_request *request)
{
    return !request->persistent || request->persistent->active;
}

void zm_persistent_rest(struct zm_request *request)
{
    request->persistent->active = false;
    request->error = MPI_SUCCESS;
    free(request->why);
    request->why = NULL;
}

struct zm_request *zm_persistent_operation(const struct zm_request *request)
{
    return request->persistent->operation;
}

void *zm_persistent_owner(const struct zm_request *request)
{
    return request->persistent->owner;
}
