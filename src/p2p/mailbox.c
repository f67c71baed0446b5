/* SPDX-License-Identifier: BSL-1.0 */
/* Matching. */
#include "p2p/mailbox.h"

#include <mpi.h>

#include "p2p/request.h"

static bool fits(int source, int tag, const struct zm_header *header)
{
    return (source == (int)header->source || source == MPI_ANY_SOURCE) &&
           (tag == header->tag || tag == MPI_ANY_TAG);
}

struct zm_request *zm_mailbox_find_posted(const struct zm_mailbox *mailbox,
                                          const struct zm_header *header)
{
    ZM_LIST_EACH(link, &mailbox->posted) {
        struct zm_request *request = ZM_OBJECT(link, struct zm_request, link);
        if (fits(request->route.peer, request->route.tag, header))
            return request;
    }
    return NULL;
}

struct zm_frame *zm_mailbox_find_unexpected(const struct zm_mailbox *mailbox, int source, int tag)
{
    ZM_LIST_EACH(link, &mailbox->unexpected) {
        struct zm_frame *frame = ZM_OBJECT(link, struct zm_frame, link);
        if (fits(source, tag, &frame->header))
            return frame;
    }
    return NULL;
}

bool zm_mailbox_has_member(const struct zm_mailbox *mailbox, int rank)
{
    for (int i = 0; i < mailbox->size; i++)
        if (mailbox->members[i] == rank)
            return true;
    for (int i = 0; i < mailbox->other_size; i++)
        if (mailbox->others[i] == rank)
            return true;
    return false;
}
