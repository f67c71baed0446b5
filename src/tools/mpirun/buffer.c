/* SPDX-License-Identifier: BSL-1.0 */
/* Queues of bytes: see buffer.h. */
#include "buffer.h"

#include "message.h"

#include <stdlib.h>
#include <string.h>

void zm_buffer_init(struct zm_buffer *buffer, size_t capacity)
{
    *buffer = (struct zm_buffer){.data = zm_allocate(capacity), .capacity = capacity};
}

void zm_buffer_fini(struct zm_buffer *buffer)
{
    free(buffer->data);
    *buffer = (struct zm_buffer){0};
}

size_t zm_buffer_length(const struct zm_buffer *buffer)
{
    return buffer->end - buffer->start;
}

size_t zm_buffer_room(const struct zm_buffer *buffer)
{
    return buffer->capacity - zm_buffer_length(buffer);
}

bool zm_buffer_reserve(struct zm_buffer *buffer, size_t length)
{
    if (zm_buffer_room(buffer) >= length)
        return true;

    size_t capacity = 2 * (zm_buffer_length(buffer) + length);
    char *data = malloc(capacity);

    if (!data)
        return false;
    if (zm_buffer_length(buffer))
        memcpy(data, buffer->data + buffer->start, zm_buffer_length(buffer));
    free(buffer->data);
    *buffer =
        (struct zm_buffer){.data = data, .capacity = capacity, .end = buffer->end - buffer->start};
    return true;
}

char *zm_buffer_space(struct zm_buffer *buffer)
{
    if (buffer->start) {
        memmove(buffer->data, buffer->data + buffer->start, zm_buffer_length(buffer));
        buffer->end -= buffer->start;
        buffer->start = 0;
    }
    return buffer->data + buffer->end;
}

void zm_buffer_filled(struct zm_buffer *buffer, size_t length)
{
    buffer->end += length;
}

void zm_buffer_put(struct zm_buffer *buffer, const char *data, size_t length)
{
    if (length > buffer->capacity - buffer->end)
        zm_buffer_space(buffer);
    memcpy(buffer->data + buffer->end, data, length);
    buffer->end += length;
}

const char *zm_buffer_first(const struct zm_buffer *buffer)
{
    return buffer->data + buffer->start;
}

void zm_buffer_drop(struct zm_buffer *buffer, size_t length)
{
    buffer->start += length;
    if (buffer->start == buffer->end)
        buffer->start = buffer->end = 0;
}
