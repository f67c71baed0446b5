/* SPDX-License-Identifier: BSL-1.0 */
/* Pack and unpack: between a program's buffer and the packed stream, its data bytes in type-map
 * order without the gaps, which is what travels in a message.
 *
 * Both work on any part of the stream, so a large message can be moved in pieces of any size. */
#ifndef ZM_TYPE_PACK_H
#define ZM_TYPE_PACK_H

#include <stddef.h>

#include "type/datatype.h"

/* Packs a part of the `count` elements of `datatype` at `buffer`: the up to `bytes` bytes from byte
 * `offset` of their packed stream on, into `stream`. Returns the number of bytes written, which is
 * less than `bytes` only where the packed stream ends. count * datatype->size must fit a size_t. */
size_t zm_pack(const void *buffer, size_t count, const struct zm_datatype *datatype, size_t offset,
               void *stream, size_t bytes);

/* The reverse: stores the `bytes` bytes at `stream`, which are those from byte `offset` of the
 * packed stream on, into their places in `buffer`. Nothing else in the buffer is written, not even
 * gaps between them. Returns the number of bytes stored, which is less than `bytes` only where the
 * `count` elements end: what came was then too long for the buffer. */
size_t zm_unpack(void *buffer, size_t count, const struct zm_datatype *datatype, size_t offset,
                 const void *stream, size_t bytes);

#endif
