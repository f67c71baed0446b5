/* SPDX-License-Identifier: BSL-1.0 */
/* Sessions. */
#include "comm/session.h"

#include <stdlib.h>

struct zm_session *zm_session_new(struct zm_errhandler *errhandler, struct zm_info *info)
{
    struct zm_session *session = info ? malloc(sizeof *session) : NULL;
    if (!session) {
        zm_info_release(info);
        return NULL;
    }
    *session = (struct zm_session){.handle = (MPI_Session)session,
                                   .errhandler = zm_errhandler_retain(errhandler),
                                   .info = info,
                                   .references = 1};
    zm_list_init(&session->link);
    zm_buffer_init(&session->buffer);
    return session;
}

struct zm_session *zm_session_retain(struct zm_session *session)
{
    session->references++;
    return session;
}

void zm_session_release(struct zm_session *session)
{
    if (--session->references)
        return;
    zm_list_remove(&session->link);
    zm_errhandler_release(session->errhandler);
    zm_info_release(session->info);
    free(session);
}
