/* SPDX-License-Identifier: BSL-1.0 */
/* Boards.
 *
 * A process that sleeps has its bit set in `asleep`; who posts or finishes looks there afterwards
 * and rings the bells of those. The order of steps is that of the rings' halls (shm.c). */
#include "transport/board.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "transport/shm_internal.h"

#define WORD_BITS 64

struct zm_board_head {
    uint64_t magic, job, context;
    uint32_t members;
    atomic_bool refused;
};

static size_t align(size_t bytes, size_t to)
{
    return (bytes + to - 1) & ~(to - 1);
}

/* ---- Made and opened ---- */

/* Finds where the parts lie from the start of the memory, which is `at`. */
static void lay_out(struct zm_board *board, unsigned char *at)
{
    size_t members = (size_t)board->members, words = (members + WORD_BITS - 1) / WORD_BITS;
    size_t asleep = align(sizeof(struct zm_board_head), 64);
    size_t seats = align(asleep + words * sizeof *board->asleep, 64);
    size_t notes = align(seats + members * sizeof *board->seats, 64);
    size_t shorts = align(notes + members * ZM_BOARD_NOTES * sizeof *board->notes, 4096);
    size_t bytes = shorts + members * ZM_BOARD_NOTES * ZM_BOARD_SHORT;
    board->size = bytes + members * ZM_BOARD_NOTES * ZM_BOARD_BYTES;
    if (!at)
        return;
    board->head = (struct zm_board_head *)(void *)at;
    board->asleep = (atomic_ullong *)(void *)(at + asleep);
    board->seats = (struct zm_board_seat *)(void *)(at + seats);
    board->notes = (struct zm_board_note *)(void *)(at + notes);
    board->shorts = at + shorts;
    board->bytes = at + bytes;
}

static struct zm_board *new_board(struct zm_transport *local, const int *ranks, int members,
                                  int self)
{
    struct zm_board *board = calloc(1, sizeof *board);
    if (!board)
        return NULL;
    zm_list_init(&board->link);
    board->local = local;
    board->ranks = ranks;
    board->members = members;
    board->self = self;
    board->fd = -1;
    lay_out(board, NULL);
    return board;
}

static void sit_down(struct zm_board *board)
{
    const struct zm_shm *shm = (const struct zm_shm *)board->local;
    struct zm_board_seat *seat = &board->seats[board->self];
    seat->pid = (int)getpid();
    seat->hall = shm->hall_fd;
    seat->bell = shm->bell[1];
}

struct zm_board *zm_board_make(struct zm_transport *local, uint64_t context, const int *ranks,
                               int members, int self, struct zm_board_offer *offer)
{
    const struct zm_shm *shm = (const struct zm_shm *)local;
    struct zm_board *board = new_board(local, ranks, members, self);
    *offer = (struct zm_board_offer){(int)getpid(), -1};
    if (!board)
        return NULL;
    board->fd = zm_shm_new_memory(board->size);
    unsigned char *memory = board->fd >= 0 ? zm_shm_map(board->fd, board->size) : NULL;
    if (!memory) {
        zm_board_close(board);
        return NULL;
    }
    lay_out(board, memory);
    board->head->magic = ZM_SHM_MAGIC;
    board->head->job = shm->job;
    board->head->context = context;
    board->head->members = (uint32_t)members;
    sit_down(board);
    offer->fd = board->fd;
    return board;
}

struct zm_board *zm_board_open(struct zm_transport *local, uint64_t context, const int *ranks,
                               int members, int self, const struct zm_board_offer *offer)
{
    const struct zm_shm *shm = (const struct zm_shm *)local;
    int fd = offer->fd >= 0 ? zm_shm_open_of(offer->pid, offer->fd, O_RDWR, S_IFREG) : -1;
    if (fd < 0)
        return NULL;
    struct zm_board *board = new_board(local, ranks, members, self);
    unsigned char *memory =
        board && zm_shm_size_of(fd) == (off_t)board->size ? zm_shm_map(fd, board->size) : NULL;
    close(fd);
    if (memory) {
        lay_out(board, memory);
        const struct zm_board_head *head = board->head;
        if (head->magic == ZM_SHM_MAGIC && head->job == shm->job && head->context == context &&
            head->members == (uint32_t)members) {
            sit_down(board);
            return board;
        }
    }
    zm_board_close(board);
    return NULL;
}

void zm_board_settle(struct zm_board *board)
{
    if (board->fd >= 0)
        close(board->fd);
    board->fd = -1;
}

void zm_board_close(struct zm_board *board)
{
    if (!board)
        return;
    zm_list_remove(&board->link);
    zm_board_settle(board);
    if (board->head)
        munmap(board->head, board->size);
    free(board);
}

/* ---- Posting ---- */

static void ring(struct zm_board *board, int member)
{
    const struct zm_board_seat *seat = &board->seats[member];
    const struct zm_shm_offer offer = {-1, seat->hall, seat->bell};
    zm_shm_ring((struct zm_shm *)board->local, board->ranks[member], seat->pid, &offer);
}

/* Rings those of a word of sleepers that wait for this member. */
static void wake_word(struct zm_board *board, int first, atomic_ullong *word)
{
    unsigned long long sleepers = atomic_load_explicit(word, memory_order_relaxed);
    for (; sleepers; sleepers &= sleepers - 1) {
        unsigned long long bit = sleepers & -sleepers;
        int member = first + __builtin_ctzll(bit);
        if (atomic_load(&board->seats[member].awaits) == board->self &&
            atomic_fetch_and(word, ~bit) & bit)
            ring(board, member);
    }
}

/* To be called after something was written that others may wait for. */
static void wake(struct zm_board *board)
{
    atomic_thread_fence(memory_order_seq_cst);
    for (int first = 0; first < board->members; first += WORD_BITS)
        wake_word(board, first, &board->asleep[first / WORD_BITS]);
}

void zm_board_post(struct zm_board *board, uint64_t phase, const struct zm_signature *call)
{
    struct zm_board_note *note = zm_board_note(board, board->self, phase);
    note->call = *call;
    memcpy(note->refused, board->refused, sizeof note->refused);
    atomic_store_explicit(&note->phase, phase, memory_order_release);
    wake(board);
}

void zm_board_finish(struct zm_board *board, uint64_t phase)
{
    atomic_store_explicit(&board->seats[board->self].finished, phase, memory_order_release);
    wake(board);
}

/* ---- Waiting ---- */

void zm_board_await(struct zm_board *board, int (*awaited)(void *argument), void *argument)
{
    board->awaited = awaited;
    board->argument = argument;
    zm_list_append(&((struct zm_shm *)board->local)->boards, &board->link);
}

void zm_board_leave(struct zm_board *board)
{
    zm_list_remove(&board->link);
}

/* Whether there is no need to sleep. What is awaited may change while it is said who that is. */
static bool doze(struct zm_board *board)
{
    unsigned long long bit = 1ULL << board->self % WORD_BITS;
    int member = board->awaited(board->argument), said;
    do {
        if (member < 0)
            return true;
        said = member;
        atomic_store(&board->seats[board->self].awaits, member);
        atomic_fetch_or(&board->asleep[board->self / WORD_BITS], bit);
        atomic_thread_fence(memory_order_seq_cst);
        member = board->awaited(board->argument);
    } while (member != said);
    return false;
}

bool zm_boards_doze(struct zm_shm *self)
{
    bool due = false;
    ZM_LIST_EACH(link, &self->boards)
        due |= doze(ZM_OBJECT(link, struct zm_board, link));
    return due;
}

void zm_boards_rouse(struct zm_shm *self)
{
    ZM_LIST_EACH(link, &self->boards) {
        struct zm_board *board = ZM_OBJECT(link, struct zm_board, link);
        unsigned long long bit = 1ULL << board->self % WORD_BITS;
        atomic_fetch_and(&board->asleep[board->self / WORD_BITS], ~bit);
    }
}

/* ---- Calls that were refused ---- */

void zm_board_refuse(struct zm_board *board, uint8_t collective)
{
    if (!board)
        return;
    atomic_store(&board->head->refused, true);
    memmove(board->refused + 1, board->refused, ZM_BOARD_REFUSED - 1);
    board->refused[0] = collective;
}

bool zm_board_was_refused(const struct zm_board *board)
{
    return atomic_load_explicit(&board->head->refused, memory_order_acquire);
}
