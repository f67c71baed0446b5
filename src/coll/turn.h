/* SPDX-License-Identifier: BSL-1.0 */
/* A turn: a blocking collective call of this rank at the board of its communicator. It goes through
 * one phase after another; in each, this rank may post a note, wait for those of others, and at
 * last says that it has finished.
 *
 * All functions are to be called with the job's lock held; those that wait let it go meanwhile.
 * They return an MPI error class, explained in the report; then the communicator's collectives have
 * failed, and the turn is over. */
#ifndef ZM_COLL_TURN_H
#define ZM_COLL_TURN_H

#include "coll/block.h"
#include "comm/comm.h"
#include "transport/board.h"

struct zm_turn {
    struct zm_comm *comm;
    struct zm_board *board;
    const struct zm_signature *call;
    uint64_t phase;
    size_t posted; /* bytes of the note in this phase */
    bool has_note; /* there is one */
    bool fresh;    /* no other rank was heard of in this call */
    bool is_long;  /* notes do not hold the data, but say where it lies */
    void *memory;  /* freed at its end */
};

/* Begins the turn, and its first phase. */
struct zm_turn zm_turn_begin(struct zm_comm *comm, const struct zm_signature *call);

/* Ends it, and passes the error on. */
int zm_turn_end(struct zm_turn *turn, int error);

/* Begins the next phase; the one before must be finished some time. */
void zm_turn_next(struct zm_turn *turn);

/* Memory until the end of the turn, once. NULL: there is none; that is an error of this rank's,
 * explained, for which the communicator has failed. */
void *zm_turn_memory(struct zm_turn *turn, size_t bytes);

/* ---- How data goes ---- */

/* Each of these says how data goes in this turn, which is the same on all ranks: in notes of
 * `bytes` bytes, or if these are too many from where it lies, one copy less but a system call more,
 * and who has it must wait for who takes it. That is worth it earlier where what a rank takes from
 * another one, `each` bytes, is for it alone. */
static inline void zm_turn_share(struct zm_turn *turn, size_t bytes)
{
    turn->is_long = bytes > ZM_BOARD_BYTES;
}

static inline void zm_turn_hand_over(struct zm_turn *turn, size_t bytes, size_t each)
{
    turn->is_long = bytes > ZM_BOARD_BYTES || each > turn->board->quick;
}

/* ---- Notes ---- */

/* Waits until this rank's note may be written; *place is where its `bytes` bytes, at most
 * ZM_BOARD_BYTES, are to be put. */
int zm_turn_prepare(struct zm_turn *turn, size_t bytes, void **place);
/* Posts it. */
int zm_turn_post(struct zm_turn *turn);

/* Posts these bytes, the data of a block, or an address. */
int zm_turn_post_bytes(struct zm_turn *turn, const void *bytes, size_t count);
int zm_turn_post_block(struct zm_turn *turn, struct zm_block block);
int zm_turn_post_address(struct zm_turn *turn, const void *address);

/* Waits for the notes of all members, or of `member`, in this phase. */
int zm_turn_await_all(struct zm_turn *turn);
int zm_turn_await(struct zm_turn *turn, int member);

/* The bytes of a note that is posted, so many as its member put there. */
static inline const void *zm_turn_bytes(const struct zm_turn *turn, int member, size_t bytes)
{
    return zm_board_place(turn->board, member, turn->phase, bytes);
}

/* The address in a note that is posted. */
static inline uint64_t zm_turn_address(const struct zm_turn *turn, int member)
{
    return *(const uint64_t *)zm_turn_bytes(turn, member, sizeof(uint64_t));
}

/* ---- Finishing ---- */

/* Says that this rank has finished the phase, and all before it. */
static inline void zm_turn_finish(struct zm_turn *turn)
{
    zm_board_finish(turn->board, turn->phase);
}

/* Waits until all members have, or `member` has. */
int zm_turn_await_end(struct zm_turn *turn);
int zm_turn_await_end_of(struct zm_turn *turn, int member);

/* ---- Data ---- */

/* Reads `bytes` bytes at `address` in the memory of `member`; or so many as a block has, into it.
 */
int zm_turn_read(struct zm_turn *turn, int member, uint64_t address, void *to, size_t bytes);
int zm_turn_read_block(struct zm_turn *turn, int member, uint64_t address, struct zm_block to);

/* The reverse: writes `bytes` bytes there. */
int zm_turn_write(struct zm_turn *turn, int member, uint64_t address, const void *from,
                  size_t bytes);

#endif
