/* SPDX-License-Identifier: BSL-1.0 */
/* The eager and rendezvous protocols: what is sent when, and what an arriving frame does. */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "p2p/agreement.h"
#include "p2p/internal.h"
#include "type/pack.h"

/* ---- Helpers ---- */

static struct zm_report *report_of(const struct zm_engine *engine)
{
    return engine->job->report;
}

/* Makes the request known to other ranks, by an identifier. */
static int identify(struct zm_request *request)
{
    struct zm_engine *engine = request->engine;
    request->id = ++engine->last_id;
    if (zm_table_insert(&engine->requests, request->id, request))
        return MPI_SUCCESS;
    request->id = 0;
    return zm_fail(report_of(engine), MPI_ERR_NO_MEM, "no memory for a request");
}

/* Frees a request that could not be started, and passes the error on. */
static int discard(struct zm_request **discarded, int error)
{
    struct zm_request *request = *discarded;
    if (request->id)
        zm_table_remove(&request->engine->requests, request->id);
    zm_list_remove(&request->link);
    zm_request_free(request);
    *discarded = NULL;
    return error;
}

static int new_request(struct zm_engine *engine, const struct zm_route *route, const void *buffer,
                       size_t count, const struct zm_datatype *datatype,
                       const struct zm_signature *call, struct zm_request **request)
{
    struct zm_request *made = zm_request_new(engine);
    MPI_Aint displacement;
    if (!made)
        return zm_fail(report_of(engine), MPI_ERR_NO_MEM, "no memory for a request");
    if (zm_datatype_is_row(datatype, count, &displacement)) {
        buffer = (const void *)((uintptr_t)buffer + (uintptr_t)displacement);
        count *= datatype->size;
        datatype = zm_datatype_predefined(MPI_BYTE);
    }
    made->route = *route;
    made->buffer = buffer;
    made->count = count;
    made->datatype = zm_datatype_retain(datatype);
    made->total = count * datatype->size;
    if (call)
        made->call = *call;
    *request = made;
    return MPI_SUCCESS;
}

static struct zm_header message_header(const struct zm_request *request, enum zm_kind kind)
{
    return (struct zm_header){.kind = (uint8_t)kind,
                              .context = request->route.mailbox->context,
                              .rank = request->route.self,
                              .tag = request->route.tag,
                              .length = request->total,
                              .sender = request->id,
                              .call = request->call};
}

void zm_protocol_answer(struct zm_engine *engine, uint32_t rank, struct zm_header header)
{
    zm_job_send(engine->job, (int)rank, &header, NULL, 0, NULL);
}

/* Makes a packed copy of the bytes of a send, if there is none yet. NULL: no memory. */
static const void *copy_message(struct zm_request *request)
{
    if (!request->packed && (request->packed = malloc(request->total)))
        zm_pack(request->buffer, request->count, request->datatype, 0, request->packed,
                request->total);
    return request->packed;
}

/* The bytes of a send, in one piece: the program's buffer or a packed copy. NULL: no memory. */
static const void *whole_message(struct zm_request *request)
{
    if (request->packed || (!request->datatype->contiguous && request->total))
        return copy_message(request);
    return request->buffer;
}

/* ---- Sending ---- */

static bool may_be_eager(const struct zm_engine *engine, int peer, size_t bytes)
{
    const struct zm_flow *flow = &engine->flows[peer];
    bool taken = zm_job_reads(engine->job, peer);
    return bytes <= (taken ? ZM_EAGER_MAX_NEAR : ZM_EAGER_MAX) &&
           flow->sent - flow->acknowledged + bytes + ZM_HEADER_SIZE <= ZM_EAGER_WINDOW;
}

static int no_memory_for(const struct zm_request *request)
{
    return zm_fail(report_of(request->engine), MPI_ERR_NO_MEM, "no memory for %zu bytes",
                   request->total);
}

static int send_eager(struct zm_request *request, enum zm_send_mode mode)
{
    struct zm_engine *engine = request->engine;
    const void *payload = whole_message(request);
    if (!payload && request->total)
        return no_memory_for(request);
    struct zm_header header =
        message_header(request, mode == ZM_SYNCHRONOUS ? ZM_EAGER_SYNC : ZM_EAGER);
    engine->flows[request->route.peer].sent += request->total + ZM_HEADER_SIZE;
    return zm_job_send(engine->job, request->route.peer, &header, payload, request->total, NULL);
}

static int send_request(struct zm_request *request, enum zm_send_mode mode)
{
    if (mode == ZM_COPIED && request->total && !copy_message(request))
        return no_memory_for(request);
    struct zm_header header = message_header(request, ZM_RTS);
    if (request->packed || request->datatype->contiguous) /* the receiver may take it from there */
        header.offset = (uint64_t)(uintptr_t)whole_message(request);
    request->rendezvous = true;
    return zm_job_send(request->engine->job, request->route.peer, &header, NULL, 0, NULL);
}

int zm_send_start(struct zm_engine *engine, const struct zm_route *route, const void *buffer,
                  size_t count, const struct zm_datatype *datatype, enum zm_send_mode mode,
                  const struct zm_signature *call, struct zm_request **request)
{
    int error = new_request(engine, route, buffer, count, datatype, call, request);
    if (error)
        return error;
    struct zm_request *send = *request;
    if (route->peer == MPI_PROC_NULL) {
        zm_request_complete(send, MPI_SUCCESS);
        return MPI_SUCCESS;
    }
    bool eager = may_be_eager(engine, route->peer, send->total);
    bool engages = !eager || mode == ZM_SYNCHRONOUS;
    if (engages) {
        zm_list_append(&route->mailbox->engaged, &send->link);
        error = identify(send);
    }
    if (!error)
        error = eager ? send_eager(send, mode) : send_request(send, mode);
    if (error)
        return discard(request, error);
    if (!engages)
        zm_request_complete(send, MPI_SUCCESS);
    return MPI_SUCCESS;
}

int zm_send(struct zm_engine *engine, const struct zm_route *route, const void *buffer,
            size_t count, const struct zm_datatype *datatype)
{
    struct zm_request *request;
    MPI_Aint displacement;
    size_t bytes = count * datatype->size;
    if (route->peer != MPI_PROC_NULL && zm_datatype_is_row(datatype, count, &displacement) &&
        may_be_eager(engine, route->peer, bytes)) {
        struct zm_header header = {.kind = ZM_EAGER,
                                   .context = route->mailbox->context,
                                   .rank = route->self,
                                   .tag = route->tag,
                                   .length = bytes};
        const void *payload = (const void *)((uintptr_t)buffer + (uintptr_t)displacement);
        engine->flows[route->peer].sent += bytes + ZM_HEADER_SIZE;
        engine->advances++;
        return zm_job_send(engine->job, route->peer, &header, payload, bytes, NULL);
    }
    int error = zm_send_start(engine, route, buffer, count, datatype, ZM_STANDARD, NULL, &request);
    return error ? error : zm_finish(request);
}

/* The receiver is ready for `wanted` bytes: sends them from where they are, in pieces. */
static void send_data(struct zm_request *request, uint64_t receiver, size_t wanted)
{
    struct zm_engine *engine = request->engine;
    zm_table_remove(&engine->requests, request->id); /* nothing else is to be said about it */
    request->id = 0;
    const char *payload = whole_message(request);
    int error = MPI_SUCCESS;
    if (!payload && wanted)
        error = no_memory_for(request);
    size_t piece = zm_job_piece(engine->job, request->route.peer);
    for (size_t offset = 0; offset < wanted && !error; offset += piece) {
        size_t rest = wanted - offset, bytes = rest < piece ? rest : piece;
        struct zm_header header = {.kind = ZM_DATA, .receiver = receiver, .offset = offset};
        zm_loan_take(&request->loan);
        error = zm_job_send(engine->job, request->route.peer, &header, payload + offset, bytes,
                            &request->loan);
    }
    zm_list_remove(&request->link);
    request->error = error; /* explained now; the request may still have to wait for its loan */
    if (error)
        request->why = strdup(report_of(engine)->why);
    zm_list_append(&engine->lent, &request->link);
    zm_protocol_settle(engine);
}

/* Completes a send whose bytes are not used any more: sent, or dropped as the rank is lost. */
static void settle(struct zm_request *request)
{
    int error = request->error;
    if (error)
        zm_fail(report_of(request->engine), error, "%s", request->why ? request->why : "it failed");
    else
        error = zm_check_alive(request->engine, &request->route);
    free(request->why);
    request->why = NULL;
    zm_request_complete(request, error);
}

bool zm_protocol_settle(struct zm_engine *engine)
{
    bool any = false;
    ZM_LIST_EACH(link, &engine->lent) {
        struct zm_request *request = ZM_OBJECT(link, struct zm_request, link);
        if (atomic_load(&request->loan.frames) == 0) {
            settle(request);
            any = true;
        }
    }
    return any;
}

/* ---- Receiving ---- */

/* Counts an eager frame as received, and tells its sender now and then. */
static void credit(struct zm_engine *engine, const struct zm_frame *frame)
{
    uint32_t rank = frame->header.source;
    struct zm_flow *flow = &engine->flows[rank];
    flow->received += frame->bytes + ZM_HEADER_SIZE;
    if (flow->received - flow->credited >= ZM_EAGER_WINDOW / 4) {
        flow->credited = flow->received;
        zm_protocol_answer(engine, rank,
                           (struct zm_header){.kind = ZM_CREDIT, .length = flow->received});
    }
}

void zm_drop_matched(struct zm_engine *engine, struct zm_frame *frame)
{
    if (frame->header.kind != ZM_RTS)
        credit(engine, frame);
    zm_job_release(engine->job, frame);
}

/* Completes a receive of which everything came. */
static void finish_receive(struct zm_request *request)
{
    int error = MPI_SUCCESS;
    if (request->bytes > request->wanted) {
        char other[32] = ""; /* name of the rank, where it has two */
        if (request->source != request->route.peer)
            snprintf(other, sizeof other, " (rank %d of the job)", request->route.peer);
        error = zm_fail(report_of(request->engine), MPI_ERR_TRUNCATE,
                        "the message from rank %d%s with tag %d has %zu bytes, the receive has "
                        "room for %zu",
                        request->source, other, request->tag, request->bytes, request->total);
        request->bytes = request->wanted;
    }
    zm_request_complete(request, error);
}

static void store(struct zm_request *request, size_t offset, const void *bytes, size_t count)
{
    zm_unpack((void *)request->buffer, request->count, request->datatype, request->first + offset,
              bytes, count);
}

/* Takes the bytes of a message right from where its sender has them. False: that cannot be done. */
static bool fetch(struct zm_request *request, const struct zm_header *header)
{
    struct zm_job *job = request->engine->job;
    int rank = (int)header->source;
    if (!header->offset || !request->wanted)
        return false;
    if (request->datatype->contiguous)
        return zm_job_read(job, rank, header->offset, (char *)request->buffer + request->first,
                           request->wanted);
    unsigned char piece[16 * 1024];
    for (size_t offset = 0; offset < request->wanted; offset += sizeof piece) {
        size_t rest = request->wanted - offset, bytes = rest < sizeof piece ? rest : sizeof piece;
        if (!zm_job_read(job, rank, header->offset + offset, piece, bytes))
            return false;
        store(request, offset, piece, bytes);
    }
    return true;
}

/* Brings a message and the receive that it matches together. Does not take the frame over. */
static void deliver(struct zm_request *request, const struct zm_frame *frame)
{
    struct zm_engine *engine = request->engine;
    const struct zm_header *header = &frame->header;
    zm_list_remove(&request->link);
    request->source = header->rank;
    request->tag = header->tag;
    request->route.peer = (int)header->source;
    request->bytes = header->length;
    request->wanted = header->length < request->total ? header->length : request->total;
    if (header->kind != ZM_RTS) {
        store(request, 0, frame->payload, request->wanted);
        credit(engine, frame);
        if (header->kind == ZM_EAGER_SYNC)
            zm_protocol_answer(engine, header->source,
                               (struct zm_header){.kind = ZM_ACK, .sender = header->sender});
        finish_receive(request);
        return;
    }
    bool awaits = request->wanted && !fetch(request, header);
    int error = awaits ? identify(request) : MPI_SUCCESS;
    if (error)
        awaits = false; /* the sender is not to wait for that */
    if (awaits)
        zm_list_append(&request->route.mailbox->engaged, &request->link);
    zm_protocol_answer(engine, header->source,
                       (struct zm_header){.kind = ZM_CTS,
                                          .sender = header->sender,
                                          .receiver = request->id,
                                          .length = awaits ? request->wanted : 0});
    if (error)
        zm_request_complete(request, error);
    else if (!awaits)
        finish_receive(request);
}

/* Matches a receive with a message that is there, or posts it. */
static int begin_receive(struct zm_request **request)
{
    struct zm_request *receive = *request;
    struct zm_engine *engine = receive->engine;
    const struct zm_route *route = &receive->route;
    receive->receives = true;
    if (route->peer == MPI_PROC_NULL) {
        receive->source = MPI_PROC_NULL;
        zm_request_complete(receive, MPI_SUCCESS);
        return MPI_SUCCESS;
    }
    int error;
    struct zm_frame *frame = zm_mailbox_find_unexpected(route->mailbox, route->peer, route->tag);
    if (frame) {
        zm_list_remove(&frame->link);
        deliver(receive, frame);
        zm_job_release(engine->job, frame);
    } else if ((error = zm_check_alive(engine, route)))
        return discard(request, error);
    else
        zm_list_append(&route->mailbox->posted, &receive->link);
    return MPI_SUCCESS;
}

int zm_receive_start(struct zm_engine *engine, const struct zm_route *route, void *buffer,
                     size_t count, const struct zm_datatype *datatype,
                     const struct zm_signature *call, struct zm_request **request)
{
    int error = new_request(engine, route, buffer, count, datatype, call, request);
    return error ? error : begin_receive(request);
}

int zm_receive_slice_start(struct zm_engine *engine, const struct zm_route *route, void *buffer,
                           size_t count, const struct zm_datatype *datatype, size_t first,
                           size_t bytes, struct zm_request **request)
{
    int error = new_request(engine, route, buffer, count, datatype, NULL, request);
    if (error)
        return error;
    (*request)->first = first;
    (*request)->total = bytes;
    return begin_receive(request);
}

const struct zm_header *zm_probe(const struct zm_route *route)
{
    struct zm_frame *frame = zm_mailbox_find_unexpected(route->mailbox, route->peer, route->tag);
    return frame ? &frame->header : NULL;
}

struct zm_frame *zm_match(const struct zm_route *route)
{
    struct zm_frame *frame = zm_mailbox_find_unexpected(route->mailbox, route->peer, route->tag);
    if (frame)
        zm_list_remove(&frame->link);
    return frame;
}

int zm_receive_matched(struct zm_engine *engine, const struct zm_route *route,
                       struct zm_frame *frame, void *buffer, size_t count,
                       const struct zm_datatype *datatype, struct zm_request **request)
{
    int error = new_request(engine, route, buffer, count, datatype, NULL, request);
    if (error)
        return error;
    (*request)->receives = true;
    deliver(*request, frame);
    zm_job_release(engine->job, frame);
    return MPI_SUCCESS;
}

/* ---- Frames that arrive ---- */

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
        deliver(request, frame);
        return false;
    }
    zm_list_append(&mailbox->unexpected, &frame->link);
    zm_job_wake(engine->job); /* somebody may be in MPI_Probe */
    return true;
}

static void take_data(struct zm_request *request, const struct zm_frame *frame)
{
    if (frame->header.offset != request->moved || frame->bytes > request->wanted - request->moved)
        return; /* not from a sender of ours, which keeps order and size */
    store(request, request->moved, frame->payload, frame->bytes);
    request->moved += frame->bytes;
    request->engine->advances++;
    if (request->moved == request->wanted)
        finish_receive(request);
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
            send_data(request, header->receiver, header->length);
        break;
    case ZM_ACK:
        request = zm_protocol_named(engine, header, header->sender, false);
        if (request && !request->rendezvous)
            zm_request_complete(request, MPI_SUCCESS);
        break;
    case ZM_DATA:
        if ((request = zm_protocol_named(engine, header, header->receiver, true)))
            take_data(request, frame);
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
