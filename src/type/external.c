/* SPDX-License-Identifier: BSL-1.0 */
/* "external32": one walk over the runs of a datatype, with conversions at its end. */
#include "type/external.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "type/pack.h"

enum direction { PACK, UNPACK };

/* Numbers are converted in pieces that were packed as they are. */
enum { PIECE = 4096 };

/* ---- Numbers ---- */

/* Byte k of a number here, counting from the least significant one of `size`. */
static size_t native_place(size_t k, size_t size)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    return size - 1 - k;
#else
    (void)size;
    return k;
#endif
}

static void store_number(const unsigned char *native, size_t size, bool is_signed,
                         unsigned char *external, size_t external_size)
{
    bool negative = is_signed && native[native_place(size - 1, size)] & 0x80;
    for (size_t k = 0; k < external_size; k++)
        external[external_size - 1 - k] = k < size   ? native[native_place(k, size)]
                                          : negative ? 0xff
                                                     : 0;
}

static void load_number(unsigned char *native, size_t size, bool is_signed,
                        const unsigned char *external, size_t external_size)
{
    bool negative = is_signed && external[0] & 0x80;
    for (size_t k = 0; k < size; k++)
        native[native_place(k, size)] = k < external_size ? external[external_size - 1 - k]
                                        : negative        ? 0xff
                                                          : 0;
}

/* ---- Long doubles ---- */

/* The format binary128 in two halves: sign, 15 bits of the exponent, 112 of the fraction. */
enum { BIAS = 16383, SPECIAL = 0x7fff, UPPER_BITS = 48, FRACTION_BITS = 112 };

static void store_halves(uint64_t upper, uint64_t lower, unsigned char external[16])
{
    for (int i = 0; i < 8; i++) {
        external[7 - i] = (unsigned char)(upper >> 8 * i);
        external[15 - i] = (unsigned char)(lower >> 8 * i);
    }
}

/* Arithmetic is used, since there are several formats of a long double. */
static void store_extended(const unsigned char *native, unsigned char external[16])
{
    long double number, rest;
    memcpy(&number, native, sizeof number);
    uint64_t sign = signbit(number) ? (uint64_t)1 << 63 : 0, upper = 0, lower = 0;
    int exponent = 0; /* as it is stored: 0 for numbers without the leading 1 */
    if (isnan(number) || isinf(number)) {
        exponent = SPECIAL;
        upper = isnan(number) ? (uint64_t)1 << (UPPER_BITS - 1) : 0;
    } else if (number != 0) {
        rest = frexpl(fabsl(number), &exponent); /* from 1/2 to 1 */
        exponent += BIAS - 1;
        if (exponent < 1) {
            rest = ldexpl(rest, exponent - 1);
            exponent = 0;
        }
        rest = ldexpl(rest, UPPER_BITS + 1);
        upper = (uint64_t)rest; /* the leading 1, if any, and the upper bits */
        lower = (uint64_t)ldexpl(rest - (long double)upper, 64);
        upper &= ((uint64_t)1 << UPPER_BITS) - 1;
    }
    store_halves(sign | (uint64_t)exponent << UPPER_BITS | upper, lower, external);
}

static void load_extended(unsigned char *native, const unsigned char external[16])
{
    uint64_t upper = 0, lower = 0;
    for (int i = 0; i < 8; i++) {
        upper = upper << 8 | external[i];
        lower = lower << 8 | external[8 + i];
    }
    bool negative = upper >> 63;
    int exponent = (int)(upper >> UPPER_BITS & SPECIAL);
    upper &= ((uint64_t)1 << UPPER_BITS) - 1;
    long double number;
    if (exponent == SPECIAL) {
        number = upper || lower ? (long double)NAN : (long double)INFINITY;
    } else {
        if (exponent > 0)
            upper |= (uint64_t)1 << UPPER_BITS;
        else
            exponent = 1;
        /* The lower half is smaller than the last bit of the upper one, so this rounds once. */
        number = ldexpl((long double)upper, 64) + (long double)lower;
        number = ldexpl(number, exponent - BIAS - FRACTION_BITS);
    }
    if (negative)
        number = -number;
    memset(native, 0, sizeof number); /* some of its bytes may be padding */
    memcpy(native, &number, sizeof number);
}

/* ---- Basic types ---- */

static void convert_one(enum direction direction, const struct zm_basic *basic,
                        unsigned char *native, unsigned char *external)
{
    size_t size = basic->size / basic->parts, external_size = basic->external_size / basic->parts;
    bool is_signed = basic->external == ZM_EXTERNAL_SIGNED;
    for (size_t part = 0; part < basic->parts; part++) {
        if (basic->external == ZM_EXTERNAL_EXTENDED)
            direction == PACK ? store_extended(native, external) : load_extended(native, external);
        else if (direction == PACK)
            store_number(native, size, is_signed, external, external_size);
        else
            load_number(native, size, is_signed, external, external_size);
        native += size;
        external += external_size;
    }
}

/* ---- The walk ---- */

struct walk {
    enum direction direction;
    void *buffer;
    size_t count;
    const struct zm_datatype *datatype;
    size_t offset;           /* bytes of the packed stream that are done */
    unsigned char *external; /* the next number */
};

static void convert_basic(struct walk *walk, const struct zm_basic *basic, size_t count)
{
    _Alignas(max_align_t) unsigned char piece[PIECE];
    while (count > 0) {
        size_t some = count < PIECE / basic->size ? count : PIECE / basic->size;
        size_t bytes = some * basic->size, external_bytes = some * basic->external_size;
        bool same = basic->external == ZM_EXTERNAL_BYTES;
        unsigned char *packed = same ? walk->external : piece;
        if (walk->direction == PACK)
            zm_pack(walk->buffer, walk->count, walk->datatype, walk->offset, packed, bytes);
        for (size_t i = 0; i < some && !same; i++)
            convert_one(walk->direction, basic, piece + i * basic->size,
                        walk->external + i * basic->external_size);
        if (walk->direction == UNPACK)
            zm_unpack(walk->buffer, walk->count, walk->datatype, walk->offset, packed, bytes);
        walk->external += external_bytes;
        walk->offset += bytes;
        count -= some;
    }
}

static void convert_map(struct walk *walk, const struct zm_typemap *map)
{
    for (size_t i = 0; i < map->run_count; i++) {
        const struct zm_run *run = &map->runs[i];
        if (run->basic)
            convert_basic(walk, run->basic, run->count);
        else
            for (size_t j = 0; j < run->count; j++)
                convert_map(walk, run->inside);
    }
}

static void convert(struct walk walk)
{
    const struct zm_typemap *map = walk.datatype->map;
    if (map->run_count == 1 && map->runs->basic) /* all elements at once */
        convert_basic(&walk, map->runs->basic, walk.count * map->elements);
    else
        for (size_t i = 0; i < walk.count; i++)
            convert_map(&walk, map);
}

void zm_pack_external(const void *buffer, size_t count, const struct zm_datatype *datatype,
                      void *stream)
{
    convert((struct walk){PACK, (void *)buffer, count, datatype, 0, stream});
}

void zm_unpack_external(void *buffer, size_t count, const struct zm_datatype *datatype,
                        const void *stream)
{
    convert((struct walk){UNPACK, buffer, count, datatype, 0, (unsigned char *)stream});
}
