/* SPDX-License-Identifier: BSL-1.0 */
/* Pack and unpack: one walk over the segments of a datatype, compiled once for each direction. */
#include "type/pack.h"

#include <stdint.h>
#include <string.h>

enum direction { PACK, UNPACK };

/* The walk is inlined into zm_pack and zm_unpack, so that the direction is a constant in each, and
 * copy_blocks once more for each usual length, so that its memcpy becomes one load and one store.
 */
#define INLINE static inline __attribute__((always_inline))

/* Addresses of the buffer are integers: with MPI_BOTTOM it begins at 0, and a datatype's
 * displacements may leave and re-enter what C calls an object. */
INLINE void copy(enum direction direction, uintptr_t memory, unsigned char *stream, size_t bytes)
{
    if (direction == PACK)
        memcpy(stream, (const void *)memory, bytes);
    else
        memcpy((void *)memory, stream, bytes);
}

INLINE void copy_blocks(enum direction direction, uintptr_t memory, MPI_Aint stride,
                        unsigned char *stream, size_t length, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        copy(direction, memory, stream, length);
        memory += (uintptr_t)stride;
        stream += length;
    }
}

/* Moves `count` whole blocks. */
INLINE void move_blocks(enum direction direction, uintptr_t memory, MPI_Aint stride,
                        unsigned char *stream, size_t length, size_t count)
{
    switch (length) {
    case 2:
        copy_blocks(direction, memory, stride, stream, 2, count);
        break;
    case 4:
        copy_blocks(direction, memory, stride, stream, 4, count);
        break;
    case 8:
        copy_blocks(direction, memory, stride, stream, 8, count);
        break;
    case 16:
        copy_blocks(direction, memory, stride, stream, 16, count);
        break;
    default:
        copy_blocks(direction, memory, stride, stream, length, count);
    }
}

/* Moves `bytes` bytes of a segment from its byte `offset` on: the rest of a block that is begun,
 * whole blocks, the beginning of one. `memory` is the address of the segment's first block. */
INLINE void move_segment(enum direction direction, uintptr_t memory,
                         const struct zm_segment *segment, size_t offset, unsigned char *stream,
                         size_t bytes)
{
    size_t length = segment->length;
    memory += offset / length * (uintptr_t)segment->stride;

    size_t begun = offset % length;
    if (begun > 0) {
        size_t rest = length - begun < bytes ? length - begun : bytes;
        copy(direction, memory + begun, stream, rest);
        memory += (uintptr_t)segment->stride;
        stream += rest;
        bytes -= rest;
    }
    size_t whole = bytes / length;
    move_blocks(direction, memory, segment->stride, stream, length, whole);
    memory += whole * (uintptr_t)segment->stride;
    if (bytes % length > 0)
        copy(direction, memory, stream + whole * length, bytes % length);
}

/* The segment that holds byte `offset` of an element: the last one that does not begin behind it.
 */
static const struct zm_segment *find_segment(const struct zm_datatype *datatype, size_t offset)
{
    const struct zm_segment *first = datatype->segments;
    size_t count = datatype->segment_count;
    while (count > 1) {
        size_t half = count / 2;
        if (first[half].position <= offset) {
            first += half;
            count -= half;
        } else {
            count = half;
        }
    }
    return first;
}

/* Moves elements of several segments: segment by segment, element by element. */
INLINE void move_elements(enum direction direction, uintptr_t memory,
                          const struct zm_datatype *datatype, size_t offset, unsigned char *stream,
                          size_t bytes)
{
    const struct zm_segment *end = datatype->segments + datatype->segment_count;
    const struct zm_segment *segment = find_segment(datatype, offset % datatype->size);
    memory += offset / datatype->size * (uintptr_t)datatype->extent;
    offset = offset % datatype->size - segment->position;

    while (bytes > 0) {
        size_t rest = segment->length * segment->count - offset;
        size_t part = rest < bytes ? rest : bytes;
        uintptr_t first = memory + (uintptr_t)segment->displacement;
        if (part == segment->length && offset == 0)
            move_blocks(direction, first, 0, stream, part, 1); /* mostly; spares divisions */
        else
            move_segment(direction, first, segment, offset, stream, part);
        stream += part;
        bytes -= part;
        offset = 0;
        if (++segment == end) {
            segment = datatype->segments;
            memory += (uintptr_t)datatype->extent;
        }
    }
}

INLINE size_t move(enum direction direction, uintptr_t memory, size_t count,
                   const struct zm_datatype *datatype, size_t offset, unsigned char *stream,
                   size_t bytes)
{
    size_t end = count * datatype->size;
    if (bytes == 0 || offset >= end)
        return 0;
    if (bytes > end - offset)
        bytes = end - offset;

    if (datatype->contiguous) {
        copy(direction, memory + offset, stream, bytes);
    } else if (datatype->segment_count == 1 && datatype->segments->count == 1) {
        /* The elements are single blocks: together a segment, whose stride is the extent. */
        struct zm_segment blocks = *datatype->segments;
        blocks.count = count;
        blocks.stride = datatype->extent;
        move_segment(direction, memory + (uintptr_t)blocks.displacement, &blocks, offset, stream,
                     bytes);
    } else {
        move_elements(direction, memory, datatype, offset, stream, bytes);
    }
    return bytes;
}

size_t zm_pack(const void *buffer, size_t count, const struct zm_datatype *datatype, size_t offset,
               void *stream, size_t bytes)
{
    return move(PACK, (uintptr_t)buffer, count, datatype, offset, stream, bytes);
}

size_t zm_unpack(void *buffer, size_t count, const struct zm_datatype *datatype, size_t offset,
                 const void *stream, size_t bytes)
{
    /* The walk has one pointer to the stream for both directions; this one only reads there. */
    return move(UNPACK, (uintptr_t)buffer, count, datatype, offset, (unsigned char *)stream, bytes);
}
