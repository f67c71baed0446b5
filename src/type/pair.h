/* SPDX-License-Identifier: BSL-1.0 */
/* MPI_MINLOC and MPI_MAXLOC on pairs of any two types. */
#ifndef ZM_TYPE_PAIR_H
#define ZM_TYPE_PAIR_H

#include <stdbool.h>
#include <stddef.h>

#include "type/datatype.h"

/* right[i] = left[i] OP right[i], where OP is MPI_MAXLOC or MPI_MINLOC, for `count` elements of a
 * pair that zm_unnamed_pair made. The rules are those of zm_op_apply. */
void zm_pair_apply(bool max, const void *left, void *right, size_t count,
                   const struct zm_datatype *pair);

#endif
