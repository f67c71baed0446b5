/* SPDX-License-Identifier: BSL-1.0 */
/* Blocks: what one rank contributes to a collective, or gets from it, in the program's memory. */
#ifndef ZM_COLL_BLOCK_H
#define ZM_COLL_BLOCK_H

#include <mpi.h>
#include <stddef.h>
#include <stdint.h>

#include "type/datatype.h"

struct zm_block {
    void *buffer; /* MPI_IN_PLACE: nothing is to be moved, for it is there */
    size_t count; /* elements of the datatype */
    const struct zm_datatype *datatype;
};

/* The blocks of all ranks of a group, in one of three ways. */
struct zm_blocks {
    struct zm_block first;       /* the block of rank 0; the others are alike, */
    size_t step;                 /* so many elements further for each rank: count, or 0 */
    const struct zm_block *each; /* or, if it is not NULL, each has its own */
};

/* The address of element `index` of `datatype` in `buffer`. */
static inline void *zm_element(const void *buffer, size_t index, const struct zm_datatype *datatype)
{
    return (void *)((uintptr_t)buffer + index * (size_t)datatype->extent);
}

/* Blocks of the same size, one after another from `first` on. */
static inline struct zm_blocks zm_blocks_in_a_row(struct zm_block first)
{
    return (struct zm_blocks){.first = first, .step = first.count};
}

/* The same block for every rank. */
static inline struct zm_blocks zm_blocks_alike(struct zm_block block)
{
    return (struct zm_blocks){.first = block};
}

/* One for each rank, from an array. */
static inline struct zm_blocks zm_blocks_each(const struct zm_block *each)
{
    return (struct zm_blocks){.each = each};
}

static inline struct zm_block zm_blocks_at(struct zm_blocks blocks, int rank)
{
    if (blocks.each)
        return blocks.each[rank];
    struct zm_block block = blocks.first;
    block.buffer = zm_element(block.buffer, (size_t)rank * blocks.step, block.datatype);
    return block;
}

/* Bytes of data in a block. */
static inline size_t zm_block_bytes(struct zm_block block)
{
    return block.count * block.datatype->size;
}

/* Where the data of a block lies, if it is one row of bytes; else NULL. */
void *zm_block_row(struct zm_block block);

/* Between the data of a block and so many packed bytes. */
void zm_block_pack(struct zm_block block, void *bytes);
void zm_block_unpack(struct zm_block block, const void *bytes);

/* Copies the first `bytes` bytes of data from one block to another, which may differ in type. */
void zm_block_copy(struct zm_block from, struct zm_block to, size_t bytes);

#endif
