/* SPDX-License-Identifier: BSL-1.0 */
/* The header of a frame, to and from its bytes on the wire. */
#include "transport/frame.h"

#include "base/endian.h"

#define MAGIC UINT32_C(0x49504d5a) /* "ZMPI" */
#define VERSION 3

void zm_header_encode(const struct zm_header *header, unsigned char *wire)
{
    memset(wire, 0, ZM_HEADER_SIZE);
    zm_put32(wire, MAGIC);
    wire[4] = VERSION;
    wire[5] = header->kind;
    wire[6] = header->flags;
    wire[7] = header->attempt;
    zm_put64(wire + 8, header->job);
    zm_put32(wire + 16, header->source);
    zm_put32(wire + 20, (uint32_t)header->rank);
    zm_put32(wire + 24, header->sequence);
    zm_put32(wire + 28, header->expected);
    zm_put64(wire + 32, header->context);
    zm_put32(wire + 40, (uint32_t)header->tag);
    zm_put32(wire + 44, header->call.number);
    zm_put64(wire + 48, header->length);
    zm_put64(wire + 56, header->sender);
    zm_put64(wire + 64, header->receiver);
    zm_put64(wire + 72, header->offset);
    wire[80] = header->call.collective;
    wire[81] = header->call.op;
    wire[82] = header->call.algorithm;
    zm_put32(wire + 84, (uint32_t)header->call.root);
    zm_put64(wire + 88, header->call.bytes);
}

bool zm_header_decode(struct zm_header *header, const unsigned char *wire, size_t bytes)
{
    if (bytes < ZM_HEADER_SIZE || zm_get32(wire) != MAGIC || wire[4] != VERSION)
        return false;
    if (wire[5] == 0 || wire[5] >= ZM_KIND_END || wire[6] >= ZM_FLAGS_END || wire[83])
        return false;
    *header = (struct zm_header){
        .kind = wire[5],
        .flags = wire[6],
        .attempt = wire[7],
        .job = zm_get64(wire + 8),
        .source = zm_get32(wire + 16),
        .rank = (int32_t)zm_get32(wire + 20),
        .sequence = zm_get32(wire + 24),
        .expected = zm_get32(wire + 28),
        .context = zm_get64(wire + 32),
        .tag = (int32_t)zm_get32(wire + 40),
        .length = zm_get64(wire + 48),
        .sender = zm_get64(wire + 56),
        .receiver = zm_get64(wire + 64),
        .offset = zm_get64(wire + 72),
        .call = {.collective = wire[80],
                 .op = wire[81],
                 .algorithm = wire[82],
                 .root = (int32_t)zm_get32(wire + 84),
                 .bytes = zm_get64(wire + 88),
                 .number = zm_get32(wire + 44)},
    };
    return true;
}

void zm_header_renew(unsigned char *wire, uint8_t attempt, uint32_t expected)
{
    wire[7] = attempt;
    zm_put32(wire + 28, expected);
}
