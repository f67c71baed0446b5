/* SPDX-License-Identifier: BSL-1.0 */
/* Broadcast: down the binomial tree, to the largest subtree first.
 *
 * R. Thakur, R. Rabenseifner, W. Gropp: Optimization of collective communication operations in
 * MPICH. International Journal of High Performance Computing Applications 19(1), 2005, 3.3. */
#include "base/tree.h"
#include "coll/build.h"
#include "coll/coll.h"

void zm_build_bcast(struct zm_schedule *s, const struct zm_group *group, void *buffer, size_t count,
                    const struct zm_datatype *datatype, int root)
{
    struct zm_tree tree = zm_tree(group->rank, group->size, root);
    if (!zm_tree_is_root(&tree)) {
        zm_schedule_receive(s, buffer, count, datatype, zm_tree_parent(&tree));
        zm_schedule_fence(s);
    }
    for (int d = tree.top; d >= 1; d /= 2)
        zm_schedule_send(s, buffer, count, datatype, zm_tree_child(&tree, d));
}

struct zm_schedule *zm_bcast(struct zm_comm *comm, void *buffer, size_t count,
                             const struct zm_datatype *datatype, int root)
{
    struct zm_signature call = {
        .collective = ZM_BCAST, .root = root, .bytes = count * datatype->size};
    struct zm_schedule *s = zm_schedule_new(comm, &call);
    if (call.bytes)
        zm_build_bcast(s, comm->group, buffer, count, datatype, root);
    return s;
}
