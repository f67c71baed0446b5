/* SPDX-License-Identifier: BSL-1.0 */
/* Moving the data of blocks within this process. */
#include "coll/block.h"

#include <string.h>

#include "type/pack.h"

#define PIECE ((size_t)4096)

void *zm_block_row(struct zm_block block)
{
    MPI_Aint displacement;
    if (!zm_datatype_is_row(block.datatype, block.count, &displacement))
        return NULL;
    return (void *)((uintptr_t)block.buffer + (uintptr_t)displacement);
}

void zm_block_pack(struct zm_block block, void *bytes)
{
    zm_pack(block.buffer, block.count, block.datatype, 0, bytes, zm_block_bytes(block));
}

void zm_block_unpack(struct zm_block block, const void *bytes)
{
    zm_unpack(block.buffer, block.count, block.datatype, 0, bytes, zm_block_bytes(block));
}

void zm_block_copy(struct zm_block from, struct zm_block to, size_t bytes)
{
    if (to.datatype->contiguous) {
        zm_pack(from.buffer, from.count, from.datatype, 0, to.buffer, bytes);
    } else if (from.datatype->contiguous) {
        zm_unpack(to.buffer, to.count, to.datatype, 0, from.buffer, bytes);
    } else { /* through a small buffer, for neither side is packed */
        char piece[PIECE];
        for (size_t offset = 0, n; offset < bytes; offset += n) {
            size_t rest = bytes - offset;
            n = zm_pack(from.buffer, from.count, from.datatype, offset, piece,
                        rest < PIECE ? rest : PIECE);
            zm_unpack(to.buffer, to.count, to.datatype, offset, piece, n);
        }
    }
}
