/* SPDX-License-Identifier: BSL-1.0 */
/* Turns at a board: waiting, notes and data. */
#include "coll/turn.h"

#include <mpi.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "p2p/agreement.h"
#include "transport/shm.h"
#include "type/pack.h"

/* How often who waits looks before it yields, for a rank that it waits for may need this processor
 * even if there are enough of them; and how often it yields before it does what else there is to
 * do. The others are mostly here within microseconds. */
#define LOOKS 80
#define YIELDS 60

/* How long a rank whose memory cannot be read may take to be known as lost. */
#define LOSS_LIMIT (5 * ZM_SECOND)

#define PIECE ((size_t)16 * 1024) /* bytes that are read at once where they have to be unpacked */

struct zm_turn zm_turn_begin(struct zm_comm *comm, const struct zm_signature *call)
{
    struct zm_turn turn = {.comm = comm, .board = comm->board, .call = call, .fresh = true};
    turn.phase = ++turn.board->phase;
    return turn;
}

/* Messages of the call before this one, if it was done by messages, have been sent: they may tell
 * of another call than this rank's. */
static int look_back(const struct zm_turn *turn)
{
    struct zm_engine *engine = turn->comm->comms->engine;
    const struct zm_history *history = turn->comm->collectives->history;
    uint32_t before = turn->call->number - 1;
    if (before == UINT32_MAX || history->calls[before % ZM_HISTORY].algorithm == ZM_BOARD)
        return MPI_SUCCESS;
    while (zm_progress(engine))
        continue;
    return zm_agreement_standing(engine, turn->comm->collectives);
}

int zm_turn_end(struct zm_turn *turn, int error)
{
    free(turn->memory);
    return error ? error : look_back(turn);
}

void zm_turn_next(struct zm_turn *turn)
{
    turn->phase = ++turn->board->phase;
    turn->has_note = turn->fresh = false;
}

static int fail(struct zm_turn *turn, int error)
{
    zm_agreement_fail(turn->comm->comms->engine, turn->comm->collectives, error);
    return error;
}

void *zm_turn_memory(struct zm_turn *turn, size_t bytes)
{
    turn->memory = malloc(bytes ? bytes : 1);
    if (!turn->memory)
        fail(turn, zm_fail(turn->comm->comms->engine->job->report, MPI_ERR_NO_MEM,
                           "no memory for %zu bytes", bytes));
    return turn->memory;
}

/* ---- Waiting ---- */

struct wait {
    struct zm_turn *turn;
    int next, end; /* members that are still waited for, the first of which is missing */
    bool (*has_done)(const struct wait *wait, int member);
    uint64_t finished; /* the phase that they must finish */
};

static bool has_finished(const struct wait *wait, int member)
{
    return zm_board_has_finished(wait->turn->board, member, wait->finished);
}

/* Whether the note of a member is of this call. */
static bool is_of_call(const struct zm_turn *turn, int member)
{
    const struct zm_signature *call = &zm_board_note(turn->board, member, turn->phase)->call;
    return zm_signature_equal(call, turn->call) &&
           (call->number == turn->call->number || turn->comm->collectives->lenient);
}

/* A member posted a note of another call: one of both is wrong, if no call was refused. */
static void look_into(const struct zm_turn *turn, int member)
{
    struct zm_mailbox *mailbox = turn->comm->collectives;
    const struct zm_header header = {.kind = ZM_QUERY,
                                     .source = (uint32_t)turn->board->ranks[member],
                                     .call = zm_board_note(turn->board, member, turn->phase)->call};
    if (zm_board_was_refused(turn->board))
        mailbox->lenient = true;
    zm_agreement_check(turn->comm->comms->engine, mailbox, &header);
}

/* A member from `first` to before `end` that has posted a note of another call in this phase; -1:
 * none. */
static int find_other(const struct zm_turn *turn, int first, int end)
{
    for (int i = first; i < end; i++)
        if (i != turn->board->self && zm_board_is_posted(turn->board, i, turn->phase) &&
            !is_of_call(turn, i))
            return i;
    return -1;
}

/* Whether the member has posted a note in this phase, of this call. */
static bool has_posted(const struct wait *wait, int member)
{
    const struct zm_turn *turn = wait->turn;
    return zm_board_is_posted(turn->board, member, turn->phase) && is_of_call(turn, member);
}

/* Goes on to the first member who has not done it yet. True: there is none, or no use in waiting
 * for it, since the ranks disagree. */
static bool go_on(void *argument)
{
    struct wait *wait = argument;
    const struct zm_turn *turn = wait->turn;
    while (wait->next < wait->end &&
           (wait->next == turn->board->self || wait->has_done(wait, wait->next)))
        wait->next++;
    if (wait->next == wait->end)
        return true;
    if (wait->has_done == has_posted && find_other(turn, wait->next, wait->next + 1) >= 0)
        look_into(turn, wait->next);
    return turn->comm->collectives->history->fault;
}

static int find_awaited(void *argument)
{
    return go_on(argument) ? -1 : ((struct wait *)argument)->next;
}

static bool is_missing(const void *argument, int member)
{
    const struct wait *wait = argument;
    return member >= wait->next && member < wait->end && !wait->has_done(wait, member);
}

/* Waits like everybody who may have to wait for long. */
static void wait_long(struct wait *wait)
{
    const struct zm_turn *turn = wait->turn;
    struct zm_engine *engine = turn->comm->comms->engine;
    const struct zm_missing missing = {.mailbox = turn->comm->collectives,
                                       .call = turn->call,
                                       .ranks = turn->board->ranks,
                                       .count = turn->board->members,
                                       .is_missing = is_missing,
                                       .argument = wait};
    const struct zm_awaited awaited = {.missing = &missing};
    zm_board_await(turn->board, find_awaited, wait);
    zm_job_wake(engine->job); /* a thread that sleeps is to be woken by this, too */
    zm_wait_until(engine, go_on, wait, &awaited);
    zm_board_leave(turn->board);
}

static void relax(void)
{
#if defined __x86_64__ || defined __i386__
    __builtin_ia32_pause();
#elif defined __aarch64__
    __asm__ volatile("yield");
#endif
}

static int wait_for(struct wait *wait)
{
    struct zm_engine *engine = wait->turn->comm->comms->engine;
    const struct zm_call *call = engine->call;
    for (int i = engine->job->crowded ? LOOKS : 0; i < LOOKS; i++) {
        if (go_on(wait))
            break;
        relax();
    }
    for (int i = 0; i < YIELDS && !go_on(wait); i++)
        zm_job_yield(engine->job);
    engine->call = call; /* others may have been in the library */
    engine->advances++;
    if (!go_on(wait))
        wait_long(wait);
    if (wait->next == wait->end)
        return MPI_SUCCESS;
    return zm_agreement_standing(engine, wait->turn->comm->collectives);
}

/* ---- Calls that were refused ---- */

/* Whether the member has been in this phase, or beyond. */
static bool has_come(const struct wait *wait, int member)
{
    const struct zm_turn *turn = wait->turn;
    return zm_board_is_posted(turn->board, member, turn->phase) ||
           zm_board_has_finished(turn->board, member, turn->phase);
}

static int find_refused(const uint8_t refused[ZM_BOARD_REFUSED], const struct zm_signature *call)
{
    int i = 0;
    while (i < ZM_BOARD_REFUSED && refused[i] != call->collective)
        i++;
    return i;
}

/* Of two members who are in different calls one is behind: the one that refused the other's call,
 * and later, if both did. */
static bool is_behind(const struct zm_turn *turn, int member)
{
    const struct zm_board_note *note = zm_board_note(turn->board, member, turn->phase);
    int mine = find_refused(turn->board->refused, &note->call);
    return mine < ZM_BOARD_REFUSED && mine <= find_refused(note->refused, turn->call);
}

/* Moves this rank's note on to the next phase. */
static int move_on(struct zm_turn *turn)
{
    const struct zm_turn before = *turn;
    void *place;
    zm_turn_finish(turn);
    zm_turn_next(turn);
    turn->fresh = true;
    if (!before.has_note)
        return MPI_SUCCESS;
    int error = zm_turn_prepare(turn, before.posted, &place);
    if (error)
        return error;
    memcpy(place, zm_turn_bytes(&before, turn->board->self, before.posted), before.posted);
    turn->has_note = true;
    zm_board_post(turn->board, turn->phase, turn->call);
    return MPI_SUCCESS;
}

/* This rank has refused calls. Did the others make them? If they did, and had not to wait for this
 * rank, they have been through phases without it. They are in this one when each has posted
 * something or finished; and who makes a call that not everybody waits for posts something. */
static int settle(struct zm_turn *turn)
{
    struct zm_board *board = turn->board;
    turn->comm->collectives->lenient = true;
    while (board->refused[0]) {
        struct wait wait = {.turn = turn, .end = board->members, .has_done = has_come};
        int error = wait_for(&wait), other = find_other(turn, 0, turn->board->members);
        while (other >= 0 && !is_behind(turn, other))
            other = find_other(turn, other + 1, board->members);
        if (error || other < 0) {
            memset(board->refused, 0, sizeof board->refused);
            return error;
        }
        const struct zm_signature *call = &zm_board_note(board, other, turn->phase)->call;
        int later = find_refused(board->refused, call);
        memset(board->refused + later, 0, sizeof board->refused - (size_t)later);
        zm_agreement_skip(turn->comm->collectives, call->collective);
        if ((error = move_on(turn)))
            return error;
    }
    return MPI_SUCCESS;
}

/* Looks at the notes of members that this rank may not wait for. As all look after they posted, one
 * of two who disagree finds out. */
static void compare(const struct zm_turn *turn)
{
    int other = find_other(turn, 0, turn->board->members);
    if (other >= 0)
        look_into(turn, other);
}

/* ---- Waiting for members ---- */

static int await_notes(struct zm_turn *turn, int first, int end)
{
    struct wait wait = {.turn = turn, .next = first, .end = end, .has_done = has_posted};
    int error = MPI_SUCCESS;
    if (turn->board->refused[0] && turn->fresh)
        error = settle(turn);
    turn->fresh = false;
    return error ? error : wait_for(&wait);
}

int zm_turn_await_all(struct zm_turn *turn)
{
    return await_notes(turn, 0, turn->board->members);
}

int zm_turn_await(struct zm_turn *turn, int member)
{
    return await_notes(turn, member, member + 1);
}

static int await_finished(struct zm_turn *turn, int first, int end, uint64_t phase)
{
    struct wait wait = {
        .turn = turn, .next = first, .end = end, .has_done = has_finished, .finished = phase};
    return wait_for(&wait);
}

int zm_turn_await_end(struct zm_turn *turn)
{
    return await_finished(turn, 0, turn->board->members, turn->phase);
}

int zm_turn_await_end_of(struct zm_turn *turn, int member)
{
    return await_finished(turn, member, member + 1, turn->phase);
}

/* ---- Notes ---- */

/* Waits until everybody has finished the phase whose note is to be written over. */
static int await_room(struct zm_turn *turn)
{
    struct zm_board *board = turn->board;
    if (turn->phase <= board->reusable + ZM_BOARD_NOTES)
        return MPI_SUCCESS;
    int error = await_finished(turn, 0, board->members, turn->phase - ZM_BOARD_NOTES);
    uint64_t least = turn->phase - 1;
    for (int i = 0; i < board->members; i++) {
        uint64_t finished = atomic_load_explicit(&board->seats[i].finished, memory_order_acquire);
        if (i != board->self && finished < least)
            least = finished;
    }
    board->reusable = least;
    return error;
}

int zm_turn_prepare(struct zm_turn *turn, size_t bytes, void **place)
{
    int error = await_room(turn);
    turn->posted = bytes;
    *place = zm_board_place(turn->board, turn->board->self, turn->phase, bytes);
    return error;
}

int zm_turn_post(struct zm_turn *turn)
{
    turn->has_note = true;
    zm_board_post(turn->board, turn->phase, turn->call);
    if (turn->fresh && turn->board->refused[0])
        return settle(turn);
    if (turn->fresh && turn->call->root >= 0)
        compare(turn);
    return MPI_SUCCESS;
}

int zm_turn_post_bytes(struct zm_turn *turn, const void *bytes, size_t count)
{
    void *place;
    int error = zm_turn_prepare(turn, count, &place);
    if (error)
        return error;
    if (count)
        memcpy(place, bytes, count);
    return zm_turn_post(turn);
}

int zm_turn_post_block(struct zm_turn *turn, struct zm_block block)
{
    void *place;
    int error = zm_turn_prepare(turn, zm_block_bytes(block), &place);
    if (error)
        return error;
    zm_block_pack(block, place);
    return zm_turn_post(turn);
}

int zm_turn_post_address(struct zm_turn *turn, const void *address)
{
    uint64_t there = (uint64_t)(uintptr_t)address;
    return zm_turn_post_bytes(turn, &there, sizeof there);
}

/* ---- Data ---- */

static bool has_failed(void *turn)
{
    return ((struct zm_turn *)turn)->comm->collectives->history->fault;
}

/* Memory that could be read cannot be read any more: its process has ended, as will be known soon.
 */
static int lose(struct zm_turn *turn, int member)
{
    struct zm_engine *engine = turn->comm->comms->engine;
    char name[ZM_PEER_NAME_MAX];
    int64_t deadline = zm_now() + LOSS_LIMIT;
    zm_wait_before(engine, has_failed, turn, NULL, &deadline);
    if (!has_failed(turn))
        fail(turn, zm_fail(engine->job->report, MPI_ERR_OTHER, "the memory of %s cannot be read",
                           zm_job_name(engine->job, turn->board->ranks[member], name)));
    return zm_agreement_standing(engine, turn->comm->collectives);
}

int zm_turn_read(struct zm_turn *turn, int member, uint64_t address, void *to, size_t bytes)
{
    if (zm_shm_read(turn->board->seats[member].pid, address, to, bytes))
        return MPI_SUCCESS;
    return lose(turn, member);
}

int zm_turn_read_block(struct zm_turn *turn, int member, uint64_t address, struct zm_block to)
{
    void *row = zm_block_row(to);
    size_t bytes = zm_block_bytes(to);
    if (row)
        return zm_turn_read(turn, member, address, row, bytes);
    unsigned char piece[PIECE];
    int error = MPI_SUCCESS;
    for (size_t offset = 0, n; offset < bytes && !error; offset += n) {
        n = bytes - offset < PIECE ? bytes - offset : PIECE;
        if (!(error = zm_turn_read(turn, member, address + offset, piece, n)))
            zm_unpack(to.buffer, to.count, to.datatype, offset, piece, n);
    }
    return error;
}

int zm_turn_write(struct zm_turn *turn, int member, uint64_t address, const void *from,
                  size_t bytes)
{
    if (zm_shm_write(turn->board->seats[member].pid, address, from, bytes))
        return MPI_SUCCESS;
    return lose(turn, member);
}
