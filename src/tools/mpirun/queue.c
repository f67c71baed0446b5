/* SPDX-License-Identifier: BSL-1.0 */
/* Queues of bytes: see queue.h. */
#include "queue.h"

#include "message.h"

#include <stdlib.h>
#include <string.h>

void zm_queue_init(struct zm_queue *queue, size_t capacity)
{
    *queue = (struct zm_queue){.data = zm_allocate(capacity), .capacity = capacity};
}

void zm_queue_fini(struct zm_queue *queue)
{
    free(queue->data);
    *queue = (struct zm_queue){0};
}

size_t zm_queue_length(const struct zm_queue *queue)
{
    return queue->end - queue->start;
}

size_t zm_queue_room(const struct zm_queue *queue)
{
    return queue->capacity - zm_queue_length(queue);
}

bool zm_queue_reserve(struct zm_queue *queue, size_t length)
{
    if (zm_queue_room(queue) >= length)
        return true;

    size_t capacity = 2 * (zm_queue_length(queue) + length);
    char *data = malloc(capacity);

    if (!data)
        return false;
    if (zm_queue_length(queue))
        memcpy(data, queue->data + queue->start, zm_queue_length(queue));
    free(queue->data);
    *queue =
        (struct zm_queue){.data = data, .capacity = capacity, .end = queue->end - queue->start};
    return true;
}

char *zm_queue_space(struct zm_queue *queue)
{
    if (queue->start) {
        memmove(queue->data, queue->data + queue->start, zm_queue_length(queue));
        queue->end -= queue->start;
        queue->start = 0;
    }
    return queue->data + queue->end;
}

void zm_queue_filled(struct zm_queue *queue, size_t length)
{
    queue->end += length;
}

void zm_queue_put(struct zm_queue *queue, const char *data, size_t length)
{
    if (length > queue->capacity - queue->end)
        zm_queue_space(queue);
    memcpy(queue->data + queue->end, data, length);
    queue->end += length;
}

const char *zm_queue_first(const struct zm_queue *queue)
{
    return queue->data + queue->start;
}

void zm_queue_drop(struct zm_queue *queue, size_t length)
{
    queue->start += length;
    if (queue->start == queue->end)
        queue->start = queue->end = 0;
}
