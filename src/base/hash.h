/* SPDX-License-Identifier: BSL-1.0 */
/* A hash of bytes that is the same on every machine: FNV-1a, 64 bits (Fowler, Noll, Vo). */
#ifndef ZM_BASE_HASH_H
#define ZM_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

#define ZM_HASH_START UINT64_C(0xcbf29ce484222325)

/* Continues `hash` (at first ZM_HASH_START) with `bytes` bytes at `data`. */
static inline uint64_t zm_hash(uint64_t hash, const void *data, size_t bytes)
{
    const unsigned char *byte = data;
    for (size_t i = 0; i < bytes; i++)
        hash = (hash ^ byte[i]) * UINT64_C(0x100000001b3);
    return hash;
}

#endif
