/* SPDX-License-Identifier: BSL-1.0 */
/* Gatherv and Scatterv: direct messages between the root and each rank, for the sizes of the blocks
 * are known to the root alone. So do Gather and Scatter between the two groups of an
 * intercommunicator.
 *
 * Blocks without elements travel too, as empty messages: a rank that waits for more than it is sent
 * is mistaken, but it shall not wait for ever. */
#include "coll/build.h"

/* How many blocks the root has, and whose the block `i` is. */
static int leaves(const struct zm_comm *comm)
{
    return comm->remote ? comm->remote->size : comm->size;
}

static int leaf(const struct zm_comm *comm, int i)
{
    return comm->remote ? ZM_REMOTE(i) : i;
}

/* What this rank is if `root` is the root; the root of one group is a leaf too. */
static bool is_root(const struct zm_comm *comm, int root)
{
    return root == (comm->remote ? MPI_ROOT : comm->rank);
}

void zm_build_linear_gather(struct zm_schedule *s, const struct zm_comm *comm, struct zm_block own,
                            struct zm_blocks all, int root)
{
    if (!is_root(comm, root)) {
        if (root >= 0)
            zm_send_block(s, own, leaf(comm, root));
        return;
    }
    for (int i = 0; i < leaves(comm); i++)
        if (leaf(comm, i) != comm->rank)
            zm_receive_block(s, zm_blocks_at(all, i), leaf(comm, i));
        else if (own.buffer != MPI_IN_PLACE)
            zm_copy_block(s, own, zm_blocks_at(all, i));
}

void zm_build_linear_scatter(struct zm_schedule *s, const struct zm_comm *comm, struct zm_block own,
                             struct zm_blocks all, int root)
{
    if (!is_root(comm, root)) {
        if (root >= 0)
            zm_receive_block(s, own, leaf(comm, root));
        return;
    }
    for (int i = 0; i < leaves(comm); i++)
        if (leaf(comm, i) != comm->rank)
            zm_send_block(s, zm_blocks_at(all, i), leaf(comm, i));
        else if (own.buffer != MPI_IN_PLACE)
            zm_copy_block(s, zm_blocks_at(all, i), own);
}

struct zm_schedule *zm_gatherv(struct zm_comm *comm, struct zm_block own, struct zm_blocks all,
                               int root)
{
    struct zm_signature call = zm_call_on(comm, ZM_GATHERV, root, 0);
    struct zm_schedule *s = zm_schedule_new(comm, &call);
    zm_build_linear_gather(s, comm, own, all, root);
    return s;
}

struct zm_schedule *zm_scatterv(struct zm_comm *comm, struct zm_block own, struct zm_blocks all,
                                int root)
{
    struct zm_signature call = zm_call_on(comm, ZM_SCATTERV, root, 0);
    struct zm_schedule *s = zm_schedule_new(comm, &call);
    zm_build_linear_scatter(s, comm, own, all, root);
    return s;
}
