/* SPDX-License-Identifier: BSL-1.0 */
/* The job: start and end, and frames between its ranks. */
#include "job/job.h"

#include <errno.h>
#include <mpi.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "job/address.h"
#include "job/internal.h"
#include "job/roster.h"
#include "transport/shm.h"

/* Frames that come before the rendezvous is done, and bytes of payload in them, from each rank;
 * more than that are an attack. */
#define EARLY_FRAMES 100000
#define EARLY_BYTES ((size_t)8 * 1024 * 1024)
#define LINGER 5000                         /* milliseconds for goodbyes that are under way */
#define LAST_ANSWERS (300 * ZM_MILLISECOND) /* to others whose connections broke */
#define SHORT_LINGER 100                    /* where nobody may be there to take them */

const char *zm_job_name(const struct zm_job *job, int rank, char text[ZM_PEER_NAME_MAX])
{
    const struct zm_peer *peer = &job->peers[rank];
    if (peer->host)
        snprintf(text, ZM_PEER_NAME_MAX, "rank %d (process %d on %s)", rank, peer->pid, peer->host);
    else
        snprintf(text, ZM_PEER_NAME_MAX, "rank %d", rank);
    return text;
}

int zm_job_fail_for(const struct zm_job *job, int rank)
{
    const struct zm_peer *peer = &job->peers[rank];
    char name[ZM_PEER_NAME_MAX];
    zm_job_name(job, rank, name);
    if (peer->unreachable)
        return zm_fail(job->report, MPI_ERR_PROC_ABORTED,
                       "%s cannot be reached any more: no answer for %g s (ZEROMPI_LOST_AFTER)",
                       name, job->settings.lost_after);
    return zm_fail(job->report, MPI_ERR_PROC_ABORTED, "%s has ended %s MPI_Finalize", name,
                   peer->lost ? "without" : "with");
}

bool zm_job_is_here(const struct zm_job *job, int rank)
{
    const struct zm_peer *peer = &job->peers[rank];
    return peer->host && peer->boot == job->boot && strcmp(peer->host, job->report->host) == 0;
}

/* ---- Sending ---- */

static int open_link(struct zm_job *job, int rank)
{
    struct zm_peer *peer = &job->peers[rank];
    if (rank == job->rank) {
        peer->transport = job->self;
        return MPI_SUCCESS;
    }
    const char *address = job->settings.addresses[rank];
    if (!address)
        return zm_fail(job->report, MPI_ERR_OTHER, "it is not known where rank %d is", rank);
    char *endpoint = zm_address_resolve(address, job->report);
    if (!endpoint)
        return MPI_ERR_OTHER;
    int error = job->network->connect(job->network, rank, endpoint, job->report);
    if (error) {
        free(endpoint);
        return error;
    }
    peer->transport = job->network;
    free(peer->endpoint); /* known already, where this rank was looked for */
    peer->endpoint = endpoint;
    return MPI_SUCCESS;
}

void zm_job_disconnect(struct zm_job *job, int rank)
{
    if (!zm_job_linked(job, rank))
        return;
    job->network->disconnect(job->network, rank);
    if (job->local)
        job->local->disconnect(job->local, rank);
}

void zm_job_close_transports(struct zm_job *job, int milliseconds)
{
    if (job->local)
        job->local->close(job->local, milliseconds);
    job->local = NULL;
    job->network->close(job->network, milliseconds);
    job->network = NULL;
}

int zm_job_send(struct zm_job *job, int rank, struct zm_header *header, const void *payload,
                size_t bytes, struct zm_loan *loan)
{
    struct zm_peer *peer = &job->peers[rank];
    int error = MPI_SUCCESS;
    if (zm_peer_gone(peer))
        error = zm_job_fail_for(job, rank);
    else if (!peer->transport)
        error = open_link(job, rank);
    if (error) {
        if (loan)
            zm_loan_return(loan);
        return error;
    }
    if (job->local && !peer->offered && rank != job->rank && header->kind != ZM_BYE)
        zm_local_offer(job, rank);
    header->job = job->number;
    header->source = (uint32_t)job->rank;
    /* A rank that is told to end must hear of it however full the memory is. */
    struct zm_transport *transport = header->kind == ZM_ABORT ? job->network : peer->transport;
    return transport->send(transport, rank, header, payload, bytes, loan, job->report);
}

size_t zm_job_piece(const struct zm_job *job, int rank)
{
    const struct zm_transport *transport = job->peers[rank].transport;
    return transport ? transport->piece : ZM_PAYLOAD_MAX;
}

/* ---- Receiving ---- */

struct zm_frame *zm_job_blank(struct zm_job *job)
{
    if (zm_list_empty(&job->spare))
        return malloc(sizeof(struct zm_frame));
    struct zm_frame *frame = ZM_OBJECT(job->spare.next, struct zm_frame, link);
    zm_list_remove(&frame->link);
    return frame;
}

void zm_job_release(struct zm_job *job, struct zm_frame *frame)
{
    frame->transport->release(frame->transport, frame);
    zm_list_append(&job->spare, &frame->link);
}

void zm_job_stray(struct zm_job *job, const char *what)
{
    if (job->strays++ == 0)
        zm_say(
            job->report,
            "dropped something that came to this rank's address: %s (said once; the job goes on)",
            what);
}

/* Notes by which connection the frames of a rank come, when the first one does or it may be another
 * one than before, and opens the way back. */
static void meet(struct zm_job *job, struct zm_frame *frame)
{
    struct zm_peer *peer = &job->peers[frame->header.source];
    int connection = frame->transport->connection(frame->transport, frame);
    if (connection != peer->connection)
        zm_loss_meet(job, peer, connection);
    peer->heard = true;
    if (job->ready && !peer->transport) {
        struct zm_header greet = {.kind = ZM_GREET};
        if (zm_job_send(job, (int)frame->header.source, &greet, NULL, 0, NULL) != MPI_SUCCESS)
            zm_job_abort(job, MPI_ERR_OTHER, job->report->why);
    }
}

/* Whether a frame brings the job's number, which is its own number already. */
static bool is_welcome(const struct zm_job *job, const struct zm_frame *frame)
{
    const struct zm_header *header = &frame->header;
    return !job->ready && header->kind == ZM_WELCOME && header->receiver == job->settings.job;
}

/* Such frames come by connections of their own, also from other jobs' ranks that look for theirs.
 */
static bool is_introduction(const struct zm_frame *frame)
{
    return frame->header.kind == ZM_JOIN || frame->header.kind == ZM_INTRODUCE;
}

/* Whether a frame comes too early: from a rank that already knows the job's number, which has yet
 * to reach us by a WELCOME. */
static bool is_early(const struct zm_job *job, const struct zm_frame *frame)
{
    return !job->ready && frame->header.job != job->settings.job && !is_welcome(job, frame) &&
           !is_introduction(frame);
}

/* Whether nobody needs to know that a frame of another number came: it was said once more by a rank
 * of this job that had no answer yet, or of an earlier one at the same addresses. */
static bool is_late(const struct zm_header *header)
{
    return header->kind == ZM_HELLO || header->kind == ZM_READY || header->kind == ZM_RECEIPT ||
           header->kind == ZM_PROBE;
}

/* Whether a frame is of this job and the next one from its rank. What comes through memory is. */
static bool admit(struct zm_job *job, struct zm_frame *frame)
{
    const struct zm_header *header = &frame->header;
    if (is_introduction(frame))
        return !job->ready && header->job == job->settings.job;
    if (frame->transport == job->local)
        return true;
    if (header->source >= (uint32_t)job->size || (int)header->source == job->rank) {
        /* Only a rank that thinks the job is another one sends that, at the rendezvous. */
        if (!job->ready && header->kind == ZM_HELLO)
            return true;
        zm_job_stray(job, "a frame from a rank that this job does not have");
        return false;
    }
    if (header->job != job->number && !is_welcome(job, frame)) {
        if (!is_late(header))
            zm_job_stray(job, "a frame of another job");
        return false;
    }
    if (header->kind == ZM_ABORT)
        return true;
    if (!frame->transport->accept(frame->transport, frame))
        return false;
    struct zm_peer *peer = &job->peers[header->source];
    if (frame->transport == job->network && (!peer->heard || peer->connection < 0 || job->unsteady))
        meet(job, frame);
    return true;
}

/* Takes the next frame from any transport, like transport.h's receive. */
static int take(struct zm_job *job, struct zm_frame *frame)
{
    int got = job->self->receive(job->self, frame);
    if (got || !job->network)
        return got;
    if (job->local && (got = job->local->receive(job->local, frame)))
        return got;
    return job->nearby ? 0 : job->network->receive(job->network, frame);
}

struct zm_frame *zm_job_receive(struct zm_job *job)
{
    struct zm_frame *frame = zm_job_blank(job);
    if (!frame)
        return NULL;
    int got;
    while ((got = take(job, frame)) != 0) {
        if (got > 0 && frame->transport == job->self)
            break;
        if (got > 0 && frame->transport == job->network && is_early(job, frame) &&
            job->early_count < EARLY_FRAMES * (size_t)job->size &&
            job->early_bytes <= EARLY_BYTES * (size_t)job->size) {
            job->early_count++;
            job->early_bytes += frame->bytes;
            zm_list_append(&job->early, &frame->link);
            if (!(frame = zm_job_blank(job)))
                return NULL;
        } else if (got > 0 && admit(job, frame))
            break;
        else if (got > 0)
            frame->transport->release(frame->transport, frame);
        else
            zm_job_stray(job, "something that is no frame of ours");
    }
    if (got > 0)
        return frame;
    zm_list_append(&job->spare, &frame->link);
    return NULL;
}

/* Deals with a frame of the job itself. False: it is for the upper floors. */
static bool handle(struct zm_job *job, struct zm_frame *frame)
{
    switch (frame->header.kind) {
    case ZM_HELLO:
    case ZM_READY:
    case ZM_WELCOME:
    case ZM_RECEIPT:
    case ZM_PROBE:
    case ZM_JOIN:
    case ZM_INTRODUCE:
        return true;
    case ZM_GREET:
        zm_loss_return(job, &job->peers[frame->header.source]);
        return true;
    case ZM_OFFER:
    case ZM_ACCEPT:
    case ZM_CHANGE:
        zm_local_handle(job, &frame->header);
        return true;
    case ZM_ABORT:
        zm_job_obey(job, frame);
    case ZM_LOST:
        zm_loss_learn(job, frame->header.tag, frame->header.length != 0);
        return true;
    case ZM_BYE:
        zm_loss_leave(job, &job->peers[frame->header.source]);
        return true;
    default:
        return false;
    }
}

static struct zm_frame *next_early(struct zm_job *job)
{
    while (!zm_list_empty(&job->early)) {
        struct zm_frame *frame = ZM_OBJECT(job->early.next, struct zm_frame, link);
        zm_list_remove(&frame->link);
        if (admit(job, frame))
            return frame;
        zm_job_release(job, frame);
    }
    return NULL;
}

struct zm_frame *zm_job_next(struct zm_job *job)
{
    struct zm_frame *frame;
    if (job->network && !job->ready)
        return NULL; /* another thread is in zm_job_meet, and what comes is for it */
    while (((frame = next_early(job)) || (frame = zm_job_receive(job))) && handle(job, frame))
        zm_job_release(job, frame);
    return frame;
}

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
    if (!job->sleeping)
        sleep_in_poll(job, rings, deadline);
    else if (deadline == ZM_NEVER)
        pthread_cond_wait(&job->awake, &job->lock);
    else {
        struct timespec until = {.tv_sec = deadline / ZM_SECOND, .tv_nsec = deadline % ZM_SECOND};
        pthread_cond_timedwait(&job->awake, &job->lock, &until);
    }
}

void zm_job_yield(struct zm_job *job)
{
    if (job->local && !job->crowded)
        zm_shm_spread(job->local);
    pthread_mutex_unlock(&job->lock);
    sched_yield();
    pthread_mutex_lock(&job->lock);
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
    job->boot = zm_roster_boot();
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
        job->search = job->settings.search;
        job->known = job->settings.addresses;
        job->settings.addresses = NULL;
        if (job->settings.search == ZM_BY_LAUNCHER)
            setenv("ZEROMPI_ROOT", job->known[0], 1); /* it will not tell again */
    }
    zm_settings_fini(&job->settings);
    job->open = job->ready = false;
}
