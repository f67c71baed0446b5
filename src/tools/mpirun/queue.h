/* SPDX-License-Identifier: BSL-1.0 */
/* A queue of bytes: filled at the end, emptied at the start. */
#ifndef ZM_MPIRUN_QUEUE_H
#define ZM_MPIRUN_QUEUE_H

#include <stdbool.h>
#include <stddef.h>

struct zm_queue {
    char *data;
    size_t capacity;   /* bytes that `data` has */
    size_t start, end; /* the bytes held are data[start..end) */
};

/* An empty queue for `capacity` bytes. Pages that are never used cost no memory. */
void zm_queue_init(struct zm_queue *queue, size_t capacity);
void zm_queue_fini(struct zm_queue *queue);

/* How many bytes it holds, and how many more it can take. */
size_t zm_queue_length(const struct zm_queue *queue);
size_t zm_queue_room(const struct zm_queue *queue);

/* Make room for `length` further bytes at least. Returns false if there is no memory for them. */
bool zm_queue_reserve(struct zm_queue *queue, size_t length);

/* Where zm_queue_room() further bytes may be written; call zm_queue_filled() with their number
 * afterwards. */
char *zm_queue_space(struct zm_queue *queue);
void zm_queue_filled(struct zm_queue *queue, size_t length);

/* Copy `length` bytes, at most zm_queue_room(), to the end. */
void zm_queue_put(struct zm_queue *queue, const char *data, size_t length);

/* The first byte held, and forgetting `length` bytes from there. */
const char *zm_queue_first(const struct zm_queue *queue);
void zm_queue_drop(struct zm_queue *queue, size_t length);

#endif
