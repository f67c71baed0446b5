/* SPDX-License-Identifier: BSL-1.0 */
/* What the files of this floor share about datatypes that are being made. */
#ifndef ZM_TYPE_INTERNAL_H
#define ZM_TYPE_INTERNAL_H

#include "base/report.h"
#include "type/datatype.h"

/* Gives `datatype`, whose bounds are known, its type map, and all that follows from it. */
void zm_datatype_layout(struct zm_datatype *datatype, const struct zm_typemap *map);

/* Frees a datatype that was allocated, whoever holds it. */
void zm_datatype_free(struct zm_datatype *datatype);

/* One of the bounds of a datatype that is being made. */
struct zm_bound {
    MPI_Aint value;
    bool known; /* there is any data or bound so far */
    bool fixed; /* the value is the program's */
};

/* Puts a datatype together from others. Initialize it with zeros. */
struct zm_maker {
    struct zm_mapmaker map;
    struct zm_bound lower, upper;
};

/* Adds `count` elements of `type`, `stride` bytes apart, the first one at `displacement`. */
void zm_maker_add(struct zm_maker *maker, MPI_Aint displacement, size_t count, MPI_Aint stride,
                  const struct zm_datatype *type);

/* Ends it: type map, size and bounds go to *datatype, which otherwise stays as it is and holds the
 * map. Returns MPI_ERR_NO_MEM, or MPI_ERR_ARG if it is too large to be counted; then there is no
 * map. With `pads`, the upper bound, unless it is fixed, is moved up to where the next element is
 * aligned. */
int zm_maker_end(struct zm_maker *maker, bool pads, struct zm_datatype *datatype);

/* Makes the arrays that the envelope's numbers describe, MPI_Type_create_subarray's and
 * MPI_Type_create_darray's, as zm_maker_end does; their errors are explained in the report. */
int zm_make_subarray(const struct zm_envelope *envelope, struct zm_report *report,
                     struct zm_datatype *datatype);
int zm_make_darray(const struct zm_envelope *envelope, struct zm_report *report,
                   struct zm_datatype *datatype);

#endif
