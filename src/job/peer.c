/* SPDX-License-Identifier: BSL-1.0 */
/* The other ranks of the job: their names, the links to them, and what is sent there. */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "job/address.h"
#include "job/internal.h"

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

bool zm_job_together(const struct zm_job *job, int a, int b)
{
    const struct zm_peer *one = &job->peers[a], *other = &job->peers[b];
    return a == b || (one->host && other->host && one->boot == other->boot &&
                      strcmp(one->host, other->host) == 0);
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
    job->leads = false;
    job->where = ZM_ANYWHERE;
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
    error = transport->send(transport, rank, header, payload, bytes, loan, job->report);
    if (transport == job->network)
        zm_job_let_go(job, loan != NULL);
    return error;
}

size_t zm_job_piece(const struct zm_job *job, int rank)
{
    const struct zm_transport *transport = job->peers[rank].transport;
    return transport ? transport->piece : ZM_PAYLOAD_MAX;
}
