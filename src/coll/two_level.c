/* SPDX-License-Identifier: BSL-1.0 */
/* The two levels of a collective, and what moves data between them.
 *
 * Between leaders blocks travel packed, by host, and on each host by place. Hosts are counted from
 * the one that they are gathered to or scattered from, or of an allgather from the own one, so that
 * those of a subtree follow each other; where the ones of a host begin is an edge. */
#include "coll/two_level.h"

#include <mpi.h>

#include "base/tree.h"
#include "coll/board.h"
#include "coll/build.h"

bool zm_two_level_can(const struct zm_comm *comm, const struct zm_signature *call,
                      const struct zm_reduction *r)
{
    if (!comm->hosts || !zm_board_serves(comm, call, r))
        return false;
    /* The brackets are those of ranks: so a host must have a range of them, or neither order nor
     * brackets mean anything. */
    return !r || comm->hosts->consecutive || zm_op_exact(r->op, r->datatype);
}

struct zm_levels zm_levels(struct zm_schedule *s, const struct zm_comm *comm, int root)
{
    const struct zm_hosts *hosts = comm->hosts;
    struct zm_levels l = {.schedule = s, .comm = comm, .hosts = hosts, .root = hosts->of[root]};
    l.place = hosts->mine == l.root ? hosts->place[root] : 0;
    if (hosts->place[comm->rank] != l.place)
        return l;
    int *members = zm_schedule_buffer(s, (size_t)hosts->count * sizeof *members, zm_bytes());
    if (!members)
        return l;
    for (int host = 0; host < hosts->count; host++)
        members[host] = comm->members[host == l.root ? root : hosts->ranks[hosts->first[host]]];
    l.leads = true;
    l.leaders = (struct zm_group){.size = hosts->count, .rank = hosts->mine, .members = members};
    zm_schedule_among(s, &l.leaders);
    return l;
}

void zm_levels_gather(const struct zm_levels *l, struct zm_block own, char *packed, size_t bytes)
{
    struct zm_board_move m = {
        .own = own, .all = zm_blocks_in_a_row(zm_packed(packed, bytes)), .root = l->place};
    if (l->hosts->here->size > 1)
        zm_board_start_move(l->schedule, zm_board_gather, m);
    else
        zm_copy_block(l->schedule, own, zm_packed(packed, bytes));
}

void zm_levels_bcast(const struct zm_levels *l, struct zm_block block)
{
    if (l->hosts->here->size > 1)
        zm_board_start_move(l->schedule, zm_board_bcast,
                            (struct zm_board_move){.own = block, .root = l->place});
}

void zm_two_level_barrier(struct zm_schedule *s, const struct zm_comm *comm)
{
    struct zm_levels l = zm_levels(s, comm, 0);
    zm_levels_gather(&l, zm_packed(NULL, 0), NULL, 0);
    if (l.leads)
        zm_build_dissemination(s, &l.leaders);
    zm_levels_bcast(&l, zm_packed(NULL, 0));
}

void zm_two_level_bcast(struct zm_schedule *s, const struct zm_comm *comm, struct zm_block block,
                        int root)
{
    struct zm_levels l = zm_levels(s, comm, root);
    if (l.leads)
        zm_build_bcast(s, &l.leaders, block, l.root);
    zm_levels_bcast(&l, block);
}

/* ---- Blocks ---- */

/* Where the blocks of hosts begin, counted from the host `first`, and where the last ones end; of
 * `bytes` bytes for each rank. NULL: no memory. */
static const size_t *find_edges(const struct zm_levels *l, int first, size_t bytes)
{
    int n = l->hosts->count;
    size_t *edges = zm_schedule_buffer(l->schedule, ((size_t)n + 1) * sizeof *edges, zm_bytes());
    if (edges)
        edges[0] = 0;
    for (int i = 0; edges && i < n; i++)
        edges[i + 1] = edges[i] + bytes * (size_t)zm_hosts_size(l->hosts, (first + i) % n);
    return edges;
}

/* Between the blocks of all ranks and a row of packed ones, which begin with the host `first`. */
static void copy_blocks(const struct zm_levels *l, int first, char *packed, struct zm_blocks blocks,
                        bool pack)
{
    const struct zm_hosts *hosts = l->hosts;
    for (int i = 0; i < l->comm->size;) {
        /* Those of consecutive ranks are copied at once. */
        int index = (hosts->first[first] + i) % l->comm->size, rank = hosts->ranks[index], run = 1;
        while (i + run < l->comm->size && index + run < l->comm->size &&
               hosts->ranks[index + run] == rank + run)
            run++;
        struct zm_block block = zm_blocks_at(blocks, rank);
        block.count *= (size_t)run;
        struct zm_block row = zm_packed(packed, zm_block_bytes(block));
        zm_copy_block(l->schedule, pack ? block : row, pack ? row : block);
        packed += row.count;
        i += run;
    }
}

/* The blocks of the subtree of the child at distance `d`, in the row that begins with this host's.
 */
static struct zm_block blocks_of_child(const struct zm_tree *tree, int d, const size_t *edges,
                                       char *packed)
{
    size_t mine = edges[tree->v], from = edges[tree->v + d];
    size_t to = edges[tree->v + d + zm_tree_child_span(tree, d)];
    return zm_packed(packed + (from - mine), to - from);
}

void zm_two_level_gather(struct zm_schedule *s, const struct zm_comm *comm, struct zm_block own,
                         struct zm_blocks all, int root)
{
    struct zm_levels l = zm_levels(s, comm, root);
    size_t bytes = zm_block_bytes(comm->rank == root ? all.first : own);
    if (own.buffer == MPI_IN_PLACE)
        own = zm_blocks_at(all, root);
    if (!l.leads) {
        zm_levels_gather(&l, own, NULL, bytes);
        return;
    }
    const size_t *edges = find_edges(&l, l.root, bytes);
    struct zm_tree tree = zm_tree(l.leaders.rank, l.leaders.size, l.root);
    if (!edges)
        return;
    size_t total = edges[tree.v + tree.span] - edges[tree.v];
    char *packed = zm_schedule_buffer(s, total, zm_bytes());
    if (!packed)
        return;
    zm_levels_gather(&l, own, packed, bytes);
    for (int d = 1; zm_tree_has_child(&tree, d); d *= 2)
        zm_receive_block(s, blocks_of_child(&tree, d, edges, packed), zm_tree_child(&tree, d));
    zm_schedule_fence(s);
    if (zm_tree_is_root(&tree))
        copy_blocks(&l, l.root, packed, all, false);
    else
        zm_send_block(s, zm_packed(packed, total), zm_tree_parent(&tree));
}

/* What the root has for each host, `packed` there, comes down the tree to its leader. Returns where
 * it is; NULL: no memory. */
static char *scatter_to_leaders(const struct zm_levels *l, const size_t *edges, char *packed)
{
    struct zm_schedule *s = l->schedule;
    struct zm_tree tree = zm_tree(l->leaders.rank, l->leaders.size, l->root);
    if (!zm_tree_is_root(&tree)) {
        size_t total = edges[tree.v + tree.span] - edges[tree.v];
        packed = zm_schedule_buffer(s, total, zm_bytes());
        zm_receive_block(s, zm_packed(packed, total), zm_tree_parent(&tree));
        zm_schedule_fence(s);
    }
    for (int d = tree.top; packed && d >= 1; d /= 2)
        zm_send_block(s, blocks_of_child(&tree, d, edges, packed), zm_tree_child(&tree, d));
    return packed;
}

void zm_two_level_scatter(struct zm_schedule *s, const struct zm_comm *comm, struct zm_block own,
                          struct zm_blocks all, int root)
{
    struct zm_levels l = zm_levels(s, comm, root);
    size_t bytes = zm_block_bytes(comm->rank == root ? all.first : own);
    const size_t *edges = l.leads ? find_edges(&l, l.root, bytes) : NULL;
    char *packed = NULL;
    if (edges && comm->rank == root) {
        packed = zm_schedule_buffer(s, edges[l.hosts->count], zm_bytes());
        if (packed)
            copy_blocks(&l, l.root, packed, all, true);
    }
    if (edges)
        packed = scatter_to_leaders(&l, edges, packed);
    struct zm_board_move m = {
        .own = own, .all = zm_blocks_in_a_row(zm_packed(packed, bytes)), .root = l.place};
    if (l.hosts->here->size > 1)
        zm_board_start_move(s, zm_board_scatter, m);
    else if (own.buffer != MPI_IN_PLACE)
        zm_copy_block(s, zm_packed(packed, bytes), own);
}

/* Bruck's algorithm, as in allgather.c, with blocks of several sizes. */
static void allgather_of_leaders(const struct zm_levels *l, const size_t *edges, char *packed)
{
    int n = l->leaders.size, rank = l->leaders.rank;
    for (int d = 1; d < n; d *= 2) {
        int span = d < n - d ? d : n - d;
        zm_receive_block(l->schedule, zm_packed(packed + edges[d], edges[d + span] - edges[d]),
                         (rank + d) % n);
        zm_send_block(l->schedule, zm_packed(packed, edges[span]), (rank - d + n) % n);
        zm_schedule_fence(l->schedule);
    }
}

void zm_two_level_allgather(struct zm_schedule *s, const struct zm_comm *comm, struct zm_block own,
                            struct zm_blocks all)
{
    struct zm_levels l = zm_levels(s, comm, 0);
    size_t bytes = zm_block_bytes(all.first), total = bytes * (size_t)comm->size;
    char *packed = zm_schedule_buffer(s, total, zm_bytes());
    if (!packed)
        return;
    const size_t *edges = l.leads ? find_edges(&l, l.hosts->mine, bytes) : NULL;
    zm_levels_gather(&l, own.buffer == MPI_IN_PLACE ? zm_blocks_at(all, comm->rank) : own, packed,
                     bytes);
    if (edges)
        allgather_of_leaders(&l, edges, packed);
    zm_levels_bcast(&l, zm_packed(packed, total));
    copy_blocks(&l, l.hosts->mine, packed, all, false);
}
