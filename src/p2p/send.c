/* SPDX-License-Identifier: BSL-1.0 */
/* Sends: eager, or with a rendezvous when the receiver is ready. */
#include <mpi.h>
#include <stdlib.h>
#include <string.h>

#include "p2p/internal.h"
#include "type/pack.h"

static struct zm_report *report_of(const struct zm_engine *engine)
{
    return engine->job->report;
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
    int error = zm_request_begin(engine, route, buffer, count, datatype, call, request);
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
        error = zm_request_identify(send);
    }
    if (!error)
        error = eager ? send_eager(send, mode) : send_request(send, mode);
    if (error)
        return zm_request_discard(request, error);
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

void zm_send_data(struct zm_request *request, uint64_t receiver, size_t wanted)
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
    zm_send_settle(engine);
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

bool zm_send_settle(struct zm_engine *engine)
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
