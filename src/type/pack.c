/* SPDX-License-Identifier: BSL-1.0 */
/* Pack and unpack: one walk over the segments of a datatype for both directions. */
#include "type/pack.h"

#include <stdint.h>
#include <string.h>

enum direction { PACK, UNPACK };

/* What touches the data is inlined where the direction is a constant, and copy_blocks once more for
 * each usual length, so that its memcpy becomes one load and one store. */
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

/* Copies `count` blocks that are `stride` bytes apart in memory and `step` in the stream. */
INLINE void copy_blocks(enum direction direction, uintptr_t memory, MPI_Aint stride,
                        unsigned char *stream, size_t step, size_t length, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        copy(direction, memory, stream, length);
        memory += (uintptr_t)stride;
        stream += step;
    }
}

INLINE void move_blocks(enum direction direction, uintptr_t memory, MPI_Aint stride,
                        unsigned char *stream, size_t step, size_t length, size_t count)
{
    switch (length) {
#define CASE(usual)                                                         \
    case usual:                                                             \
        copy_blocks(direction, memory, stride, stream, step, usual, count); \
        break
        CASE(1);
        CASE(2);
        CASE(4);
        CASE(8);
        CASE(12);
        CASE(16);
        CASE(24);
        CASE(32);
        CASE(64);
    default:
        copy_blocks(direction, memory, stride, stream, step, length, count);
    }
}

/* ---- Whole segments ---- */

/* Elements of several blocks are moved in groups of this many, block by block: so the length of the
 * blocks is looked at once for all of them, while they stay in the cache. */
enum { GROUP = 64 };

static void move_whole(enum direction direction, uintptr_t memory, const struct zm_segment *segment,
                       size_t count, unsigned char *stream, size_t step);

/* Moves `count` copies of a type map, which are `stride` bytes apart, to where they are `step`
 * bytes apart. */
static void move_maps(enum direction direction, uintptr_t memory, MPI_Aint stride,
                      const struct zm_typemap *map, size_t count, unsigned char *stream,
                      size_t step)
{
    const struct zm_segment *end = map->segments + map->segment_count;
    while (count > 0) {
        size_t group = count < GROUP ? count : GROUP;
        for (const struct zm_segment *s = map->segments; s < end; s++) {
            struct zm_segment row = *s;
            uintptr_t first = memory + (uintptr_t)s->displacement;
            unsigned char *to = stream + s->position;
            if (s->count == 1) {
                row.stride = stride;
                move_whole(direction, first, &row, group, to, step);
                continue;
            }
            for (size_t i = 0; i < group; i++)
                move_whole(direction, first + i * (uintptr_t)stride, s, s->count, to + i * step,
                           s->length);
        }
        memory += group * (uintptr_t)stride;
        stream += group * step;
        count -= group;
    }
}

/* Moves `count` blocks of a segment, the first of which is at `memory`, to where they are `step`
 * bytes apart. */
static void move_whole(enum direction direction, uintptr_t memory, const struct zm_segment *segment,
                       size_t count, unsigned char *stream, size_t step)
{
    if (segment->inside)
        move_maps(direction, memory, segment->stride, segment->inside, count, stream, step);
    else if (direction == PACK)
        move_blocks(PACK, memory, segment->stride, stream, step, segment->length, count);
    else
        move_blocks(UNPACK, memory, segment->stride, stream, step, segment->length, count);
}

/* ---- Parts of them ---- */

/* The segment that holds byte `offset`: the last one that does not begin behind it. */
static const struct zm_segment *find_segment(const struct zm_typemap *map, size_t offset)
{
    const struct zm_segment *first = map->segments;
    size_t count = map->segment_count;
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

static void move_part(enum direction direction, uintptr_t memory, const struct zm_segment *segment,
                      size_t offset, unsigned char *stream, size_t bytes);

/* Moves `bytes` bytes of a block from its byte `offset` on. */
static void move_part_of_block(enum direction direction, uintptr_t memory,
                               const struct zm_typemap *inside, size_t offset,
                               unsigned char *stream, size_t bytes)
{
    if (!inside) {
        copy(direction, memory + offset, stream, bytes);
        return;
    }
    const struct zm_segment *segment = find_segment(inside, offset);
    for (offset -= segment->position; bytes > 0; segment++) {
        size_t rest = segment->length * segment->count - offset;
        size_t part = rest < bytes ? rest : bytes;
        move_part(direction, memory + (uintptr_t)segment->displacement, segment, offset, stream,
                  part);
        stream += part;
        bytes -= part;
        offset = 0;
    }
}

/* Moves `bytes` bytes of a segment from its byte `offset` on: the rest of a block that is begun,
 * whole blocks, the beginning of one. `memory` is the address of the segment's first block. */
static void move_part(enum direction direction, uintptr_t memory, const struct zm_segment *segment,
                      size_t offset, unsigned char *stream, size_t bytes)
{
    size_t length = segment->length, begun = offset % length;
    memory += offset / length * (uintptr_t)segment->stride;
    if (begun > 0) {
        size_t rest = length - begun < bytes ? length - begun : bytes;
        move_part_of_block(direction, memory, segment->inside, begun, stream, rest);
        memory += (uintptr_t)segment->stride;
        stream += rest;
        bytes -= rest;
    }
    size_t whole = bytes / length;
    move_whole(direction, memory, segment, whole, stream, length);
    memory += whole * (uintptr_t)segment->stride;
    if (bytes % length > 0)
        move_part_of_block(direction, memory, segment->inside, 0, stream + whole * length,
                           bytes % length);
}

/* ---- Elements ---- */

static size_t move(enum direction direction, uintptr_t memory, size_t count,
                   const struct zm_datatype *datatype, size_t offset, unsigned char *stream,
                   size_t bytes)
{
    const struct zm_typemap *map = datatype->map;
    size_t end = count * map->size;
    if (bytes == 0 || offset >= end)
        return 0;
    if (bytes > end - offset)
        bytes = end - offset;
    if (datatype->contiguous) {
        copy(direction, memory + offset, stream, bytes);
        return bytes;
    }
    /* The elements together are one segment more. Those of single blocks are a row of these. */
    struct zm_segment all = {0, 0, map->size, count, datatype->extent, map};
    const struct zm_segment *first = map->segments;
    if (map->segment_count == 1 && first->count == 1) {
        memory += (uintptr_t)first->displacement;
        all.inside = first->inside;
    }
    if (bytes == end)
        move_whole(direction, memory, &all, count, stream, map->size); /* spares divisions */
    else
        move_part(direction, memory, &all, offset, stream, bytes);
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
