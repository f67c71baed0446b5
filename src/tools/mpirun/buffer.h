/* SPDX-License-Identifier: BSL-1.0 */
/* A queue of bytes: filled at the end, emptied at the start. */
#ifndef ZM_MPIRUN_BUFFER_H
#define ZM_MPIRUN_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

struct zm_buffer {
    char *data;
    size_t capacity;   /* bytes that `data` has */
    size_t start, end; /* the bytes held are data[start..end) */
};

/* An empty buffer for `capacity` bytes. Pages that are never used cost no memory. */
void zm_buffer_init(struct zm_buffer *buffer, size_t capacity);
void zm_buffer_fini(struct zm_buffer *buffer);

/* How many bytes it holds, and how many more it can take. */
size_t zm_buffer_length(const struct zm_buffer *buffer);
size_t zm_buffer_room(const struct zm_buffer *buffer);

/* Make room for `length` further bytes at least. Returns false if there is no memory for them. */
bool zm_buffer_reserve(struct zm_buffer *buffer, size_t length);

/* Where zm_buffer_room() further bytes may be written; call zm_buffer_filled() with their number
 * afterwards. */
char *zm_buffer_space(struct zm_buffer *buffer);
void zm_buffer_filled(struct zm_buffer *buffer, size_t length);

/* Copy `length` bytes, at most zm_buffer_room(), to the end. */
void zm_buffer_put(struct zm_buffer *buffer, const char *data, size_t length);

/* The first byte held, and forgetting `length` bytes from there. */
const char *zm_buffer_first(const struct zm_buffer *buffer);
void zm_buffer_drop(struct zm_buffer *buffer, size_t length);

#endif
