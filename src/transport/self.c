/* SPDX-License-Identifier: BSL-1.0 */
/* The transport from a rank to itself: a queue in memory. */
#include <mpi.h>
#include <stdlib.h>
#include <string.h>

#include "transport/parcel.h"

struct self {
    struct zm_transport base;
    struct zm_link queue;
};

static int self_connect(struct zm_transport *base, int peer, const char *endpoint,
                        struct zm_report *report)
{
    (void)base, (void)peer, (void)endpoint, (void)report;
    return MPI_SUCCESS;
}

static void self_disconnect(struct zm_transport *base, int peer)
{
    (void)base, (void)peer;
}

static int self_send(struct zm_transport *base, int peer, const struct zm_header *header,
                     const void *payload, size_t bytes, struct zm_loan *loan,
                     struct zm_report *report)
{
    (void)peer;
    struct self *self = (struct self *)base;
    return zm_parcel_append(&self->queue, header, payload, bytes, loan, report);
}

static int self_receive(struct zm_transport *base, struct zm_frame *frame)
{
    struct self *self = (struct self *)base;
    if (zm_list_empty(&self->queue))
        return 0;
    struct zm_parcel *parcel = ZM_OBJECT(self->queue.next, struct zm_parcel, link);
    zm_list_remove(&parcel->link);
    frame->header = parcel->header;
    frame->payload = parcel->payload;
    frame->bytes = parcel->bytes;
    frame->transport = base;
    memcpy(frame->storage, &parcel, sizeof parcel);
    return 1;
}

static bool self_look(struct zm_transport *base, int times)
{
    (void)times;
    return !zm_list_empty(&((struct self *)base)->queue);
}

static void self_release(struct zm_transport *base, struct zm_frame *frame)
{
    (void)base;
    struct zm_parcel *parcel;
    memcpy(&parcel, frame->storage, sizeof parcel);
    zm_parcel_free(parcel);
}

static int self_connection(struct zm_transport *base, const struct zm_frame *frame)
{
    (void)base, (void)frame;
    return -1;
}

static enum zm_event self_event(struct zm_transport *base, int *connection, const char **words)
{
    (void)base, (void)connection, (void)words;
    return ZM_NO_EVENT;
}

static int self_descriptors(struct zm_transport *base, struct pollfd *descriptors)
{
    (void)base, (void)descriptors;
    return 0;
}

static void self_close(struct zm_transport *base, int milliseconds)
{
    (void)milliseconds;
    struct zm_frame frame;
    while (self_receive(base, &frame))
        self_release(base, &frame);
    free(base);
}

struct zm_transport *zm_self_open(void)
{
    struct self *self = malloc(sizeof *self);
    if (!self)
        return NULL;
    self->base = (struct zm_transport){.connect = self_connect,
                                       .disconnect = self_disconnect,
                                       .send = self_send,
                                       .receive = self_receive,
                                       .release = self_release,
                                       .look = self_look,
                                       .connection = self_connection,
                                       .event = self_event,
                                       .descriptors = self_descriptors,
                                       .close = self_close,
                                       .piece = ZM_PAYLOAD_MAX};
    zm_list_init(&self->queue);
    return &self->base;
}
