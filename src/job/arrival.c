/* SPDX-License-Identifier: BSL-1.0 */
/* Frames that arrive: which are of this job, and what those do that are not for the upper floors.
 */
#include <mpi.h>
#include <stdlib.h>

#include "job/address.h"
#include "job/internal.h"

/* Frames that come before the rendezvous is done, and bytes of payload in them, from each rank;
 * more than that are an attack. */
#define EARLY_FRAMES 100000
#define EARLY_BYTES ((size_t)8 * 1024 * 1024)
#define ANSWER 1000 /* milliseconds for one to get away */

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

/* Whether a frame is of the job that this rank left before it joined this one. */
static bool is_former(const struct zm_job *job, const struct zm_frame *frame)
{
    return job->former && frame->header.job == job->former && frame->transport == job->network;
}

/* Its sender asks whether all has come, for the answer is lost, and it would wait in vain to be
 * able to leave as well: this rank had all when it left. */
static void answer_former(struct zm_job *job, const struct zm_header *probe)
{
    struct zm_header receipt = {.kind = ZM_RECEIPT,
                                .job = job->former,
                                .source = (uint32_t)job->rank,
                                .expected = probe->sequence};
    if (probe->kind != ZM_PROBE || probe->source >= (uint32_t)job->size)
        return;
    const char *address = job->settings.addresses[probe->source];
    char *endpoint = address ? zm_address_resolve(address, job->report) : NULL;
    if (endpoint) /* what cannot be sent is asked for again */
        zm_zmq_post(job->network, endpoint, &receipt, NULL, 0, ANSWER, job->report);
    free(endpoint);
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
        if (got > 0 && is_former(job, frame)) {
            answer_former(job, &frame->header);
            frame->transport->release(frame->transport, frame);
        } else if (got > 0 && frame->transport == job->network && is_early(job, frame) &&
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
