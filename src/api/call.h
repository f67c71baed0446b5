/* SPDX-License-Identifier: BSL-1.0 */
/* The frame of each MPI function: it describes its call, enters the library, checks its arguments,
 * works, and leaves with an error class, which the communicator's error handler gets to see.
 *
 *     int PMPI_Bcast(void *buffer, int count, MPI_Datatype datatype, int root, MPI_Comm comm)
 *     {
 *         const struct zm_call call = ZM_CALL("MPI_Bcast", "count=%d, %t, root=%d, %c", count,
 *                                             ZM_HANDLE(datatype), root, ZM_HANDLE(comm));
 *         struct zm_comm *c = NULL;
 *         int error = zm_enter(&call);
 *         ...
 *         return zm_leave(&call, c, error);
 *     }
 *     ZM_ALIAS(Bcast);
 */
#ifndef ZM_API_CALL_H
#define ZM_API_CALL_H

#include <mpi.h>
#include <pthread.h>
#include <stdint.h>

struct zm_comm;
struct zm_errhandler;
struct zm_session;

/* A call in words. In the format stand %d for an integer, %s a rank to receive from or send to, %r
 * a root, %g a tag, %t a datatype, %o an operator, %c a communicator, %G a group, %i an info
 * object, %e an error handler, %S a session. */
struct zm_call {
    const char *name, *format;
    int64_t arguments[12];
};

#define ZM_CALL(name, format, ...) \
    {                              \
        name, format,              \
        {                          \
            __VA_ARGS__            \
        }                          \
    }
#define ZM_HANDLE(handle) ((int64_t)(intptr_t)(handle))

/* MPI_name is a weak alias of PMPI_name, so that a profiler may define its own. */
#define ZM_ALIAS(name) \
    extern __typeof__(PMPI_##name) MPI_##name __attribute__((weak, alias("PMPI_" #name)))

/* Takes the library's lock. Ends the process if MPI is not initialized, or no more. */
void zm_enter(const struct zm_call *call);

/* The same for functions that the standard allows at any time; NULL: the call is not worth a word.
 */
void zm_enter_any_time(const struct zm_call *call);

/* Lets the lock go and returns `error`. If that is not MPI_SUCCESS, the error, with the call and
 * the explanation in the report, goes first to an error handler, which may end the job: that of
 * `comm`, or, if that is NULL, of MPI_COMM_SELF, as the standard says since version 4; programs
 * from before set that of MPI_COMM_WORLD, which is taken where the other one was never set. Where
 * neither is there it is that of the oldest session; without any, errors are fatal. Takes a
 * reference of `comm` away. */
int zm_leave(const struct zm_call *call, struct zm_comm *comm, int error);

/* The same for a call on a session. */
int zm_leave_session(const struct zm_call *call, struct zm_session *session, int error);

/* Gives an error handler an error of the object with the handle `handle`. */
void zm_raise(const struct zm_call *call, struct zm_errhandler *errhandler, void *handle,
              int error);

/* Lets the lock go while a function of the program runs, which may call MPI itself. Objects that
 * are used afterwards must be retained: the function, or another thread, may free them. */
#define ZM_OUTSIDE(statement)                                  \
    do {                                                       \
        const struct zm_call *inside = zm_process.engine.call; \
        pthread_mutex_unlock(&zm_process.job.lock);            \
        statement;                                             \
        pthread_mutex_lock(&zm_process.job.lock);              \
        zm_process.engine.call = inside;                       \
    } while (0)

#endif
