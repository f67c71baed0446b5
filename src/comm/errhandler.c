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

static bool is_predefined(const struct zm_errhandler *handler)
{
    return handler->fatal || !handler->function;
}

struct zm_errhandler *zm_errhandler_new(MPI_Comm_errhandler_function *function)
{
    struct zm_errhandler *handler = malloc(sizeof *handler);
    if (handler)
        *handler = (struct zm_errhandler){
            .handle = (MPI_Errhandler)handler, .function = function, .handles = 1, .references = 1};
    return handler;
}

struct zm_errhandler *zm_errhandler_retain(struct zm_errhandler *handler)
{
    if (!is_predefined(handler))
        handler->references++;
    return handler;
}

void zm_errhandler_release(struct zm_errhandler *handler)
{
    if (!is_predefined(handler) && --handler->references == 0)
        free(handler);
}
