/* SPDX-License-Identifier: BSL-1.0 */
/* Pack and unpack in "external32", the representation of data that all machines understand (section
 * 14.5.2 of the standard, Files). */
#ifndef ZM_TYPE_EXTERNAL_H
#define ZM_TYPE_EXTERNAL_H

#include <stddef.h>

#include "type/datatype.h"

/* Packs the `count` elements of `datatype` at `buffer` into `stream`, which has room for them:
 * count * datatype->map->external_size bytes. Integers that are too large for their external size
 * lose their upper bits. */
void zm_pack_external(const void *buffer, size_t count, const struct zm_datatype *datatype,
                      void *stream);

/* The reverse. */
void zm_unpack_external(void *buffer, size_t count, const struct zm_datatype *datatype,
                        const void *stream);

#endif
