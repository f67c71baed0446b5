/* SPDX-License-Identifier: BSL-1.0 */
/* The transport from a rank to itself: a queue in memory. */
#include <mpi.h>
#include <stdlib.h>
#include <string.h>

#include "transport/transport.h"

struct parcel {
    struct zm_link link;
    struct zm_header header;
    size_t bytes;
    const void *payload; /* lent, or `copy` */
    struct zm_loan *loan;
    unsigned char copy[];
};

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
    struct parcel *parcel = malloc(sizeof *parcel + (loan ? 0 : bytes));
    if (!parcel) {
        if (loan)
            zm_loan_return(loan);
        return zm_fail(report, MPI_ERR_NO_MEM, "no memory for a message of %zu bytes", bytes);
    }
    *parcel = (struct parcel){.header = *header, .bytes = bytes, .payload = payload, .loan = loan};
    if (!loan) {
        if (bytes)
            memcpy(parcel->copy, payload, bytes);
        parcel->payload = parcel->copy;
    }
    zm_list_append(&self->queue, &parcel->link);
    return MPI_SUCCESS;
}

static int self_receive(struct zm_transport *base, struct zm_frame *frame)
{
    struct self *self = (struct self *)base;
    if (zm_list_empty(&self->queue))
        return 0;
    struct parcel *parcel = ZM_OBJECT(self->queue.next, struct parcel, link);
    zm_list_remove(&parcel->link);
    frame->header = parcel->header;
    frame->payload = parcel->payload;
    frame->bytes = parcel->bytes;
    frame->transport = base;
    memcpy(frame->storage, &parcel, sizeof parcel);
    return 1;
}

static void self_release(struct zm_transport *base, struct zm_frame *frame)
{
    (void)base;
    struct parcel *parcel;
    memcpy(&parcel, frame->storage, sizeof parcel);
    if (parcel->loan)
        zm_loan_return(parcel->loan);
    free(parcel);
}

static int self_connection(struct zm_transport *base, const struct zm_frame *frame)
{
    (void)base, (void)frame;
    return -1;
}

static enum zm_event self_event(struct zm_transport *base, int *connection)
{
    (void)base, (void)connection;
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
                                       .connection = self_connection,
                                       .event = self_event,
                                       .descriptors = self_descriptors,
                                       .close = self_close,
                                       .piece = ZM_PAYLOAD_MAX};
    zm_list_init(&self->queue);
    return &self->base;
}
