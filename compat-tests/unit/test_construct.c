/* SPDX-License-Identifier: BSL-1.0 */
/* Holds datatypes made at random against the standard's definition of a datatype: a list of basic
 * types and displacements, written out here, in which everything is counted one by one.
 *
 * The seed is printed where something goes wrong; UNIT_SEED=... repeats that run, and UNIT_TYPES
 * says how many datatypes there are to be. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "type/datatype.h"
#include "type/external.h"
#include "type/pack.h"
#include "type/unnamed.h"
#include "unit.h"

/* ---- The definition ---- */

enum { ENTRIES = 400, MEMORY = 1 << 14, ORIGIN = MEMORY / 2, REACH = MEMORY / 16 };

struct entry {
    const struct zm_basic *basic;
    MPI_Aint at;
};

struct definition {
    size_t count;
    struct entry entries[ENTRIES];
    MPI_Aint lb, ub, alignment;
    bool has_lb, has_ub, fixed_lb, fixed_ub;
    bool too_large;
};

static MPI_Aint extent_of(const struct definition *d)
{
    return d->ub - d->lb;
}

/* One copy of `old` more. */
static void define(struct definition *d, MPI_Aint at, const struct definition *old)
{
    if (d->count + old->count > ENTRIES || at > REACH || at < -REACH) {
        d->too_large = true;
        return;
    }
    for (size_t i = 0; i < old->count; i++)
        d->entries[d->count++] = (struct entry){old->entries[i].basic, at + old->entries[i].at};
    if (old->count || old->fixed_lb) {
        if (!d->has_lb || (old->fixed_lb && !d->fixed_lb) ||
            (old->fixed_lb == d->fixed_lb && at + old->lb < d->lb))
            d->lb = at + old->lb;
        d->has_lb = true;
        d->fixed_lb |= old->fixed_lb;
    }
    if (old->count || old->fixed_ub) {
        if (!d->has_ub || (old->fixed_ub && !d->fixed_ub) ||
            (old->fixed_ub == d->fixed_ub && at + old->ub > d->ub))
            d->ub = at + old->ub;
        d->has_ub = true;
        d->fixed_ub |= old->fixed_ub;
    }
    if (old->count && old->alignment > d->alignment)
        d->alignment = old->alignment;
}

static void finish_definition(struct definition *d)
{
    if (!d->has_lb)
        d->lb = 0;
    if (!d->has_ub)
        d->ub = d->lb;
    while (!d->fixed_ub && d->count && extent_of(d) % d->alignment != 0)
        d->ub++;
}

/* ---- Datatypes to make others of ---- */

enum { LEAVES = 10, POOL = 24 };

static const uintptr_t leaves[LEAVES] = {0x209 /* MPI_INT */,        0x243 /* MPI_CHAR */,
                                         0x214 /* MPI_DOUBLE */,     0x208 /* MPI_SHORT */,
                                         0x229 /* MPI_DOUBLE_INT */, 0x22c /* MPI_SHORT_INT */,
                                         0x212 /* complex */,        0x22b /* MPI_2INT */,
                                         0x204 /* MPI_LB */,         0x205 /* MPI_UB */};

struct made {
    const struct zm_datatype *datatype;
    struct definition definition;
};
static struct made pool[POOL];
static struct zm_report report;

static void define_leaf(struct made *made, uintptr_t handle)
{
    const struct zm_datatype *d = zm_datatype_predefined((MPI_Datatype)handle);
    made->datatype = d;
    made->definition = (struct definition){.ub = d->extent,
                                           .alignment = (MPI_Aint)d->map->alignment,
                                           .has_lb = true,
                                           .has_ub = true,
                                           .fixed_lb = d->fixed_lb,
                                           .fixed_ub = d->fixed_ub};
    MPI_Aint at = 0;
    for (size_t i = 0; i < d->map->run_count; i++) {
        const struct zm_basic *basic = d->map->runs[i].basic;
        while (at % (MPI_Aint)(basic->size / basic->parts) != 0)
            at++;
        made->definition.entries[made->definition.count++] = (struct entry){basic, at};
        at += (MPI_Aint)basic->size;
    }
}

static MPI_Count pick(MPI_Count low, MPI_Count high)
{
    return low + (MPI_Count)(unit_random() % (uint64_t)(high - low + 1));
}

/* ---- The constructors, at random and by definition ---- */

static struct {
    struct zm_envelope form;
    MPI_Count numbers[64];
    size_t length;
    const struct made *types[8];
    struct definition d;
} call;

static void begin(int combiner, const struct made *old)
{
    memset(&call, 0, sizeof call);
    call.form.combiner = combiner;
    call.form.datatypes = old ? 1 : 0;
    call.types[0] = old;
}

static MPI_Count put(MPI_Count number)
{
    return call.numbers[call.length++] = number;
}

static void define_old(MPI_Aint at)
{
    define(&call.d, at, &call.types[0]->definition);
}

static void make_contiguous(const struct made *old)
{
    begin(MPI_COMBINER_CONTIGUOUS, old);
    MPI_Count count = put(pick(0, 5));
    call.form.counts = 1;
    for (MPI_Count i = 0; i < count; i++)
        define_old(i * extent_of(&old->definition));
}

static void make_vector(const struct made *old, bool bytes)
{
    MPI_Aint extent = extent_of(&old->definition);
    begin(bytes ? MPI_COMBINER_HVECTOR : MPI_COMBINER_VECTOR, old);
    MPI_Count count = put(pick(0, 4)), length = put(pick(0, 4));
    MPI_Count stride = put(bytes ? pick(-50, 90) : pick(-3, 6));
    if (pick(0, 3) == 0) /* seamless */
        stride = call.numbers[2] = bytes ? length * extent : length;
    call.form.counts = bytes ? 2 : 3;
    call.form.addresses = bytes ? 1 : 0;
    for (MPI_Count i = 0; i < count; i++)
        for (MPI_Count j = 0; j < length; j++)
            define_old(i * stride * (bytes ? 1 : extent) + j * extent);
}

static void make_indexed(const struct made *old, bool bytes)
{
    MPI_Aint extent = extent_of(&old->definition), unit = bytes ? 1 : extent;
    begin(bytes ? MPI_COMBINER_HINDEXED : MPI_COMBINER_INDEXED, old);
    MPI_Count count = put(pick(0, 6)), lengths[6], next = 0;
    for (MPI_Count i = 0; i < count; i++)
        lengths[i] = put(pick(0, 3));
    for (MPI_Count i = 0; i < count; i++) {
        MPI_Count at = put(pick(0, 2) ? pick(-20, 60) / (bytes ? 1 : 4) : next);
        for (MPI_Count j = 0; j < lengths[i]; j++)
            define_old(at * unit + j * extent);
        next = at + lengths[i] * (bytes ? extent : 1);
    }
    call.form.counts = 1 + (size_t)count * (bytes ? 1 : 2);
    call.form.addresses = bytes ? (size_t)count : 0;
}

static void make_indexed_block(const struct made *old, bool bytes)
{
    MPI_Aint extent = extent_of(&old->definition), unit = bytes ? 1 : extent;
    begin(bytes ? MPI_COMBINER_HINDEXED_BLOCK : MPI_COMBINER_INDEXED_BLOCK, old);
    MPI_Count count = put(pick(0, 7)), length = put(pick(0, 3)), step = pick(1, 9);
    for (MPI_Count i = 0; i < count; i++) {
        MPI_Count at = put(pick(0, 3) ? i * step : pick(-9, 30));
        for (MPI_Count j = 0; j < length; j++)
            define_old(at * unit + j * extent);
    }
    call.form.counts = 2 + (bytes ? 0 : (size_t)count);
    call.form.addresses = bytes ? (size_t)count : 0;
}

static void make_struct(void)
{
    begin(MPI_COMBINER_STRUCT, NULL);
    MPI_Count count = put(pick(0, 6)), lengths[6];
    for (MPI_Count i = 0; i < count; i++)
        lengths[i] = put(pick(0, 3));
    for (MPI_Count i = 0; i < count; i++) {
        call.types[i] = &pool[pick(0, pick(0, 1) ? POOL - 1 : LEAVES - 1)];
        const struct definition *old = &call.types[i]->definition;
        MPI_Count at = put(pick(-30, 90));
        for (MPI_Count j = 0; j < lengths[i]; j++)
            define(&call.d, at + j * extent_of(old), old);
    }
    call.form.datatypes = (size_t)count;
    call.form.counts = call.form.addresses = (size_t)count;
    call.form.counts++;
}

static void fix_bounds(MPI_Aint lb, MPI_Aint extent)
{
    call.d.has_lb = call.d.has_ub = call.d.fixed_lb = call.d.fixed_ub = true;
    call.d.lb = lb;
    call.d.ub = lb + extent;
}

static void make_resized(const struct made *old)
{
    begin(MPI_COMBINER_RESIZED, old);
    MPI_Count lb = put(pick(-20, 20)), extent = put(pick(-40, 80));
    call.form.addresses = 2;
    define_old(0);
    fix_bounds(lb, extent);
}

static void make_dup(const struct made *old)
{
    begin(MPI_COMBINER_DUP, old);
    call.d = old->definition;
}

/* The linear index of element `c` of an array. */
static MPI_Aint place_in(const MPI_Count *c, const MPI_Count *sizes, MPI_Count ndims, bool c_order)
{
    MPI_Aint place = 0;
    for (MPI_Count i = 0; i < ndims; i++) {
        MPI_Count dimension = c_order ? i : ndims - 1 - i;
        place = place * sizes[dimension] + c[dimension];
    }
    return place;
}

/* The coordinates of the element with a linear index. */
static void coordinates_of(MPI_Aint place, const MPI_Count *sizes, MPI_Count ndims, bool c_order,
                           MPI_Count *c)
{
    for (MPI_Count i = ndims - 1; i >= 0; i--) {
        MPI_Count dimension = c_order ? i : ndims - 1 - i;
        c[dimension] = place % sizes[dimension];
        place /= sizes[dimension];
    }
    ck_assert_int_eq(place, 0);
}

static void make_subarray(const struct made *old)
{
    begin(MPI_COMBINER_SUBARRAY, old);
    MPI_Count ndims = put(pick(1, 3)), whole = 1, c[3];
    MPI_Count *sizes = call.numbers + 1, *subsizes = sizes + ndims, *starts = subsizes + ndims;
    for (MPI_Count i = 0; i < ndims; i++) {
        sizes[i] = pick(1, 5);
        subsizes[i] = pick(1, sizes[i]);
        starts[i] = pick(0, sizes[i] - subsizes[i]);
        whole *= sizes[i];
    }
    call.length = 1 + 3 * (size_t)ndims;
    bool c_order = put(pick(0, 1) ? MPI_ORDER_C : MPI_ORDER_FORTRAN) == MPI_ORDER_C;
    call.form.before = call.form.after = 1;
    call.form.counts = 3 * (size_t)ndims;
    for (MPI_Aint place = 0; place < whole; place++) {
        bool inside = true;
        coordinates_of(place, sizes, ndims, c_order, c);
        ck_assert_int_eq(place_in(c, sizes, ndims, c_order), place);
        for (MPI_Count i = 0; i < ndims; i++)
            inside &= c[i] >= starts[i] && c[i] < starts[i] + subsizes[i];
        if (inside)
            define_old(place * extent_of(&old->definition));
    }
    fix_bounds(0, whole * extent_of(&old->definition));
}

/* Whose element `c` of a dimension is. */
static MPI_Count owner_of(MPI_Count c, MPI_Count size, MPI_Count distrib, MPI_Count darg,
                          MPI_Count psize)
{
    if (distrib == MPI_DISTRIBUTE_NONE)
        return -1; /* everybody's */
    if (darg == MPI_DISTRIBUTE_DFLT_DARG)
        darg = distrib == MPI_DISTRIBUTE_CYCLIC ? 1 : (size + psize - 1) / psize;
    return c / darg % psize;
}

static void make_darray(const struct made *old)
{
    begin(MPI_COMBINER_DARRAY, old);
    MPI_Count ndims = pick(1, 3), size = 1, whole = 1, c[3], grid[3];
    MPI_Count *gsizes = call.numbers + 3, *distribs = gsizes + ndims, *dargs = distribs + ndims,
              *psizes = dargs + ndims;
    for (MPI_Count i = 0; i < ndims; i++) {
        gsizes[i] = pick(1, 7);
        distribs[i] = pick(MPI_DISTRIBUTE_NONE, MPI_DISTRIBUTE_CYCLIC);
        psizes[i] = distribs[i] == MPI_DISTRIBUTE_NONE ? 1 : pick(1, 3);
        dargs[i] = MPI_DISTRIBUTE_DFLT_DARG;
        if (pick(0, 1) && distribs[i] == MPI_DISTRIBUTE_BLOCK)
            dargs[i] = (gsizes[i] + psizes[i] - 1) / psizes[i] + pick(0, 2);
        else if (pick(0, 1) && distribs[i] == MPI_DISTRIBUTE_CYCLIC)
            dargs[i] = pick(1, 9);
        size *= psizes[i];
        whole *= gsizes[i];
    }
    call.length = 3 + 4 * (size_t)ndims;
    bool c_order = put(pick(0, 1) ? MPI_ORDER_C : MPI_ORDER_FORTRAN) == MPI_ORDER_C;
    call.numbers[0] = size;
    call.numbers[1] = pick(0, size - 1);
    call.numbers[2] = ndims;
    call.form.before = 3;
    call.form.counts = (size_t)ndims;
    call.form.after = 3 * (size_t)ndims + 1;
    coordinates_of(call.numbers[1], psizes, ndims, true, grid); /* always */
    for (MPI_Aint place = 0; place < whole; place++) {
        bool mine = true;
        coordinates_of(place, gsizes, ndims, c_order, c);
        for (MPI_Count i = 0; i < ndims; i++) {
            MPI_Count owner = owner_of(c[i], gsizes[i], distribs[i], dargs[i], psizes[i]);
            mine &= owner == -1 || owner == grid[i];
        }
        if (mine)
            define_old(place * extent_of(&old->definition));
    }
    fix_bounds(0, whole * extent_of(&old->definition));
}

/* Any datatype, from any of the pool. */
static void make_any(void)
{
    const struct made *old = &pool[pick(0, pick(0, 2) ? POOL - 1 : LEAVES - 3)];
    switch (pick(0, 11)) {
    case 0:
        return make_contiguous(old);
    case 1:
        return make_vector(old, false);
    case 2:
        return make_vector(old, true);
    case 3:
        return make_indexed(old, false);
    case 4:
        return make_indexed(old, true);
    case 5:
        return make_indexed_block(old, false);
    case 6:
        return make_indexed_block(old, true);
    case 7:
        return make_resized(old);
    case 8:
        return make_dup(old);
    case 9:
        return make_subarray(old);
    case 10:
        return make_darray(old);
    default:
        return make_struct();
    }
}

static struct zm_datatype *call_constructor(void)
{
    struct zm_datatype *datatype;
    ck_assert_uint_eq(call.length, zm_envelope_numbers(&call.form));
    struct zm_envelope *envelope = zm_envelope_new(&call.form);
    ck_assert_ptr_nonnull(envelope);
    memcpy(envelope->numbers, call.numbers, call.length * sizeof *call.numbers);
    for (size_t i = 0; i < call.form.datatypes; i++)
        envelope->types[i] = zm_datatype_retain(call.types[i]->datatype);
    if (zm_datatype_new(envelope, &report, &datatype) != MPI_SUCCESS)
        ck_abort_msg("combiner %d: %s", call.form.combiner, report.why);
    return datatype;
}

/* ---- Comparing ---- */

static unsigned char memory[MEMORY], expected[MEMORY];
static unsigned char stream[ENTRIES * 64], naive[ENTRIES * 64], external[ENTRIES * 64];

static void check_numbers(const struct zm_datatype *made, const struct definition *d)
{
    size_t size = 0, external_size = 0;
    MPI_Aint low = 0, high = 0;
    for (size_t i = 0; i < d->count; i++) {
        const struct entry *e = &d->entries[i];
        size += e->basic->size;
        external_size += e->basic->external_size;
        low = i == 0 || e->at < low ? e->at : low;
        MPI_Aint end = e->at + (MPI_Aint)e->basic->size;
        high = i == 0 || end > high ? end : high;
    }
    ck_assert_uint_eq(made->size, size);
    ck_assert_uint_eq(made->map->size, size);
    ck_assert_uint_eq(made->map->external_size, external_size);
    ck_assert_uint_eq(made->map->elements, d->count);
    ck_assert_int_eq(made->lb, d->lb);
    ck_assert_int_eq(made->extent, extent_of(d));
    ck_assert_int_eq(made->true_lb, low);
    ck_assert_int_eq(made->true_extent, high - low);
    ck_assert(made->fixed_lb == d->fixed_lb && made->fixed_ub == d->fixed_ub);
}

/* How many basic elements any number of bytes are. */
static void check_counting(const struct zm_datatype *made, const struct definition *d)
{
    size_t bytes = 0, elements = 0;
    for (int copy = 0; copy < 2 && d->count; copy++)
        for (size_t i = 0; i < d->count; i++) {
            size_t size = d->entries[i].basic->size;
            ck_assert_int_eq(zm_typemap_elements(made->map, bytes), (MPI_Count)elements);
            ck_assert_int_eq(zm_typemap_bytes(made->map, elements), (MPI_Count)bytes);
            if (size > 1)
                ck_assert_int_eq(zm_typemap_elements(made->map, bytes + size / 2), -1);
            bytes += size;
            elements++;
        }
    if (!d->count) {
        ck_assert_int_eq(zm_typemap_elements(made->map, 0), 0);
        ck_assert_int_eq(zm_typemap_elements(made->map, 1), -1);
        ck_assert_int_eq(zm_typemap_bytes(made->map, 1), -1);
    }
}

/* Where in the memory byte `i` of the packed stream lies. */
static size_t place(const struct definition *d, size_t size, size_t i)
{
    MPI_Aint at = ORIGIN + (MPI_Aint)(i / size) * extent_of(d);
    const struct entry *e = d->entries;
    for (i %= size; i >= e->basic->size; e++)
        i -= e->basic->size;
    at += e->at + (MPI_Aint)i;
    ck_assert(at >= 0 && at < MEMORY);
    return (size_t)at;
}

/* Whether any place belongs to two bytes of the stream: such datatypes cannot receive. */
static bool overlaps(const struct definition *d, size_t size, size_t from, size_t to)
{
    static unsigned seen[MEMORY], now;
    now++;
    for (size_t i = from; i < to; i++) {
        size_t at = place(d, size, i);
        if (seen[at] == now)
            return true;
        seen[at] = now;
    }
    return false;
}

static void check_piece(const struct zm_datatype *made, const struct definition *d, size_t count,
                        size_t from, size_t to)
{
    size_t bytes = to - from;
    for (size_t i = from; i < to; i++)
        naive[i] = memory[place(d, made->size, i)];
    memset(stream, 0xa5, sizeof stream);
    ck_assert_uint_eq(zm_pack(memory + ORIGIN, count, made, from, stream + 1, bytes), bytes);
    ck_assert(memcmp(stream + 1, naive + from, bytes) == 0);
    ck_assert(stream[0] == 0xa5 && stream[1 + bytes] == 0xa5);

    if (overlaps(d, made->size, from, to))
        return;
    unit_fill(stream, sizeof stream);
    memcpy(expected, memory, MEMORY);
    for (size_t i = from; i < to; i++)
        expected[place(d, made->size, i)] = stream[i];
    ck_assert_uint_eq(zm_unpack(memory + ORIGIN, count, made, from, stream + from, bytes), bytes);
    ck_assert(memcmp(memory, expected, MEMORY) == 0);
}

static void check_moving(const struct zm_datatype *made, const struct definition *d)
{
    if (!made->size)
        return;
    MPI_Aint reach = extent_of(d) < 0 ? -extent_of(d) : extent_of(d);
    size_t count = reach < REACH ? (size_t)pick(1, 3) : 1, total = count * made->size;
    if (total + 2 > sizeof stream)
        return;
    check_piece(made, d, count, 0, total);
    for (int i = 0; i < 4; i++) {
        size_t from = (size_t)pick(0, (MPI_Count)total),
               to = (size_t)pick((MPI_Count)from, (MPI_Count)total);
        check_piece(made, d, count, from, to);
    }
}

/* In "external32", numbers of these types are reversed here, if they are at all. */
static void check_external(const struct zm_datatype *made, const struct definition *d)
{
    size_t next = 0;
    for (size_t i = 0; i < d->count; i++) {
        const struct zm_basic *basic = d->entries[i].basic;
        size_t size = basic->size / basic->parts;
        for (size_t part = 0; part < basic->parts; part++)
            for (size_t k = 0; k < size; k++) {
                const union {
                    uint16_t number;
                    unsigned char first;
                } one = {1};
                size_t byte = part * size + (one.first ? size - 1 - k : k);
                naive[next++] = memory[ORIGIN + d->entries[i].at + (MPI_Aint)byte];
            }
    }
    memset(external, 0xa5, sizeof external);
    zm_pack_external(memory + ORIGIN, 1, made, external + 1);
    ck_assert(memcmp(external + 1, naive, next) == 0);
    ck_assert(external[0] == 0xa5 && external[1 + next] == 0xa5);

    /* What is unpacked is what is packed again, even if elements overlap. */
    zm_unpack_external(memory + ORIGIN, 1, made, external + 1);
    zm_pack_external(memory + ORIGIN, 1, made, external + 1);
    ck_assert(memcmp(external + 1, naive, next) == 0);
}

static void check_made(const struct zm_datatype *made, const struct definition *d)
{
    check_numbers(made, d);
    check_counting(made, d);
    check_moving(made, d);
    check_external(made, d);
}

static long setting(const char *name, long otherwise)
{
    const char *text = getenv(name);
    return text ? atol(text) : otherwise;
}

START_TEST(datatypes_at_random)
{
    long seed = setting("UNIT_SEED", 1), types = setting("UNIT_TYPES", 1000);
    printf("UNIT_SEED=%ld UNIT_TYPES=%ld\n", seed, types);
    fflush(stdout);
    for (long i = 0; i < seed; i++)
        unit_random();
    for (size_t i = 0; i < POOL; i++)
        define_leaf(&pool[i], leaves[i % LEAVES]);
    unit_fill(memory, MEMORY);
    for (long i = 0; i < types; i++) {
        make_any();
        finish_definition(&call.d);
        MPI_Aint extent = extent_of(&call.d);
        if (call.d.too_large || extent > REACH || extent < -REACH)
            continue;
        struct zm_datatype *made = call_constructor();
        check_made(made, &call.d);
        struct made *slot = &pool[pick(LEAVES, POOL - 1)];
        zm_datatype_release(slot->datatype);
        slot->datatype = made;
        slot->definition = call.d;
    }
    for (size_t i = 0; i < POOL; i++)
        zm_datatype_release(pool[i].datatype);
}
END_TEST

/* ---- Large ones ---- */

/* Makes a datatype of an old one, which it releases. */
static struct zm_datatype *make(const struct zm_datatype *old, int combiner, size_t counts,
                                size_t addresses, ...)
{
    struct zm_datatype *made = NULL;
    struct zm_envelope *envelope = zm_envelope_new(&(struct zm_envelope){
        .combiner = combiner, .counts = counts, .addresses = addresses, .datatypes = 1});
    ck_assert_ptr_nonnull(envelope);
    va_list numbers;
    va_start(numbers, addresses);
    for (size_t i = 0; i < counts + addresses; i++)
        envelope->numbers[i] = va_arg(numbers, MPI_Count);
    va_end(numbers);
    envelope->types[0] = old;
    int error = zm_datatype_new(envelope, &report, &made);
    return error ? NULL : made;
}

#define C(number) ((MPI_Count)(number))

/* Datatypes that would not fit the memory if they were written out. */
START_TEST(large_datatypes_are_small)
{
    const struct zm_datatype *pair = zm_datatype_predefined(MPI_SHORT_INT);
    struct zm_datatype *d = make(pair, MPI_COMBINER_CONTIGUOUS, 1, 0, C(1) << 31);
    ck_assert_ptr_nonnull(d);
    ck_assert_uint_eq(d->size, (size_t)6 << 31);
    ck_assert_int_eq(d->extent, (MPI_Aint)8 << 31);
    ck_assert_uint_eq(d->map->elements, (size_t)2 << 31);
    ck_assert_uint_le(d->map->segment_count, 2);

    d = make(d, MPI_COMBINER_HVECTOR, 2, 1, C(1) << 20, C(2), C(1) << 36);
    ck_assert_ptr_nonnull(d);
    ck_assert_uint_eq(d->size, (size_t)12 << 51);
    ck_assert_int_eq(d->true_extent,
                     (MPI_Aint)((1 << 20) - 1) * ((MPI_Aint)1 << 36) + ((MPI_Aint)16 << 31));
    ck_assert_uint_le(d->map->segment_count, 2);
    ck_assert_int_eq(zm_typemap_elements(d->map, ((size_t)6 << 50) + 2), (MPI_Count)(1L << 51) + 1);
    ck_assert_int_eq(zm_typemap_elements(d->map, ((size_t)6 << 50) + 3), -1);
    ck_assert_int_eq(zm_typemap_bytes(d->map, ((size_t)1 << 51) + 1), (MPI_Count)(6L << 50) + 2);

    /* More than can be counted is an error. */
    ck_assert_ptr_null(make(d, MPI_COMBINER_CONTIGUOUS, 1, 0, C(1) << 40));
    ck_assert_ptr_null(
        make(zm_datatype_predefined(MPI_INT), MPI_COMBINER_VECTOR, 3, 0, C(3), C(1), C(1) << 61));
    ck_assert_ptr_null(
        make(zm_datatype_predefined(MPI_INT), MPI_COMBINER_RESIZED, 0, 2, C(INT64_MAX), C(1)));
}
END_TEST

/* Segments that are one after the other, however they came about. */
START_TEST(neighbours_are_merged)
{
    const struct zm_datatype *integer = zm_datatype_predefined(MPI_INT);
    struct zm_datatype *d;
    d = make(integer, MPI_COMBINER_INDEXED, 7, 0, C(3), C(1), C(2), C(3), C(0), C(1), C(3));
    ck_assert_uint_eq(d->map->segment_count, 1);
    ck_assert(d->contiguous);
    ck_assert_uint_eq(d->map->run_count, 1);
    zm_datatype_release(d);

    d = make(integer, MPI_COMBINER_INDEXED_BLOCK, 6, 0, C(4), C(1), C(0), C(3), C(6), C(9));
    ck_assert_uint_eq(d->map->segment_count, 1);
    ck_assert_uint_eq(d->map->segments->count, 4);
    ck_assert_int_eq(d->map->segments->stride, 12);
    zm_datatype_release(d);

    d = make(integer, MPI_COMBINER_VECTOR, 3, 0, C(5), C(1), C(2));
    d = make(d, MPI_COMBINER_RESIZED, 0, 2, C(0), C(40));
    d = make(d, MPI_COMBINER_CONTIGUOUS, 1, 0, C(1000));
    ck_assert_uint_eq(d->map->segment_count, 1);
    ck_assert_uint_eq(d->map->segments->count, 5000);
    ck_assert_ptr_null(d->map->segments->inside);
    zm_datatype_release(d);

    d = make(integer, MPI_COMBINER_CONTIGUOUS, 1, 0, C(12));
    d = make(d, MPI_COMBINER_VECTOR, 3, 0, C(5), C(2), C(2));
    ck_assert(d->contiguous);
    zm_datatype_release(d);
}
END_TEST

/* Blocks at equal distances, and equally long, yet not the same inside. */
START_TEST(blocks_that_differ_make_no_row)
{
    const struct zm_datatype *integer = zm_datatype_predefined(MPI_INT);
    struct zm_datatype *gaps = make(integer, MPI_COMBINER_INDEXED_BLOCK, 8, 0, C(6), C(1), C(0),
                                    C(2), C(5), C(9), C(14), C(20));
    struct zm_datatype *whole = make(integer, MPI_COMBINER_CONTIGUOUS, 1, 0, C(6));
    struct zm_envelope *envelope = zm_envelope_new(&(struct zm_envelope){
        .combiner = MPI_COMBINER_STRUCT, .counts = 4, .addresses = 3, .datatypes = 3});
    struct zm_datatype *d;
    const MPI_Count numbers[] = {3, 1, 1, 1, 0, 100, 200};
    memcpy(envelope->numbers, numbers, sizeof numbers);
    envelope->types[0] = zm_datatype_retain(gaps);
    envelope->types[1] = whole;
    envelope->types[2] = gaps;
    ck_assert_int_eq(zm_datatype_new(envelope, &report, &d), MPI_SUCCESS);
    int from[80], to[18];
    for (int i = 0; i < 80; i++)
        from[i] = i;
    ck_assert_uint_eq(zm_pack(from, 1, d, 0, to, sizeof to), sizeof to);
    static const int want[18] = {0,  2,  5,  9,  14, 20, 25, 26, 27,
                                 28, 29, 30, 50, 52, 55, 59, 64, 70};
    ck_assert(memcmp(to, want, sizeof to) == 0);
    zm_datatype_release(d);
}
END_TEST

/* ---- Spans ---- */

START_TEST(spans)
{
    const struct zm_datatype *integer = zm_datatype_predefined(MPI_INT);
    struct zm_span span = zm_datatype_span(integer, 10);
    ck_assert_int_eq(span.offset, 0);
    ck_assert_uint_eq(span.bytes, 40);
    ck_assert_uint_eq(zm_datatype_span(integer, 0).bytes, 0);

    struct zm_datatype *d = make(integer, MPI_COMBINER_RESIZED, 0, 2, C(-4), C(-12));
    span = zm_datatype_span(d, 3); /* elements at 0, -12, -24; bounds down to -40 */
    ck_assert_int_le(span.offset, -40);
    ck_assert_int_eq(span.offset % (MPI_Aint) _Alignof(max_align_t), 0);
    ck_assert_int_eq(span.offset + (MPI_Aint)span.bytes, 4);
    zm_datatype_release(d);
}
END_TEST

/* ---- Long doubles in "external32" ---- */

START_TEST(long_doubles)
{
    const struct zm_datatype *d = zm_datatype_predefined(MPI_LONG_DOUBLE);
    static const struct {
        long double value;
        unsigned char external[16];
    } known[] = {
        {0.0L, {0}},
        {-0.0L, {0x80}},
        {1.0L, {0x3f, 0xff}},
        {-2.0L, {0xc0, 0x00}},
        {0.15625L, {0x3f, 0xfc, 0x40}},
        {1.0L + 1.0L / 4503599627370496.0L, {0x3f, 0xff, 0, 0, 0, 0, 0, 0, 0x10}},
        {__builtin_infl(), {0x7f, 0xff}},
        {-__builtin_infl(), {0xff, 0xff}},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        long double back = 7;
        memset(external, 0xa5, sizeof external);
        zm_pack_external(&known[i].value, 1, d, external);
        ck_assert(memcmp(external, known[i].external, 16) == 0);
        ck_assert_int_eq(external[16], 0xa5);
        zm_unpack_external(&back, 1, d, external);
        ck_assert(back == known[i].value);
        ck_assert(!__builtin_signbit(back) == !__builtin_signbit(known[i].value));
    }
    long double nan = __builtin_nanl(""), back = 7;
    zm_pack_external(&nan, 1, d, external);
    zm_unpack_external(&back, 1, d, external);
    ck_assert(back != back);

    /* Any number, of any magnitude, comes back. */
    for (int i = 0; i < 10000; i++) {
        long double number = (long double)(int64_t)unit_random();
        for (int64_t power = pick(-16400, 16300); power != 0; power += power < 0 ? 1 : -1)
            number = power < 0 ? number / 2 : number * 2;
        zm_pack_external(&number, 1, d, external);
        zm_unpack_external(&back, 1, d, external);
        ck_assert(back == number);
#if LDBL_MANT_DIG == 64 && defined __SIZEOF_FLOAT128__
        __extension__ const __float128 quad = number;
        unsigned char bytes[16];
        memcpy(bytes, &quad, 16);
        for (int k = 0; k < 16; k++)
            ck_assert_uint_eq(external[k], bytes[15 - k]);
#endif
    }
}
END_TEST

/* Sizes that differ, and signs. */
START_TEST(long_and_short)
{
    long numbers[2] = {-2, 1 << 30}, back[2] = {7, 7};
    zm_pack_external(numbers, 2, zm_datatype_predefined(MPI_LONG), external);
    ck_assert(memcmp(external, "\xff\xff\xff\xfe\x40\x00\x00\x00", 8) == 0);
    zm_unpack_external(back, 2, zm_datatype_predefined(MPI_LONG), external);
    ck_assert(back[0] == -2 && back[1] == 1 << 30);
    unsigned long number = 0xfffffffe, result = 7;
    zm_pack_external(&number, 1, zm_datatype_predefined(MPI_UNSIGNED_LONG), external);
    zm_unpack_external(&result, 1, zm_datatype_predefined(MPI_UNSIGNED_LONG), external);
    ck_assert_uint_eq(result, 0xfffffffe);
}
END_TEST

/* ---- Predefined ones without names ---- */

START_TEST(unnamed)
{
    struct zm_unnamed all = {0};
    const struct zm_datatype *a, *b;
    ck_assert_int_eq(zm_unnamed_fortran(&all, MPI_COMBINER_F90_REAL, 6, 30, &report, &a), 0);
    ck_assert_int_eq(zm_unnamed_fortran(&all, MPI_COMBINER_F90_REAL, 6, 30, &report, &b), 0);
    ck_assert_ptr_eq(a, b);
    ck_assert_uint_eq(a->size, 4);
    ck_assert_ptr_eq(zm_unnamed_find(&all, a->handle), a);
    ck_assert_int_eq(zm_unnamed_fortran(&all, MPI_COMBINER_F90_REAL, 6, 31, &report, &b), 0);
    ck_assert_ptr_ne(a, b);
    ck_assert_int_eq(zm_unnamed_fortran(&all, MPI_COMBINER_F90_COMPLEX, 6, 30, &report, &b), 0);
    ck_assert_uint_eq(b->size, 8);

    static const size_t digits[] = {2, 4, 9, 18, 38};
    for (size_t i = 0; i < 5; i++) {
        int r = (int)digits[i];
        ck_assert_int_eq(zm_unnamed_fortran(&all, MPI_COMBINER_F90_INTEGER, 0, r, &report, &a), 0);
        ck_assert_uint_eq(a->size, (size_t)1 << i);
    }
    ck_assert_int_eq(zm_unnamed_fortran(&all, MPI_COMBINER_F90_INTEGER, 0, 39, &report, &a),
                     MPI_ERR_ARG);

    /* Pairs: with a name, without one, none. */
    const struct zm_datatype *integer = zm_datatype_predefined(MPI_INT),
                             *number = zm_datatype_predefined(MPI_DOUBLE),
                             *large = zm_datatype_predefined(MPI_INT64_T),
                             *text = zm_datatype_predefined(MPI_CHAR);
    ck_assert_int_eq(zm_unnamed_pair(&all, number, integer, &report, &a), 0);
    ck_assert_ptr_eq(a, zm_datatype_predefined(MPI_DOUBLE_INT));
    ck_assert_int_eq(zm_unnamed_pair(&all, integer, large, &report, &a), 0);
    ck_assert_int_eq(zm_unnamed_pair(&all, integer, large, &report, &b), 0);
    ck_assert_ptr_eq(a, b);
    ck_assert_uint_eq(a->size, 12);
    ck_assert_int_eq(a->extent, 16);
    ck_assert_int_eq(zm_unnamed_pair(&all, large, integer, &report, &a), 0);
    ck_assert_uint_eq(a->size, 12);
    ck_assert_int_eq(a->extent, 16);
    ck_assert_int_eq(a->true_extent, 12);
    ck_assert_int_eq(zm_unnamed_pair(&all, text, integer, &report, &a), 0);
    ck_assert_ptr_null(a);
    ck_assert_int_eq(zm_unnamed_pair(&all, integer, number, &report, &a), 0);
    ck_assert_ptr_null(a);
    zm_unnamed_fini(&all);
}
END_TEST

UNIT_MAIN("construct", datatypes_at_random, large_datatypes_are_small, neighbours_are_merged,
          blocks_that_differ_make_no_row, spans, long_doubles, long_and_short, unnamed)
