/* SPDX-License-Identifier: BSL-1.0 */
/* The constructors for arrays of several dimensions: a part of one, and the part of a distributed
 * one that a process has. Both begin with the dimension whose elements are neighbours, and make of
 * its part an element of the next one. */
#include "type/internal.h"

/* ---- A dimension ---- */

/* `count` blocks of `length` elements, `stride` elements apart, the first one at `start`; and at
 * `last` a shorter one of `rest` elements. None of it is outside the dimension. */
struct part {
    MPI_Count start, length, count, stride;
    MPI_Count last, rest;
};

/* The dimensions that are done so far. */
struct array {
    struct zm_datatype element; /* its extent is not used, but this: */
    MPI_Aint extent;            /* bytes that one whole element takes */
    int error;
};

static void begin(struct array *array, const struct zm_datatype *element)
{
    array->element = *element;
    zm_typemap_retain(element->map);
    array->extent = element->extent;
    array->error = MPI_SUCCESS;
}

/* Adds a dimension of `size` elements, of which there is a part. */
static void add_dimension(struct array *array, MPI_Count size, const struct part *part)
{
    struct zm_maker inner = {0}, maker = {0};
    struct zm_datatype block = {0}, *element = &array->element;
    MPI_Aint extent = array->extent, whole;
    if (array->error)
        return;
    if (__builtin_mul_overflow(extent, size, &whole)) {
        array->error = MPI_ERR_ARG;
        return;
    }
    zm_maker_add(&inner, 0, (size_t)part->length, extent, element);
    if (!(array->error = zm_maker_end(&inner, false, &block))) {
        zm_maker_add(&maker, part->start * extent, (size_t)part->count, part->stride * extent,
                     &block);
        zm_maker_add(&maker, part->last * extent, (size_t)part->rest, extent, element);
        zm_typemap_release(element->map);
        element->map = NULL;
        array->error = zm_maker_end(&maker, false, element);
    }
    zm_typemap_release(block.map);
    array->extent = whole;
}

/* The whole array's bounds are those of the part's datatype. */
static int end(struct array *array, struct zm_report *report, struct zm_datatype *datatype)
{
    if (array->error) {
        zm_typemap_release(array->element.map);
        return array->error == MPI_ERR_ARG
                   ? zm_fail(report, array->error, "the array is larger than memory can be")
                   : array->error;
    }
    datatype->lb = 0;
    datatype->extent = array->extent;
    datatype->fixed_lb = datatype->fixed_ub = true;
    zm_datatype_layout(datatype, array->element.map);
    return MPI_SUCCESS;
}

static int check_dimensions(MPI_Count ndims, MPI_Count order, struct zm_report *report)
{
    if (ndims < 1)
        return zm_fail(report, MPI_ERR_ARG, "ndims %lld: expected at least 1", (long long)ndims);
    if (order != MPI_ORDER_C && order != MPI_ORDER_FORTRAN)
        return zm_fail(report, MPI_ERR_ARG, "order %lld: expected MPI_ORDER_C or MPI_ORDER_FORTRAN",
                       (long long)order);
    return MPI_SUCCESS;
}

/* The dimension that is the nth to be added. */
static MPI_Count nth(MPI_Count n, MPI_Count ndims, MPI_Count order)
{
    return order == MPI_ORDER_C ? ndims - 1 - n : n;
}

/* ---- A part of an array ---- */

int zm_make_subarray(const struct zm_envelope *envelope, struct zm_report *report,
                     struct zm_datatype *datatype)
{
    MPI_Count ndims = envelope->numbers[0], order = envelope->numbers[1 + 3 * ndims];
    const MPI_Count *sizes = envelope->numbers + 1, *subsizes = sizes + ndims,
                    *starts = subsizes + ndims;
    int error = check_dimensions(ndims, order, report);
    for (MPI_Count i = 0; i < ndims && !error; i++)
        if (sizes[i] < 1 || subsizes[i] < 1 || subsizes[i] > sizes[i] || starts[i] < 0 ||
            starts[i] > sizes[i] - subsizes[i])
            error = zm_fail(report, MPI_ERR_ARG,
                            "dimension %lld: %lld elements from %lld on are no part of %lld",
                            (long long)i, (long long)subsizes[i], (long long)starts[i],
                            (long long)sizes[i]);
    if (error)
        return error;
    struct array array;
    begin(&array, envelope->types[0]);
    for (MPI_Count n = 0; n < ndims; n++) {
        MPI_Count i = nth(n, ndims, order);
        const struct part part = {.start = starts[i], .length = subsizes[i], .count = 1};
        add_dimension(&array, sizes[i], &part);
    }
    return end(&array, report, datatype);
}

/* ---- A part of a distributed array ---- */

/* How a dimension is distributed: the arguments of MPI_Type_create_darray. */
struct distribution {
    MPI_Count gsize, distrib, darg, psize;
    MPI_Count place; /* of the process in this dimension of the grid */
};

static int check_distribution(const struct distribution *d, MPI_Count i, struct zm_report *report)
{
    if (d->gsize < 1 || d->psize < 1)
        return zm_fail(report, MPI_ERR_ARG,
                       "dimension %lld: %lld elements for %lld processes: expected at least 1",
                       (long long)i, (long long)d->gsize, (long long)d->psize);
    if (d->distrib != MPI_DISTRIBUTE_NONE && d->distrib != MPI_DISTRIBUTE_BLOCK &&
        d->distrib != MPI_DISTRIBUTE_CYCLIC)
        return zm_fail(report, MPI_ERR_ARG,
                       "dimension %lld: distribution %lld: expected MPI_DISTRIBUTE_NONE, "
                       "MPI_DISTRIBUTE_BLOCK or MPI_DISTRIBUTE_CYCLIC",
                       (long long)i, (long long)d->distrib);
    if (d->distrib == MPI_DISTRIBUTE_NONE || d->darg == MPI_DISTRIBUTE_DFLT_DARG)
        return MPI_SUCCESS;
    if (d->darg < 1)
        return zm_fail(report, MPI_ERR_ARG, "dimension %lld: blocks of %lld elements", (long long)i,
                       (long long)d->darg);
    if (d->distrib == MPI_DISTRIBUTE_BLOCK && d->darg < (d->gsize - 1) / d->psize + 1)
        return zm_fail(report, MPI_ERR_ARG,
                       "dimension %lld: %lld blocks of %lld elements do not hold %lld",
                       (long long)i, (long long)d->psize, (long long)d->darg, (long long)d->gsize);
    return MPI_SUCCESS;
}

/* The process' part: blocks of `block` elements, dealt to the processes one after the other. In a
 * block distribution there is one for each. */
static struct part deal(const struct distribution *d)
{
    MPI_Count block = d->darg, psize = d->psize, place = d->place;
    if (d->distrib == MPI_DISTRIBUTE_NONE)
        return (struct part){.length = d->gsize, .count = 1};
    if (block == MPI_DISTRIBUTE_DFLT_DARG)
        block = d->distrib == MPI_DISTRIBUTE_CYCLIC ? 1 : (d->gsize - 1) / psize + 1;
    if (block > d->gsize)
        block = d->gsize;
    MPI_Count full = d->gsize / block; /* whole blocks, of all processes */
    struct part part = {.length = block,
                        .count = full > place ? (full - place - 1) / psize + 1 : 0};
    if (part.count > 0)
        part.start = place * block;
    if (part.count > 1)
        part.stride = psize * block;
    if (full % psize == place) {
        part.last = full * block;
        part.rest = d->gsize - part.last;
    }
    return part;
}

int zm_make_darray(const struct zm_envelope *envelope, struct zm_report *report,
                   struct zm_datatype *datatype)
{
    const MPI_Count *n = envelope->numbers;
    MPI_Count size = n[0], rank = n[1], ndims = n[2], order = n[3 + 4 * ndims], processes = 1;
    const MPI_Count *gsizes = n + 3, *distribs = gsizes + ndims, *dargs = distribs + ndims,
                    *psizes = dargs + ndims;
    int error = check_dimensions(ndims, order, report);
    for (MPI_Count i = 0; i < ndims && !error; i++) {
        const struct distribution d = {gsizes[i], distribs[i], dargs[i], psizes[i], 0};
        error = check_distribution(&d, i, report);
        if (!error && __builtin_mul_overflow(processes, psizes[i], &processes))
            processes = -1;
    }
    if (!error && processes != size)
        error = zm_fail(report, MPI_ERR_ARG, "the grid is one of %lld processes, not of %lld",
                        (long long)processes, (long long)size);
    if (!error && (rank < 0 || rank >= size))
        error = zm_fail(report, MPI_ERR_ARG, "rank %lld is not one of %lld", (long long)rank,
                        (long long)size);
    if (error)
        return error;

    struct array array;
    begin(&array, envelope->types[0]);
    for (MPI_Count k = 0; k < ndims; k++) {
        MPI_Count i = nth(k, ndims, order), right = 1;
        for (MPI_Count j = i + 1; j < ndims; j++) /* the grid is in row-major order in any case */
            right *= psizes[j];
        const struct distribution d = {gsizes[i], distribs[i], dargs[i], psizes[i],
                                       rank / right % psizes[i]};
        const struct part part = deal(&d);
        add_dimension(&array, gsizes[i], &part);
    }
    return end(&array, report, datatype);
}
