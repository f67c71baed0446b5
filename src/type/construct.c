/* SPDX-License-Identifier: BSL-1.0 */
/* The constructors of datatypes. */
#include <stdint.h>
#include <stdlib.h>

#include "type/datatype.h"
#include "type/internal.h"

/* ---- Putting together ---- */

static void fail(struct zm_maker *maker)
{
    if (!maker->map.error)
        maker->map.error = MPI_ERR_ARG;
}

/* A bound that the program gave outdoes all that follow from where data lies. Among equals the
 * outermost counts: the lowest lower bound, the highest upper one. */
static void move_bound(struct zm_bound *bound, MPI_Aint value, bool fixed, bool lower)
{
    if (bound->known && bound->fixed && !fixed)
        return;
    bool replaces = !bound->known || (fixed && !bound->fixed);
    if (replaces || (lower ? value < bound->value : value > bound->value))
        bound->value = value;
    bound->known = true;
    bound->fixed = fixed;
}

void zm_maker_add(struct zm_maker *maker, MPI_Aint displacement, size_t count, MPI_Aint stride,
                  const struct zm_datatype *type)
{
    zm_typemap_add(&maker->map, displacement, count, stride, type->map);
    if (count == 0)
        return;
    MPI_Aint last, low, high;
    if (__builtin_mul_overflow(count - 1, stride, &last) ||
        __builtin_add_overflow(displacement, type->lb, &low) ||
        __builtin_add_overflow(low, type->extent, &high) ||
        __builtin_add_overflow(low, last < 0 ? last : 0, &low) ||
        __builtin_add_overflow(high, last > 0 ? last : 0, &high)) {
        fail(maker);
        return;
    }
    if (type->size || type->fixed_lb)
        move_bound(&maker->lower, low, type->fixed_lb, true);
    if (type->size || type->fixed_ub)
        move_bound(&maker->upper, high, type->fixed_ub, false);
}

int zm_maker_end(struct zm_maker *maker, bool pads, struct zm_datatype *datatype)
{
    const struct zm_typemap *map;
    MPI_Aint lb = maker->lower.known ? maker->lower.value : 0;
    MPI_Aint ub = maker->upper.known ? maker->upper.value : lb;
    MPI_Aint alignment = (MPI_Aint)maker->map.made.alignment, extent;
    if (__builtin_sub_overflow(ub, lb, &extent))
        fail(maker);
    else if (pads && alignment && !maker->upper.fixed &&
             __builtin_add_overflow(extent, (alignment - extent % alignment) % alignment, &extent))
        fail(maker);
    int error = zm_typemap_end(&maker->map, &map);
    if (error)
        return error;
    datatype->lb = lb;
    datatype->extent = extent;
    datatype->fixed_lb = maker->lower.fixed;
    datatype->fixed_ub = maker->upper.fixed;
    zm_datatype_layout(datatype, map);
    return MPI_SUCCESS;
}

/* ---- The combiners ---- */

/* What a constructor works with. */
struct work {
    struct zm_maker maker;
    const MPI_Count *numbers;
    const struct zm_datatype *old; /* the first datatype, mostly the only one */
    struct zm_report *report;
};

static int check_block(struct work *work, MPI_Count blocklength)
{
    return blocklength >= 0 ? MPI_SUCCESS
                            : zm_fail(work->report, MPI_ERR_ARG, "block length %lld is negative",
                                      (long long)blocklength);
}

/* Adds `blocklength` elements of `type` at displacement * unit. */
static int add_block(struct work *work, MPI_Aint displacement, MPI_Aint unit, MPI_Count blocklength,
                     const struct zm_datatype *type)
{
    MPI_Aint at;
    int error = check_block(work, blocklength);
    if (error)
        return error;
    if (__builtin_mul_overflow(displacement, unit, &at))
        fail(&work->maker);
    else
        zm_maker_add(&work->maker, at, (size_t)blocklength, type->extent, type);
    return MPI_SUCCESS;
}

/* `count` blocks of `blocklength` elements of the same datatype, the displacements of which are
 * said by an array, or, if that is NULL, are multiples of `unit`. */
static int equal_blocks(struct work *work, MPI_Count count, MPI_Count blocklength,
                        const MPI_Count *displacements, MPI_Aint unit)
{
    struct zm_maker inner = {0};
    struct zm_datatype block = {0};
    int error = check_block(work, blocklength);
    if (error)
        return error;
    zm_maker_add(&inner, 0, (size_t)blocklength, work->old->extent, work->old);
    if ((error = zm_maker_end(&inner, false, &block)))
        work->maker.map.error = error;
    else if (!displacements)
        zm_maker_add(&work->maker, 0, (size_t)count, unit, &block);
    for (MPI_Count i = 0; displacements && i < count && !error; i++)
        error = add_block(work, displacements[i], unit, 1, &block);
    zm_typemap_release(block.map);
    return MPI_SUCCESS;
}

/* Blocks of `unit` bytes each have their own length and displacement. */
static int unequal_blocks(struct work *work, MPI_Count count, MPI_Aint unit)
{
    const MPI_Count *lengths = work->numbers + 1, *displacements = lengths + count;
    int error = MPI_SUCCESS;
    for (MPI_Count i = 0; i < count && !error; i++)
        error = add_block(work, displacements[i], unit, lengths[i], work->old);
    return error;
}

static int structure(struct work *work, MPI_Count count, const struct zm_datatype **types)
{
    const MPI_Count *lengths = work->numbers + 1, *displacements = lengths + count;
    int error = MPI_SUCCESS;
    for (MPI_Count i = 0; i < count && !error; i++)
        error = add_block(work, displacements[i], 1, lengths[i], types[i]);
    return error;
}

static int vector(struct work *work, MPI_Aint unit)
{
    const MPI_Count *numbers = work->numbers; /* count, blocklength, stride */
    MPI_Aint stride = 0;
    if (__builtin_mul_overflow(numbers[2], unit, &stride))
        fail(&work->maker);
    return equal_blocks(work, numbers[0], numbers[1], NULL, stride);
}

/* Adds all parts of the datatype that the envelope describes. */
static int combine(struct work *work, const struct zm_envelope *envelope)
{
    const MPI_Count *n = work->numbers;
    if (envelope->counts && n[0] < 0)
        return zm_fail(work->report, MPI_ERR_COUNT, "count %lld is negative", (long long)n[0]);
    switch (envelope->combiner) {
    case MPI_COMBINER_CONTIGUOUS:
        return add_block(work, 0, 0, n[0], work->old);
    case MPI_COMBINER_VECTOR:
        return vector(work, work->old->extent);
    case MPI_COMBINER_HVECTOR:
        return vector(work, 1);
    case MPI_COMBINER_INDEXED:
        return unequal_blocks(work, n[0], work->old->extent);
    case MPI_COMBINER_HINDEXED:
        return unequal_blocks(work, n[0], 1);
    case MPI_COMBINER_INDEXED_BLOCK:
        return equal_blocks(work, n[0], n[1], n + 2, work->old->extent);
    case MPI_COMBINER_HINDEXED_BLOCK:
        return equal_blocks(work, n[0], n[1], n + 2, 1);
    default:
        return structure(work, n[0], envelope->types);
    }
}

/* The type map of another datatype, with its bounds or new ones. */
static int share(const struct zm_envelope *envelope, struct zm_report *report,
                 struct zm_datatype *datatype)
{
    const struct zm_datatype *old = envelope->types[0];
    datatype->lb = old->lb;
    datatype->extent = old->extent;
    datatype->fixed_lb = old->fixed_lb;
    datatype->fixed_ub = old->fixed_ub;
    if (envelope->combiner == MPI_COMBINER_RESIZED) {
        MPI_Aint ub;
        datatype->lb = envelope->numbers[0];
        datatype->extent = envelope->numbers[1];
        datatype->fixed_lb = datatype->fixed_ub = true;
        if (__builtin_add_overflow(datatype->lb, datatype->extent, &ub))
            return zm_fail(report, MPI_ERR_ARG, "its upper bound is more than an address");
    }
    zm_datatype_layout(datatype, zm_typemap_retain(old->map));
    return MPI_SUCCESS;
}

static int make(const struct zm_envelope *envelope, struct zm_report *report,
                struct zm_datatype *datatype)
{
    struct work work = {.numbers = envelope->numbers,
                        .old = envelope->datatypes ? envelope->types[0] : NULL,
                        .report = report};
    int error;
    switch (envelope->combiner) {
    case MPI_COMBINER_DUP:
    case MPI_COMBINER_RESIZED:
        return share(envelope, report, datatype);
    case MPI_COMBINER_SUBARRAY:
        return zm_make_subarray(envelope, report, datatype);
    case MPI_COMBINER_DARRAY:
        return zm_make_darray(envelope, report, datatype);
    default:
        error = combine(&work, envelope);
        if (error) {
            work.maker.map.error = error;
            zm_maker_end(&work.maker, true, datatype);
            return error;
        }
        error = zm_maker_end(&work.maker, true, datatype);
        return error == MPI_ERR_ARG
                   ? zm_fail(report, error, "its elements are larger than memory can be")
                   : error;
    }
}

int zm_datatype_new(struct zm_envelope *envelope, struct zm_report *report,
                    struct zm_datatype **datatype)
{
    struct zm_datatype *made = calloc(1, sizeof *made);
    int error = made ? MPI_SUCCESS : MPI_ERR_NO_MEM;
    if (!error)
        error = make(envelope, report, made);
    if (error) {
        free(made);
        zm_envelope_release(envelope);
        return error == MPI_ERR_NO_MEM ? zm_fail(report, error, "no memory for a datatype") : error;
    }
    made->name = "";
    made->handle = (MPI_Datatype)made;
    made->committed = envelope->combiner == MPI_COMBINER_DUP && envelope->types[0]->committed;
    made->envelope = envelope;
    made->references = 1;
    *datatype = made;
    return MPI_SUCCESS;
}
