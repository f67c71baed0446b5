/* SPDX-License-Identifier: BSL-1.0 */
/* Barrier: up the binomial tree and down again, an empty message on each edge and way. That is the
 * fewest messages there can be, 2 (n - 1), which is what counts where ranks share processors. Or
 * dissemination: in round k each rank tells the rank 2^k after it that it has come, and so have the
 * 2^k - 1 before it; so after log2 n rounds each knows of all. Between two groups the roots of
 * their trees tell each other.
 *
 * D. Hensgen, R. Finkel, U. Manber: Two algorithms for barrier synchronization. International
 * Journal of Parallel Programming 17(1), 1988. */
#include "base/tree.h"
#include "coll/board.h"
#include "coll/build.h"
#include "coll/choose.h"
#include "coll/two_level.h"

static void tell_each_other(struct zm_schedule *s, int other)
{
    zm_schedule_receive(s, NULL, 0, zm_bytes(), other);
    zm_schedule_send(s, NULL, 0, zm_bytes(), other);
    zm_schedule_fence(s);
}

static void build_tree(struct zm_schedule *s, const struct zm_comm *comm)
{
    struct zm_tree tree = zm_tree(comm->rank, comm->size, 0);
    for (int d = 1; zm_tree_has_child(&tree, d); d *= 2)
        zm_schedule_receive(s, NULL, 0, zm_bytes(), zm_tree_child(&tree, d));
    zm_schedule_fence(s);
    if (!zm_tree_is_root(&tree))
        tell_each_other(s, zm_tree_parent(&tree));
    else if (comm->remote)
        tell_each_other(s, ZM_REMOTE(0));
    for (int d = tree.top; d >= 1; d /= 2)
        zm_schedule_send(s, NULL, 0, zm_bytes(), zm_tree_child(&tree, d));
}

void zm_build_dissemination(struct zm_schedule *s, const struct zm_group *group)
{
    int n = group->size;
    for (int d = 1; d < n; d *= 2) {
        zm_schedule_receive(s, NULL, 0, zm_bytes(), (group->rank - d + n) % n);
        zm_schedule_send(s, NULL, 0, zm_bytes(), (group->rank + d) % n);
        zm_schedule_fence(s);
    }
}

struct zm_schedule *zm_barrier(struct zm_comm *comm)
{
    struct zm_signature call = zm_call_on(comm, ZM_BARRIER, -1, 0);
    call.algorithm = zm_choose(comm, &call, NULL);
    struct zm_schedule *s = zm_schedule_new(comm, &call);
    if (call.algorithm == ZM_BOARD)
        zm_schedule_direct(s, zm_board_barrier, NULL, 0);
    else if (call.algorithm == ZM_DISSEMINATION)
        zm_build_dissemination(s, comm->group);
    else if (call.algorithm == ZM_TWO_LEVEL)
        zm_two_level_barrier(s, comm);
    else
        build_tree(s, comm);
    return s;
}

struct zm_schedule *zm_finalize_barrier(struct zm_comm *comm, int *any)
{
    const struct zm_reduction r = {any, any, 1, zm_datatype_predefined(MPI_INT),
                                   zm_op_predefined(MPI_MAX)};
    struct zm_signature call = zm_call_on(comm, ZM_FINALIZE, -1, sizeof *any);
    struct zm_schedule *s = zm_schedule_new(comm, &call);
    zm_build_reduce(s, comm->group, &r, any, 0);
    zm_schedule_fence(s); /* `own` is `result` */
    zm_build_bcast(s, comm->group, (struct zm_block){any, 1, r.datatype}, 0);
    return s;
}
