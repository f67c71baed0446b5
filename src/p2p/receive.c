/* SPDX-License-Identifier: BSL-1.0 */
/* Receives: matched with messages, whose bytes come with them, are fetched, or are sent for. */
#include <mpi.h>
#include <stdio.h>
#include <string.h>

#include "p2p/internal.h"
#include "type/pack.h"

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
        error = zm_fail(request->engine->job->report, MPI_ERR_TRUNCATE,
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

void zm_receive_deliver(struct zm_request *request, const struct zm_frame *frame)
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
    int error = awaits ? zm_request_identify(request) : MPI_SUCCESS;
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
        zm_receive_deliver(receive, frame);
        zm_job_release(engine->job, frame);
    } else if ((error = zm_check_alive(engine, route)))
        return zm_request_discard(request, error);
    else
        zm_list_append(&route->mailbox->posted, &receive->link);
    return MPI_SUCCESS;
}

int zm_receive_start(struct zm_engine *engine, const struct zm_route *route, void *buffer,
                     size_t count, const struct zm_datatype *datatype,
                     const struct zm_signature *call, struct zm_request **request)
{
    int error = zm_request_begin(engine, route, buffer, count, datatype, call, request);
    return error ? error : begin_receive(request);
}

int zm_receive_slice_start(struct zm_engine *engine, const struct zm_route *route, void *buffer,
                           size_t count, const struct zm_datatype *datatype, size_t first,
                           size_t bytes, struct zm_request **request)
{
    int error = zm_request_begin(engine, route, buffer, count, datatype, NULL, request);
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
    int error = zm_request_begin(engine, route, buffer, count, datatype, NULL, request);
    if (error)
        return error;
    (*request)->receives = true;
    zm_receive_deliver(*request, frame);
    zm_job_release(engine->job, frame);
    return MPI_SUCCESS;
}

void zm_receive_data(struct zm_request *request, const struct zm_frame *frame)
{
    if (frame->header.offset != request->moved || frame->bytes > request->wanted - request->moved)
        return; /* not from a sender of ours, which keeps order and size */
    store(request, request->moved, frame->payload, frame->bytes);
    request->moved += frame->bytes;
    request->engine->advances++;
    if (request->moved == request->wanted)
        finish_receive(request);
}
