/* SPDX-License-Identifier: BSL-1.0 */
/* Balanced grids: the sizes that MPI_Dims_create gives dimensions. */
#ifndef ZM_COMM_DIMS_H
#define ZM_COMM_DIMS_H

/* Writes `count` (at least 1) factors of `product` (at least 1) in non-increasing order that are as
 * close to each other as any: the largest exceeds the smallest by the least, and of such factors
 * their sum is the least. */
void zm_dims_balance(int product, int count, int factors[]);

#endif
