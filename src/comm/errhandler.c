/* SPDX-License-Identifier: BSL-1.0 */
/* Error handlers. */
#include "comm/errhandler.h"

#include <stdlib.h>

static struct zm_errhandler predefined[] = {
    {.handle = MPI_ERRORS_ARE_FATAL, .fatal = true},
    {.handle = MPI_ERRORS_ABORT, .fatal = true},
    {.handle = MPI_ERRORS_RETURN},
};

struct zm_errhandler *zm_errhandler_predefined(MPI_Errhandler handle)
{
    for (size_t i = 0; i < sizeof predefined / sizeof predefined[0]; i++)
        if (predefined[i].handle == handle)
            return &predefined[i];
    return NULL;
}

static struct zm_errhandler *new_handler(enum zm_errhandler_kind kind)
{
    struct zm_errhandler *handler = malloc(sizeof *handler);
    if (handler)
        *handler = (struct zm_errhandler){
            .handle = (MPI_Errhandler)handler, .kind = kind, .handles = 1, .references = 1};
    return handler;
}

struct zm_errhandler *zm_errhandler_new_comm(MPI_Comm_errhandler_function *function)
{
    struct zm_errhandler *handler = new_handler(ZM_ERRHANDLER_COMM);
    if (handler)
        handler->function.comm = function;
    return handler;
}

struct zm_errhandler *zm_errhandler_new_session(MPI_Session_errhandler_function *function)
{
    struct zm_errhandler *handler = new_handler(ZM_ERRHANDLER_SESSION);
    if (handler)
        handler->function.session = function;
    return handler;
}

void zm_errhandler_call(const struct zm_errhandler *errhandler, void *handle, int error)
{
    MPI_Comm comm = handle;
    MPI_Session session = handle;
    if (errhandler->kind == ZM_ERRHANDLER_COMM)
        errhandler->function.comm(&comm, &error);
    else if (errhandler->kind == ZM_ERRHANDLER_SESSION)
        errhandler->function.session(&session, &error);
}

struct zm_errhandler *zm_errhandler_retain(struct zm_errhandler *handler)
{
    if (handler->kind)
        handler->references++;
    return handler;
}

void zm_errhandler_release(struct zm_errhandler *handler)
{
    if (handler->kind && --handler->references == 0)
        free(handler);
}
