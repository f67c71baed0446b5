/* SPDX-License-Identifier: BSL-1.0 */
/* Predefined datatypes without names: Fortran's numbers of a certain precision and range, pairs of
 * a value and an index. They come into being when they are asked for; the same arguments give the
 * same datatype; the program must not free them. */
#ifndef ZM_TYPE_UNNAMED_H
#define ZM_TYPE_UNNAMED_H

#include "type/datatype.h"

struct zm_unnamed {
    struct zm_datatype **types;
    size_t count, room;
};

/* The datatype behind a handle; NULL: it is none of these. */
const struct zm_datatype *zm_unnamed_find(const struct zm_unnamed *unnamed, MPI_Datatype handle);

/* The datatypes of MPI_Type_create_f90_integer and its like, by their combiner, precision and range
 * (r; p, r). MPI_ERR_ARG if no compiler has such numbers, or MPI_ERR_NO_MEM, both explained. */
int zm_unnamed_fortran(struct zm_unnamed *unnamed, int combiner, int precision, int range,
                       struct zm_report *report, const struct zm_datatype **datatype);

/* The pair of a value and an index, which may be a predefined one with a name; NULL if MPI_MINLOC
 * could do nothing with it. MPI_ERR_NO_MEM, explained. */
int zm_unnamed_pair(struct zm_unnamed *unnamed, const struct zm_datatype *value,
                    const struct zm_datatype *index, struct zm_report *report,
                    const struct zm_datatype **datatype);

/* The predefined datatype of a class of Fortran's types (MPI_TYPECLASS_*) that has `size` bytes;
 * NULL: there is none. */
const struct zm_datatype *zm_fortran_sized(int typeclass, int size);

/* Frees them all. */
void zm_unnamed_fini(struct zm_unnamed *unnamed);

#endif
