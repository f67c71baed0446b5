/* SPDX-License-Identifier: BSL-1.0 */
/* The job from its start to its end, and waiting for what comes meanwhile. */
#include "job/job.h"

#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "job/internal.h"
#include "job/roster.h"
#include "transport/shm.h"

#define LINGER 5000                         /* milliseconds for goodbyes that are under way */
#define LAST_ANSWERS (300 * ZM_MILLISECOND) /* to others whose connections broke */
#define SHORT_LINGER 100                    /* where nobody may be there to take them */

/* ---- Waiting ---- */

static void sleep_in_poll(struct zm_job *job, unsigned rings, int64_t deadline)
{
    struct pollfd fds[6] = {{.fd = job->wake.fd, .events = POLLIN}};
    nfds_t count = 1;
    if (job->network)
        count += (nfds_t)job->network->descriptors(job->network, fds + count);
    if (job->local)
        count += (nfds_t)job->local->descriptors(job->local, fds + count);
    job->sleeping = true;
    if (zm_wake_prepare(&job->wake, rings)) {
        pthread_mutex_unlock(&job->lock);
        poll(fds, count, zm_milliseconds_until(deadline));
        pthread_mutex_lock(&job->lock);
    }
    if (job->local)
        job->local->awake(job->local);
    zm_wake_done(&job->wake);
    job->sleeping = false;
    pthread_cond_broadcast(&job->awake);
}

void zm_job_sleep(struct zm_job *job, unsigned rings, int64_t deadline)
{
    int64_t check = zm_loss_deadline(job);
    if (deadline > check)
        deadline = check;
    zm_job_leave(job, false);
    if (!job->sleeping)
        sleep_in_poll(job, rings, deadline);
    else if (deadline == ZM_NEVER)
        pthread_cond_wait(&job->awake, &job->lock);
    else {
        struct timespec until = {.tv_sec = deadline / ZM_SECOND, .tv_nsec = deadline % ZM_SECOND};
        pthread_cond_timedwait(&job->awake, &job->lock, &until);
    }
}

void zm_job_wake(struct zm_job *job)
{
    if (job->sleeping)
        zm_wake_ring(&job->wake);
}

/* ---- Start and end ---- */

void zm_job_make_lock(struct zm_job *job)
{
    /* Recursive, for a program's operator may ask for a datatype's extent while it is applied. */
    pthread_mutexattr_t recursive;
    pthread_mutexattr_init(&recursive);
    pthread_mutexattr_settype(&recursive, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(&job->lock, &recursive);
    pthread_mutexattr_destroy(&recursive);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&job->awake, &monotonic);
    pthread_condattr_destroy(&monotonic);
}

static void make_room(struct zm_job *job)
{
    job->peers = calloc((size_t)job->size, sizeof *job->peers);
    job->self = zm_self_open();
    if (!job->peers || !job->self || !zm_wake_init(&job->wake)) {
        zm_say(job->report, "MPI_Init: no memory or file descriptor left for a job of %d ranks",
               job->size);
        _exit(MPI_ERR_NO_MEM);
    }
    for (int i = 0; i < job->size; i++)
        job->peers[i].connection = job->peers[i].knock.fd = -1;
}

/* By when all must have come, if that begins now. */
static int64_t find_deadline(const struct zm_job *job)
{
    double timeout = job->settings.timeout;
    if (timeout > 0 && timeout < 1e9)
        return zm_now() + (int64_t)(timeout * (double)ZM_SECOND);
    return ZM_NEVER;
}

/* A rank that joins again knows who it is and where all are. */
static void recall_addresses(struct zm_job *job)
{
    job->acquainted = job->known != NULL;
    if (!job->known)
        return;
    zm_settings_forget(&job->settings);
    job->settings.search = job->search;
    job->settings.rank = job->rank;
    job->settings.size = job->size;
    job->settings.addresses = job->known;
    job->known = NULL;
}

/* PMI tells rank and size. */
static void join_launcher(struct zm_job *job)
{
    struct zm_settings *settings = &job->settings;
    if (zm_pmi_open(&job->pmi, getenv, find_deadline(job), &settings->rank, &settings->size,
                    job->report) == MPI_SUCCESS)
        settings->addresses = calloc((size_t)settings->size, sizeof *settings->addresses);
    settings->origin = "PMI";
    unsetenv("PMI_FD");
    if (settings->addresses)
        return;
    zm_say(job->report, "%s", job->report->why);
    _exit(MPI_ERR_OTHER);
}

void zm_job_init(struct zm_job *job, struct zm_report *report)
{
    job->report = report;
    job->suspects = job->losses = job->strays = job->early_count = 0;
    job->early_bytes = 0;
    job->turned_away = 0;
    job->nearby = job->unsteady = job->mended = false;
    job->due = ZM_NEVER;
    zm_list_init(&job->early);
    zm_list_init(&job->spare);
    if (zm_settings_read(&job->settings, getenv, report) != MPI_SUCCESS) {
        zm_say(report, "%s", report->why);
        _exit(MPI_ERR_OTHER);
    }
    zm_control_open(&job->control, job->settings.control);
    job->pmi.fd = -1;
    if (zm_control_is_open(&job->control)) {
        unsetenv("ZEROMPI_CONTROL_FD");
        setvbuf(stdout, NULL, _IOLBF, BUFSIZ); /* whole lines are seen, however this rank ends */
    }
    recall_addresses(job);
    if (job->settings.search == ZM_BY_PMI && !job->acquainted)
        join_launcher(job);
    job->rank = report->rank = job->settings.rank;
    job->size = report->size = job->settings.size;
    if (job->rank == 0 && !job->noted)
        zm_settings_note(&job->settings, report);
    job->noted = true;
    job->number = job->settings.job;
    /* Ranks that only act as if they were on other hosts must not be taken for neighbours. */
    job->boot = zm_roster_boot() + (uint64_t)((int64_t)job->rank * job->settings.hosts / job->size);
    make_room(job);
    zm_control_tell(&job->control, "init\n");
    job->open = true;
}

void zm_job_meet(struct zm_job *job)
{
    if (job->size > 1) {
        job->deadline = find_deadline(job);
        zm_listen(job);
        zm_rendezvous(job);
        zm_local_open(job);
    }
    job->ready = true;
}

/* ---- Goodbye ---- */

/* Tells those that this rank has a link with, which have not heard it yet, whether it takes part.
 */
static void tell_linked(struct zm_job *job, bool leaves)
{
    for (int i = 0; i < job->size; i++) {
        struct zm_peer *peer = &job->peers[i];
        struct zm_header header = {.kind = leaves ? ZM_BYE : ZM_GREET};
        if (!zm_job_linked(job, i) || peer->lost || peer->greeted == leaves)
            continue;
        peer->greeted = leaves;
        zm_job_send(job, i, &header, NULL, 0, NULL);
    }
}

void zm_job_pause(struct zm_job *job)
{
    tell_linked(job, true);
    zm_control_tell(&job->control, "finalize\n");
}

void zm_job_resume(struct zm_job *job)
{
    zm_control_tell(&job->control, "init\n");
    tell_linked(job, false);
}

/* Whether all have said goodbye that this rank has a link with, and heard it say so. */
static bool all_left(const struct zm_job *job)
{
    for (int i = 0; i < job->size; i++) {
        const struct zm_peer *peer = &job->peers[i];
        if (!zm_job_linked(job, i) || peer->lost)
            continue;
        if (!peer->left || !(zm_peer_gone(peer) || job->network->settled(job->network, i)))
            return false;
    }
    return true;
}

void zm_job_part(struct zm_job *job, int64_t limit)
{
    int64_t deadline = zm_now() + limit;
    bool done = false;
    job->strays++; /* which need no words now: somebody may be about to join again */
    while (job->network) {
        unsigned rings = zm_wake_rings(&job->wake);
        struct zm_frame *frame;
        while ((frame = zm_job_next(job)))
            zm_job_release(job, frame); /* whatever it is, nobody waits for it any more */
        tell_linked(job, true);         /* some may have opened a link only now */
        if (!done && all_left(job)) {
            done = true; /* but others may not have heard the answers */
            deadline = zm_now() + (job->mended ? LAST_ANSWERS : 0);
        }
        if (zm_now() >= deadline)
            break;
        zm_job_check(job);
        zm_job_sleep(job, rings, deadline);
    }
}

/* What was said to those who are gone keeps nobody. */
static void close_network(struct zm_job *job)
{
    zm_job_check(job);
    for (int i = 0; i < job->size; i++)
        if (zm_peer_gone(&job->peers[i]))
            zm_job_disconnect(job, i);
    zm_job_close_transports(job, all_left(job) ? LINGER : SHORT_LINGER);
}

void zm_job_fini(struct zm_job *job)
{
    ZM_LIST_EACH(link, &job->early)
        zm_job_release(job, ZM_OBJECT(link, struct zm_frame, link));
    if (job->network)
        close_network(job);
    job->self->close(job->self, 0);
    ZM_LIST_EACH(link, &job->spare)
        free(ZM_OBJECT(link, struct zm_frame, link));
    for (int i = 0; i < job->size; i++) {
        zm_knock_end(&job->peers[i].knock);
        free(job->peers[i].endpoint);
        free(job->peers[i].host);
    }
    free(job->peers);
    zm_table_fini(&job->closed);
    zm_wake_fini(&job->wake);
    zm_control_close(&job->control);
    zm_pmi_close(&job->pmi);
    if (job->ready && job->size > 1) {
        job->former = job->number;
        job->search = job->settings.search;
        job->known = job->settings.addresses;
        job->settings.addresses = NULL;
        if (job->settings.search == ZM_BY_LAUNCHER)
            setenv("ZEROMPI_ROOT", job->known[0], 1); /* it will not tell again */
    }
    zm_settings_fini(&job->settings);
    job->open = job->ready = false;
}
