/* SPDX-License-Identifier: BSL-1.0 */
/* Broadcast: down the binomial tree, to the largest subtree first; or as in pipeline.c and
 * scatter_allgather.c. From one group to another it goes to the first rank of that one, and then
 * down its tree.
 *
 * R. Thakur, R. Rabenseifner, W. Gropp: Optimization of collective communication operations in
 * MPICH. International Journal of High Performance Computing Applications 19(1), 2005, 3.3. */
#include "base/tree.h"
#include "coll/board.h"
#include "coll/build.h"
#include "coll/choose.h"
#include "coll/two_level.h"

void zm_build_bcast(struct zm_schedule *s, const struct zm_group *group, struct zm_block block,
                    int root)
{
    struct zm_tree tree = zm_tree(group->rank, group->size, root);
    if (!zm_tree_is_root(&tree)) {
        zm_receive_block(s, block, zm_tree_parent(&tree));
        zm_schedule_fence(s);
    }
    for (int d = tree.top; d >= 1; d /= 2)
        zm_send_block(s, block, zm_tree_child(&tree, d));
}

char *zm_build_row(struct zm_schedule *s, struct zm_block block, bool filled)
{
    MPI_Aint displacement;
    size_t bytes = zm_block_bytes(block);
    if (zm_datatype_is_row(block.datatype, block.count, &displacement))
        return (char *)((uintptr_t)block.buffer + (uintptr_t)displacement);
    char *row = zm_schedule_buffer(s, bytes, zm_bytes());
    if (filled)
        zm_copy_block(s, block, zm_packed(row, bytes));
    return row;
}

void zm_build_unrow(struct zm_schedule *s, const char *row, struct zm_block block)
{
    MPI_Aint displacement;
    if (!zm_datatype_is_row(block.datatype, block.count, &displacement))
        zm_copy_block(s, zm_packed((char *)row, zm_block_bytes(block)), block);
}

static void bcast_to_remote(struct zm_schedule *s, const struct zm_comm *comm,
                            struct zm_block block, int root)
{
    if (root == MPI_ROOT)
        zm_send_block(s, block, ZM_REMOTE(0));
    if (root < 0)
        return;
    if (comm->rank == 0) {
        zm_receive_block(s, block, ZM_REMOTE(root));
        zm_schedule_fence(s);
    }
    zm_build_bcast(s, comm->group, block, 0);
}

struct zm_schedule *zm_bcast(struct zm_comm *comm, struct zm_block block, int root)
{
    size_t bytes = comm->remote ? 0 : zm_block_bytes(block);
    struct zm_signature call = zm_call_on(comm, ZM_BCAST, root, bytes);
    call.algorithm = zm_choose(comm, &call, NULL);
    struct zm_schedule *s = zm_schedule_new(comm, &call);
    if (comm->remote)
        bcast_to_remote(s, comm, block, root);
    else if (!bytes)
        return s;
    else if (call.algorithm == ZM_BOARD)
        zm_board_start_move(s, zm_board_bcast, (struct zm_board_move){.own = block, .root = root});
    else if (call.algorithm == ZM_TWO_LEVEL)
        zm_two_level_bcast(s, comm, block, root);
    else if (call.algorithm == ZM_CHAIN || call.algorithm == ZM_SEGMENTED)
        zm_build_pipelined_bcast(s, comm->group, block, root, call.algorithm);
    else if (call.algorithm == ZM_SCATTER_ALLGATHER)
        zm_build_scatter_allgather(s, comm->group, block, root);
    else
        zm_build_bcast(s, comm->group, block, root);
    return s;
}
