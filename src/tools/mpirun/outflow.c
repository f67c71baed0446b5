/* SPDX-License-Identifier: BSL-1.0 */
/* Output of ranks: see outflow.h. */
#include "outflow.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { SINKS = 2, TAG_MAX = 512 };

void zm_outflow_init(struct zm_outflow *stream, int fd, const struct zm_pattern_values *values)
{
    *stream = (struct zm_outflow){.fd = fd, .values = *values};
    zm_queue_init(&stream->held, ZM_LINE_MAX);
}

void zm_outflow_init_far(struct zm_outflow *stream, const struct zm_pattern_values *values)
{
    zm_outflow_init(stream, -1, values);
    stream->far = true;
}

void zm_outflow_close(struct zm_outflow *stream)
{
    stream->refused = stream->refused || stream->far;
    stream->far = false;
    if (stream->fd >= 0)
        close(stream->fd);
    stream->fd = -1;
}

void zm_outflow_fini(struct zm_outflow *stream)
{
    zm_outflow_close(stream);
    zm_queue_fini(&stream->held);
}

bool zm_outflow_wants(const struct zm_outflow *stream)
{
    return stream->fd >= 0 && zm_queue_room(&stream->held) > 0;
}

bool zm_outflow_read(struct zm_outflow *stream, int64_t now)
{
    if (!zm_outflow_wants(stream))
        return false;

    char *space = zm_queue_space(&stream->held);
    ssize_t length = read(stream->fd, space, zm_queue_room(&stream->held));

    if (length > 0) {
        zm_queue_filled(&stream->held, length);
        stream->since = now;
        return true;
    }
    if (length == 0 || (errno != EAGAIN && errno != EINTR))
        zm_outflow_close(stream);
    return false;
}

bool zm_outflow_put(struct zm_outflow *stream, const char *data, size_t length, int64_t now)
{
    if (!stream->far)
        return true; /* it was under way when we refused it */
    if (length > zm_queue_room(&stream->held))
        return false;
    if (length)
        zm_queue_put(&stream->held, data, length);
    else
        stream->far = false;
    stream->since = now;
    return true;
}

static bool has_ended(const struct zm_outflow *stream)
{
    return stream->fd < 0 && !stream->far;
}

/* The sinks that still take bytes: their number, and the room in the fullest. */
static int count_sinks(const struct zm_outflow *stream, size_t *room)
{
    int count = 0;

    *room = SIZE_MAX;
    for (int i = 0; i < SINKS; i++)
        if (stream->sinks[i] && !stream->sinks[i]->error) {
            size_t here = zm_sink_room(stream->sinks[i]);

            *room = here < *room ? here : *room;
            count++;
        }
    return count;
}

/* An unfinished line is shown on a terminal, where somebody may be waiting for it. */
static bool is_shown(const struct zm_outflow *stream)
{
    for (int i = 0; i < SINKS; i++)
        if (stream->sinks[i] && stream->sinks[i]->terminal)
            return true;
    return false;
}

int64_t zm_outflow_due(const struct zm_outflow *stream)
{
    size_t length = zm_queue_length(&stream->held);

    if (!length || !is_shown(stream) || memchr(zm_queue_first(&stream->held), '\n', length))
        return INT64_MAX;
    return stream->since + ZM_LINE_WAIT;
}

/* How many of the bytes held, from the first one on, are to be passed on together into `room`
 * bytes; 0: none now. */
static size_t next_piece(const struct zm_outflow *stream, size_t room, int64_t now)
{
    const char *data = zm_queue_first(&stream->held);
    size_t length = zm_queue_length(&stream->held);
    const char *newline = memchr(data, '\n', length);

    if (newline) {
        size_t piece = newline + 1 - data;

        if (piece > room)
            return 0;
        if (!stream->tag) /* all whole lines that there is room for */
            piece = (const char *)memrchr(data, '\n', length < room ? length : room) + 1 - data;
        return piece;
    }
    bool ready =
        has_ended(stream) || !zm_queue_room(&stream->held) || now >= zm_outflow_due(stream);
    return ready && length <= room ? length : 0;
}

static void put(struct zm_outflow *stream, const char *data, size_t length)
{
    for (int i = 0; i < SINKS; i++)
        if (stream->sinks[i])
            zm_sink_put(stream->sinks[i], stream, data, length);
}

void zm_outflow_pass(struct zm_outflow *stream, int64_t now)
{
    while (zm_queue_length(&stream->held)) {
        size_t room, tag_length = 0;
        char tag[TAG_MAX];

        if (count_sinks(stream, &room) == 0) {
            zm_queue_drop(&stream->held, zm_queue_length(&stream->held));
            zm_outflow_close(stream);
            return;
        }
        if (stream->tag && !stream->midway)
            tag_length = zm_pattern_expand(tag, sizeof tag, stream->tag, &stream->values);

        size_t length = room > tag_length ? next_piece(stream, room - tag_length, now) : 0;
        if (!length)
            return;
        put(stream, tag, tag_length);
        put(stream, zm_queue_first(&stream->held), length);
        stream->midway = zm_queue_first(&stream->held)[length - 1] != '\n';
        zm_queue_drop(&stream->held, length);
        stream->taken += length;
    }
}

void zm_outflow_finish(struct zm_outflow *stream, int64_t now)
{
    while (zm_outflow_read(stream, now))
        zm_outflow_pass(stream, now);
    if (!has_ended(stream))
        zm_outflow_close(stream);
    zm_outflow_pass(stream, now);
}

bool zm_outflow_done(const struct zm_outflow *stream)
{
    return has_ended(stream) && zm_queue_length(&stream->held) == 0;
}
