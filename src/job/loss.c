/* SPDX-License-Identifier: BSL-1.0 */
/* Which ranks are lost: have ended without saying goodbye. A rank that has said goodbye, and did
 * not come back, may end.
 *
 * A rank whose connection closes is suspected. A socket file's closes only with its process, so
 * such a rank is lost when nothing explains that for a moment: a goodbye or an abort may still be
 * on its way, from it or from another rank. A connection over TCP may break; so the rank is asked
 * for a sign of life by a new one, and its kernel is asked whether its process is there (see
 * knock.h). If that says no, the rank is lost as well; if nobody answers at all it is after
 * ZEROMPI_LOST_AFTER seconds.
 *
 * A rank that loses another tells all that it has links with, and so do those. As the links hold
 * the binomial tree of the rendezvous, and each neighbour of the lost rank in it notices the loss,
 * all ranks hear of it. */
#include <mpi.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "job/address.h"
#include "job/internal.h"

#define GRACE (250 * ZM_MILLISECOND)
#define HOLLOW_LIMIT ZM_SECOND       /* where it has said that it may end */
#define NUDGE (100 * ZM_MILLISECOND) /* before a rank is asked again; longer and longer then */
#define NUDGE_MAX (2 * ZM_SECOND)
#define LOOK (2 * ZM_MILLISECOND) /* the same, before this rank looks again for signs of life */
#define LOOK_MAX (250 * ZM_MILLISECOND)

/* Connections are small numbers from 0 on; keys of the table are these plus 1. */
static uint64_t key(int connection)
{
    return (uint64_t)connection + 1;
}

static void suspect(struct zm_job *job, struct zm_peer *peer)
{
    peer->connection = -1;
    if (peer->gone || peer->suspected)
        return;
    peer->suspected = peer->present = peer->nudge = zm_now();
    job->suspects++;
}

void zm_loss_forgive(struct zm_job *job, struct zm_peer *peer)
{
    if (!peer->suspected)
        return;
    zm_knock_end(&peer->knock);
    peer->suspected = 0;
    job->suspects--;
}

void zm_loss_leave(struct zm_job *job, struct zm_peer *peer)
{
    (void)job;
    peer->left = true;
}

void zm_loss_return(struct zm_job *job, struct zm_peer *peer)
{
    peer->left = false;
    peer->gone = peer->lost; /* it was only out of reach, if that was thought of it */
    if (peer->heard && peer->connection < 0)
        suspect(job, peer);
}

/* Keeps in mind which connections are closed: their names are used again, and frames that came by
 * one of them before it closed may be looked at only later. */
static void note_event(struct zm_job *job, enum zm_event event, int connection, const char *words)
{
    if (event == ZM_TURNED_AWAY) {
        job->turned_away += connection ? ZM_TURNED_AWAY_FOR_GOOD : 1;
        job->why_away = words;
        return;
    }
    if (event == ZM_REPELLED)
        zm_job_stray(job, words);
    zm_table_remove(&job->closed, key(connection));
    if (event == ZM_OPENED)
        return;
    job->unsteady = true;
    for (int i = 0; i < job->size; i++)
        if (job->peers[i].connection == connection)
            suspect(job, &job->peers[i]);
    if (!zm_table_insert(&job->closed, key(connection), job))
        zm_job_abort(job, MPI_ERR_NO_MEM, "no memory to note that a connection was closed");
}

static void note_events(struct zm_job *job)
{
    enum zm_event event;
    int connection;
    const char *words;
    while ((event = job->network->event(job->network, &connection, &words)) != ZM_NO_EVENT)
        note_event(job, event, connection, words);
}

void zm_loss_meet(struct zm_job *job, struct zm_peer *peer, int connection)
{
    note_events(job); /* of earlier connections with this name, among others */
    if (!zm_table_find(&job->closed, key(connection))) {
        job->mended |= peer->suspected != 0;
        zm_loss_forgive(job, peer);
        peer->connection = connection;
    } else if (peer->connection < 0)
        suspect(job, peer);
}

/* The rank's process has ended, well or not. */
static void end(struct zm_job *job, struct zm_peer *peer)
{
    zm_loss_forgive(job, peer);
    peer->gone = true;
    job->losses++; /* those who wait for it in vain are to look */
}

static void lose(struct zm_job *job, int rank)
{
    struct zm_peer *peer = &job->peers[rank];
    peer->lost = true;
    end(job, peer);
    zm_job_disconnect(job, rank);
    if (zm_job_is_here(job, rank))
        zm_job_unlink(job, rank); /* it could not do that itself */
    for (int i = 0; i < job->size; i++) {
        struct zm_peer *other = &job->peers[i];
        struct zm_header lost = {.kind = ZM_LOST, .tag = rank, .length = peer->unreachable};
        if (zm_job_linked(job, i) && !zm_peer_gone(other))
            zm_job_send(job, i, &lost, NULL, 0, NULL);
    }
    zm_job_wake(job); /* a thread may wait for that rank */
}

void zm_loss_learn(struct zm_job *job, int rank, bool unreachable)
{
    if (rank < 0 || rank >= job->size || rank == job->rank)
        return;
    if (job->peers[rank].lost || job->peers[rank].left)
        return;
    job->peers[rank].unreachable = unreachable;
    lose(job, rank);
}

/* ---- Suspects ---- */

/* Where a rank listens, if that is known and its connections may break; else NULL. */
static const char *endpoint_of(struct zm_job *job, int rank)
{
    struct zm_peer *peer = &job->peers[rank];
    const char *address = job->settings.addresses[rank];
    if (!peer->endpoint && address) /* there is no link yet */
        peer->endpoint = zm_address_resolve(address, job->report);
    return peer->endpoint && strncmp(peer->endpoint, "tcp://", 6) == 0 ? peer->endpoint : NULL;
}

/* Asks a rank that may still be there for a sign of life, now and then. */
static void nudge(struct zm_job *job, int rank, int64_t now)
{
    struct zm_peer *peer = &job->peers[rank];
    if (now < peer->nudge || peer->left || !zm_job_linked(job, rank))
        return;
    int64_t pause = (now - peer->suspected) / 2;
    pause = pause < NUDGE ? NUDGE : pause;
    peer->nudge = now + (pause < NUDGE_MAX ? pause : NUDGE_MAX);
    job->network->nudge(job->network, rank);
}

/* Whether a suspect is dead, as far as can be said now. */
static bool is_dead(struct zm_job *job, int rank, int64_t now)
{
    struct zm_peer *peer = &job->peers[rank];
    const char *endpoint = endpoint_of(job, rank);
    bool explained = peer->left || now - peer->suspected >= GRACE;
    const char *address = job->settings.addresses[rank];
    if (!endpoint && !(address && zm_address_is_tcp(address)))
        return explained;
    int64_t patience = (int64_t)(job->settings.lost_after * (double)ZM_SECOND);
    nudge(job, rank, now);
    /* A name that cannot be resolved now says as little as a host that is silent. */
    switch (endpoint ? zm_knock(&peer->knock, endpoint) : ZM_SILENT) {
    case ZM_ABSENT:
        return explained;
    case ZM_PRESENT:
        peer->present = now;
        return false;
    case ZM_HOLLOW:
        if (peer->left && now - peer->present >= HOLLOW_LIMIT)
            return true;
        /* fall through */
    default:
        peer->unreachable = patience && now - peer->present >= patience;
        return peer->unreachable;
    }
}

int64_t zm_loss_deadline(const struct zm_job *job)
{
    return job->due;
}

/* Looks after the suspects. Returns when to do so again. */
static int64_t examine(struct zm_job *job)
{
    int64_t now = zm_now(), due = ZM_NEVER;
    for (int i = 0; i < job->size && job->suspects; i++) {
        struct zm_peer *peer = &job->peers[i];
        if (!peer->suspected)
            continue;
        if (!is_dead(job, i, now)) {
            int64_t pause = LOOK + (now - peer->suspected) / 8;
            pause = now + (pause < LOOK_MAX ? pause : LOOK_MAX);
            due = pause < due ? pause : due;
        } else if (peer->left)
            end(job, peer);
        else
            lose(job, i);
    }
    return due;
}

bool zm_job_check(struct zm_job *job)
{
    if (!job->network)
        return false;
    unsigned before = job->losses;
    note_events(job);
    int64_t again = job->suspects ? examine(job) : ZM_NEVER;
    job->due = job->network->tend(job->network);
    job->due = again < job->due ? again : job->due;
    return job->losses != before;
}
