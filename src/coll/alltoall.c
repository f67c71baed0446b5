/* SPDX-License-Identifier: BSL-1.0 */
/* Alltoall: of short blocks Bruck's algorithm, which sends few messages but each block several
 * times; of others the pairwise exchange of Alltoallv. In Bruck's algorithm each rank arranges its
 * blocks by how far they have to go: block j is for the rank j after it. In round k all blocks with
 * bit k set in j go 2^k ranks on. So each block arrives after log2 n rounds at most, and stays in
 * place j all the way: there it is the one that came from the rank j before.
 *
 * J. Bruck, C.-T. Ho, S. Kipnis, E. Upfal, D. Weathersby: Efficient algorithms for all-to-all
 * communications in multiport message-passing systems. IEEE Transactions on Parallel and
 * Distributed Systems 8(11), 1997, section 3. */
#include "coll/board.h"
#include "coll/build.h"
#include "coll/choose.h"

/* Copies the blocks with bit d set in their number, which are runs of d, from `blocks` to `row`,
 * one after another; or back, if `back`. Returns how many bytes these are. */
static size_t copy_runs(struct zm_schedule *s, char *blocks, char *row, int n, int d, size_t bytes,
                        bool back)
{
    size_t moved = 0;
    for (int j = d; j < n; j += 2 * d) {
        size_t run = (size_t)(d < n - j ? d : n - j) * bytes;
        struct zm_block in_blocks = zm_packed(blocks + (size_t)j * bytes, run);
        struct zm_block in_row = zm_packed(row + moved, run);
        zm_copy_block(s, back ? in_row : in_blocks, back ? in_blocks : in_row);
        moved += run;
    }
    return moved;
}

void zm_build_alltoall(struct zm_schedule *s, const struct zm_group *group, char *blocks,
                       size_t bytes)
{
    int n = group->size;
    size_t half = (size_t)(n + 1) / 2 * bytes; /* no round moves more */
    char *out = zm_schedule_buffer(s, half, zm_bytes());
    char *in = zm_schedule_buffer(s, half, zm_bytes());
    if (!out || !in)
        return;
    for (int d = 1; d < n; d *= 2) {
        size_t moved = copy_runs(s, blocks, out, n, d, bytes, false);
        zm_receive_block(s, zm_packed(in, moved), (group->rank - d + n) % n);
        zm_send_block(s, zm_packed(out, moved), (group->rank + d) % n);
        zm_schedule_fence(s);
        copy_runs(s, blocks, in, n, d, bytes, true);
    }
}

static void bruck(struct zm_schedule *s, const struct zm_group *group, struct zm_blocks sent,
                  struct zm_blocks received)
{
    size_t bytes = zm_block_bytes(received.first);
    int n = group->size, rank = group->rank;
    char *blocks = zm_schedule_buffer(s, (size_t)n * bytes, zm_bytes());
    if (!blocks)
        return;
    if (sent.first.buffer == MPI_IN_PLACE)
        sent = received;
    struct zm_block last = zm_blocks_at(sent, rank), start = sent.first;
    size_t split = (size_t)(n - rank) * bytes;
    last.count *= (size_t)(n - rank);
    start.count *= (size_t)rank;
    zm_copy_block(s, last, zm_packed(blocks, split));
    zm_copy_block(s, start, zm_packed(blocks + split, (size_t)rank * bytes));
    zm_build_alltoall(s, group, blocks, bytes);
    for (int j = 0; j < n; j++)
        zm_copy_block(s, zm_packed(blocks + (size_t)j * bytes, bytes),
                      zm_blocks_at(received, (rank - j + n) % n));
}

struct zm_schedule *zm_alltoall(struct zm_comm *comm, struct zm_blocks sent,
                                struct zm_blocks received)
{
    size_t bytes = zm_block_bytes(received.first);
    struct zm_signature call = zm_call_on(comm, ZM_ALLTOALL, -1, bytes);
    call.algorithm = zm_choose(comm, &call, NULL);
    struct zm_schedule *s = zm_schedule_new(comm, &call);
    if (comm->remote)
        zm_build_exchange(s, comm, sent, received);
    else if (bytes && call.algorithm == ZM_BOARD)
        zm_board_start_move(s, zm_board_alltoall,
                            (struct zm_board_move){.sent = sent, .all = received});
    else if (bytes && call.algorithm == ZM_BRUCK)
        bruck(s, comm->group, sent, received);
    else if (bytes && sent.first.buffer == MPI_IN_PLACE)
        zm_build_exchange_in_place(s, comm, received);
    else if (bytes)
        zm_build_exchange(s, comm, sent, received);
    return s;
}
