/* SPDX-License-Identifier: BSL-1.0 */
/* Being asked what this rank is in. */
#include "api/inquiry.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "api/process.h"
#include "api/state.h"
#include "base/clock.h"

/* Tries, a millisecond apart, to have the lock: to look around, and to answer. */
#define LOOK_TRIES 10
#define ANSWER_TRIES 300

/* Only a request to look: everything else is for the watcher. */
static void on_signal(int signal)
{
    (void)signal;
    atomic_store(&zm_process.inquiry.signalled, true);
}

static void on_line(void *inquiry, const char *rest)
{
    if (!*rest)
        atomic_store(&((struct zm_inquiry *)inquiry)->asked, true);
}

/* A program that has a use for the signal keeps it. */
static void catch_signal(struct zm_inquiry *inquiry)
{
    struct sigaction ours = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    sigemptyset(&ours.sa_mask);
    inquiry->catches =
        zm_job_is_watched(&zm_process.job) && sigaction(SIGUSR1, NULL, &inquiry->before) == 0 &&
        inquiry->before.sa_handler == SIG_DFL && sigaction(SIGUSR1, &ours, NULL) == 0;
}

void zm_inquiry_open(void)
{
    struct zm_inquiry *inquiry = &zm_process.inquiry;
    atomic_store(&inquiry->asked, false);
    atomic_store(&inquiry->signalled, false);
    inquiry->called = inquiry->advanced = inquiry->told = zm_now();
    zm_control_listen(&zm_process.job.control, "report", on_line, inquiry);
    catch_signal(inquiry);
}

void zm_inquiry_close(void)
{
    struct sigaction now;
    if (zm_process.inquiry.catches && sigaction(SIGUSR1, NULL, &now) == 0 &&
        now.sa_handler == on_signal)
        sigaction(SIGUSR1, &zm_process.inquiry.before, NULL);
    zm_process.inquiry.catches = false;
}

/* ---- Answering ---- */

/* Waiting threads let the lock go, but one that computes in MPI may keep it for long. */
static bool lock(int tries)
{
    const struct timespec moment = {.tv_nsec = ZM_MILLISECOND};
    for (int i = 0; i < tries; i++) {
        if (pthread_mutex_trylock(&zm_process.job.lock) == 0)
            return true;
        nanosleep(&moment, NULL);
    }
    return false;
}

/* A line of the answer for people. */
static void say(char *line)
{
    const struct zm_report *report = &zm_process.report;
    char kind[8], mode[4], ranks[ZM_RANKS_TEXT_MAX];
    long long milliseconds;
    int at = 0;
    bool timed = strncmp(line, "has ", 4) != 0 && strncmp(line, "hint ", 5) != 0;
    if (!timed ||
        sscanf(line, "%7s %lld %3s %255s %n", kind, &milliseconds, mode, ranks, &at) < 4 || !at) {
        const char *text = strchr(line, ' ');
        if (text)
            zm_say(report, "%s", text + 1);
        return;
    }
    double seconds = (double)milliseconds / 1000;
    bool several = strpbrk(ranks, "-,") != NULL;
    const char *any = several && strcmp(mode, "any") == 0 ? "any of " : "";
    if (strcmp(kind, "idle") == 0)
        zm_say(report, "is not in MPI for %.1f s; its last call was %s", seconds, line + at);
    else if (strcmp(kind, "busy") == 0)
        zm_say(report, "works in MPI");
    else if (strcmp(ranks, "-") == 0)
        zm_say(report, "%ss in %s for %.1f s", kind, line + at, seconds);
    else
        zm_say(report, "%ss for %srank%s %s in %s for %.1f s", kind, any, several ? "s" : "", ranks,
               line + at, seconds);
}

static void send_line(const char *line)
{
    char text[ZM_STATE_LINE_MAX + 16];
    snprintf(text, sizeof text, "report %.*s\n", ZM_STATE_LINE_MAX, line);
    zm_control_tell(&zm_process.job.control, text);
}

/* ---- Asking oneself ---- */

/* Whether the program calls MPI; a thread that does so all the time keeps the lock from us. */
static void notice_calls(struct zm_inquiry *inquiry, int64_t now)
{
    unsigned calls = atomic_load_explicit(&zm_process.calls, memory_order_relaxed);
    if (inquiry->calls != calls) {
        inquiry->calls = calls;
        inquiry->called = now;
    }
}

static void notice_advances(struct zm_inquiry *inquiry, int64_t now)
{
    if (inquiry->advances != zm_process.engine.advances) {
        inquiry->advances = zm_process.engine.advances;
        inquiry->advanced = now;
    }
}

/* Whether something has been waited for in vain for `limit`, and nothing was said of it as long. */
static bool is_stuck(const struct zm_inquiry *inquiry, int64_t now, int64_t limit)
{
    if (now - inquiry->advanced < limit || now - inquiry->told < limit)
        return false;
    ZM_LIST_EACH(link, &zm_process.engine.waiting) {
        if (now - ZM_OBJECT(link, struct zm_waiting, link)->since >= limit)
            return true;
    }
    return zm_state_polls();
}

/* ZEROMPI_HANG_REPORT in nanoseconds; 0: never. */
static int64_t find_limit(void)
{
    const double seconds = zm_process.job.settings.hang_report;
    return seconds < 1e9 ? (int64_t)(seconds * 1e9) : 0;
}

static void answer(void)
{
    struct zm_text text = {.bytes = NULL};
    zm_process.inquiry.told = zm_now();
    if (lock(ANSWER_TRIES)) {
        notice_advances(&zm_process.inquiry, zm_process.inquiry.told);
        zm_state_describe(&text);
        pthread_mutex_unlock(&zm_process.job.lock);
    } else
        zm_text_add(&text, "busy 0 any - -");
    char *rest = text.bytes;
    for (char *line; rest && (line = strsep(&rest, "\n")) && *line;)
        if (zm_control_is_open(&zm_process.job.control))
            send_line(line);
        else
            say(line);
    if (zm_control_is_open(&zm_process.job.control))
        send_line("end");
    free(text.bytes);
}

void zm_inquiry_turn(void)
{
    struct zm_inquiry *inquiry = &zm_process.inquiry;
    int64_t now = zm_now(), limit = find_limit();
    bool mpirun = zm_control_is_open(&zm_process.job.control), stuck = false;
    bool signalled = atomic_exchange(&inquiry->signalled, false);
    notice_calls(inquiry, now);
    if (lock(LOOK_TRIES)) {
        notice_advances(inquiry, now);
        stuck = limit > 0 && is_stuck(inquiry, now, limit);
        inquiry->told = stuck ? now : inquiry->told;
        pthread_mutex_unlock(&zm_process.job.lock);
    }
    if (mpirun && signalled)
        send_line("signal");
    if (mpirun && stuck)
        send_line("please");
    if (atomic_exchange(&inquiry->asked, false) || (!mpirun && (signalled || stuck)))
        answer();
}
