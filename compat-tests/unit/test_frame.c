/* SPDX-License-Identifier: BSL-1.0 */
/* Unit tests of the frame's header: its bytes on the wire, and what is no header. */
#include "transport/frame.h"

#include <string.h>

#include "unit.h"

static const struct zm_header sample = {.kind = ZM_RTS,
                                        .flags = ZM_NUMBERED | ZM_URGENT,
                                        .attempt = 0xa1,
                                        .source = 0x01020304,
                                        .rank = -2,
                                        .tag = -1000,
                                        .job = UINT64_C(0x1112131415161718),
                                        .sequence = 0x25262728,
                                        .expected = 0x21222324,
                                        .context = UINT64_C(0x3132333435363738),
                                        .length = UINT64_C(0x4142434445464748),
                                        .sender = UINT64_C(0x5152535455565758),
                                        .receiver = UINT64_C(0x6162636465666768),
                                        .offset = UINT64_C(0x7172737475767778),
                                        .call = {.collective = 9,
                                                 .op = 33,
                                                 .algorithm = 7,
                                                 .root = -1,
                                                 .bytes = UINT64_C(0x8182838485868788),
                                                 .number = 0x91929394}};

/* Any change of these is another version of the protocol. */
static const unsigned char sample_wire[ZM_HEADER_SIZE] = {
    'Z',  'M',  'P',  'I',  3,    ZM_RTS, 3,    0xa1, 0x18, 0x17, 0x16, 0x15, 0x14, 0x13,
    0x12, 0x11, 0x04, 0x03, 0x02, 0x01,   0xfe, 0xff, 0xff, 0xff, 0x28, 0x27, 0x26, 0x25,
    0x24, 0x23, 0x22, 0x21, 0x38, 0x37,   0x36, 0x35, 0x34, 0x33, 0x32, 0x31, 0x18, 0xfc,
    0xff, 0xff, 0x94, 0x93, 0x92, 0x91,   0x48, 0x47, 0x46, 0x45, 0x44, 0x43, 0x42, 0x41,
    0x58, 0x57, 0x56, 0x55, 0x54, 0x53,   0x52, 0x51, 0x68, 0x67, 0x66, 0x65, 0x64, 0x63,
    0x62, 0x61, 0x78, 0x77, 0x76, 0x75,   0x74, 0x73, 0x72, 0x71, 9,    33,   7,    0,
    0xff, 0xff, 0xff, 0xff, 0x88, 0x87,   0x86, 0x85, 0x84, 0x83, 0x82, 0x81};

static void same(const struct zm_header *a, const struct zm_header *b)
{
    ck_assert(a->kind == b->kind && a->source == b->source && a->rank == b->rank);
    ck_assert(a->flags == b->flags && a->attempt == b->attempt);
    ck_assert(a->tag == b->tag && a->job == b->job && a->sequence == b->sequence);
    ck_assert(a->expected == b->expected);
    ck_assert(a->context == b->context && a->length == b->length && a->sender == b->sender);
    ck_assert(a->receiver == b->receiver && a->offset == b->offset);
    ck_assert(a->call.collective == b->call.collective && a->call.op == b->call.op);
    ck_assert(a->call.root == b->call.root && a->call.bytes == b->call.bytes);
    ck_assert(a->call.number == b->call.number);
}

START_TEST(layout)
{
    unsigned char wire[ZM_HEADER_SIZE + 1];
    struct zm_header header;

    memset(wire, 0xee, sizeof wire);
    zm_header_encode(&sample, wire);
    ck_assert_mem_eq(wire, sample_wire, ZM_HEADER_SIZE);
    ck_assert_int_eq(wire[ZM_HEADER_SIZE], 0xee);
    ck_assert(zm_header_decode(&header, wire, ZM_HEADER_SIZE));
    same(&header, &sample);
}
END_TEST

/* Any values, at any address. */
START_TEST(round_trip)
{
    for (int i = 0; i < 10000; i++) {
        unsigned char wire[ZM_HEADER_SIZE + 8], *at = wire + i % 8;
        struct zm_header in, out;
        unit_fill(&in, sizeof in);
        in.kind = (uint8_t)(1 + unit_random() % (ZM_KIND_END - 1));
        in.flags = (uint8_t)(unit_random() % ZM_FLAGS_END);
        zm_header_encode(&in, at);
        ck_assert(zm_header_decode(&out, at, ZM_HEADER_SIZE + unit_random() % 1000));
        same(&in, &out);
    }
}
END_TEST

START_TEST(short_frames)
{
    struct zm_header header;
    for (size_t bytes = 0; bytes < ZM_HEADER_SIZE; bytes++) {
        unsigned char *wire = malloc(bytes + 1); /* so that a sanitizer sees reading too far */
        memcpy(wire, sample_wire, bytes);
        ck_assert(!zm_header_decode(&header, wire, bytes));
        free(wire);
    }
}
END_TEST

/* Of each byte every other value: an error in those that are fixed, another header elsewhere. */
START_TEST(malformed)
{
    for (int at = 0; at < ZM_HEADER_SIZE; at++)
        for (int value = 0; value < 256; value++) {
            unsigned char wire[ZM_HEADER_SIZE], back[ZM_HEADER_SIZE];
            struct zm_header header;
            memcpy(wire, sample_wire, sizeof wire);
            wire[at] = (unsigned char)value;
            bool zero = at == 83;
            bool good = value == sample_wire[at] || !(at < 5 || zero);
            if (at == 5)
                good = value > 0 && value < ZM_KIND_END;
            if (at == 6)
                good = value < ZM_FLAGS_END;
            ck_assert_msg(zm_header_decode(&header, wire, sizeof wire) == good, "byte %d = %d", at,
                          value);
            if (good) {
                zm_header_encode(&header, back);
                ck_assert_mem_eq(back, wire, sizeof wire);
            }
        }
}
END_TEST

START_TEST(noise)
{
    unsigned char wire[200];
    struct zm_header header;
    for (int i = 0; i < 10000; i++) {
        unit_fill(wire, sizeof wire);
        ck_assert(!zm_header_decode(&header, wire, unit_random() % sizeof wire));
    }
}
END_TEST

UNIT_MAIN("frame", layout, round_trip, short_frames, malformed, noise)
