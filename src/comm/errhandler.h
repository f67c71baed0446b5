/* SPDX-License-Identifier: BSL-1.0 */
/* Error handlers: what happens when a call on a communicator or session fails. */
#ifndef ZM_COMM_ERRHANDLER_H
#define ZM_COMM_ERRHANDLER_H

#include <mpi.h>
#include <stdbool.h>
#include <stddef.h>

/* What objects the program's function of an error handler is for. */
enum zm_errhandler_kind {
    ZM_ERRHANDLER_ANY, /* it is predefined, and for all */
    ZM_ERRHANDLER_COMM,
    ZM_ERRHANDLER_SESSION
};

struct zm_errhandler {
    MPI_Errhandler handle; /* what the program calls it */
    bool fatal;            /* the job ends; else, without a function, the call just returns */
    enum zm_errhandler_kind kind;
    union {
        MPI_Comm_errhandler_function *comm;
        MPI_Session_errhandler_function *session;
    } function;
    size_t handles;    /* times that the program got it and has to free it */
    size_t references; /* holders: communicators, sessions and the program, each time; not of
                          predefined ones */
};

/* The error handler of a predefined handle (static); NULL if it is none. */
struct zm_errhandler *zm_errhandler_predefined(MPI_Errhandler handle);

/* A new one around the program's `function`, with one reference and one handle; NULL: no memory. */
struct zm_errhandler *zm_errhandler_new_comm(MPI_Comm_errhandler_function *function);
struct zm_errhandler *zm_errhandler_new_session(MPI_Session_errhandler_function *function);

/* Calls the program's function, if there is one; `handle` is the object's. The lock must not be
 * held, for the function may call MPI. */
void zm_errhandler_call(const struct zm_errhandler *errhandler, void *handle, int error);

/* Adds a holder, and returns its argument. */
struct zm_errhandler *zm_errhandler_retain(struct zm_errhandler *handler);
/* Takes a holder away; the last one frees it. */
void zm_errhandler_release(struct zm_errhandler *handler);

#endif
