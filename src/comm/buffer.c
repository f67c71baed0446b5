/* SPDX-License-Identifier: BSL-1.0 */
/* Buffered sends. */
#include "comm/buffer.h"

#include <mpi.h>
#include <stdlib.h>

#include "comm/comm.h"
#include "comm/session.h"

/* A message in a buffer. */
struct parcel {
    struct zm_link link;
    struct zm_buffer *buffer;
    struct zm_request *request; /* the send */
    struct zm_comm *comm;       /* retained: the program may free it before the message has left */
    size_t bytes;               /* of the buffer */
    uint64_t number;
};

/* Somebody waits for the first `number` messages of a buffer. */
struct flush {
    struct zm_link link;
    struct zm_request *request;
    uint64_t number;
    size_t left; /* of these */
};

void zm_buffer_init(struct zm_buffer *buffer)
{
    *buffer = (struct zm_buffer){.attached = false};
    zm_list_init(&buffer->pending);
    zm_list_init(&buffer->flushes);
}

int zm_buffer_attach(struct zm_engine *engine, struct zm_buffer *buffer, void *address, size_t size)
{
    if (buffer->attached)
        return zm_fail(engine->job->report, MPI_ERR_BUFFER,
                       "a buffer of %zu bytes is attached already", buffer->size);
    buffer->attached = true;
    buffer->address = address;
    buffer->size = address == MPI_BUFFER_AUTOMATIC ? 0 : size;
    return MPI_SUCCESS;
}

static bool is_empty(void *buffer)
{
    return zm_list_empty(&((struct zm_buffer *)buffer)->pending);
}

void zm_buffer_detach(struct zm_engine *engine, struct zm_buffer *buffer, void **address,
                      size_t *size)
{
    zm_wait_until(engine, is_empty, buffer, NULL);
    *address = buffer->address;
    *size = buffer->size;
    buffer->attached = false;
    buffer->address = NULL;
    buffer->size = 0;
}

int zm_buffer_flush(struct zm_engine *engine, struct zm_buffer *buffer, struct zm_request **request)
{
    struct flush *flush = malloc(sizeof *flush);
    struct zm_request *made = flush ? zm_request_new(engine) : NULL;
    if (!made) {
        free(flush);
        return zm_fail(engine->job->report, MPI_ERR_NO_MEM, "no memory for a request");
    }
    *flush = (struct flush){.request = made, .number = buffer->sent};
    ZM_LIST_EACH(link, &buffer->pending)
        flush->left++;
    zm_list_append(&buffer->flushes, &flush->link);
    made->content = flush;
    made->fini = free;
    if (flush->left == 0) {
        zm_list_remove(&flush->link);
        zm_request_complete(made, MPI_SUCCESS);
    }
    *request = made;
    return MPI_SUCCESS;
}

/* The message has left, or never will. */
static void on_sent(void *owner, struct zm_request *request)
{
    struct parcel *parcel = owner;
    struct zm_buffer *buffer = parcel->buffer;
    zm_request_free(request);
    zm_list_remove(&parcel->link);
    buffer->used -= parcel->bytes;
    ZM_LIST_EACH(link, &buffer->flushes) {
        struct flush *flush = ZM_OBJECT(link, struct flush, link);
        if (parcel->number < flush->number && --flush->left == 0) {
            zm_list_remove(&flush->link);
            zm_request_complete(flush->request, MPI_SUCCESS);
        }
    }
    zm_comm_release(parcel->comm);
    free(parcel);
}

static struct zm_buffer *find_buffer(struct zm_comm *comm)
{
    struct zm_session *session = comm->group->session;
    if (comm->buffer.attached)
        return &comm->buffer;
    return session && session->buffer.attached ? &session->buffer : &comm->comms->buffer;
}

/* Whether no message's bytes are on their way. */
static bool is_still(void *buffer)
{
    ZM_LIST_EACH(link, &((struct zm_buffer *)buffer)->pending) {
        const struct parcel *parcel = ZM_OBJECT(link, struct parcel, link);
        if (atomic_load(&parcel->request->loan.frames))
            return false;
    }
    return true;
}

/* Whether a message that takes `bytes` bytes fits, when what has left in the meantime is out. What
 * is on its way leaves soon, and its receiver may have it already. */
static bool fits(struct zm_engine *engine, struct zm_buffer *buffer, size_t bytes)
{
    if (buffer->address == MPI_BUFFER_AUTOMATIC)
        return true;
    if (bytes > buffer->size)
        return false;
    while (bytes > buffer->size - buffer->used) {
        if (!is_still(buffer))
            zm_wait_until(engine, is_still, buffer, NULL);
        else if (!zm_progress(engine))
            return false;
    }
    return true;
}

int zm_buffer_send(struct zm_comm *comm, const struct zm_route *route, const void *memory,
                   size_t count, const struct zm_datatype *datatype, struct zm_request **request)
{
    struct zm_engine *engine = comm->comms->engine;
    struct zm_buffer *buffer = find_buffer(comm);
    size_t bytes = count * datatype->size + MPI_BSEND_OVERHEAD;
    if (route->peer != MPI_PROC_NULL && !fits(engine, buffer, bytes))
        return zm_fail(engine->job->report, MPI_ERR_BUFFER,
                       "the message takes %zu bytes, MPI_BSEND_OVERHEAD included; %zu of the "
                       "%zu bytes attached are free",
                       bytes, buffer->size - buffer->used, buffer->size);
    int error = zm_send_start(engine, route, memory, count, datatype, ZM_COPIED, NULL, request);
    if (error || (*request)->complete)
        return error;
    struct parcel *parcel = malloc(sizeof *parcel);
    struct zm_request *send = *request, *done = parcel ? zm_request_new(engine) : NULL;
    if (!done) {
        free(parcel);
        return MPI_SUCCESS; /* then the program itself has to wait until it has left */
    }
    *parcel = (struct parcel){.buffer = buffer,
                              .request = send,
                              .comm = zm_comm_retain(comm),
                              .bytes = bytes,
                              .number = buffer->sent++};
    zm_list_append(&buffer->pending, &parcel->link);
    buffer->used += bytes;
    send->owner = parcel;
    send->notify = on_sent;
    zm_request_complete(done, MPI_SUCCESS);
    *request = done;
    return MPI_SUCCESS;
}
