/* SPDX-License-Identifier: BSL-1.0 */
/* Allgather: Bruck's algorithm. Each rank counts blocks from its own on. In round k it has the
 * first 2^k of them, and gets as many more from the rank 2^k after it, whose first blocks follow
 * them. In the end the blocks are turned to where the program wants them. Or the ring of
 * Allgatherv, in more rounds but without copies; or directly, as Alltoallv does it and as between
 * two groups.
 *
 * J. Bruck, C.-T. Ho, S. Kipnis, E. Upfal, D. Weathersby: Efficient algorithms for all-to-all
 * communications in multiport message-passing systems. IEEE Transactions on Parallel and
 * Distributed Systems 8(11), 1997, section 4. */
#include "coll/board.h"
#include "coll/build.h"
#include "coll/choose.h"
#include "coll/two_level.h"

void zm_build_allgather(struct zm_schedule *s, const struct zm_group *group, char *blocks,
                        size_t bytes)
{
    int n = group->size;
    for (int d = 1; d < n; d *= 2) {
        size_t span = (size_t)(d < n - d ? d : n - d);
        zm_schedule_receive(s, blocks + (size_t)d * bytes, span * bytes, zm_bytes(),
                            (group->rank + d) % n);
        zm_schedule_send(s, blocks, span * bytes, zm_bytes(), (group->rank - d + n) % n);
        zm_schedule_fence(s);
    }
}

static void bruck(struct zm_schedule *s, const struct zm_group *group, struct zm_block own,
                  struct zm_blocks all)
{
    size_t bytes = zm_block_bytes(all.first), n = (size_t)group->size, rank = (size_t)group->rank;
    char *blocks = zm_schedule_buffer(s, n * bytes, zm_bytes());
    struct zm_block mine = zm_blocks_at(all, group->rank), last = mine, start = all.first;
    last.count *= n - rank;
    start.count *= rank;
    zm_copy_block(s, own.buffer == MPI_IN_PLACE ? mine : own, zm_packed(blocks, bytes));
    zm_build_allgather(s, group, blocks, bytes);
    zm_copy_block(s, zm_packed(blocks, (n - rank) * bytes), last);
    zm_copy_block(s, zm_packed(blocks + (n - rank) * bytes, rank * bytes), start);
}

struct zm_schedule *zm_allgather(struct zm_comm *comm, struct zm_blocks sent,
                                 struct zm_blocks received)
{
    size_t bytes = zm_block_bytes(received.first);
    struct zm_signature call = zm_call_on(comm, ZM_ALLGATHER, -1, bytes);
    call.algorithm = zm_choose(comm, &call, NULL);
    struct zm_schedule *s = zm_schedule_new(comm, &call);
    if (comm->remote || (bytes && call.algorithm == ZM_PAIRWISE))
        zm_build_spread(s, comm, sent.first, received);
    else if (bytes && call.algorithm == ZM_BOARD)
        zm_board_start_move(s, zm_board_allgather,
                            (struct zm_board_move){.own = sent.first, .all = received});
    else if (bytes && call.algorithm == ZM_RING)
        zm_build_ring(s, comm->group, sent.first, received);
    else if (bytes && call.algorithm == ZM_TWO_LEVEL)
        zm_two_level_allgather(s, comm, sent.first, received);
    else if (bytes)
        bruck(s, comm->group, sent.first, received);
    return s;
}
