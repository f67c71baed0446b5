/* SPDX-License-Identifier: BSL-1.0 */
/* Frames that are numbered and kept until they have come. */
#include "transport/stream.h"

#include <stdlib.h>

#include "base/clock.h"

#define ROOM 16U                             /* frames at first */
#define OWED_MAX 64                          /* frames that are acknowledged at once */
#define OWED_BYTES_MAX ((size_t)1024 * 1024) /* the same, for the memory that they take */
#define RECEIPT_DELAY (40 * ZM_MILLISECOND)
#define PATIENCE (100 * ZM_MILLISECOND) /* before a probe; twice as long after each in vain */
#define PATIENCE_MAX ZM_SECOND

/* ---- Sending ---- */

static void move(zmq_msg_t *to, zmq_msg_t *from)
{
    zmq_msg_init(to);
    zmq_msg_move(to, from);
}

static bool make_room(struct zm_stream *stream)
{
    uint32_t room = stream->room ? 2 * stream->room : ROOM;
    struct zm_kept *larger = malloc(room * sizeof *larger);
    if (!larger)
        return false;
    for (uint32_t i = stream->oldest; i != stream->next; i++) {
        struct zm_kept *from = zm_stream_kept(stream, i), *to = &larger[i & (room - 1)];
        move(&to->head, &from->head);
        if ((to->lent = from->lent))
            move(&to->body, &from->body);
    }
    free(stream->kept);
    stream->kept = larger;
    stream->room = room;
    return true;
}

bool zm_stream_number(struct zm_stream *stream, struct zm_header *header)
{
    if (stream->next - stream->oldest == stream->room && !make_room(stream))
        return false;
    header->flags |= ZM_NUMBERED;
    header->attempt = stream->attempt;
    header->sequence = stream->next;
    return true;
}

static void share(zmq_msg_t *copy, zmq_msg_t *message)
{
    zmq_msg_init(copy);
    zmq_msg_copy(copy, message);
}

void zm_stream_keep(struct zm_stream *stream, zmq_msg_t *head, zmq_msg_t *body)
{
    struct zm_kept *frame = zm_stream_kept(stream, stream->next++);
    frame->lent = body != NULL;
    share(&frame->head, head);
    if (body)
        share(&frame->body, body);
}

static void forget(struct zm_kept *frame)
{
    zmq_msg_close(&frame->head);
    if (frame->lent)
        zmq_msg_close(&frame->body);
}

void zm_stream_recall(struct zm_stream *stream)
{
    forget(zm_stream_kept(stream, --stream->next));
}

void zm_stream_acknowledge(struct zm_stream *stream, struct zm_header *header)
{
    header->expected = stream->expected;
    stream->owed = 0;
    stream->owed_bytes = 0;
    stream->receipt = 0;
}

void zm_stream_settle(struct zm_stream *stream, uint32_t expected)
{
    if (expected - stream->oldest > stream->next - stream->oldest)
        return; /* it is older than what is known */
    while (stream->oldest != expected)
        forget(zm_stream_kept(stream, stream->oldest++));
}

void zm_stream_drop(struct zm_stream *stream)
{
    zm_stream_settle(stream, stream->next);
    free(stream->kept);
    stream->kept = NULL;
    stream->room = 0;
}

bool zm_stream_must_resume(const struct zm_stream *stream, const struct zm_header *receipt)
{
    return receipt->attempt == stream->attempt && !zm_stream_is_settled(stream);
}

void zm_stream_renew(struct zm_stream *stream, unsigned char *wire)
{
    zm_header_renew(wire, stream->attempt, stream->expected);
}

/* ---- Receiving ---- */

/* Notes the attempt that a frame is of. False: it is an older one. */
static bool is_latest(struct zm_stream *stream, uint8_t attempt)
{
    if ((int8_t)(attempt - stream->heard) > 0) {
        stream->heard = attempt;
        stream->complained = false;
    }
    return attempt == stream->heard;
}

enum zm_arrival zm_stream_arrive(struct zm_stream *stream, const struct zm_header *header,
                                 size_t bytes)
{
    bool latest = is_latest(stream, header->attempt);
    if (header->sequence == stream->expected) {
        stream->expected++;
        stream->owed++;
        stream->owed_bytes += bytes;
        bool now = header->flags & ZM_URGENT || stream->owed >= OWED_MAX ||
                   stream->owed_bytes >= OWED_BYTES_MAX;
        return now ? ZM_TAKE_AND_SAY : ZM_TAKE;
    }
    if ((int32_t)(header->sequence - stream->expected) < 0) {
        stream->owed++; /* its sender does not seem to know that it came */
        return ZM_DROP;
    }
    if (!latest || stream->complained)
        return ZM_DROP;
    stream->complained = true;
    return ZM_COMPLAIN;
}

bool zm_stream_lacks(struct zm_stream *stream, const struct zm_header *probe)
{
    return is_latest(stream, probe->attempt) && (int32_t)(probe->sequence - stream->expected) > 0;
}

/* ---- Both ---- */

static bool is_due(int64_t moment, int64_t now, int64_t *due)
{
    if (now >= moment)
        return true;
    if (moment < *due)
        *due = moment;
    return false;
}

/* Whether no progress was heard of for too long. */
static bool must_probe(struct zm_stream *stream, int64_t now, int64_t *due)
{
    if (zm_stream_is_settled(stream)) {
        stream->probe = 0;
        return false;
    }
    if (stream->probe == 0 || stream->watched != stream->oldest)
        stream->patience = PATIENCE;
    else if (is_due(stream->probe, now, due)) {
        if (stream->patience < PATIENCE_MAX)
            stream->patience *= 2;
        stream->probe = now + stream->patience;
        is_due(stream->probe, now, due);
        return true;
    } else
        return false;
    stream->watched = stream->oldest;
    stream->probe = now + stream->patience;
    is_due(stream->probe, now, due);
    return false;
}

int zm_stream_tend(struct zm_stream *stream, int64_t now, int64_t *due)
{
    if (must_probe(stream, now, due))
        return ZM_PROBE;
    if (!stream->owed)
        return 0;
    if (stream->receipt == 0)
        stream->receipt = now + RECEIPT_DELAY;
    return is_due(stream->receipt, now, due) ? ZM_RECEIPT : 0;
}
