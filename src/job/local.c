/* SPDX-License-Identifier: BSL-1.0 */
/* Which ranks share memory with this one: those on the same host that can really open it. The first
 * frame to such a rank is preceded by an offer; what follows goes by network until it is accepted,
 * and one more frame there, CHANGE, keeps the order. */
#include <mpi.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>

#include "job/internal.h"
#include "transport/shm.h"

void zm_local_open(struct zm_job *job)
{
    int ranks = 0;
    cpu_set_t processors;
    for (int i = 0; i < job->size; i++)
        ranks += zm_job_is_here(job, i);
    bool any = ranks > 1;
    int count =
        sched_getaffinity(0, sizeof processors, &processors) == 0 ? CPU_COUNT(&processors) : 0;
    job->crowded = ranks > count;
    if (any && job->settings.transport != ZM_ZMQ)
        job->local = zm_shm_open(job->number, job->rank, job->size);
    job->leads = ranks >= count && (!job->local || ranks < job->size) && job->network->run;
    if (any && !job->local && job->settings.transport == ZM_SHM)
        zm_job_abort(job, MPI_ERR_OTHER, "ZEROMPI_TRANSPORT=shm: this system shares no memory");
}

/* The network serves as well, unless the user says otherwise. */
static void insist(struct zm_job *job, int rank)
{
    if (job->settings.transport != ZM_SHM)
        return;
    char name[ZM_PEER_NAME_MAX], text[ZM_PEER_NAME_MAX + 80];
    snprintf(text, sizeof text, "ZEROMPI_TRANSPORT=shm: cannot share memory with %s",
             zm_job_name(job, rank, name));
    zm_job_abort(job, MPI_ERR_OTHER, text);
}

static void say(struct zm_job *job, int rank, enum zm_kind kind, const struct zm_shm_offer *offer)
{
    struct zm_header header = {.kind = (uint8_t)kind,
                               .tag = offer->ring,
                               .sender = (uint64_t)offer->hall,
                               .receiver = (uint64_t)offer->bell};
    zm_job_send(job, rank, &header, NULL, 0, NULL);
}

void zm_local_offer(struct zm_job *job, int rank)
{
    struct zm_peer *peer = &job->peers[rank];
    struct zm_shm_offer offer;
    peer->offered = true;
    if (!zm_job_is_here(job, rank))
        return;
    if (zm_shm_offer(job->local, rank, &offer))
        say(job, rank, ZM_OFFER, &offer);
    else
        insist(job, rank);
}

void zm_local_handle(struct zm_job *job, const struct zm_header *header)
{
    int rank = (int)header->source;
    struct zm_peer *peer = &job->peers[rank];
    struct zm_shm_offer offer = {header->tag, (int)header->sender, (int)header->receiver}, answer;
    if (!job->local || peer->lost || peer->left)
        return;
    /* Who has our goodbye waits for no answer; but its own goodbye comes after its CHANGE. */
    if (peer->greeted && header->kind != ZM_CHANGE)
        return;
    switch (header->kind) {
    case ZM_OFFER:
        if (zm_shm_accept(job->local, rank, peer->pid, &offer, &answer)) {
            peer->shares = true;
            say(job, rank, ZM_ACCEPT, &answer);
        } else
            insist(job, rank);
        break;
    case ZM_ACCEPT:
        if (zm_shm_confirm(job->local, rank, peer->pid, &offer)) {
            peer->shares = true;
            say(job, rank, ZM_CHANGE, &offer);
            peer->transport = job->local;
        } else
            insist(job, rank);
        break;
    default:
        zm_shm_begin(job->local, rank);
    }
}

bool zm_job_read(struct zm_job *job, int rank, uint64_t address, void *to, size_t bytes)
{
    struct zm_peer *peer = &job->peers[rank];
    if (rank == job->rank || !peer->shares || peer->unreadable)
        return false;
    peer->unreadable = !zm_shm_read(peer->pid, address, to, bytes);
    return !peer->unreadable;
}

/* What we may do with its memory it mostly may with ours. */
bool zm_job_reads(const struct zm_job *job, int rank)
{
    const struct zm_peer *peer = &job->peers[rank];
    return peer->shares && !peer->unreadable && !job->crowded;
}
