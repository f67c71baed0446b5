/* SPDX-License-Identifier: BSL-1.0 */
/* The frame, the unit that travels between ranks: a header of fixed size, in little-endian order,
 * and a payload.
 *
 *     offset size            offset size             offset size
 *          0    4  magic         20    4  rank           56    8  sender
 *          4    1  version       24    4  sequence       64    8  receiver
 *          5    1  kind          28    4  expected       72    8  offset
 *          6    1  flags         32    8  context        80    1  call: collective
 *          7    1  attempt       40    4  tag            81    1  call: op
 *          8    8  job           44    4  call: number   82    1  call: algorithm
 *         16    4  source        48    8  length         83    1  zero
 *                                                        84    4  call: root
 *                                                        88    8  call: bytes
 *
 * Sequence, expected, flags and attempt are the transport's: see transport/stream.h.
 */
#ifndef ZM_TRANSPORT_FRAME_H
#define ZM_TRANSPORT_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ZM_HEADER_SIZE 96 /* bytes on the wire */

/* Largest payload of a single frame, in bytes: larger messages travel in pieces. */
#define ZM_PAYLOAD_MAX ((size_t)1024 * 1024)

enum zm_kind {
    /* of the job */
    ZM_HELLO = 1, /* I am here; tag: ranks of the job, context: digest of its addresses */
    ZM_READY,     /* so is everybody below me in the tree; payload: their roster */
    ZM_WELCOME,   /* everybody is; job: its number from now on, receiver: the one before, payload:
                     the roster */
    ZM_GREET,     /* opens the way back to a rank that sends to me */
    ZM_ABORT,     /* the job ends; tag: exit status, payload: the reason in words */
    ZM_LOST,      /* the rank in tag is lost; length: 1 if since it cannot be reached, else 0 */
    ZM_BYE,       /* nothing comes after this */
    ZM_OFFER,     /* memory to share; tag, sender, receiver: see transport/shm.h */
    ZM_ACCEPT,    /* the answer to that */
    ZM_CHANGE,    /* what comes next from this rank comes through shared memory */
    ZM_RECEIPT,   /* of the transport: what it has received is in `expected` */
    ZM_PROBE,     /* of the transport: `sequence` comes next; has all before it come? */
    ZM_JOIN,      /* I am here, who knows only you; tag: ranks, payload: see job/introduction.h */
    ZM_INTRODUCE, /* the answer; payload: you, and your parent in the tree */
    /* of point-to-point communication */
    ZM_EAGER,      /* a whole message */
    ZM_EAGER_SYNC, /* the same, which `sender` wants acknowledged when it is matched */
    ZM_RTS,        /* request to send `length` bytes for `sender`, which lie at `offset`, or 0 */
    ZM_CTS,        /* clear to send `length` of them to `receiver`, who is ready; for `sender` */
    ZM_DATA,       /* payload: the bytes from `offset` on, for `receiver` */
    ZM_ACK,        /* the message of `sender` is matched */
    ZM_CREDIT,     /* length: bytes of your eager messages that were received so far */
    ZM_CANCEL,     /* the message of `sender` is not to be received, if it is not matched yet */
    ZM_CANCELLED,  /* it was not, and will not be */
    /* of collectives; `call` says which */
    ZM_QUERY,    /* I wait for you in this call: are you in the same? */
    ZM_DISAGREE, /* I am, or was, in this other call under that number */
    ZM_GAVE_UP,  /* I was in the same call, and failed; or will not come. Payload: why */
    ZM_REFUSED,  /* the numbers of my calls are not yours any more */
    ZM_KIND_END
};

enum zm_flag {
    ZM_NUMBERED = 1, /* the frame has a number, and will be sent again if it is lost */
    ZM_URGENT = 2,   /* its sender wants to hear at once that it came */
    ZM_MISSING = 4,  /* of a receipt: what `expected` says, and all after it, is to be sent again */
    ZM_FLAGS_END = 8
};

/* What all ranks that take part in a collective must have in common. */
struct zm_signature {
    uint8_t collective; /* which operation; 0: the frame is not of a collective */
    uint8_t op;         /* which reduction operator; 0: none */
    uint8_t algorithm;  /* how it is done; 0: there is one way only */
    int32_t root;       /* rank; -1: none */
    uint64_t bytes;     /* of the block that each rank contributes or receives */
    uint32_t number;    /* of the call among all in the communicator, modulo 2^32 */
};

struct zm_header {
    uint8_t kind;
    uint8_t flags;
    uint8_t attempt; /* how often what was lost had to be sent again so far, modulo 2^8 */
    uint32_t source; /* rank of the sender in the job */
    int32_t rank;    /* rank of the sender in the communicator */
    int32_t tag;
    uint32_t sequence; /* number of the frame among those from `source` to this rank */
    uint32_t expected; /* number of the next one that `source` expects from this rank */
    uint64_t job;      /* number of the job */
    uint64_t context;  /* of the communicator */
    uint64_t length;   /* bytes in the whole message */
    uint64_t sender;   /* identifier of the send request, at the sender */
    uint64_t receiver; /* identifier of the receive request, at the receiver */
    uint64_t offset;   /* bytes of the message before this payload */
    struct zm_signature call;
};

/* Writes `header` as ZM_HEADER_SIZE bytes to `wire`. */
void zm_header_encode(const struct zm_header *header, unsigned char *wire);

/* Reads a header from the first bytes of a frame of `bytes` bytes. False if that is none: too
 * short, wrong magic or version, unknown kind, or something where zeros must be. */
bool zm_header_decode(struct zm_header *header, const unsigned char *wire, size_t bytes);

/* Changes what is different in an encoded header each time that it is sent. */
void zm_header_renew(unsigned char *wire, uint8_t attempt, uint32_t expected);

#endif
