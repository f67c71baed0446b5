/* SPDX-License-Identifier: BSL-1.0 */
/* Communicators. */
#include "comm/comm.h"

#include <stdlib.h>

#include "base/hash.h"
#include "transport/board.h"

#define MEETING (UINT64_C(1) << 63) /* in contexts that are not made by counting */

uint64_t zm_context_make(struct zm_comms *comms)
{
    /* Each counts from 1, so that none is ZM_CONTEXT_WORLD. */
    const struct zm_job *job = comms->engine->job;
    return (++comms->made * (uint64_t)job->size + (uint64_t)job->rank) * ZM_CONTEXT_PARTS;
}

static int no_memory(const struct zm_comms *comms)
{
    return zm_fail(comms->engine->job->report, MPI_ERR_NO_MEM, "no memory for a communicator");
}

int zm_comm_new(struct zm_comms *comms, struct zm_group *group, struct zm_group *remote,
                struct zm_errhandler *errhandler, struct zm_comm **made)
{
    struct zm_comm *comm = group ? calloc(1, sizeof *comm) : NULL;
    if (!comm) {
        zm_group_release(group);
        zm_group_release(remote);
        return no_memory(comms);
    }
    comm->comms = comms;
    comm->handle = (MPI_Comm)comm;
    comm->group = group;
    comm->remote = remote;
    comm->rank = group->rank;
    comm->size = group->size;
    comm->members = group->members;
    zm_buffer_init(&comm->buffer);
    comm->errhandler = zm_errhandler_retain(errhandler);
    comm->references = 1;
    *made = comm;
    return MPI_SUCCESS;
}

static struct zm_mailbox *open_mailbox(const struct zm_comm *comm, enum zm_context_part part)
{
    struct zm_mailbox *mailbox = zm_engine_mailbox(comm->comms->engine, comm->context + part);
    if (!mailbox)
        return NULL;
    const struct zm_group *senders = zm_comm_peers(comm);
    mailbox->members = senders->members;
    mailbox->size = senders->size;
    if (part == ZM_CONTEXT_COLLECTIVES && comm->remote) {
        mailbox->others = comm->members;
        mailbox->other_size = comm->size;
    }
    return mailbox;
}

struct zm_mailbox *zm_comm_partitioned(struct zm_comm *comm)
{
    if (!comm->partitioned)
        comm->partitioned = open_mailbox(comm, ZM_CONTEXT_PARTITIONED);
    return comm->partitioned;
}

int zm_comm_open(struct zm_comm *comm, uint64_t context)
{
    comm->context = context;
    comm->messages = open_mailbox(comm, ZM_CONTEXT_MESSAGES);
    comm->collectives = open_mailbox(comm, ZM_CONTEXT_COLLECTIVES);
    if (comm->collectives)
        comm->collectives->history = calloc(1, sizeof *comm->collectives->history);
    if (!comm->messages || !comm->collectives || !comm->collectives->history)
        return no_memory(comm->comms);
    return MPI_SUCCESS;
}

int zm_comm_new_like(const struct zm_comm *comm, struct zm_comm **copy)
{
    int error =
        zm_comm_new(comm->comms, zm_group_retain(comm->group),
                    comm->remote ? zm_group_retain(comm->remote) : NULL, comm->errhandler, copy);
    if (!error)
        (*copy)->topology = zm_topology_retain(comm->topology);
    return error;
}

int zm_comm_meet(struct zm_comms *comms, uint64_t place, struct zm_group *group,
                 struct zm_errhandler *errhandler, struct zm_comm **comm)
{
    int error = zm_comm_new(comms, group, NULL, errhandler, comm);
    if (error)
        return error;
    uint64_t context = zm_hash(ZM_HASH_START, &place, sizeof place);
    context = zm_hash(context, group->members, (size_t)group->size * sizeof *group->members);
    context = (context | MEETING) & ~(uint64_t)(ZM_CONTEXT_PARTS - 1);
    const struct zm_mailbox *there =
        zm_table_find(&comms->engine->mailboxes, context + ZM_CONTEXT_COLLECTIVES);
    if (there && there->history)
        error = zm_fail(comms->engine->job->report, MPI_ERR_TAG,
                        "another thread makes a communicator of the same ranks with the same tag");
    else
        error = zm_comm_open(*comm, context);
    (*comm)->meeting = true;
    if (error)
        zm_comm_release(*comm);
    return error;
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
    struct zm_engine *engine = comm->comms->engine;
    zm_board_close(comm->board);
    zm_hosts_free(comm->hosts);
    if (comm->messages)
        zm_engine_drop_mailbox(engine, comm->messages);
    if (comm->partitioned)
        zm_engine_drop_mailbox(engine, comm->partitioned);
    const struct zm_history *history = comm->collectives ? comm->collectives->history : NULL;
    if (comm->meeting && history && !history->fault)
        zm_engine_leave_mailbox(engine, comm->collectives);
    else if (comm->collectives)
        zm_engine_drop_mailbox(engine, comm->collectives);
    zm_attributes_drop(&comm->attributes);
    zm_info_release(comm->info);
    zm_errhandler_release(comm->errhandler);
    zm_topology_release(comm->topology);
    zm_group_release(comm->group);
    zm_group_release(comm->remote);
    free(comm);
}
