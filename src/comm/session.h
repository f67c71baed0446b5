/* SPDX-License-Identifier: BSL-1.0 */
/* Sessions: uses of MPI that are independent of each other and of the World. */
#ifndef ZM_COMM_SESSION_H
#define ZM_COMM_SESSION_H

#include <mpi.h>
#include <stddef.h>

#include "base/list.h"
#include "comm/buffer.h"
#include "comm/errhandler.h"
#include "comm/info.h"

struct zm_session {
    struct zm_link link; /* in the list of all */
    MPI_Session handle;  /* what the program calls it */
    struct zm_errhandler *errhandler;
    struct zm_info *info;    /* what MPI_Session_get_info tells */
    struct zm_buffer buffer; /* of buffered sends on its communicators */
    size_t references;       /* holders: the program's handle, groups, calls that are under way */
};

/* A session with a reference of the error handler and of `info`, which it takes over; NULL: no
 * memory. */
struct zm_session *zm_session_new(struct zm_errhandler *errhandler, struct zm_info *info);

/* Adds a holder, and returns its argument. */
struct zm_session *zm_session_retain(struct zm_session *session);
/* Takes a holder away; the last one frees it. */
void zm_session_release(struct zm_session *session);

#endif
