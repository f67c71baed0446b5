/* SPDX-License-Identifier: BSL-1.0 */
/* What the streams between ranks say to each other, so that frames which are lost with their
 * connection are sent again: see stream.h. */
#include <string.h>

#include "base/clock.h"
#include "transport/zmq_internal.h"

void zm_zmq_note_stream(struct zm_zmq *self, struct zm_stream *stream)
{
    if (!stream->link.next && zm_stream_needs_tending(stream))
        zm_list_append(&self->tending, &stream->link);
}

/* Says something of the transport's own. That it cannot be sent is no worse than that it is lost.
 */
static void say(struct zm_zmq *self, struct zm_zmq_link *link, enum zm_kind kind, unsigned flags,
                uint8_t attempt)
{
    struct zm_header header = {.kind = (uint8_t)kind,
                               .flags = (uint8_t)flags,
                               .attempt = attempt,
                               .job = self->job,
                               .source = (uint32_t)self->rank,
                               .sequence = link->stream.next};
    zm_stream_acknowledge(&link->stream, &header);
    if (link->push)
        zm_zmq_send_frame(link->push, NULL, &header, NULL, 0, NULL);
}

static void say_receipt(struct zm_zmq *self, struct zm_zmq_link *link, bool missing)
{
    say(self, link, ZM_RECEIPT, missing ? ZM_MISSING : 0, link->stream.heard);
}

static void say_probe(struct zm_zmq *self, struct zm_zmq_link *link)
{
    say(self, link, ZM_PROBE, 0, link->stream.attempt);
}

/* Sends a kept frame once more. */
static bool send_again(void *push, struct zm_stream *stream, struct zm_kept *frame)
{
    zmq_msg_t head, body;
    size_t bytes = zmq_msg_size(&frame->head);
    if (zmq_msg_init_size(&head, bytes) != 0)
        return false;
    memcpy(zmq_msg_data(&head), zmq_msg_data(&frame->head), bytes);
    zm_stream_renew(stream, zmq_msg_data(&head));
    if (frame->lent) {
        zmq_msg_init(&body);
        zmq_msg_copy(&body, &frame->body);
    }
    return zm_zmq_send_parts(push, &head, frame->lent ? &body : NULL);
}

/* Begins anew from the oldest frame that is kept, by a new connection, for the old one may be full
 * of frames that nobody can use any more. What cannot be sent now is asked for later. */
static void resume(struct zm_zmq *self, struct zm_zmq_link *link)
{
    void *push = zm_zmq_open_push(self, link->endpoint);
    if (!push)
        return;
    if (self->way == link->push)
        zm_zmq_dismiss_guide(self);
    zm_zmq_close_socket(link->push, 0);
    link->push = push;
    link->stream.attempt++;
    for (uint32_t i = link->stream.oldest; i != link->stream.next; i++)
        if (!send_again(push, &link->stream, zm_stream_kept(&link->stream, i)))
            return;
}

/* Whether the peer does not know the job's number yet, so that it cannot say what is missing. */
static bool is_unwelcome(const struct zm_stream *stream)
{
    struct zm_header header;
    zmq_msg_t *head = &zm_stream_kept(stream, stream->oldest)->head;
    return zm_header_decode(&header, zmq_msg_data(head), zmq_msg_size(head)) &&
           header.kind == ZM_WELCOME;
}

static void take_receipt(struct zm_zmq *self, struct zm_zmq_link *link,
                         const struct zm_header *receipt)
{
    if (!(receipt->flags & ZM_MISSING) || !link->push || !link->endpoint)
        return;
    if (zm_stream_must_resume(&link->stream, receipt))
        resume(self, link);
    else
        say_probe(self, link); /* a sign of life by the new connection, which was asked for too */
}

bool zm_zmq_accept(struct zm_transport *base, const struct zm_frame *frame)
{
    struct zm_zmq *self = (struct zm_zmq *)base;
    const struct zm_header *header = &frame->header;
    struct zm_zmq_link *link = &self->links[header->source];
    if (!self->job || header->job != self->job)
        return true;
    zm_stream_settle(&link->stream, header->expected);
    if (header->kind == ZM_RECEIPT)
        take_receipt(self, link, header);
    else if (header->kind == ZM_PROBE)
        say_receipt(self, link, zm_stream_lacks(&link->stream, header));
    if (!(header->flags & ZM_NUMBERED))
        return true;
    enum zm_arrival arrival = zm_stream_arrive(&link->stream, header, frame->bytes);
    if (arrival == ZM_TAKE_AND_SAY || arrival == ZM_COMPLAIN)
        say_receipt(self, link, arrival == ZM_COMPLAIN);
    zm_zmq_note_stream(self, &link->stream);
    return arrival == ZM_TAKE || arrival == ZM_TAKE_AND_SAY;
}

void zm_zmq_nudge(struct zm_transport *base, int peer)
{
    struct zm_zmq *self = (struct zm_zmq *)base;
    if (self->job && self->links[peer].endpoint)
        say_receipt(self, &self->links[peer], true);
}

bool zm_zmq_settled(struct zm_transport *base, int peer)
{
    return zm_stream_is_settled(&((struct zm_zmq *)base)->links[peer].stream);
}

void zm_zmq_say_last(struct zm_zmq *self)
{
    ZM_LIST_EACH(each, &self->tending) {
        struct zm_stream *stream = ZM_OBJECT(each, struct zm_stream, link);
        if (stream->owed)
            say_receipt(self, ZM_OBJECT(stream, struct zm_zmq_link, stream), false);
    }
}

int64_t zm_zmq_tend(struct zm_transport *base)
{
    struct zm_zmq *self = (struct zm_zmq *)base;
    int64_t due = ZM_NEVER;
    if (zm_list_empty(&self->tending))
        return due;
    int64_t now = zm_now();
    ZM_LIST_EACH(each, &self->tending) {
        struct zm_stream *stream = ZM_OBJECT(each, struct zm_stream, link);
        struct zm_zmq_link *link = ZM_OBJECT(stream, struct zm_zmq_link, stream);
        switch (zm_stream_tend(stream, now, &due)) {
        case ZM_RECEIPT:
            say_receipt(self, link, false);
            break;
        case ZM_PROBE:
            if (is_unwelcome(stream))
                resume(self, link);
            else
                say_probe(self, link);
            break;
        }
        if (!zm_stream_needs_tending(stream)) {
            zm_list_remove(each);
            each->next = NULL;
        }
    }
    return due;
}
