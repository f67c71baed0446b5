/* SPDX-License-Identifier: BSL-1.0 */
/* What all collective functions have in common (chapter 6 of the standard), and MPI_Barrier. */
#include "api/collective.h"

#include <stdio.h>
#include <stdlib.h>

#include "api/check.h"
#include "api/process.h"
#include "api/request.h"
#include "coll/coll.h"
#include "p2p/agreement.h"
#include "transport/board.h"

/* ---- Entering and leaving ---- */

int zm_collective_enter(const struct zm_entry *entry, const struct zm_call *call, MPI_Comm comm,
                        struct zm_comm **c)
{
    struct zm_info *info; /* of no use here */
    zm_enter(call);
    int error = zm_check_comm(comm, c);
    if (!error)
        (*c)->blocking = entry->form == ZM_BLOCKING;
    if (!error && entry->form != ZM_BLOCKING)
        error = zm_check_pointer("request", entry->request);
    return error ? error : zm_check_hints(entry->info, &info);
}

static int start(const struct zm_entry *entry, struct zm_comm *c, struct zm_schedule *schedule)
{
    struct zm_engine *engine = &zm_process.engine;
    struct zm_request *made;
    if (entry->form == ZM_BLOCKING)
        return zm_schedule_run(schedule, engine);
    int error = entry->form == ZM_NONBLOCKING ? zm_schedule_start(schedule, engine, &made)
                                              : zm_schedule_persist(schedule, engine, &made);
    return error ? error : zm_hand_out(c, made, entry->request);
}

int zm_collective_leave(const struct zm_entry *entry, const struct zm_call *call, struct zm_comm *c,
                        struct zm_schedule *schedule, int error)
{
    if (!error)
        error = start(entry, c, schedule);
    else if (c && c->collectives) { /* it is a communicator, and open */
        uint8_t collective = zm_collective_named(entry->name);
        if (entry->form == ZM_BLOCKING)
            zm_board_refuse(c->board, collective);
        zm_agreement_refuse(&zm_process.engine, c->collectives, collective);
    }
    return zm_leave(call, c, error);
}

/* ---- Sides ---- */

static int check_block(const struct zm_side *side, const void *buffer, MPI_Count count,
                       MPI_Datatype datatype, struct zm_block *block)
{
    block->buffer = (void *)buffer;
    int error = zm_check_buffer(side->name, buffer, count, datatype, &block->datatype);
    block->count = error ? 0 : (size_t)count;
    return error;
}

/* The block for the rank `index`, where each has its own count and place. */
static int check_own(const struct zm_side *side, int index, struct zm_block *block)
{
    MPI_Datatype datatype = side->datatypes ? side->datatypes[index] : side->datatype;
    int64_t displacement = zm_counts_at(side->displacements, index);
    int error = zm_check_committed(datatype, &block->datatype);
    if (error)
        return error;
    if (!side->datatypes)
        displacement *= block->datatype->extent;
    const void *address = (const void *)((uintptr_t)side->buffer + (uintptr_t)displacement);
    /* NULL is right as MPI_BOTTOM, where displacements are addresses; an int cannot be one. */
    bool absolute = side->buffer == MPI_BOTTOM && side->displacements.width > sizeof(int);
    error = check_block(side, absolute ? address : side->buffer, zm_counts_at(side->counts, index),
                        datatype, block);
    block->buffer = (void *)address;
    return error;
}

static int check_each(const struct zm_side *side, int n, struct zm_block *each)
{
    int error = MPI_SUCCESS;
    for (int i = 0; i < n && !error; i++)
        if ((error = check_own(side, i, &each[i]))) {
            char why[ZM_EXPLANATION_MAX];
            snprintf(why, sizeof why, "%s", zm_process.report.why);
            ZM_FAIL(error, "block %d of %s: %s", i, side->name, why);
        }
    return error;
}

int zm_check_side(const struct zm_side *side, int n, struct zm_blocks *blocks)
{
    int error;
    if (!side->counts_name) {
        error = check_block(side, side->buffer, side->count, side->datatype, &blocks->first);
        blocks->step = blocks->first.count;
        return error;
    }
    if ((error = zm_check_pointer(side->counts_name, side->counts.array)) ||
        (error = zm_check_pointer(side->displacements_name, side->displacements.array)) ||
        (side->datatypes_name && (error = zm_check_pointer(side->datatypes_name, side->datatypes))))
        return error;
    struct zm_block *each = calloc((size_t)n + 1, sizeof *each);
    if (!each)
        return ZM_FAIL(MPI_ERR_NO_MEM, "no memory for the blocks of %d ranks", n);
    *blocks = zm_blocks_each(each);
    return check_each(side, n, each);
}

void zm_free_blocks(struct zm_blocks *blocks)
{
    free((void *)blocks->each);
    blocks->each = NULL;
}

int zm_check_overlap(struct zm_block sent, struct zm_block received)
{
    size_t from = zm_block_bytes(sent), to = zm_block_bytes(received);
    uintptr_t a = (uintptr_t)sent.buffer, b = (uintptr_t)received.buffer;
    bool contiguous = sent.datatype->contiguous && received.datatype->contiguous;
    if (!from || !to)
        return MPI_SUCCESS;
    if (a == b && (contiguous || sent.datatype == received.datatype))
        return ZM_FAIL(MPI_ERR_BUFFER, "sendbuf and recvbuf are the same: expected MPI_IN_PLACE as "
                                       "sendbuf for that");
    if (contiguous && a < b + to && b < a + from)
        return ZM_FAIL(MPI_ERR_BUFFER, "sendbuf and recvbuf overlap");
    return MPI_SUCCESS;
}

int zm_check_self(struct zm_block sent, struct zm_block received)
{
    size_t from = zm_block_bytes(sent), to = zm_block_bytes(received);
    if (from == to)
        return zm_check_overlap(sent, received);
    return ZM_FAIL(from > to ? MPI_ERR_TRUNCATE : MPI_ERR_COUNT,
                   "this rank sends %zu bytes to itself, but receives %zu", from, to);
}

struct zm_call zm_call_of_sides(const char *name, const struct zm_side *send,
                                const struct zm_side *receive, MPI_Comm comm)
{
    int64_t c = ZM_HANDLE(comm), from = ZM_HANDLE(send->datatype),
            to = ZM_HANDLE(receive->datatype);
    if (send->datatypes)
        return (struct zm_call)ZM_CALL(name, "%c", c);
    if (send->counts_name)
        return (struct zm_call)ZM_CALL(name, "%t, %t, %c", from, to, c);
    if (receive->counts_name)
        return (struct zm_call)ZM_CALL(name, "sendcount=%d, %t, %t, %c", send->count, from, to, c);
    return (struct zm_call)ZM_CALL(name, "sendcount=%d, %t, recvcount=%d, %t, %c", send->count,
                                   from, receive->count, to, c);
}

/* ---- Barrier ---- */

static int barrier(const struct zm_entry *entry, MPI_Comm comm)
{
    const struct zm_call call = ZM_CALL(entry->name, "%c", ZM_HANDLE(comm));
    struct zm_comm *c = NULL;
    int error = zm_collective_enter(entry, &call, comm, &c);
    return zm_collective_leave(entry, &call, c, error ? NULL : zm_barrier(c), error);
}

ZM_BLOCKING_ENTRY(Barrier, barrier(&entry, comm), MPI_Comm comm);
ZM_NONBLOCKING_ENTRY(Ibarrier, barrier(&entry, comm), MPI_Comm comm);
ZM_PERSISTENT_ENTRY(Barrier_init, barrier(&entry, comm), MPI_Comm comm);
