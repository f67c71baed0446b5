/* SPDX-License-Identifier: BSL-1.0 */
/* Reduction operators: MPI_SUM and its like on arrays of datatypes.
 *
 * An operator takes the left operand, which comes from the lower ranks, and the right one, and
 * leaves the result in the right one's place, or in another. Its element loops are plain, for the
 * compiler to vectorise. */
#ifndef ZM_TYPE_OP_H
#define ZM_TYPE_OP_H

#include <mpi.h>
#include <stdbool.h>
#include <stddef.h>

#include "type/datatype.h"

/* to[i] = left[i] OP right[i] for `count` elements of one C type. */
typedef void zm_op_loop(const void *left, const void *right, void *to, size_t count);

struct zm_op {
    const char *name; /* "MPI_SUM"; of an operator made by the program, "" */
    bool commutative;
    unsigned groups;          /* set of zm_group bits: where a predefined operator is defined */
    unsigned exact;           /* set of zm_group bits: see zm_op_exact */
    zm_op_loop *const *loops; /* by enum zm_element; NULL where there is none */
    zm_op_loop *const *wide;  /* the same for processors with wide vectors; NULL: none differ */
    /* The function of an operator made by the program (MPI_User_function's type or that with a
     * large count); both are NULL in a predefined one. */
    MPI_User_function *user;
    MPI_User_function_c *user_c;
    size_t references; /* holders of an operator made by the program */
};

/* The operator of a predefined handle, in constant time; NULL if `handle` is none (MPI_OP_NULL,
 * another constant, or the address of a program's own operator). The object is static. */
const struct zm_op *zm_op_predefined(MPI_Op handle);

/* An operator that calls the program's function, one of the two, with one reference; NULL: no
 * memory. */
struct zm_op *zm_op_new(MPI_User_function *user, MPI_User_function_c *user_c, bool commutative);

/* Adds a holder, so that `op` outlives its MPI_Op_free until an operation that uses it is done.
 * Returns `op`. To be called under the library's lock, like zm_op_release. */
const struct zm_op *zm_op_retain(const struct zm_op *op);

/* Takes a holder away; the last one frees an operator made by the program. Does nothing to a
 * predefined one. */
void zm_op_release(const struct zm_op *op);

/* Whether the operator was made by the program. */
bool zm_op_is_users(const struct zm_op *op);

/* A number below 256 that tells predefined operators apart, the same on all ranks. Operators made
 * by the program, which have no names that ranks could compare, all have the same. */
unsigned char zm_op_code(const struct zm_op *op);

/* Whether the standard allows `op` on `datatype` in a reduction (else the call is MPI_ERR_OP). An
 * operator made by the program is allowed on everything; MPI_REPLACE and MPI_NO_OP, which belong to
 * one-sided communication, on nothing. */
bool zm_op_allows(const struct zm_op *op, const struct zm_datatype *datatype);

/* Whether the result's bits depend neither on the order of the operands nor on how they are
 * bracketed. Not so of floating and complex numbers: sums are rounded, and a minimum or maximum is
 * one of several that are equal (0 and -0) or no numbers; of pairs, which have such values; and of
 * operators made by the program. */
bool zm_op_exact(const struct zm_op *op, const struct zm_datatype *datatype);

/* to[i] = left[i] OP right[i] for `count` elements of `datatype`, which zm_op_allows. The buffers
 * are laid out like the program's own (extents apart, gaps included, aligned as the C type needs)
 * and must not overlap, but `to` may be `right`, and is if the datatype is not predefined. `left`
 * is not changed, unless by a program's own operator that breaks the rules.
 *
 * Integers wrap on overflow. A logical result is 0 or 1. MPI_MIN and MPI_MAX of floating numbers
 * give NaN if any operand is one; MPI_MINLOC and MPI_MAXLOC then give the first such pair. */
void zm_op_apply(const struct zm_op *op, const void *left, const void *right, void *to,
                 size_t count, const struct zm_datatype *datatype);

#endif
