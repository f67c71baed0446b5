/* SPDX-License-Identifier: BSL-1.0 */
/* Collectives at the board that move data. Short blocks are copied to the notes; of long ones the
 * notes say where they lie, and who needs one reads it there, which is one copy. */
#include <mpi.h>
#include <string.h>

#include "coll/board.h"
#include "coll/turn.h"

/* Where the data of a block lies, in the program's memory or, if it is no row or to be kept as it
 * is, packed. NULL: no memory. */
static const void *find_data(struct zm_turn *t, struct zm_block block, bool copy)
{
    const void *data = copy ? NULL : zm_block_row(block);
    void *packed = data ? NULL : zm_turn_memory(t, zm_block_bytes(block));
    if (packed)
        zm_block_pack(block, packed);
    return data ? data : packed;
}

static int post_long(struct zm_turn *t, struct zm_block block, bool copy)
{
    const void *data = find_data(t, block, copy);
    return data ? zm_turn_post_address(t, data) : MPI_ERR_NO_MEM;
}

static int post(struct zm_turn *t, struct zm_block block, bool in_place)
{
    return t->is_long ? post_long(t, block, in_place) : zm_turn_post_block(t, block);
}

/* Takes a block from what `member` has posted: of `total` bytes, those from `offset` on. */
static int take(struct zm_turn *t, int member, size_t offset, size_t total, struct zm_block to)
{
    int error = zm_turn_await(t, member);
    if (error)
        return error;
    if (t->is_long)
        return zm_turn_read_block(t, member, zm_turn_address(t, member) + offset, to);
    zm_block_unpack(to, (const char *)zm_turn_bytes(t, member, total) + offset);
    return MPI_SUCCESS;
}

/* The end of a phase in which ranks read in this one's memory. */
static int leave(struct zm_turn *t, int error, bool is_read)
{
    zm_turn_finish(t);
    if (!error && is_read)
        error = zm_turn_await_end(t);
    return zm_turn_end(t, error);
}

static void copy_own(struct zm_block from, struct zm_block to)
{
    if (from.buffer != MPI_IN_PLACE && to.buffer != MPI_IN_PLACE)
        zm_block_copy(from, to, zm_block_bytes(to));
}

/* The blocks of all members as one. */
static struct zm_block whole(const struct zm_turn *t, struct zm_blocks blocks)
{
    blocks.first.count *= (size_t)t->board->members;
    return blocks.first;
}

int zm_board_barrier(struct zm_comm *comm, const struct zm_signature *call, const void *arguments)
{
    (void)arguments;
    struct zm_turn t = zm_turn_begin(comm, call);
    int error = zm_turn_post_bytes(&t, NULL, 0);
    if (!error)
        error = zm_turn_await_all(&t);
    return leave(&t, error, false);
}

int zm_board_bcast(struct zm_comm *comm, const struct zm_signature *call, const void *arguments)
{
    const struct zm_board_move *m = arguments;
    size_t bytes = zm_block_bytes(m->own);
    bool is_root = comm->board->self == m->root;
    struct zm_turn t = zm_turn_begin(comm, call);
    zm_turn_share(&t, bytes);
    int error = is_root ? post(&t, m->own, false) : take(&t, m->root, 0, bytes, m->own);
    return leave(&t, error, is_root && t.is_long);
}

int zm_board_scatter(struct zm_comm *comm, const struct zm_signature *call, const void *arguments)
{
    const struct zm_board_move *m = arguments;
    const struct zm_board *board = comm->board;
    bool is_root = board->self == m->root;
    size_t bytes = zm_block_bytes(is_root ? m->all.first : m->own);
    size_t total = bytes * (size_t)board->members;
    struct zm_turn t = zm_turn_begin(comm, call);
    int error;
    zm_turn_hand_over(&t, total, bytes);
    if (!is_root)
        error = take(&t, m->root, bytes * (size_t)board->self, total, m->own);
    else if (!(error = post(&t, whole(&t, m->all), false)))
        copy_own(zm_blocks_at(m->all, m->root), m->own);
    return leave(&t, error, is_root && t.is_long);
}

/* ---- Gather ---- */

/* Long blocks are written into the root's memory by those who have them, which all do at the same
 * time; if they lie in a row there. Else the root reads them one after the other. */
static int give_long(struct zm_turn *t, const struct zm_board_move *m, size_t bytes)
{
    const void *data = find_data(t, m->own, false);
    int error = data ? zm_turn_post_address(t, data) : MPI_ERR_NO_MEM;
    if (!error)
        error = zm_turn_await(t, m->root);
    uint64_t root = error ? 0 : zm_turn_address(t, m->root);
    if (root)
        error = zm_turn_write(t, m->root, root + bytes * (size_t)t->board->self, data, bytes);
    zm_turn_finish(t);
    if (!error && !root)
        error = zm_turn_await_end_of(t, m->root);
    return zm_turn_end(t, error);
}

static int get_long(struct zm_turn *t, const struct zm_board_move *m, size_t bytes)
{
    void *row = zm_block_row(whole(t, m->all));
    int error = zm_turn_post_address(t, row);
    copy_own(m->own, zm_blocks_at(m->all, m->root));
    for (int i = 0; i < t->board->members && !error && !row; i++)
        if (i != m->root)
            error = take(t, i, 0, bytes, zm_blocks_at(m->all, i));
    return leave(t, error, row != NULL);
}

int zm_board_gather(struct zm_comm *comm, const struct zm_signature *call, const void *arguments)
{
    const struct zm_board_move *m = arguments;
    bool is_root = comm->board->self == m->root;
    size_t bytes = zm_block_bytes(is_root ? m->all.first : m->own);
    struct zm_turn t = zm_turn_begin(comm, call);
    zm_turn_hand_over(&t, bytes, bytes);
    if (t.is_long)
        return is_root ? get_long(&t, m, bytes) : give_long(&t, m, bytes);
    int error = is_root ? MPI_SUCCESS : zm_turn_post_block(&t, m->own);
    for (int i = 0; i < comm->board->members && !error && is_root; i++)
        if (i != m->root)
            error = take(&t, i, 0, bytes, zm_blocks_at(m->all, i));
    if (is_root)
        copy_own(m->own, zm_blocks_at(m->all, m->root));
    return leave(&t, error, false);
}

/* ---- To all ---- */

/* Takes from each what it has posted for this rank: at `offset`, of `total` bytes. Each begins with
 * the rank after it, so that not all are at one rank at once. */
static int take_all(struct zm_turn *t, size_t offset, size_t total, struct zm_blocks to)
{
    int n = t->board->members, self = t->board->self, error = MPI_SUCCESS;
    for (int k = 1; k < n && !error; k++) {
        int i = (self + k) % n;
        error = take(t, i, offset, total, zm_blocks_at(to, i));
    }
    return error;
}

int zm_board_allgather(struct zm_comm *comm, const struct zm_signature *call, const void *arguments)
{
    const struct zm_board_move *m = arguments;
    struct zm_block mine = zm_blocks_at(m->all, comm->board->self);
    struct zm_block own = m->own.buffer == MPI_IN_PLACE ? mine : m->own;
    size_t bytes = zm_block_bytes(mine);
    struct zm_turn t = zm_turn_begin(comm, call);
    zm_turn_share(&t, bytes);
    int error = post(&t, own, false);
    copy_own(m->own, mine);
    if (!error)
        error = take_all(&t, 0, bytes, m->all);
    return leave(&t, error, t.is_long);
}

int zm_board_alltoall(struct zm_comm *comm, const struct zm_signature *call, const void *arguments)
{
    const struct zm_board_move *m = arguments;
    bool in_place = m->sent.first.buffer == MPI_IN_PLACE;
    struct zm_blocks sent = in_place ? m->all : m->sent;
    int self = comm->board->self;
    size_t bytes = zm_block_bytes(m->all.first), total = bytes * (size_t)comm->board->members;
    struct zm_turn t = zm_turn_begin(comm, call);
    zm_turn_hand_over(&t, total, bytes);
    int error = post(&t, whole(&t, sent), in_place);
    if (!in_place)
        copy_own(zm_blocks_at(sent, self), zm_blocks_at(m->all, self));
    if (!error)
        error = take_all(&t, bytes * (size_t)self, total, m->all);
    return leave(&t, error, t.is_long);
}
