/* SPDX-License-Identifier: BSL-1.0 */
/* How a communicator comes to have a board, or one on each host. That is found out in a blocking
 * call which no rank leaves before all have entered it, so all come here after the same call. The
 * first rank of a host makes the memory and tells the others there, who open it, and look whether
 * they may read and write memory of that rank's, and let others do so with their own; then all
 * ranks tell each other whether they can. A rank that is alone on its host needs no board. */
#include <mpi.h>

#include "coll/board.h"
#include "coll/build.h"
#include "comm/hosts.h"
#include "p2p/agreement.h"
#include "transport/shm.h"

/* A board is not worth the trouble for one call. */
#define GATHERINGS 2

/* Bytes that two ranks hand over through a note as quickly as by a system call, where each has a
 * processor. Where they take turns on one, whoever waits for the other takes longer than any copy.
 */
#define QUICK ((size_t)4 * 1024)

enum ability { OPENED = 1, READABLE = 2, AWAKE = 4 };

struct founding {
    struct zm_comm *comm;
    const struct zm_group *here; /* those of this host */
    struct zm_board *board;
    struct {
        struct zm_board_offer offer;
        uint64_t address, value; /* a word of the first rank's memory, and what is in it */
    } news;
    int abilities;
};

/* Whether no rank leaves this call before all have entered it. */
static bool gathers(const struct zm_signature *call)
{
    switch (call->collective) {
    case ZM_BARRIER:
        return true;
    case ZM_ALLGATHER:
    case ZM_ALLGATHERV:
    case ZM_ALLTOALL:
    case ZM_ALLREDUCE:
        return call->bytes > 0;
    default:
        return false;
    }
}

static bool is_on_one_host(const struct zm_comm *comm)
{
    for (int i = 0; i < comm->size; i++)
        if (!zm_job_is_here(comm->comms->engine->job, comm->members[i]))
            return false;
    return true;
}

static int open_board(void *argument)
{
    struct founding *f = argument;
    const struct zm_comm *comm = f->comm;
    const struct zm_group *here = f->here;
    struct zm_transport *local = comm->comms->engine->job->local;
    uint64_t value = 0;
    int pid = f->news.offer.pid;
    if (here->size == 1)
        f->abilities = OPENED | READABLE | AWAKE;
    if (here->rank != 0 && local)
        f->board = zm_board_open(local, comm->context, here->members, here->size, here->rank,
                                 &f->news.offer);
    if (!f->board)
        return MPI_SUCCESS;
    f->abilities = comm->comms->engine->job->crowded ? OPENED : OPENED | AWAKE;
    if (!zm_shm_may_be_read())
        return MPI_SUCCESS;
    if (here->rank == 0 ||
        (zm_shm_read(pid, f->news.address, &value, sizeof value) && value == f->news.value &&
         zm_shm_write(pid, f->news.address, &value, sizeof value)))
        f->abilities |= READABLE;
    return MPI_SUCCESS;
}

static struct zm_schedule *agree(struct founding *f)
{
    const struct zm_comm *comm = f->comm;
    const struct zm_signature call = {.collective = ZM_SHARE_MEMORY, .root = -1};
    const struct zm_datatype *type = zm_datatype_predefined(MPI_INT);
    const struct zm_reduction all = {&f->abilities, &f->abilities, 1, type,
                                     zm_op_predefined(MPI_BAND)};
    struct zm_schedule *s = zm_schedule_new(f->comm, &call);
    zm_schedule_among(s, f->here);
    zm_build_bcast(s, f->here, zm_packed(&f->news, sizeof f->news), 0);
    zm_schedule_fence(s);
    zm_schedule_call(s, open_board, f);
    zm_schedule_among(s, comm->group);
    zm_build_reduce(s, comm->group, &all, &f->abilities, 0);
    zm_schedule_fence(s);
    zm_build_bcast(s, comm->group, (struct zm_block){&f->abilities, 1, type}, 0);
    return s;
}

/* Founds the boards; `hosts` is NULL if there is but one host, and taken over. */
static int found(struct zm_comm *comm, struct zm_hosts *hosts)
{
    struct zm_transport *local = comm->comms->engine->job->local;
    struct founding f = {.comm = comm,
                         .here = hosts ? hosts->here : comm->group,
                         .news.value = comm->context ^ UINT64_C(0x5a5a)};
    f.news.address = (uint64_t)(uintptr_t)&f.news.value;
    f.news.offer.fd = -1;
    if (f.here->rank == 0 && f.here->size > 1 && local)
        f.board =
            zm_board_make(local, comm->context, f.here->members, f.here->size, 0, &f.news.offer);
    int error = zm_schedule_run(agree(&f), comm->comms->engine);
    if (error || !(f.abilities & OPENED)) {
        zm_board_close(f.board);
        zm_hosts_free(hosts);
        return error;
    }
    comm->readable = f.abilities & READABLE;
    if (f.board) {
        zm_board_settle(f.board);
        f.board->quick = comm->readable && f.abilities & AWAKE ? QUICK : ZM_BOARD_BYTES;
    }
    comm->board = f.board;
    comm->hosts = hosts;
    return MPI_SUCCESS;
}

static int found_on_hosts(struct zm_comm *comm)
{
    struct zm_engine *engine = comm->comms->engine;
    struct zm_hosts *hosts = zm_hosts_new(engine->job, comm->group);
    if (!hosts) {
        int error = zm_fail(engine->job->report, MPI_ERR_NO_MEM, "no memory for a list of hosts");
        zm_agreement_fail(engine, comm->collectives, error);
        return error;
    }
    if (hosts->count < comm->size)
        return found(comm, hosts);
    zm_hosts_free(hosts);
    return MPI_SUCCESS;
}

int zm_board_found(struct zm_comm *comm, const struct zm_signature *call)
{
    if (comm->board || comm->hosts || comm->remote || comm->meeting || comm->size < 2 ||
        !gathers(call) || comm->collectives->history->fault || ++comm->gatherings != GATHERINGS)
        return MPI_SUCCESS;
    return is_on_one_host(comm) ? found(comm, NULL) : found_on_hosts(comm);
}

bool zm_board_serves(const struct zm_comm *comm, const struct zm_signature *call,
                     const struct zm_reduction *r)
{
    bool moves = call->bytes || call->collective == ZM_BARRIER;
    if (!comm->blocking || !moves)
        return false;
    /* Derived datatypes of a reduction may differ between ranks. */
    if (r && !(r->datatype->predefined && r->datatype->contiguous))
        return false;
    return comm->readable || call->bytes * (size_t)comm->size <= ZM_BOARD_BYTES;
}

bool zm_board_can(const struct zm_comm *comm, const struct zm_signature *call,
                  const struct zm_reduction *reduction)
{
    return comm->board && !comm->hosts && zm_board_serves(comm, call, reduction);
}
