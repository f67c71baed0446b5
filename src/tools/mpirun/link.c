/* SPDX-License-Identifier: BSL-1.0 */
/* Connections between mpiruns: see link.h. A frame begins with 16 bytes, numbers little-endian:
 *
 *     0       4     5       6      8     12      16
 *     length  kind  stream  zero   rank  number  data...
 */
#include "link.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

enum { HEADER = 16, READ_AT_ONCE = 64 * 1024 };

void zm_link_init(struct zm_link *link, int in, int out, size_t limit)
{
    *link = (struct zm_link){.in = in, .out = out, .limit = limit};
    fcntl(in, F_SETFL, fcntl(in, F_GETFL) | O_NONBLOCK);
    fcntl(out, F_SETFL, fcntl(out, F_GETFL) | O_NONBLOCK);
    zm_buffer_init(&link->received, READ_AT_ONCE);
    zm_buffer_init(&link->queued, READ_AT_ONCE);
}

void zm_link_fini(struct zm_link *link)
{
    if (link->in >= 0)
        close(link->in);
    if (link->out >= 0 && link->out != link->in)
        close(link->out);
    link->in = link->out = -1;
    zm_buffer_fini(&link->received);
    zm_buffer_fini(&link->queued);
}

static void put_number(unsigned char *at, uint32_t number)
{
    for (int i = 0; i < 4; i++)
        at[i] = (unsigned char)(number >> 8 * i);
}

static uint32_t get_number(const char *data)
{
    const unsigned char *at = (const unsigned char *)data;

    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

void zm_link_send_bytes(struct zm_link *link, const char *data, size_t length)
{
    if (link->out < 0 || !length)
        return;
    if (zm_buffer_reserve(&link->queued, length))
        zm_buffer_put(&link->queued, data, length);
    else
        link->broken = true; /* no memory: who waits for this would wait for ever */
}

void zm_link_send(struct zm_link *link, const struct zm_frame *frame)
{
    unsigned char header[HEADER] = {
        [4] = (unsigned char)frame->kind, [5] = (unsigned char)frame->stream};

    put_number(header, (uint32_t)frame->length);
    put_number(header + 8, (uint32_t)frame->rank);
    put_number(header + 12, (uint32_t)frame->number);
    zm_link_send_bytes(link, (const char *)header, sizeof header);
    zm_link_send_bytes(link, frame->data, frame->length);
    zm_link_write(link);
}

bool zm_link_busy(const struct zm_link *link)
{
    return link->out >= 0 && !link->held && zm_buffer_length(&link->queued) > 0;
}

bool zm_link_full(const struct zm_link *link)
{
    return link->out >= 0 && zm_buffer_length(&link->queued) > ZM_LINK_ENOUGH;
}

void zm_link_write(struct zm_link *link)
{
    while (zm_link_busy(link)) {
        ssize_t length =
            write(link->out, zm_buffer_first(&link->queued), zm_buffer_length(&link->queued));

        if (length > 0) {
            zm_buffer_drop(&link->queued, length);
        } else if (errno != EINTR) {
            /* Who does not read any more may still have something to say: reading tells the end. */
            if (errno != EAGAIN) {
                if (link->out != link->in)
                    close(link->out);
                link->out = -1;
            }
            return;
        }
    }
}

bool zm_link_read(struct zm_link *link)
{
    if (!zm_buffer_room(&link->received) && !zm_buffer_reserve(&link->received, READ_AT_ONCE)) {
        link->broken = true;
        return false;
    }
    char *space = zm_buffer_space(&link->received);
    ssize_t length = read(link->in, space, zm_buffer_room(&link->received));

    if (length > 0)
        zm_buffer_filled(&link->received, length);
    else if (length == 0 || (errno != EAGAIN && errno != EINTR))
        link->broken = true;
    return length > 0;
}

bool zm_link_next(struct zm_link *link, struct zm_frame *frame)
{
    zm_buffer_drop(&link->received, link->taken);
    link->taken = 0;

    size_t have = zm_buffer_length(&link->received);
    const char *data = zm_buffer_first(&link->received);
    if (have < HEADER)
        return false;

    size_t length = get_number(data);
    *frame = (struct zm_frame){.kind = (enum zm_kind)(unsigned char)data[4],
                               .stream = (unsigned char)data[5],
                               .rank = (int)get_number(data + 8),
                               .number = (int)get_number(data + 12),
                               .data = data + HEADER,
                               .length = length};
    if (length > link->limit || frame->kind >= ZM_KINDS || (unsigned)frame->stream > 1 || data[6] ||
        data[7]) {
        link->broken = true;
        zm_buffer_drop(&link->received, have);
        return false;
    }
    if (have < HEADER + length) {
        if (!zm_buffer_reserve(&link->received, HEADER + length - have))
            link->broken = true;
        return false;
    }
    link->taken = HEADER + length;
    return true;
}
