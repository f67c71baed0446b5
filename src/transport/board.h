/* SPDX-License-Identifier: BSL-1.0 */
/* A board: memory that all ranks of a communicator share, where each posts notes for the others.
 * Collectives on one host are made of it.
 *
 * What ranks do on a board is counted in phases: 1, 2, ... All of them go through the same phases,
 * so the numbers need no agreement. In a phase a rank may post one note. It says when it needs the
 * notes of the others no more (finished); a note stays until all have said so, and is written over
 * ZM_BOARD_NOTES phases later. There are no locks: a rank that is killed holds nothing. */
#ifndef ZM_TRANSPORT_BOARD_H
#define ZM_TRANSPORT_BOARD_H

#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/list.h"
#include "transport/frame.h"
#include "transport/transport.h"

#define ZM_BOARD_NOTES 16
#define ZM_BOARD_BYTES ((size_t)16 * 1024) /* in a note */
#define ZM_BOARD_REFUSED 4
#define ZM_BOARD_NEAR 16    /* bytes that lie beside the phase */
#define ZM_BOARD_SHORT 1024 /* bytes of notes that lie close together, so few pages hold them */

struct zm_board_note {
    alignas(64) atomic_ullong phase; /* that it was last posted in */
    struct zm_signature call;
    uint8_t refused[ZM_BOARD_REFUSED]; /* see struct zm_board */
    alignas(16) unsigned char near[ZM_BOARD_NEAR];
};

/* Of one rank. */
struct zm_board_seat {
    alignas(64) atomic_ullong finished;
    atomic_int awaits;   /* who sleeps until this member does something */
    int pid, hall, bell; /* see shm.h */
};

struct zm_board_head; /* what it begins with */

/* A board as this process has it. */
struct zm_board {
    struct zm_link link; /* while somebody here waits */
    struct zm_transport *local;
    const int *ranks;  /* in the job, of the members; not owned */
    int members, self; /* number of them; which is this one */
    uint64_t phase;    /* of this process */
    uint64_t reusable; /* all have finished this phase */
    struct zm_board_head *head;
    atomic_ullong *asleep; /* a bit for each, which says that `awaits` is to be looked at */
    struct zm_board_seat *seats;
    struct zm_board_note *notes;
    unsigned char *shorts, *bytes; /* for notes that are not near: see zm_board_place */
    size_t size;                   /* of all the memory */
    /* The kinds of calls that this member refused last, the latest first, since it was known which
     * phase it is in; then zeros. */
    uint8_t refused[ZM_BOARD_REFUSED];
    size_t quick;                   /* bytes for one member that are quicker in a note */
    int fd;                         /* of the memory, until all have opened it; or -1 */
    int (*awaited)(void *argument); /* of whoever waits: see zm_board_await */
    void *argument;
};

/* What others need to open a board. */
struct zm_board_offer {
    int pid, fd; /* fd -1: there is none */
};

/* Makes a board for so many members, of which this process is `self`; or opens the one of the
 * member that made it. `context` tells boards of a job apart. NULL: it cannot be had. */
struct zm_board *zm_board_make(struct zm_transport *local, uint64_t context, const int *ranks,
                               int members, int self, struct zm_board_offer *offer);
struct zm_board *zm_board_open(struct zm_transport *local, uint64_t context, const int *ranks,
                               int members, int self, const struct zm_board_offer *offer);

/* All have opened it, so its descriptor is needed no more. */
void zm_board_settle(struct zm_board *board);
/* Frees it here; NULL is left alone. */
void zm_board_close(struct zm_board *board);

/* Note of `member` in `phase`, whether it is posted or not. */
static inline struct zm_board_note *zm_board_note(const struct zm_board *board, int member,
                                                  uint64_t phase)
{
    return &board->notes[(size_t)member * ZM_BOARD_NOTES + phase % ZM_BOARD_NOTES];
}

/* Where `bytes` bytes of that note lie. */
static inline void *zm_board_place(const struct zm_board *board, int member, uint64_t phase,
                                   size_t bytes)
{
    size_t index = (size_t)member * ZM_BOARD_NOTES + phase % ZM_BOARD_NOTES;
    if (bytes <= ZM_BOARD_NEAR)
        return board->notes[index].near;
    if (bytes <= ZM_BOARD_SHORT)
        return board->shorts + index * ZM_BOARD_SHORT;
    return board->bytes + index * ZM_BOARD_BYTES;
}

static inline bool zm_board_is_posted(const struct zm_board *board, int member, uint64_t phase)
{
    return atomic_load_explicit(&zm_board_note(board, member, phase)->phase,
                                memory_order_acquire) == phase;
}

static inline bool zm_board_has_finished(const struct zm_board *board, int member, uint64_t phase)
{
    return atomic_load_explicit(&board->seats[member].finished, memory_order_acquire) >= phase;
}

/* Posts this member's note of `phase`, whose bytes are in their place. */
void zm_board_post(struct zm_board *board, uint64_t phase, const struct zm_signature *call);

/* Says that this member has finished `phase`, and all before. */
void zm_board_finish(struct zm_board *board, uint64_t phase);

/* From now on, until zm_board_leave, this process may sleep, if awaited(argument) names a member
 * that it waits for: then what that one posts or finishes wakes it. -1: it has all it waits for. */
void zm_board_await(struct zm_board *board, int (*awaited)(void *argument), void *argument);
void zm_board_leave(struct zm_board *board);

/* This member has refused a call of this kind, so calls may differ (NULL is left alone); and
 * whether any member has. */
void zm_board_refuse(struct zm_board *board, uint8_t collective);
bool zm_board_was_refused(const struct zm_board *board);

#endif
