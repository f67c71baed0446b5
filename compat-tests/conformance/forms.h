/* SPDX-License-Identifier: BSL-1.0 */
/* The six forms of a collective, for programs that hold them all to the same. */
#ifndef CONFORMANCE_FORMS_H
#define CONFORMANCE_FORMS_H

#include "check.h"

enum form { BLOCKING, NONBLOCKING, PERSISTENT, LARGE, LARGE_NONBLOCKING, LARGE_PERSISTENT, FORMS };

#if MPI_VERSION >= 4
#define SINCE_4(statement) statement
enum { FORMS_HERE = FORMS };
#else
#define SINCE_4(statement) CHECK(!"MPI has this form")
enum { FORMS_HERE = PERSISTENT };
#endif

static inline int is_persistent(enum form form)
{
    return form == PERSISTENT || form == LARGE_PERSISTENT;
}

/* Begins the function MPI_`name`, MPI_`nonblocking` or so: a persistent one is made and started.
 * *request is MPI_REQUEST_NULL after a blocking one. SMALL and BIG are the arguments of type int
 * and of large types, each in ARGUMENTS. */
#define ARGUMENTS(...) __VA_ARGS__
#define BEGIN(form, name, nonblocking, SMALL, BIG, request)                  \
    do {                                                                     \
        *(request) = MPI_REQUEST_NULL;                                       \
        switch (form) {                                                      \
        case BLOCKING:                                                       \
            GOOD(MPI_##name(SMALL));                                         \
            break;                                                           \
        case NONBLOCKING:                                                    \
            GOOD(MPI_##nonblocking(SMALL, request));                         \
            break;                                                           \
        case PERSISTENT:                                                     \
            SINCE_4(GOOD(MPI_##name##_init(SMALL, MPI_INFO_NULL, request))); \
            break;                                                           \
        case LARGE:                                                          \
            SINCE_4(GOOD(MPI_##name##_c(BIG)));                              \
            break;                                                           \
        case LARGE_NONBLOCKING:                                              \
            SINCE_4(GOOD(MPI_##nonblocking##_c(BIG, request)));              \
            break;                                                           \
        default:                                                             \
            SINCE_4(GOOD(MPI_##name##_init_c(BIG, MPI_INFO_NULL, request))); \
        }                                                                    \
        if (is_persistent(form))                                             \
            GOOD(MPI_Start(request));                                        \
    } while (0)

/* The same where both kinds of arguments are written alike. */
#define BEGIN_ALIKE(form, name, nonblocking, BOTH, request) \
    BEGIN(form, name, nonblocking, ARGUMENTS(BOTH), ARGUMENTS(BOTH), request)

/* Waits for what was begun. A persistent one is started once more, and gives the same. */
static inline void end(enum form form, MPI_Request *request)
{
    GOOD(MPI_Wait(request, MPI_STATUS_IGNORE));
    CHECK((*request != MPI_REQUEST_NULL) == is_persistent(form));
    if (!is_persistent(form))
        return;
    GOOD(MPI_Start(request));
    GOOD(MPI_Wait(request, MPI_STATUS_IGNORE));
    GOOD(MPI_Request_free(request));
}

#endif
