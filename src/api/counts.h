/* SPDX-License-Identifier: BSL-1.0 */
/* Arrays of counts and displacements, which a program gives as int or, where large ones may occur,
 * as MPI_Count or MPI_Aint. Here they are one type, and their values 64 bits wide. */
#ifndef ZM_API_COUNTS_H
#define ZM_API_COUNTS_H

#include <mpi.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct zm_counts {
    const void *array; /* NULL: the program gave none */
    size_t width;      /* of a value, in bytes: that of an int32_t or an int64_t */
};

/* Of an array of int, MPI_Count or MPI_Aint. */
#define ZM_COUNTS(array) ((struct zm_counts){(array), sizeof *(array)})

static inline int64_t zm_counts_at(struct zm_counts counts, int index)
{
    return counts.width == sizeof(int32_t) ? ((const int32_t *)counts.array)[index]
                                           : ((const int64_t *)counts.array)[index];
}

#endif
