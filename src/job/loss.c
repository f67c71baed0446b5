/* SPDX-License-Identifier: BSL-1.0 */
/* Which ranks are lost: have ended without saying goodbye. A rank that has said goodbye, and did
 * not come back, may end.
 *
 * A rank whose connection closes is suspected. It is lost when nothing explains that for a moment:
 * a goodbye or an abort may still be on its way, from it or from another rank. A rank that loses
 * another tells all that it has links with, and so do those. As the links hold the binomial tree of
 * the rendezvous, and each neighbour of the lost rank in it notices the loss, all ranks hear of it.
 */
#include <mpi.h>
#include <string.h>

#include "base/clock.h"
#include "job/internal.h"

#define GRACE (250 * ZM_MILLISECOND)

/* Connections are small numbers from 0 on; keys of the table are these plus 1. */
static uint64_t key(int connection)
{
    return (uint64_t)connection + 1;
}

static struct zm_peer *find_connection(struct zm_job *job, int connection)
{
    for (int i = 0; connection >= 0 && i < job->size; i++)
        if (job->peers[i].connection == connection)
            return &job->peers[i];
    return NULL;
}

static void suspect(struct zm_job *job, struct zm_peer *peer)
{
    peer->connection = -1;
    if (peer->left)
        job->losses++; /* those who wait for it in vain are to look */
    if (peer->left || peer->lost || peer->suspected)
        return;
    peer->suspected = zm_now();
    job->suspects++;
    job->network->nudge(job->network, (int)(peer - job->peers));
}

void zm_loss_forgive(struct zm_job *job, struct zm_peer *peer)
{
    if (peer->suspected)
        job->suspects--;
    peer->suspected = 0;
}

void zm_loss_leave(struct zm_job *job, struct zm_peer *peer)
{
    peer->left = true;
    zm_loss_forgive(job, peer);
    if (peer->connection < 0)
        job->losses++;
}

void zm_loss_return(struct zm_job *job, struct zm_peer *peer)
{
    peer->left = false;
    if (peer->heard && peer->connection < 0)
        suspect(job, peer);
}

/* Keeps in mind which connections are closed, for their names are used again, and a connection may
 * close before the first frame that came by it is looked at. */
static void note_event(struct zm_job *job, enum zm_event event, int connection, const char *words)
{
    if (event == ZM_TURNED_AWAY) {
        job->turned_away += connection ? ZM_PATIENCE : 1;
        job->why_away = words;
        return;
    }
    if (event == ZM_REPELLED)
        zm_job_stray(job, words);
    zm_table_remove(&job->closed, key(connection));
    if (event == ZM_OPENED)
        return;
    struct zm_peer *peer = find_connection(job, connection);
    if (peer)
        suspect(job, peer);
    else if (!zm_table_insert(&job->closed, key(connection), job))
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
    zm_loss_forgive(job, peer);
    peer->connection = connection;
    if (zm_table_remove(&job->closed, key(connection)))
        suspect(job, peer);
}

static void lose(struct zm_job *job, int rank)
{
    struct zm_peer *peer = &job->peers[rank];
    zm_loss_forgive(job, peer);
    peer->lost = true;
    job->losses++;
    zm_job_disconnect(job, rank);
    if (zm_job_is_here(job, rank))
        zm_job_unlink(job, rank); /* it could not do that itself */
    for (int i = 0; i < job->size; i++) {
        struct zm_peer *other = &job->peers[i];
        struct zm_header lost = {.kind = ZM_LOST, .tag = rank};
        if (zm_job_linked(job, i) && !zm_peer_gone(other))
            zm_job_send(job, i, &lost, NULL, 0, NULL);
    }
    zm_job_wake(job); /* a thread may wait for that rank */
}

void zm_loss_learn(struct zm_job *job, int rank)
{
    if (rank < 0 || rank >= job->size || rank == job->rank)
        return;
    if (!job->peers[rank].lost && !job->peers[rank].left)
        lose(job, rank);
}

int64_t zm_loss_deadline(const struct zm_job *job)
{
    int64_t deadline = job->suspects ? zm_now() + GRACE : ZM_NEVER;
    return job->due < deadline ? job->due : deadline;
}

bool zm_job_check(struct zm_job *job)
{
    if (!job->network)
        return false;
    note_events(job);
    job->due = job->network->tend(job->network);
    unsigned before = job->losses;
    for (int i = 0; i < job->size && job->suspects; i++)
        if (job->peers[i].suspected && zm_now() - job->peers[i].suspected >= GRACE)
            lose(job, i);
    return job->losses != before;
}
