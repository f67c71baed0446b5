/* SPDX-License-Identifier: BSL-1.0 */
/* Connections between mpiruns: see wire.h. A letter begins with 16 bytes, numbers little-endian:
 *
 *     0       4     5       6      8     12      16
 *     length  kind  stream  zero   rank  number  data...
 */
#include "wire.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

enum { HEADER = 16, READ_AT_ONCE = 64 * 1024 };

void zm_wire_init(struct zm_wire *wire, int in, int out, size_t limit)
{
    *wire = (struct zm_wire){.in = in, .out = out, .limit = limit};
    fcntl(in, F_SETFL, fcntl(in, F_GETFL) | O_NONBLOCK);
    fcntl(out, F_SETFL, fcntl(out, F_GETFL) | O_NONBLOCK);
    zm_queue_init(&wire->received, READ_AT_ONCE);
    zm_queue_init(&wire->queued, READ_AT_ONCE);
}

void zm_wire_fini(struct zm_wire *wire)
{
    if (wire->in >= 0)
        close(wire->in);
    if (wire->out >= 0 && wire->out != wire->in)
        close(wire->out);
    wire->in = wire->out = -1;
    zm_queue_fini(&wire->received);
    zm_queue_fini(&wire->queued);
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

void zm_wire_send_bytes(struct zm_wire *wire, const char *data, size_t length)
{
    if (wire->out < 0 || !length)
        return;
    if (zm_queue_reserve(&wire->queued, length))
        zm_queue_put(&wire->queued, data, length);
    else
        wire->broken = true; /* no memory: who waits for this would wait for ever */
}

void zm_wire_send(struct zm_wire *wire, const struct zm_letter *letter)
{
    unsigned char header[HEADER] = {
        [4] = (unsigned char)letter->kind, [5] = (unsigned char)letter->stream};

    put_number(header, (uint32_t)letter->length);
    put_number(header + 8, (uint32_t)letter->rank);
    put_number(header + 12, (uint32_t)letter->number);
    zm_wire_send_bytes(wire, (const char *)header, sizeof header);
    zm_wire_send_bytes(wire, letter->data, letter->length);
    zm_wire_write(wire);
}

bool zm_wire_busy(const struct zm_wire *wire)
{
    return wire->out >= 0 && !wire->held && zm_queue_length(&wire->queued) > 0;
}

bool zm_wire_full(const struct zm_wire *wire)
{
    return wire->out >= 0 && zm_queue_length(&wire->queued) > ZM_WIRE_ENOUGH;
}

void zm_wire_write(struct zm_wire *wire)
{
    while (zm_wire_busy(wire)) {
        ssize_t length =
            write(wire->out, zm_queue_first(&wire->queued), zm_queue_length(&wire->queued));

        if (length > 0) {
            zm_queue_drop(&wire->queued, length);
        } else if (errno != EINTR) {
            /* Who does not read any more may still have something to say: reading tells the end. */
            if (errno != EAGAIN) {
                if (wire->out != wire->in)
                    close(wire->out);
                wire->out = -1;
            }
            return;
        }
    }
}

bool zm_wire_read(struct zm_wire *wire)
{
    if (!zm_queue_room(&wire->received) && !zm_queue_reserve(&wire->received, READ_AT_ONCE)) {
        wire->broken = true;
        return false;
    }
    char *space = zm_queue_space(&wire->received);
    ssize_t length = read(wire->in, space, zm_queue_room(&wire->received));

    if (length > 0)
        zm_queue_filled(&wire->received, length);
    else if (length == 0 || (errno != EAGAIN && errno != EINTR))
        wire->broken = true;
    return length > 0;
}

bool zm_wire_next(struct zm_wire *wire, struct zm_letter *letter)
{
    zm_queue_drop(&wire->received, wire->taken);
    wire->taken = 0;

    size_t have = zm_queue_length(&wire->received);
    const char *data = zm_queue_first(&wire->received);
    if (have < HEADER)
        return false;

    size_t length = get_number(data);
    *letter = (struct zm_letter){.kind = (enum zm_letter_kind)(unsigned char)data[4],
                                 .stream = (unsigned char)data[5],
                                 .rank = (int)get_number(data + 8),
                                 .number = (int)get_number(data + 12),
                                 .data = data + HEADER,
                                 .length = length};
    if (length > wire->limit || letter->kind >= ZM_LETTER_KINDS || (unsigned)letter->stream > 1 ||
        data[6] || data[7]) {
        wire->broken = true;
        zm_queue_drop(&wire->received, have);
        return false;
    }
    if (have < HEADER + length) {
        if (!zm_queue_reserve(&wire->received, HEADER + length - have))
            wire->broken = true;
        return false;
    }
    wire->taken = HEADER + length;
    return true;
}
