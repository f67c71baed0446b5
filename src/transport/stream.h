/* SPDX-License-Identifier: BSL-1.0 */
/* What makes the frames between this rank and another one reliable where connections break: each
 * has a number, and is kept until the other rank says that it came.
 *
 * What has come is said in every frame, so where both ranks send it costs nothing; else in
 * receipts, now and then. A receiver takes only the frame that it expects. If that is missing it
 * says so, once for each attempt of the sender's; the sender begins anew from there, over a new
 * connection, which is its next attempt. Nothing else tells that the last frames were lost, so a
 * sender that has heard of no progress for a while asks (PROBE). Receipts and probes have no
 * number: those that are lost are made up for by the next ones.
 *
 * W. C. Lynch: Reliable full-duplex file transmission over half-duplex telephone lines.
 * Communications of the ACM 11(6), 1968. J. Postel: Transmission control protocol. RFC 793, 1981
 * (numbers, what is acknowledged with each segment, going back to what is missing). */
#ifndef ZM_TRANSPORT_STREAM_H
#define ZM_TRANSPORT_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <zmq.h>

#include "base/list.h"
#include "transport/frame.h"

/* A frame that may have to be sent again. The messages share their content with those that were
 * sent. */
struct zm_kept {
    zmq_msg_t head; /* the header and, if `lent` is not set, the payload */
    zmq_msg_t body; /* the payload that was lent, and is until the frame is kept no more */
    bool lent;
};

/* Zeroed it is one by which nothing went so far. Numbers count modulo 2^32. */
struct zm_stream {
    struct zm_link link; /* among those that need tending; unlinked: NULL */
    /* To the other rank. */
    uint32_t next, oldest; /* numbers of the next frame, and of the oldest one that is kept */
    struct zm_kept *kept;  /* by number, modulo `room`, a power of two */
    uint32_t room;
    uint8_t attempt;
    uint32_t watched; /* the oldest one when it was last looked at */
    int64_t probe;    /* when to ask, if that is the oldest one still; 0: not decided */
    int64_t patience; /* how long was waited for that moment */
    /* From the other rank. */
    uint32_t expected;
    uint8_t heard;     /* its latest attempt */
    bool complained;   /* that something of this attempt is missing */
    unsigned owed;     /* frames that came and were not acknowledged yet */
    size_t owed_bytes; /* of those */
    int64_t receipt;   /* when to do so, if nothing is sent before; 0: not decided */
};

/* Gives the next frame its number, and makes room for it to be kept. False: no memory. */
bool zm_stream_number(struct zm_stream *stream, struct zm_header *header);

/* Keeps that frame, whose messages are about to be sent; `body` is NULL, or lent. */
void zm_stream_keep(struct zm_stream *stream, zmq_msg_t *head, zmq_msg_t *body);

/* Forgets that frame, which could not be sent. */
void zm_stream_recall(struct zm_stream *stream);

/* Writes into any header that is about to be sent what came from the other rank. */
void zm_stream_acknowledge(struct zm_stream *stream, struct zm_header *header);

/* Takes note of that in a header from the other rank. What is kept no more is freed. */
void zm_stream_settle(struct zm_stream *stream, uint32_t expected);

/* Frees all that is kept, for the other rank is gone. */
void zm_stream_drop(struct zm_stream *stream);

/* The kept frame with that number. */
static inline struct zm_kept *zm_stream_kept(const struct zm_stream *stream, uint32_t number)
{
    return &stream->kept[number & (stream->room - 1)];
}

static inline bool zm_stream_is_settled(const struct zm_stream *stream)
{
    return stream->oldest == stream->next;
}

/* What to do with a frame that came, with its number. */
enum zm_arrival {
    ZM_TAKE,         /* it is the next one */
    ZM_TAKE_AND_SAY, /* and that is to be acknowledged now */
    ZM_DROP,         /* it came before, or what is before it is already said to be missing */
    ZM_COMPLAIN      /* drop it, and say what is missing */
};
enum zm_arrival zm_stream_arrive(struct zm_stream *stream, const struct zm_header *header,
                                 size_t bytes);

/* Whether something is missing that the other rank has sent before this probe. */
bool zm_stream_lacks(struct zm_stream *stream, const struct zm_header *probe);

/* Whether what this receipt says to be missing is to be sent again: not if it is already. */
bool zm_stream_must_resume(const struct zm_stream *stream, const struct zm_header *receipt);

/* Makes the header of a kept frame, which was encoded for an earlier attempt, one of this. */
void zm_stream_renew(struct zm_stream *stream, unsigned char *wire);

/* What is to be said to the other rank now: a kind, RECEIPT or PROBE, or 0 for nothing. *due
 * becomes the moment when this is to be asked again, if it is earlier. */
int zm_stream_tend(struct zm_stream *stream, int64_t now, int64_t *due);

/* Whether there will be something to say, if nothing happens. */
static inline bool zm_stream_needs_tending(const struct zm_stream *stream)
{
    return stream->owed || !zm_stream_is_settled(stream);
}

#endif
