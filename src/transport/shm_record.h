/* SPDX-License-Identifier: BSL-1.0 */
/* How a frame lies in a ring: a record, which begins on a cache line of its own, so that a short
 * message is one line that goes from one processor to the other.
 *
 * A record has only the fields of the header that are not known to both sides or zero, and the
 * payload behind them. Its size is written last: as long as that is 0 the record is not there yet.
 * So the writer makes the size of the record that is to follow 0 before it shows a record. */
#ifndef ZM_TRANSPORT_SHM_RECORD_H
#define ZM_TRANSPORT_SHM_RECORD_H

#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>

#include "transport/frame.h"

#define ZM_SHM_LINE ((size_t)64)

struct zm_shm_record {
    atomic_uint size; /* of the whole, in bytes, a multiple of a line; 0: it is not there yet */
    uint32_t bytes;   /* of payload */
    uint8_t kind;
    bool more; /* struct zm_shm_more follows */
    int32_t rank, tag;
    uint64_t context;
};

/* What only a message in several frames, or of a collective, needs. */
struct zm_shm_more {
    uint64_t length, sender, receiver, offset;
    struct zm_signature call;
};

static inline bool zm_shm_needs_more(const struct zm_header *header, size_t bytes)
{
    return header->call.collective || header->length != bytes || header->sender ||
           header->receiver || header->offset;
}

/* Bytes of a record for that frame. */
static inline size_t zm_shm_record_size(const struct zm_header *header, size_t bytes)
{
    size_t more = zm_shm_needs_more(header, bytes) ? sizeof(struct zm_shm_more) : 0;
    return (sizeof(struct zm_shm_record) + more + bytes + ZM_SHM_LINE - 1) & ~(ZM_SHM_LINE - 1);
}

/* Fills in all of a record but its size. */
static inline void zm_shm_record_write(struct zm_shm_record *record, const struct zm_header *header,
                                       const void *payload, size_t bytes)
{
    unsigned char *rest = (unsigned char *)(record + 1);
    record->bytes = (uint32_t)bytes;
    record->kind = header->kind;
    record->more = zm_shm_needs_more(header, bytes);
    record->rank = header->rank;
    record->tag = header->tag;
    record->context = header->context;
    if (record->more) {
        *(struct zm_shm_more *)(void *)rest = (struct zm_shm_more){
            header->length, header->sender, header->receiver, header->offset, header->call};
        rest += sizeof(struct zm_shm_more);
    }
    if (bytes)
        memcpy(rest, payload, bytes);
}

/* Reads a record that is there; `header` gets all fields but job and source, which the ring tells,
 * and those that are the transport's over ZeroMQ. Returns where the payload is. */
static inline const void *zm_shm_record_read(const struct zm_shm_record *record,
                                             struct zm_header *header)
{
    static const struct zm_shm_more none;
    const struct zm_shm_more *more =
        record->more ? (const struct zm_shm_more *)(record + 1) : &none;
    header->kind = record->kind;
    header->rank = record->rank;
    header->tag = record->tag;
    header->context = record->context;
    header->length = record->more ? more->length : record->bytes;
    header->sender = more->sender;
    header->receiver = more->receiver;
    header->offset = more->offset;
    header->call = more->call;
    return record->more ? (const void *)(more + 1) : (const void *)(record + 1);
}

#endif
