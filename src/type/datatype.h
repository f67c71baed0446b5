/* SPDX-License-Identifier: BSL-1.0 */
/* Datatypes: where the bytes of a message lie in memory, and which operators may reduce them. */
#ifndef ZM_TYPE_DATATYPE_H
#define ZM_TYPE_DATATYPE_H

#include <mpi.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/attribute.h"
#include "base/report.h"
#include "type/element.h"
#include "type/envelope.h"
#include "type/typemap.h"

/* The groups of datatypes in the standard's chapter on predefined reduction operations, one bit
 * each so that an operator can hold the set of those that it is defined on. Characters, MPI_PACKED
 * and all derived datatypes are in none. */
enum zm_type_group {
    ZM_GROUP_NONE = 0,
    ZM_GROUP_C_INTEGER = 1 << 0,
    ZM_GROUP_FORTRAN_INTEGER = 1 << 1,
    ZM_GROUP_FLOATING = 1 << 2,
    ZM_GROUP_LOGICAL = 1 << 3,
    ZM_GROUP_COMPLEX = 1 << 4,
    ZM_GROUP_BYTE = 1 << 5,
    ZM_GROUP_MULTI_LANGUAGE = 1 << 6,
    ZM_GROUP_PAIR = 1 << 7
};

/* A datatype. One element of it takes `extent` bytes of memory, `size` of which are data; element i
 * of a buffer has the address buffer + i * extent. Its bytes begin at the lower bound, which may be
 * anywhere from there. */
struct zm_datatype {
    const char *name;     /* "MPI_INT"; of a derived datatype "" */
    char *given_name;     /* a derived one's by MPI_Type_set_name, allocated; NULL: none */
    MPI_Datatype handle;  /* what the program calls it */
    size_t size;          /* bytes of data in an element */
    MPI_Aint lb;          /* lower bound, bytes */
    MPI_Aint extent;      /* bytes from an element to the next; may be negative */
    MPI_Aint true_lb;     /* where the first byte of data lies, by address, and how many bytes */
    MPI_Aint true_extent; /* there are from it to the last one, gaps included */
    bool fixed_lb;        /* this bound was given by the program: datatypes made of this one */
    bool fixed_ub;        /* inherit it, and then take no notice of where their data ends */
    bool contiguous;      /* n elements are the n * size bytes from the buffer's address on */
    bool predefined;
    bool committed;
    enum zm_type_group group; /* which operators may reduce it */
    enum zm_element element;  /* with which C type they do; ZM_ELEMENT_NONE: with none */
    const struct zm_typemap *map;
    struct zm_envelope *envelope;    /* how it was made; NULL: it is predefined and has a name */
    struct zm_attributes attributes; /* of a derived one; MPI_Type_free deletes them */
    size_t references; /* holders of a derived datatype; predefined ones are never counted */
    size_t lent;       /* functions of the program that were given its handle and are running */
    void (*forget)(struct zm_datatype *datatype); /* called before it is freed; or NULL */
};

/* The datatype of a predefined handle, in constant time; NULL if `handle` is none (another
 * constant, MPI_DATATYPE_NULL, or the address of a derived datatype). The object is static. */
const struct zm_datatype *zm_datatype_predefined(MPI_Datatype handle);

/* Makes the datatype that an envelope describes, which it takes over even if that fails. It is not
 * committed and has one reference. Returns MPI_ERR_NO_MEM, or the error that an argument is,
 * explained in the report. The envelope's lists are as long as its combiner demands. */
int zm_datatype_new(struct zm_envelope *envelope, struct zm_report *report,
                    struct zm_datatype **datatype);

/* Another datatype that was made in the same way, without a name or attributes; NULL: no memory. */
struct zm_datatype *zm_datatype_again(const struct zm_datatype *datatype);

/* Adds a holder, so that `datatype` outlives its MPI_Type_free until an operation that uses it is
 * done. Returns `datatype`. To be called under the library's lock, like zm_datatype_release. */
const struct zm_datatype *zm_datatype_retain(const struct zm_datatype *datatype);

/* Takes a holder away; the last one frees a derived datatype. Does nothing to a predefined one. */
void zm_datatype_release(const struct zm_datatype *datatype);

/* Whether the data of `count` elements is one row of bytes. If so, *displacement is where they
 * begin, from the buffer's address: then it is as good as that many elements of MPI_BYTE there. */
bool zm_datatype_is_row(const struct zm_datatype *datatype, size_t count, MPI_Aint *displacement);

/* The memory that `count` elements take: from the bytes of data and the bounds that lie lowest to
 * those that lie highest, whichever way the elements follow each other. */
struct zm_span {
    MPI_Aint offset; /* where it begins, from the buffer's address: mostly 0, or negative */
    size_t bytes;    /* 0 if count is */
};

/* Made for temporary buffers: with `bytes` bytes from malloc at `memory`, the address
 * memory - offset (in uintptr_t, as it may lie outside the memory) is a buffer for `count`
 * elements, in which each is aligned as in the program's own. */
struct zm_span zm_datatype_span(const struct zm_datatype *datatype, size_t count);

#endif
