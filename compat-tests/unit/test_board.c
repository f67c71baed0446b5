/* SPDX-License-Identifier: BSL-1.0 */
/* Unit tests of boards: two members in one process, which meet like two processes do. */
#include "transport/board.h"

#include <poll.h>
#include <string.h>

#include "transport/shm.h"
#include "unit.h"

static const int ranks[] = {0, 2};
static struct zm_transport *locals[2];
static struct zm_board *boards[2];
static struct zm_board_offer offer;

static void begin(void)
{
    for (int i = 0; i < 2; i++)
        ck_assert((locals[i] = zm_shm_open(7, ranks[i], 3)) != NULL);
    ck_assert((boards[0] = zm_board_make(locals[0], 9, ranks, 2, 0, &offer)) != NULL);
    ck_assert((boards[1] = zm_board_open(locals[1], 9, ranks, 2, 1, &offer)) != NULL);
    zm_board_settle(boards[0]);
}

static void end(void)
{
    for (int i = 0; i < 2; i++) {
        zm_board_close(boards[i]);
        locals[i]->close(locals[i], 0);
    }
}

START_TEST(notes)
{
    const struct zm_signature call = {.collective = 3, .root = 1, .bytes = 12, .number = 5};
    begin();
    for (uint64_t phase = 1; phase < 30; phase++)
        for (int from = 0; from < 2; from++) {
            const struct zm_board *other = boards[1 - from];
            size_t bytes = phase % 2 ? ZM_BOARD_NEAR : ZM_BOARD_BYTES;
            int byte = (int)phase * 2 + from;
            ck_assert(!zm_board_is_posted(other, from, phase));
            memset(zm_board_place(boards[from], from, phase, bytes), byte, bytes);
            zm_board_post(boards[from], phase, &call);
            ck_assert(zm_board_is_posted(other, from, phase));
            ck_assert_int_eq(zm_board_note(other, from, phase)->call.number, 5);
            const unsigned char *there = zm_board_place(other, from, phase, bytes);
            ck_assert(there[0] == byte && there[bytes - 1] == byte);
            ck_assert(!zm_board_has_finished(other, from, phase));
            zm_board_finish(boards[from], phase);
            ck_assert(zm_board_has_finished(other, from, phase));
            ck_assert(zm_board_has_finished(other, from, phase - 1));
        }
    end();
}
END_TEST

/* What is not the board that is meant cannot be opened; nor one that all have opened already. */
START_TEST(others)
{
    struct zm_board_offer none = {offer.pid, -1};
    begin();
    ck_assert(zm_board_open(locals[1], 9, ranks, 2, 1, &offer) == NULL);
    ck_assert(zm_board_open(locals[1], 9, ranks, 2, 1, &none) == NULL);
    end();
    begin();
    struct zm_board *another = zm_board_make(locals[0], 10, ranks, 2, 0, &offer);
    ck_assert(another != NULL);
    ck_assert(zm_board_open(locals[1], 9, ranks, 2, 1, &offer) == NULL);
    ck_assert(zm_board_open(locals[1], 10, ranks, 1, 0, &offer) == NULL);
    zm_board_close(another);
    end();
}
END_TEST

/* A member that waits for member 0 to post phase 1. */
static int awaited(void *argument)
{
    (void)argument;
    return zm_board_is_posted(boards[1], 0, 1) ? -1 : 0;
}

START_TEST(sleeping)
{
    const struct zm_signature call = {.collective = 1};
    struct pollfd fds[2];
    begin();
    zm_board_await(boards[1], awaited, NULL);
    nfds_t count = (nfds_t)locals[1]->descriptors(locals[1], fds);
    ck_assert_int_eq(poll(fds, count, 0), 0);
    zm_board_finish(boards[1], 1); /* its own doing does not wake it */
    ck_assert_int_eq(poll(fds, count, 0), 0);
    zm_board_post(boards[0], 1, &call);
    ck_assert_int_gt(poll(fds, count, 0), 0);
    locals[1]->awake(locals[1]);
    ck_assert_int_eq(poll(fds, count, 0), 0);
    locals[1]->descriptors(locals[1], fds); /* there is no need to sleep now */
    ck_assert_int_gt(poll(fds, count, 0), 0);
    locals[1]->awake(locals[1]);
    zm_board_leave(boards[1]);
    locals[1]->descriptors(locals[1], fds);
    zm_board_post(boards[0], 2, &call); /* nobody waits at the board any more */
    ck_assert_int_eq(poll(fds, count, 0), 0);
    locals[1]->awake(locals[1]);
    end();
}
END_TEST

UNIT_MAIN("board", notes, others, sleeping)
