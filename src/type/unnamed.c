/* SPDX-License-Identifier: BSL-1.0 */
/* Predefined datatypes without names. */
#include "type/unnamed.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

#include "type/internal.h"

/* ---- The list ---- */

const struct zm_datatype *zm_unnamed_find(const struct zm_unnamed *unnamed, MPI_Datatype handle)
{
    for (size_t i = 0; i < unnamed->count; i++)
        if (unnamed->types[i]->handle == handle)
            return unnamed->types[i];
    return NULL;
}

void zm_unnamed_fini(struct zm_unnamed *unnamed)
{
    while (unnamed->count > 0) /* pairs before what they consist of */
        zm_datatype_free(unnamed->types[--unnamed->count]);
    free(unnamed->types);
    *unnamed = (struct zm_unnamed){0};
}

static bool made_so(const struct zm_envelope *a, const struct zm_envelope *b)
{
    return a->combiner == b->combiner &&
           memcmp(a->numbers, b->numbers, zm_envelope_numbers(a) * sizeof *a->numbers) == 0 &&
           (a->datatypes == 0 || memcmp(a->types, b->types, a->datatypes * sizeof *a->types) == 0);
}

static const struct zm_datatype *find_made_so(const struct zm_unnamed *unnamed,
                                              const struct zm_envelope *envelope)
{
    for (size_t i = 0; i < unnamed->count; i++)
        if (made_so(unnamed->types[i]->envelope, envelope))
            return unnamed->types[i];
    return NULL;
}

static bool make_room(struct zm_unnamed *unnamed)
{
    if (unnamed->count < unnamed->room)
        return true;
    size_t room = unnamed->room ? 2 * unnamed->room : 8;
    struct zm_datatype **larger = realloc(unnamed->types, room * sizeof(struct zm_datatype *));
    if (!larger)
        return false;
    unnamed->types = larger;
    unnamed->room = room;
    return true;
}

/* Enters a datatype that is like another one but for its name and envelope, which it takes over.
 * NULL: no memory. */
static struct zm_datatype *enter(struct zm_unnamed *unnamed, const struct zm_datatype *like,
                                 struct zm_envelope *envelope)
{
    struct zm_datatype *made = make_room(unnamed) ? malloc(sizeof *made) : NULL;
    if (!made) {
        zm_envelope_release(envelope);
        return NULL;
    }
    *made = *like;
    made->name = "";
    made->handle = (MPI_Datatype)made;
    made->envelope = envelope;
    zm_typemap_retain(made->map);
    unnamed->types[unnamed->count++] = made;
    return made;
}

/* ---- Fortran's numbers ---- */

/* The kinds of numbers that Fortran compilers have here, from small to large: how many decimal
 * digits they hold, and up to which power of ten they go. */
struct kind {
    int precision, range;
    uintptr_t integer, real, complex; /* handles; 0: none */
};

static const struct kind integers[] = {{0, 2, 0x2c1, 0, 0},
                                       {0, 4, 0x2c9, 0, 0},
                                       {0, 9, 0x2d1, 0, 0},
                                       {0, 18, 0x2d9, 0, 0},
                                       {0, 38, 0x2e1, 0, 0}};

static const struct kind reals[] = {{FLT_DIG, -FLT_MIN_10_EXP, 0, 0x2d2, 0x2db},
                                    {DBL_DIG, -DBL_MIN_10_EXP, 0, 0x2da, 0x2e3},
#if LDBL_MANT_DIG != DBL_MANT_DIG
                                    {LDBL_DIG, -LDBL_MIN_10_EXP, 0, 0x220, 0x224},
#endif
#if LDBL_MANT_DIG != 113
                                    {33, 4931, 0, 0x2e2, 0x2eb}
#endif
};

/* The least kind that suffices; 0: there is none. */
static uintptr_t find_kind(int combiner, int precision, int range)
{
    if (combiner == MPI_COMBINER_F90_INTEGER) {
        for (size_t i = 0; i < sizeof integers / sizeof *integers; i++)
            if (range <= integers[i].range)
                return integers[i].integer;
        return 0;
    }
    for (size_t i = 0; i < sizeof reals / sizeof *reals; i++)
        if (precision <= reals[i].precision && range <= reals[i].range)
            return combiner == MPI_COMBINER_F90_REAL ? reals[i].real : reals[i].complex;
    return 0;
}

int zm_unnamed_fortran(struct zm_unnamed *unnamed, int combiner, int precision, int range,
                       struct zm_report *report, const struct zm_datatype **datatype)
{
    bool integer = combiner == MPI_COMBINER_F90_INTEGER;
    uintptr_t kind = find_kind(combiner, precision, range); /* MPI_UNDEFINED is negative */
    if (range == MPI_UNDEFINED && (integer || precision == MPI_UNDEFINED))
        return zm_fail(report, MPI_ERR_ARG, "nothing is said of precision and range");
    if (!kind)
        return zm_fail(report, MPI_ERR_ARG, "no compiler has numbers as precise or large");
    struct zm_envelope *envelope =
        zm_envelope_new(&(struct zm_envelope){.combiner = combiner, .before = integer ? 1 : 2});
    if (!envelope)
        return zm_fail(report, MPI_ERR_NO_MEM, "no memory for a datatype");
    envelope->numbers[0] = integer ? range : precision;
    if (!integer)
        envelope->numbers[1] = range;
    *datatype = find_made_so(unnamed, envelope);
    if (*datatype)
        zm_envelope_release(envelope);
    else
        *datatype = enter(unnamed, zm_datatype_predefined((MPI_Datatype)kind), envelope);
    return *datatype ? MPI_SUCCESS : zm_fail(report, MPI_ERR_NO_MEM, "no memory for a datatype");
}

const struct zm_datatype *zm_fortran_sized(int typeclass, int size)
{
    static const struct {
        int typeclass, size;
        uintptr_t handle;
    } table[] = {
        {MPI_TYPECLASS_INTEGER, 1, 0x2c1},  {MPI_TYPECLASS_INTEGER, 2, 0x2c9},
        {MPI_TYPECLASS_INTEGER, 4, 0x2d1},  {MPI_TYPECLASS_INTEGER, 8, 0x2d9},
        {MPI_TYPECLASS_INTEGER, 16, 0x2e1}, {MPI_TYPECLASS_REAL, 2, 0x2ca},
        {MPI_TYPECLASS_REAL, 4, 0x2d2},     {MPI_TYPECLASS_REAL, 8, 0x2da},
        {MPI_TYPECLASS_REAL, 16, 0x2e2},    {MPI_TYPECLASS_COMPLEX, 4, 0x2d3},
        {MPI_TYPECLASS_COMPLEX, 8, 0x2db},  {MPI_TYPECLASS_COMPLEX, 16, 0x2e3},
        {MPI_TYPECLASS_COMPLEX, 32, 0x2eb}, {MPIX_TYPECLASS_LOGICAL, 1, 0x2c0},
        {MPIX_TYPECLASS_LOGICAL, 2, 0x2c8}, {MPIX_TYPECLASS_LOGICAL, 4, 0x2d0},
        {MPIX_TYPECLASS_LOGICAL, 8, 0x2d8}, {MPIX_TYPECLASS_LOGICAL, 16, 0x2e0},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (table[i].typeclass == typeclass && table[i].size == size)
            return zm_datatype_predefined((MPI_Datatype)table[i].handle);
    return NULL;
}

/* ---- Pairs ---- */

enum {
    INTEGER = ZM_GROUP_C_INTEGER | ZM_GROUP_FORTRAN_INTEGER | ZM_GROUP_MULTI_LANGUAGE,
    ORDERED = INTEGER | ZM_GROUP_FLOATING
};

/* Those that have names. */
static const struct zm_datatype *find_named_pair(const struct zm_datatype *value,
                                                 const struct zm_datatype *index)
{
    for (uintptr_t handle = 0x228; handle <= 0x232; handle++) {
        const struct zm_datatype *pair = zm_datatype_predefined((MPI_Datatype)handle);
        if (pair && pair->map->runs[0].basic->handle == value->handle &&
            pair->map->runs[1].basic->handle == index->handle)
            return pair;
    }
    return NULL;
}

/* The layout of a C struct of the two. */
static int lay_out_pair(const struct zm_datatype *value, const struct zm_datatype *index,
                        struct zm_datatype *pair)
{
    struct zm_maker maker = {0};
    size_t alignment = index->map->alignment;
    size_t place = (value->size + alignment - 1) / alignment * alignment;
    zm_maker_add(&maker, 0, 1, 0, value);
    zm_maker_add(&maker, (MPI_Aint)place, 1, 0, index);
    return zm_maker_end(&maker, true, pair);
}

int zm_unnamed_pair(struct zm_unnamed *unnamed, const struct zm_datatype *value,
                    const struct zm_datatype *index, struct zm_report *report,
                    const struct zm_datatype **datatype)
{
    if ((*datatype = find_named_pair(value, index)) || !(value->group & ORDERED) ||
        !value->element || !(index->group & INTEGER) || !index->element)
        return MPI_SUCCESS;
    struct zm_envelope *envelope = zm_envelope_new(
        &(struct zm_envelope){.combiner = MPI_COMBINER_VALUE_INDEX, .datatypes = 2});
    if (envelope) {
        envelope->types[0] = value;
        envelope->types[1] = index;
        *datatype = find_made_so(unnamed, envelope);
        if (*datatype) {
            zm_envelope_release(envelope);
            return MPI_SUCCESS;
        }
        struct zm_datatype pair = {
            .name = "", .predefined = true, .committed = true, .group = ZM_GROUP_PAIR};
        if (lay_out_pair(value, index, &pair) == MPI_SUCCESS) {
            *datatype = enter(unnamed, &pair, envelope);
            zm_typemap_release(pair.map);
        } else {
            zm_envelope_release(envelope);
        }
    }
    return *datatype ? MPI_SUCCESS : zm_fail(report, MPI_ERR_NO_MEM, "no memory for a datatype");
}
