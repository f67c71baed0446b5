/* SPDX-License-Identifier: BSL-1.0 */
/* Communicators. */
#include "comm/comm.h"

#include <stdlib.h>

#define COLLECTIVE 1 /* the lowest bit of a context */

uint64_t zm_context_make(struct zm_comms *comms)
{
    /* Each counts from 1, so that none is ZM_CONTEXT_WORLD. */
    return (uint64_t)comms->engine->job->rank << 32 | (uint64_t)++comms->made << 1;
}

static struct zm_mailbox *open_mailbox(struct zm_comm *comm, uint64_t context)
{
    struct zm_mailbox *mailbox = zm_engine_mailbox(comm->comms->engine, context);
    if (!mailbox)
        return NULL;
    const struct zm_group *senders = comm->remote ? comm->remote : comm->group;
    mailbox->members = senders->members;
    mailbox->size = senders->size;
    if (context & COLLECTIVE && !mailbox->history)
        mailbox->history = calloc(1, sizeof *mailbox->history);
    if (context & COLLECTIVE && comm->remote) {
        mailbox->others = comm->members;
        mailbox->other_size = comm->size;
    }
    return mailbox;
}

int zm_comm_new(struct zm_comms *comms, uint64_t context, struct zm_group *group,
                struct zm_group *remote, struct zm_errhandler *errhandler, struct zm_comm **made)
{
    struct zm_comm *comm = group ? calloc(1, sizeof *comm) : NULL;
    if (!comm) {
        zm_group_release(group);
        zm_group_release(remote);
        return zm_fail(comms->engine->job->report, MPI_ERR_NO_MEM, "no memory for a communicator");
    }
    comm->comms = comms;
    comm->handle = (MPI_Comm)comm;
    comm->group = group;
    comm->remote = remote;
    comm->rank = group->rank;
    comm->size = group->size;
    comm->members = group->members;
    comm->context = context;
    comm->errhandler = zm_errhandler_retain(errhandler);
    comm->references = 1;
    comm->messages = open_mailbox(comm, context);
    comm->collectives = open_mailbox(comm, context | COLLECTIVE);
    if (!comm->messages || !comm->collectives || !comm->collectives->history) {
        zm_comm_release(comm);
        return zm_fail(comms->engine->job->report, MPI_ERR_NO_MEM, "no memory for a communicator");
    }
    *made = comm;
    return MPI_SUCCESS;
}

struct zm_comm *zm_comm_retain(struct zm_comm *comm)
{
    comm->references++;
    return comm;
}

void zm_comm_release(struct zm_comm *comm)
{
    if (--comm->references)
        return;
    if (comm->messages)
        zm_engine_drop_mailbox(comm->comms->engine, comm->messages);
    if (comm->collectives)
        zm_engine_drop_mailbox(comm->comms->engine, comm->collectives);
    zm_attributes_drop(&comm->attributes);
    zm_errhandler_release(comm->errhandler);
    zm_group_release(comm->group);
    zm_group_release(comm->remote);
    free(comm);
}
