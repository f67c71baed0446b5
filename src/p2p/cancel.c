/* SPDX-License-Identifier: BSL-1.0 */
/* Giving up sends and receives.
 *
 * A message that has left is the receiver's: only that rank knows whether it is matched. So the
 * sender asks it to forget the message (CANCEL). If it is not matched, the receiver drops it and
 * says so (CANCELLED). If it is, the receiver has told so already or will, by what a send waits for
 * anyway (CTS, ACK), so it says no more. */
#include <mpi.h>

#include "p2p/internal.h"

void zm_cancel(struct zm_request *request)
{
    if (request->complete || !request->route.mailbox)
        return;
    if (request->receives && !request->id) { /* with an identifier it is matched */
        request->cancelled = true;
        zm_request_complete(request, MPI_SUCCESS);
    } else if (!request->receives && request->id) /* without one its bytes are under way */
        zm_protocol_answer(request->engine, (uint32_t)request->route.peer,
                           (struct zm_header){.kind = ZM_CANCEL,
                                              .context = request->route.mailbox->context,
                                              .sender = request->id});
}

/* The message of the send request that a CANCEL names, if it waits for a receive. */
static struct zm_frame *find_message(struct zm_engine *engine, const struct zm_header *header)
{
    struct zm_mailbox *mailbox = zm_table_find(&engine->mailboxes, header->context);
    if (!mailbox)
        return NULL;
    ZM_LIST_EACH(link, &mailbox->unexpected) {
        struct zm_frame *frame = ZM_OBJECT(link, struct zm_frame, link);
        if (frame->header.source == header->source && frame->header.sender == header->sender)
            return frame;
    }
    return NULL;
}

void zm_cancel_handle(struct zm_engine *engine, const struct zm_header *header)
{
    if (header->kind == ZM_CANCEL) {
        struct zm_frame *frame = header->sender ? find_message(engine, header) : NULL;
        if (!frame)
            return;
        zm_list_remove(&frame->link);
        zm_drop_matched(engine, frame);
        zm_protocol_answer(engine, header->source,
                           (struct zm_header){.kind = ZM_CANCELLED, .sender = header->sender});
    } else {
        struct zm_request *request = zm_protocol_named(engine, header, header->sender, false);
        if (!request)
            return;
        request->cancelled = true;
        zm_request_complete(request, MPI_SUCCESS);
    }
}
