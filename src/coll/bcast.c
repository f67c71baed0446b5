/* SPDX-License-Identifier: BSL-1.0 */
/* Broadcast: down the binomial tree, to the largest subtree first. From one group to another it
 * goes to the first rank of that one, and then down its tree.
 *
 * R. Thakur, R. Rabenseifner, W. Gropp: Optimization of collective communication operations in
 * MPICH. International Journal of High Performance Computing Applications 19(1), 2005, 3.3. */
#include "base/tree.h"
#include "coll/build.h"
#include "coll/choose.h"

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
    else if (bytes)
        zm_build_bcast(s, comm->group, block, root);
    return s;
}
