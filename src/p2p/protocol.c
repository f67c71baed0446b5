/* SPDX-License-Identifier: BSL-1.0 */
/* What frames of the eager and rendezvous protocols do when they arrive. */
#include <mpi.h>

#include "p2p/agreement.h"
#include "p2p/internal.h"

void zm_protocol_answer(struct zm_engine *engine, uint32_t rank, struct zm_header header)
{
    zm_job_send(engine->job, (int)rank, &header, NULL, 0, NULL);
}

struct zm_request *zm_protocol_named(struct zm_engine *engine, const struct zm_header *header,
                                     uint64_t id, bool receives)
{
    struct zm_request *request = zm_table_find(&engine->requests, id);
    if (request && request->receives == receives && request->route.peer == (int)header->source)
        return request;
    return NULL; /* it was given up in the meantime */
}

/* Whether a message comes from the rank of the communicator that it says. */
static bool is_member(const struct zm_mailbox *mailbox, const struct zm_header *header)
{
    if (!mailbox->members)
        return true; /* the communicator is not known here yet */
    int rank = header->rank, source = (int)header->source;
    return (rank >= 0 && rank < mailbox->size && mailbox->members[rank] == source) ||
           (rank >= 0 && rank < mailbox->other_size && mailbox->others[rank] == source);
}

static struct zm_mailbox *find_mailbox(struct zm_engine *engine, const struct zm_header *header)
{
    struct zm_mailbox *mailbox = zm_engine_mailbox(engine, header->context);
    if (!mailbox)
        zm_job_abort(engine->job, MPI_ERR_NO_MEM, "no memory for a message that arrived");
    return mailbox;
}

/* A new message, or the announcement of one. Returns whether the frame is kept. */
static bool arrive(struct zm_engine *engine, struct zm_frame *frame)
{
    const struct zm_header *header = &frame->header;
    struct zm_mailbox *mailbox = find_mailbox(engine, header);
    if ((header->kind != ZM_RTS && header->length != frame->bytes) || !is_member(mailbox, header))
        return false;
    if (header->call.collective && !zm_agreement_check(engine, mailbox, header))
        mailbox = find_mailbox(engine, header); /* who was told may have freed it */
    struct zm_request *request = zm_mailbox_find_posted(mailbox, header);
    if (request) {
        zm_receive_deliver(request, frame);
        return false;
    }
    zm_list_append(&mailbox->unexpected, &frame->link);
    zm_job_wake(engine->job); /* somebody may be in MPI_Probe */
    return true;
}

static void take_credit(struct zm_engine *engine, const struct zm_header *header)
{
    struct zm_flow *flow = &engine->flows[header->source];
    if (header->length > flow->acknowledged && header->length <= flow->sent)
        flow->acknowledged = header->length;
}

void zm_protocol_handle(struct zm_engine *engine, struct zm_frame *frame)
{
    const struct zm_header *header = &frame->header;
    struct zm_request *request;
    bool kept = false;
    switch (header->kind) {
    case ZM_EAGER:
    case ZM_EAGER_SYNC:
    case ZM_RTS:
        kept = arrive(engine, frame);
        break;
    case ZM_CTS:
        request = zm_protocol_named(engine, header, header->sender, false);
        if (request && request->rendezvous && header->length <= request->total)
            zm_send_data(request, header->receiver, header->length);
        break;
    case ZM_ACK:
        request = zm_protocol_named(engine, header, header->sender, false);
        if (request && !request->rendezvous)
            zm_request_complete(request, MPI_SUCCESS);
        break;
    case ZM_DATA:
        if ((request = zm_protocol_named(engine, header, header->receiver, true)))
            zm_receive_data(request, frame);
        break;
    case ZM_CREDIT:
        take_credit(engine, header);
        break;
    case ZM_CANCEL:
    case ZM_CANCELLED:
        zm_cancel_handle(engine, header);
        break;
    default:;
        /* What ranks refuse is to be known even before the communicator is. */
        struct zm_mailbox *mailbox = header->kind == ZM_REFUSED
                                         ? zm_engine_mailbox(engine, header->context)
                                         : zm_table_find(&engine->mailboxes, header->context);
        if (mailbox)
            zm_agreement_handle(engine, mailbox, frame);
    }
    if (!kept)
        zm_job_release(engine->job, frame);
}
