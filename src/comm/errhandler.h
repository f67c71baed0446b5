/* SPDX-License-Identifier: BSL-1.0 */
/* Error handlers: what happens when a call on a communicator fails. */
#ifndef ZM_COMM_ERRHANDLER_H
#define ZM_COMM_ERRHANDLER_H

#include <mpi.h>
#include <stdbool.h>
#include <stddef.h>

struct zm_errhandler {
    MPI_Errhandler handle;                  /* what the program calls it */
    bool fatal;                             /* the job ends */
    MPI_Comm_errhandler_function *function; /* of the program; NULL: the call just returns */
    size_t handles;                         /* times that the program got it and has to free it */
    size_t
        references; /* holders: communicators and the program, each time; not of predefined ones */
};

/* The error handler of a predefined handle (static); NULL if it is none. */
struct zm_errhandler *zm_errhandler_predefined(MPI_Errhandler handle);

/* A new one around the program's `function`, with one reference and one handle; NULL: no memory. */
struct zm_errhandler *zm_errhandler_new(MPI_Comm_errhandler_function *function);

/* Adds a holder, and returns its argument. */
struct zm_errhandler *zm_errhandler_retain(struct zm_errhandler *handler);
/* Takes a holder away; the last one frees it. */
void zm_errhandler_release(struct zm_errhandler *handler);

#endif
