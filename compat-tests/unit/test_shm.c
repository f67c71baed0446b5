/* SPDX-License-Identifier: BSL-1.0 */
/* Unit tests of the transport through shared memory: two of them in one process, which meet like
 * two processes do. */
#include "transport/shm.h"

#include <mpi.h>
#include <sched.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "transport/shm_internal.h"
#include "unit.h"

enum { LARGE = 60000, FLOOD = 2000 };

static struct zm_report report;
static struct zm_transport *left, *right;
static unsigned char bytes[LARGE];

/* From `a` to `b`, whose ranks are these. */
static void join(struct zm_transport *a, int rank_a, struct zm_transport *b, int rank_b)
{
    struct zm_shm_offer offer, answer;
    ck_assert(zm_shm_offer(a, rank_b, &offer));
    ck_assert(zm_shm_accept(b, rank_a, getpid(), &offer, &answer));
    ck_assert(zm_shm_confirm(a, rank_b, getpid(), &answer));
    zm_shm_begin(b, rank_a);
}

static void begin(void)
{
    left = zm_shm_open(7, 0, 3);
    right = zm_shm_open(7, 2, 3);
    ck_assert(left && right);
    join(left, 0, right, 2);
    join(right, 2, left, 0);
}

static void end(void)
{
    left->close(left, 0);
    right->close(right, 0);
}

static void fill(size_t count, unsigned key)
{
    for (size_t i = 0; i < count; i++)
        bytes[i] = (unsigned char)(key + i * 7);
}

static void say(struct zm_transport *from, int to, int tag, size_t count, struct zm_loan *loan)
{
    struct zm_header header = {.kind = ZM_EAGER, .tag = tag, .length = count};
    fill(count, (unsigned)tag);
    if (loan)
        zm_loan_take(loan);
    ck_assert_int_eq(from->send(from, to, &header, bytes, count, loan, &report), MPI_SUCCESS);
}

static void check(const struct zm_frame *frame, int tag, size_t count)
{
    ck_assert_int_eq(frame->header.tag, tag);
    ck_assert_uint_eq(frame->bytes, count);
    const unsigned char *payload = frame->payload;
    size_t wrong = 0;
    for (size_t i = 0; i < count; i++)
        wrong += payload[i] != (unsigned char)((unsigned)tag + i * 7);
    ck_assert_uint_eq(wrong, 0);
}

static void expect(struct zm_transport *at, int tag, size_t count)
{
    struct zm_frame frame;
    ck_assert_int_eq(at->receive(at, &frame), 1);
    check(&frame, tag, count);
    at->release(at, &frame);
}

static void expect_nothing(struct zm_transport *at)
{
    struct zm_frame frame;
    ck_assert_int_eq(at->receive(at, &frame), 0);
}

START_TEST(order)
{
    begin();
    expect_nothing(left);
    for (int i = 0; i < 10; i++)
        say(left, 2, i, (size_t)(i * i), NULL);
    say(right, 0, 77, 5, NULL);
    for (int i = 0; i < 10; i++)
        expect(right, i, (size_t)(i * i));
    expect_nothing(right);
    expect(left, 77, 5);
    end();
}
END_TEST

/* Many times around the ring, with frames of all sizes across its end. */
START_TEST(around)
{
    begin();
    for (int i = 0; i < 3000; i++) {
        size_t count = unit_random() % 3000;
        say(left, 2, i, count, NULL);
        expect(right, i, count);
    }
    end();
}
END_TEST

/* Frames that are kept do not stop those after them, and stay as they are. */
START_TEST(kept)
{
    static struct zm_frame frames[100];
    begin();
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 100; i++) {
            say(left, 2, i, 5000, NULL);
            ck_assert_int_eq(right->receive(right, &frames[i]), 1);
        }
        for (int i = 0; i < 100; i++) {
            int j = round ? 99 - i : i;
            check(&frames[j], j, 5000);
            right->release(right, &frames[j]);
        }
    }
    end();
}
END_TEST

/* What does not fit waits at the sender, in order; its loans are returned when it has gone. */
START_TEST(flood)
{
    begin();
    struct zm_wake wake;
    ck_assert(zm_wake_init(&wake));
    struct zm_loan loan = {.wake = &wake};
    for (int i = 0; i < FLOOD; i++)
        say(left, 2, i, (size_t)(i % 5000), NULL);
    static unsigned char lent[LARGE];
    fill(LARGE, FLOOD);
    memcpy(lent, bytes, LARGE);
    struct zm_header header = {.kind = ZM_DATA, .tag = FLOOD};
    zm_loan_take(&loan);
    ck_assert_int_eq(left->send(left, 2, &header, lent, LARGE, &loan, &report), MPI_SUCCESS);
    ck_assert_uint_eq(atomic_load(&loan.frames), 1);
    for (int i = 0; i <= FLOOD; i++) {
        struct zm_frame frame;
        while (right->receive(right, &frame) == 0)
            expect_nothing(left); /* the sender has to look, too */
        check(&frame, i, i < FLOOD ? (size_t)(i % 5000) : LARGE);
        right->release(right, &frame);
    }
    ck_assert_uint_eq(atomic_load(&loan.frames), 0);
    zm_wake_fini(&wake);
    end();
}
END_TEST

static bool rings(struct zm_transport *at)
{
    struct pollfd bell;
    ck_assert_int_eq(at->descriptors(at, &bell), 1);
    int n = poll(&bell, 1, 0);
    return n == 1;
}

/* A sleeper is woken by a frame, by one that came just before, and by room for its own. */
START_TEST(bell)
{
    struct pollfd fd;
    begin();
    ck_assert(!rings(right));
    right->awake(right);
    say(left, 2, 1, 1, NULL);
    ck_assert(rings(right));
    right->awake(right);
    expect(right, 1, 1);
    ck_assert_int_eq(right->descriptors(right, &fd), 1);
    ck_assert_int_eq(poll(&fd, 1, 0), 0);
    say(left, 2, 2, 1, NULL);
    ck_assert_int_eq(poll(&fd, 1, 0), 1);
    right->awake(right);
    ck_assert_int_eq(poll(&fd, 1, 0), 0);
    expect(right, 2, 1);
    for (int i = 0; i < 10; i++)
        say(left, 2, i, LARGE, NULL);
    ck_assert(!rings(left));
    expect(right, 0, LARGE);
    ck_assert_int_eq(left->descriptors(left, &fd), 1);
    ck_assert_int_eq(poll(&fd, 1, 0), 1);
    left->awake(left);
    for (int i = 1; i < 10; i++) {
        expect_nothing(left);
        expect(right, i, LARGE);
    }
    end();
}
END_TEST

/* Room that was made just before the sender sleeps is not enough for all of its frames; it is woken
 * by the next. */
START_TEST(room)
{
    struct pollfd fd;
    begin();
    for (int i = 0; i < 10; i++)
        say(left, 2, i, LARGE, NULL);
    expect(right, 0, LARGE);
    ck_assert(!rings(left));
    expect(right, 1, LARGE);
    ck_assert_int_eq(left->descriptors(left, &fd), 1);
    ck_assert_int_eq(poll(&fd, 1, 0), 1);
    left->awake(left);
    for (int i = 2; i < 10; i++) {
        expect_nothing(left);
        expect(right, i, LARGE);
    }
    end();
}
END_TEST

/* Who was asleep when it ended is rung for in vain, which harms nobody. */
START_TEST(gone)
{
    begin();
    ck_assert(!rings(right));
    right->close(right, 0);
    for (int i = 0; i < 3; i++)
        say(left, 2, i, 1, NULL);
    left->close(left, 0);
}
END_TEST

/* Others than those that an offer is for do not take it. */
START_TEST(strangers)
{
    struct zm_shm_offer offer, answer, wrong;
    left = zm_shm_open(7, 0, 3);
    right = zm_shm_open(7, 2, 3);
    struct zm_transport *other_job = zm_shm_open(8, 2, 3), *other_rank = zm_shm_open(7, 1, 3);
    ck_assert(zm_shm_offer(left, 2, &offer));
    ck_assert(!zm_shm_accept(other_job, 0, getpid(), &offer, &answer));
    ck_assert(!zm_shm_accept(other_rank, 0, getpid(), &offer, &answer));
    ck_assert(!zm_shm_accept(right, 1, getpid(), &offer, &answer));
    for (int i = 0; i < 3; i++) {
        wrong = offer;
        *(i == 0 ? &wrong.ring : i == 1 ? &wrong.hall : &wrong.bell) = 0;
        struct zm_transport *fresh = zm_shm_open(7, 2, 3);
        ck_assert(!zm_shm_accept(fresh, 0, getpid(), &wrong, &answer));
        fresh->close(fresh, 0);
    }
    ck_assert(!zm_shm_accept(right, 0, 1 << 30, &offer, &answer));
    ck_assert(zm_shm_accept(right, 0, getpid(), &offer, &answer));
    ck_assert(!zm_shm_accept(right, 0, getpid(), &offer, &answer));
    other_job->close(other_job, 0);
    other_rank->close(other_rank, 0);
    end();
}
END_TEST

/* Without descriptors there is no memory to be had; that is no failure of anything else. */
START_TEST(scarce)
{
    struct zm_shm_offer offer;
    struct rlimit limit, none;
    left = zm_shm_open(7, 0, 3);
    getrlimit(RLIMIT_NOFILE, &limit);
    none = limit;
    none.rlim_cur = 0;
    setrlimit(RLIMIT_NOFILE, &none);
    ck_assert(!zm_shm_offer(left, 2, &offer));
    ck_assert_ptr_null(zm_shm_open(7, 2, 3));
    setrlimit(RLIMIT_NOFILE, &limit);
    ck_assert(zm_shm_offer(left, 2, &offer));
    left->close(left, 0);
}
END_TEST

/* Two ranks on the same processor part, if they may run on others. */
START_TEST(spread)
{
    cpu_set_t allowed, after;
    begin();
    ck_assert_int_eq(sched_getaffinity(0, sizeof allowed, &allowed), 0);
    struct zm_shm_hall *ours = ((struct zm_shm *)left)->hall,
                       *theirs = ((struct zm_shm *)right)->hall;
    zm_shm_spread(left);
    int before = atomic_load(&ours->processor);
    ck_assert_int_ge(before, 0);
    /* This thread is both ranks; while it stays where it is the second one goes away. */
    atomic_store(&ours->processor, sched_getcpu());
    zm_shm_spread(right);
    if (CPU_COUNT(&allowed) > 1)
        ck_assert_int_ne(atomic_load(&theirs->processor), atomic_load(&ours->processor));
    ck_assert_int_eq(sched_getaffinity(0, sizeof after, &after), 0);
    ck_assert(CPU_EQUAL(&allowed, &after));
    end();
}
END_TEST

START_TEST(reading)
{
    static unsigned char copy[LARGE];
    fill(LARGE, 3);
    if (zm_shm_read(getpid(), (uint64_t)(uintptr_t)bytes, copy, LARGE))
        ck_assert_mem_eq(copy, bytes, LARGE);
    ck_assert(!zm_shm_read(getpid(), 16, copy, LARGE));
    ck_assert(!zm_shm_read(1 << 30, (uint64_t)(uintptr_t)bytes, copy, LARGE));
}
END_TEST

UNIT_MAIN("shared memory", order, around, kept, flood, bell, room, gone, strangers, scarce, spread,
          reading)
