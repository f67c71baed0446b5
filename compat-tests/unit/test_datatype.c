/* SPDX-License-Identifier: BSL-1.0 */
/* Holds the predefined datatypes against the C types that they stand for, and packing against the
 * simplest way to do it: byte by byte along the type map. */
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <wchar.h>

#include "type/datatype.h"
#include "type/pack.h"
#include "unit.h"

/* Handles that mpi.h need not declare, by their values in the ABI. */
#define HANDLE(value) ((MPI_Datatype)value)

struct float_int {
    float value;
    int index;
};
struct double_int {
    double value;
    int index;
};
struct long_int {
    long value;
    int index;
};
struct two_int {
    int value, index;
};
struct short_int {
    short value;
    int index;
};
struct long_double_int {
    long double value;
    int index;
};
struct two_float {
    float value, index;
};
struct two_double {
    double value, index;
};

struct expectation {
    MPI_Datatype handle;
    const char *name;
    size_t size, extent;
    size_t second; /* offset of a pair's second member; 0 if it is no pair */
    size_t first_size;
};

#define BASIC(handle, type)                                          \
    {                                                                \
        handle, #handle, sizeof(type), sizeof(type), 0, sizeof(type) \
    }
#define SIZED(value, name, bytes)                   \
    {                                               \
        HANDLE(value), name, bytes, bytes, 0, bytes \
    }
#define PAIR(handle, type, first, second)                                                     \
    {                                                                                         \
        handle, #handle, sizeof(first) + sizeof(second), sizeof(type), offsetof(type, index), \
            sizeof(first)                                                                     \
    }

static const struct expectation expectations[] = {
    BASIC(MPI_CHAR, char),
    BASIC(MPI_SIGNED_CHAR, signed char),
    BASIC(MPI_UNSIGNED_CHAR, unsigned char),
    BASIC(MPI_WCHAR, wchar_t),
    BASIC(MPI_C_BOOL, bool),
    BASIC(MPI_CXX_BOOL, bool),
    BASIC(MPI_BYTE, char),
    BASIC(MPI_PACKED, char),
    BASIC(MPI_SHORT, short),
    BASIC(MPI_INT, int),
    BASIC(MPI_LONG, long),
    BASIC(MPI_LONG_LONG_INT, long long),
    BASIC(MPI_UNSIGNED_SHORT, unsigned short),
    BASIC(MPI_UNSIGNED, unsigned),
    BASIC(MPI_UNSIGNED_LONG, unsigned long),
    BASIC(MPI_UNSIGNED_LONG_LONG, unsigned long long),
    BASIC(MPI_INT8_T, int8_t),
    BASIC(MPI_INT16_T, int16_t),
    BASIC(MPI_INT32_T, int32_t),
    BASIC(MPI_INT64_T, int64_t),
    BASIC(MPI_UINT8_T, uint8_t),
    BASIC(MPI_UINT16_T, uint16_t),
    BASIC(MPI_UINT32_T, uint32_t),
    BASIC(MPI_UINT64_T, uint64_t),
    BASIC(MPI_AINT, MPI_Aint),
    BASIC(MPI_COUNT, MPI_Count),
    BASIC(MPI_OFFSET, MPI_Offset),
    BASIC(MPI_FLOAT, float),
    BASIC(MPI_DOUBLE, double),
    BASIC(MPI_LONG_DOUBLE, long double),
    BASIC(MPI_C_COMPLEX, float _Complex),
    BASIC(MPI_C_DOUBLE_COMPLEX, double _Complex),
    BASIC(MPI_C_LONG_DOUBLE_COMPLEX, long double _Complex),
    BASIC(MPI_CXX_FLOAT_COMPLEX, float _Complex),
    BASIC(MPI_CXX_DOUBLE_COMPLEX, double _Complex),
    BASIC(MPI_CXX_LONG_DOUBLE_COMPLEX, long double _Complex),
    BASIC(MPI_LOGICAL, int),
    BASIC(MPI_INTEGER, int),
    BASIC(MPI_REAL, float),
    BASIC(MPI_COMPLEX, float _Complex),
    BASIC(MPI_DOUBLE_PRECISION, double),
    BASIC(MPI_DOUBLE_COMPLEX, double _Complex),
    BASIC(MPI_CHARACTER, char),
    PAIR(MPI_FLOAT_INT, struct float_int, float, int),
    PAIR(MPI_DOUBLE_INT, struct double_int, double, int),
    PAIR(MPI_LONG_INT, struct long_int, long, int),
    PAIR(MPI_2INT, struct two_int, int, int),
    PAIR(MPI_SHORT_INT, struct short_int, short, int),
    PAIR(MPI_LONG_DOUBLE_INT, struct long_double_int, long double, int),
    PAIR(MPI_2REAL, struct two_float, float, float),
    PAIR(MPI_2DOUBLE_PRECISION, struct two_double, double, double),
    PAIR(MPI_2INTEGER, struct two_int, int, int),
    SIZED(0x2c0, "MPI_LOGICAL1", 1),
    SIZED(0x2c1, "MPI_INTEGER1", 1),
    SIZED(0x2c8, "MPI_LOGICAL2", 2),
    SIZED(0x2c9, "MPI_INTEGER2", 2),
    SIZED(0x2ca, "MPI_REAL2", 2),
    SIZED(0x2d0, "MPI_LOGICAL4", 4),
    SIZED(0x2d1, "MPI_INTEGER4", 4),
    SIZED(0x2d2, "MPI_REAL4", 4),
    SIZED(0x2d3, "MPI_COMPLEX4", 4),
    SIZED(0x2d8, "MPI_LOGICAL8", 8),
    SIZED(0x2d9, "MPI_INTEGER8", 8),
    SIZED(0x2da, "MPI_REAL8", 8),
    SIZED(0x2db, "MPI_COMPLEX8", 8),
    SIZED(0x2e0, "MPI_LOGICAL16", 16),
    SIZED(0x2e1, "MPI_INTEGER16", 16),
    SIZED(0x2e2, "MPI_REAL16", 16),
    SIZED(0x2e3, "MPI_COMPLEX16", 16),
    SIZED(0x2eb, "MPI_COMPLEX32", 32),
};
enum { EXPECTATIONS = sizeof expectations / sizeof expectations[0] };

/* The invariants of the segments that typemap.h states. */
static void check_segments(const struct zm_datatype *d)
{
    size_t position = 0;
    for (size_t i = 0; i < d->map->segment_count; i++) {
        const struct zm_segment *s = &d->map->segments[i];
        ck_assert_uint_eq(s->position, position);
        ck_assert_uint_ge(s->length, 1);
        ck_assert_uint_ge(s->count, 1);
        position += s->length * s->count;
    }
    ck_assert_uint_eq(position, d->size);
}

START_TEST(predefined_datatypes)
{
    for (size_t i = 0; i < EXPECTATIONS; i++) {
        const struct expectation *e = &expectations[i];
        const struct zm_datatype *d = zm_datatype_predefined(e->handle);
        ck_assert_msg(d != NULL, "%s is not in the table", e->name);
        ck_assert_str_eq(d->name, e->name);
        ck_assert_ptr_eq(d->handle, e->handle);
        ck_assert_uint_eq(d->size, e->size);
        ck_assert_int_eq(d->lb, 0);
        ck_assert_uint_eq((size_t)d->extent, e->extent);
        ck_assert(d->contiguous == (e->size == e->extent));
        ck_assert(d->predefined && d->committed);
        check_segments(d);

        bool two_pieces = e->second > e->first_size;
        ck_assert_uint_eq(d->map->segment_count, two_pieces ? 2 : 1);
        ck_assert_int_eq(d->map->segments[0].displacement, 0);
        ck_assert_uint_eq(d->map->segments[0].length, two_pieces ? e->first_size : e->size);
        if (two_pieces)
            ck_assert_uint_eq((size_t)d->map->segments[1].displacement, e->second);
    }
}
END_TEST

START_TEST(other_handles_are_not_predefined)
{
    size_t found = 0;
    for (uintptr_t value = 0; value < 0x1000; value++)
        found += zm_datatype_predefined((MPI_Datatype)value) != NULL;
    ck_assert_uint_eq(found, EXPECTATIONS + 2); /* and MPI_LB, MPI_UB */

    struct zm_datatype derived = {.name = ""};
    ck_assert_ptr_null(zm_datatype_predefined((MPI_Datatype)&derived));
    ck_assert_ptr_null(zm_datatype_predefined(MPI_DATATYPE_NULL));
    ck_assert_ptr_null(zm_datatype_predefined((MPI_Datatype)UINTPTR_MAX));
}
END_TEST

START_TEST(holders)
{
    const struct zm_datatype *predefined = zm_datatype_predefined(MPI_INT);
    ck_assert_ptr_eq(zm_datatype_retain(predefined), predefined);
    zm_datatype_release(predefined);
    zm_datatype_release(predefined);
    ck_assert_uint_eq(predefined->references, 0);

    struct zm_report report;
    struct zm_datatype *derived;
    struct zm_envelope *envelope = zm_envelope_new(
        &(struct zm_envelope){.combiner = MPI_COMBINER_CONTIGUOUS, .counts = 1, .datatypes = 1});
    ck_assert_ptr_nonnull(envelope);
    envelope->numbers[0] = 3;
    envelope->types[0] = zm_datatype_retain(predefined);
    ck_assert_int_eq(zm_datatype_new(envelope, &report, &derived), MPI_SUCCESS);
    ck_assert_uint_eq(derived->references, 1);
    ck_assert_ptr_eq(zm_datatype_retain(derived), derived);
    ck_assert_uint_eq(derived->references, 2);
    zm_datatype_release(derived);
    ck_assert_uint_eq(derived->references, 1);
    zm_datatype_release(derived); /* frees it: the address sanitizer would tell of a leak */
}
END_TEST

/* Datatypes of any shape, also of some that no constructor makes. */
#define SHAPE(text, bytes, bound, length, ...)                                                \
    {                                                                                         \
        .name = text, .size = bytes, .lb = bound, .extent = length,                           \
        .map = (const struct zm_typemap[]){{                                                  \
            .size = bytes,                                                                    \
            .segments = (const struct zm_segment[]){__VA_ARGS__},                             \
            .segment_count =                                                                  \
                sizeof((const struct zm_segment[]){__VA_ARGS__}) / sizeof(struct zm_segment), \
        }},                                                                                   \
    }
static const struct zm_typemap nothing;
static const struct zm_typemap short_and_char = {
    .size = 3,
    .segments = (const struct zm_segment[]){{0, 4, 2, 1, 0, NULL}, {2, 0, 1, 1, 0, NULL}},
    .segment_count = 2,
};
static const struct zm_typemap nested = {
    .size = 15,
    .segments =
        (const struct zm_segment[]){{0, 40, 3, 4, 8, &short_and_char}, {12, 0, 3, 1, 0, NULL}},
    .segment_count = 2,
};
static const struct zm_datatype shapes[] = {
    SHAPE("column of doubles", 40, 0, 8, {0, 0, 8, 5, 64, NULL}),
    SHAPE("vector of int", 28, 0, 76, {0, 0, 4, 7, 12, NULL}),
    SHAPE("vector of 16 bytes", 64, 0, 112, {0, 0, 16, 4, 32, NULL}),
    SHAPE("vector of 3 bytes", 33, 0, 60, {0, 0, 3, 11, 5, NULL}),
    SHAPE("every other byte", 9, 0, 18, {0, 0, 1, 9, 2, NULL}),
    SHAPE("backwards", 20, 0, 40, {0, 32, 4, 5, -8, NULL}),
    SHAPE("shifted", 8, 16, 8, {0, 16, 8, 1, 0, NULL}),
    SHAPE("negative", 12, -8, 24, {0, 8, 4, 1, 0, NULL}, {4, -8, 8, 1, 0, NULL}),
    SHAPE("one block, reversed extent", 6, 0, -10, {0, 0, 6, 1, 0, NULL}),
    SHAPE("mixture", 59, 0, 136, {0, 4, 1, 1, 0, NULL}, {1, 8, 8, 3, 16, NULL},
          {25, 56, 4, 1, 0, NULL}, {29, 60, 2, 7, 4, NULL}, {43, 96, 16, 1, 0, NULL}),
    SHAPE("interleaved", 8, 0, 4, {0, 0, 4, 1, 0, NULL}, {4, 40, 4, 1, 0, NULL}),
    SHAPE("gapless, moved", 4, -4, 4, {0, -4, 4, 1, 0, NULL}),
    SHAPE("nested once", 9, 0, 32, {0, 2, 3, 3, 7, &short_and_char}),
    SHAPE("nested twice", 38, -60, 200, {0, -60, 15, 2, 90, &nested}, {30, -4, 4, 2, 4, NULL}),
    {.name = "empty", .size = 0, .extent = 8, .map = &nothing},
};
enum { SHAPES = sizeof shapes / sizeof shapes[0] };

/* All datatypes, predefined ones first. */
static const struct zm_datatype *nth(size_t i)
{
    return i < EXPECTATIONS ? zm_datatype_predefined(expectations[i].handle)
                            : &shapes[i - EXPECTATIONS];
}

/* Memory for a buffer with elements on both sides of where it begins, and for its packed stream. */
enum { MEMORY = 1 << 14, ORIGIN = MEMORY / 2, STREAM = 4096 };
static unsigned char memory[MEMORY], expected[MEMORY], stream[STREAM], naive[STREAM];

/* The displacement of byte `i` of a type map. */
static MPI_Aint displacement(const struct zm_typemap *map, size_t i)
{
    const struct zm_segment *s = map->segments;
    for (; i >= s->length * s->count; s++)
        i -= s->length * s->count;
    MPI_Aint block = s->displacement + (MPI_Aint)(i / s->length) * s->stride;
    i %= s->length;
    return block + (s->inside ? displacement(s->inside, i) : (MPI_Aint)i);
}

/* Where in the memory byte i of the packed stream lies. */
static size_t place(const struct zm_datatype *d, size_t i)
{
    MPI_Aint at = ORIGIN + (MPI_Aint)(i / d->size) * d->extent + displacement(d->map, i % d->size);
    ck_assert(at >= 0 && at < MEMORY);
    return (size_t)at;
}

/* Fills the memory, and `naive` with the packed stream of `count` elements; returns its length. */
static size_t prepare(const struct zm_datatype *d, size_t count)
{
    size_t total = count * d->size;
    ck_assert_uint_le(total, STREAM);
    unit_fill(memory, MEMORY);
    for (size_t i = 0; i < total; i++)
        naive[i] = memory[place(d, i)];
    return total;
}

/* Packs [from, to) of the stream to an odd address and compares; the bytes beside must stay. */
static void check_pack(const struct zm_datatype *d, size_t count, size_t from, size_t to)
{
    unsigned char *out = stream + 1;
    size_t bytes = to - from;
    memset(stream, 0xa5, sizeof stream);
    ck_assert_uint_eq(zm_pack(memory + ORIGIN, count, d, from, out, bytes), bytes);
    if (bytes > 0 && memcmp(out, naive + from, bytes) != 0)
        ck_abort_msg("%s: packed bytes %zu to %zu of %zu elements differ", d->name, from, to,
                     count);
    if (out[-1] != 0xa5 || out[bytes] != 0xa5)
        ck_abort_msg("%s: packing bytes %zu to %zu wrote beyond them", d->name, from, to);
}

/* The same for unpacking: all other bytes of the memory, gaps too, must stay. */
static void check_unpack(const struct zm_datatype *d, size_t count, size_t from, size_t to)
{
    size_t bytes = to - from;
    unit_fill(memory, MEMORY);
    memcpy(expected, memory, MEMORY);
    for (size_t i = from; i < to; i++)
        expected[place(d, i)] = naive[i];
    memcpy(stream + 1, naive + from, bytes);
    ck_assert_uint_eq(zm_unpack(memory + ORIGIN, count, d, from, stream + 1, bytes), bytes);
    if (memcmp(memory, expected, MEMORY) != 0)
        ck_abort_msg("%s: unpacking bytes %zu to %zu of %zu elements went wrong", d->name, from, to,
                     count);
}

START_TEST(pack_whole)
{
    static const size_t counts[] = {0, 1, 2, 3, 7, 31};
    for (size_t i = 0; i < EXPECTATIONS + SHAPES; i++) {
        check_segments(nth(i));
        for (size_t c = 0; c < sizeof counts / sizeof counts[0]; c++) {
            size_t total = prepare(nth(i), counts[c]);
            check_pack(nth(i), counts[c], 0, total);
            check_unpack(nth(i), counts[c], 0, total);
        }
    }
}
END_TEST

START_TEST(pack_any_piece)
{
    for (size_t i = 0; i < EXPECTATIONS + SHAPES; i++) {
        size_t total = prepare(nth(i), 3);
        for (size_t from = 0; from <= total; from++)
            for (size_t to = from; to <= total; to++)
                check_pack(nth(i), 3, from, to);
    }
}
END_TEST

/* Unpacking in two pieces, split everywhere. */
START_TEST(unpack_any_split)
{
    for (size_t i = 0; i < EXPECTATIONS + SHAPES; i++) {
        size_t total = prepare(nth(i), 3);
        for (size_t split = 0; split <= total; split++) {
            check_unpack(nth(i), 3, 0, split);
            check_unpack(nth(i), 3, split, total);
        }
    }
}
END_TEST

/* Pieces of a length that divides nothing, begun in the middle. */
START_TEST(unpack_many_pieces)
{
    for (size_t i = 0; i < EXPECTATIONS + SHAPES; i++) {
        size_t total = prepare(nth(i), 5);
        for (size_t from = 0; from < total; from += 5)
            check_unpack(nth(i), 5, from, from + 5 < total ? from + 5 : total);
    }
}
END_TEST

START_TEST(pieces_end_with_the_buffer)
{
    for (size_t i = 0; i < EXPECTATIONS + SHAPES; i++) {
        const struct zm_datatype *d = nth(i);
        size_t total = prepare(d, 3);
        ck_assert_uint_eq(zm_pack(memory + ORIGIN, 3, d, 0, stream, total + 7), total);
        ck_assert_uint_eq(zm_unpack(memory + ORIGIN, 3, d, 0, stream, total + 7), total);
        ck_assert_uint_eq(zm_pack(memory + ORIGIN, 3, d, total, stream, 1), 0);
        ck_assert_uint_eq(zm_unpack(memory + ORIGIN, 3, d, total, stream, 1), 0);
        ck_assert_uint_eq(zm_unpack(memory + ORIGIN, 3, d, total + 1, stream, SIZE_MAX), 0);
        if (total > 0)
            ck_assert_uint_eq(zm_pack(memory + ORIGIN, 3, d, total - 1, stream, SIZE_MAX), 1);
    }
}
END_TEST

START_TEST(nothing_may_be_nowhere)
{
    for (size_t i = 0; i < EXPECTATIONS + SHAPES; i++) {
        ck_assert_uint_eq(zm_pack(NULL, 0, nth(i), 0, NULL, 0), 0);
        ck_assert_uint_eq(zm_unpack(NULL, 0, nth(i), 0, NULL, 0), 0);
        ck_assert_uint_eq(zm_unpack(NULL, 3, nth(i), 0, NULL, 0), 0);
    }
}
END_TEST

/* Absolute addresses from MPI_BOTTOM on. */
START_TEST(bottom)
{
    static int here[2] = {1, 2}, there[1] = {3};
    const struct zm_segment segments[] = {{0, (MPI_Aint)&there, sizeof there, 1, 0, NULL},
                                          {sizeof there, (MPI_Aint)&here, sizeof here, 1, 0, NULL}};
    const struct zm_typemap map = {
        .size = 3 * sizeof(int), .segments = segments, .segment_count = 2};
    const struct zm_datatype d = {.size = 3 * sizeof(int), .extent = 8, .map = &map};
    int out[3];
    ck_assert_uint_eq(zm_pack(MPI_BOTTOM, 1, &d, 0, out, sizeof out), sizeof out);
    ck_assert(out[0] == 3 && out[1] == 1 && out[2] == 2);
    out[2] = 4;
    ck_assert_uint_eq(zm_unpack(MPI_BOTTOM, 1, &d, 0, out, sizeof out), sizeof out);
    ck_assert(there[0] == 3 && here[0] == 1 && here[1] == 4);
}
END_TEST

/* A million pairs through pieces of 64 KiB. */
START_TEST(large)
{
    enum { COUNT = 1000003, PIECE = 1 << 16 };
    const struct zm_datatype *d = zm_datatype_predefined(MPI_SHORT_INT);
    struct short_int *pairs = calloc(COUNT, sizeof *pairs), *copies = calloc(COUNT, sizeof *pairs);
    unsigned char *piece = malloc(PIECE);
    ck_assert(pairs != NULL && copies != NULL && piece != NULL);
    for (int i = 0; i < COUNT; i++)
        pairs[i] = (struct short_int){(short)(i % 30000), i};

    size_t offset = 0, bytes;
    while ((bytes = zm_pack(pairs, COUNT, d, offset, piece, PIECE)) > 0) {
        ck_assert_uint_eq(zm_unpack(copies, COUNT, d, offset, piece, bytes), bytes);
        offset += bytes;
    }
    ck_assert_uint_eq(offset, COUNT * d->size);
    for (int i = 0; i < COUNT; i++)
        if (copies[i].value != pairs[i].value || copies[i].index != i)
            ck_abort_msg("pair %d is wrong", i);
    free(pairs);
    free(copies);
    free(piece);
}
END_TEST

UNIT_MAIN("datatype", predefined_datatypes, other_handles_are_not_predefined, holders, pack_whole,
          pack_any_piece, unpack_any_split, unpack_many_pieces, pieces_end_with_the_buffer,
          nothing_may_be_nowhere, bottom, large)
