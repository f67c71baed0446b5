/* SPDX-License-Identifier: BSL-1.0 */
/* Communicators made from one that is there. In all of these each rank tells the others what it
 * wants, with a new context that it made; so everybody knows who will be in the same communicator.
 * The first rank of that gives it its context. Contexts that are not used are never used again.
 *
 * In an intercommunicator the ranks of each group first tell each other, then rank 0 of each group
 * tells that of the other one, which tells its own group. */
#include "coll/comm_create.h"

#include <mpi.h>
#include <stdlib.h>

#include "coll/build.h"

/* What a rank wants. In its own byte order: one program, one kind of machine. */
struct wish {
    int64_t color, key;
    uint64_t context;
    int32_t rank;    /* in its group of the old communicator */
    int32_t member;  /* rank in the job */
    int64_t refusal; /* MPI error code: it wants no communicator, for something failed there */
};

/* A communicator that is being made. */
struct making {
    struct zm_comm *old;
    struct wish *local,
        *remote; /* of all ranks; the remote ones of an intercommunicator, or NULL */
    struct wish own;
    struct zm_comm **made;     /* where it goes */
    struct zm_comm *duplicate; /* which is to be opened */
};

/* ---- Telling the others ---- */

/* A schedule that tells all ranks `wish` (color, key and refusal of it) and has conclude(making)
 * called when everybody knows. NULL: no memory. */
static struct zm_schedule *tell_all(struct zm_comm *comm, enum zm_collective which,
                                    struct wish wish, const struct making *making,
                                    int (*conclude)(void *making))
{
    const struct zm_signature call = {.collective = which, .root = -1};
    struct zm_schedule *s = zm_schedule_new(comm, &call);
    size_t ours = (size_t)comm->size * sizeof wish;
    size_t theirs = comm->remote ? (size_t)comm->remote->size * sizeof wish : 0;
    struct making *m = zm_schedule_buffer(s, sizeof *m, zm_bytes());
    struct wish *local = zm_schedule_buffer(s, ours, zm_bytes());
    struct wish *remote = theirs ? zm_schedule_buffer(s, theirs, zm_bytes()) : NULL;
    if (!m || !local || (theirs && !remote))
        return s; /* which fails when it is started */
    wish.context = zm_context_make(comm->comms);
    wish.rank = comm->rank;
    wish.member = comm->members[comm->rank];
    *m = *making;
    m->old = comm;
    m->local = local;
    m->remote = remote;
    m->own = local[0] = wish;
    zm_build_allgather(s, comm->group, (char *)local, sizeof wish);
    if (remote) {
        zm_schedule_fence(s);
        if (comm->rank == 0) {
            zm_schedule_receive(s, remote, theirs, zm_bytes(), ZM_REMOTE(0));
            zm_schedule_send(s, local, ours, zm_bytes(), ZM_REMOTE(0));
            zm_schedule_fence(s);
        }
        zm_build_bcast(s, comm->group, zm_packed(remote, theirs), 0);
    }
    zm_schedule_fence(s);
    zm_schedule_call(s, conclude, m);
    return s;
}

/* The standard's order: by key, then by rank in the old communicator. */
static int compare(const void *left, const void *right)
{
    const struct wish *a = left, *b = right;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return a->rank < b->rank ? -1 : a->rank > b->rank;
}

/* Leaves of the `n` wishes those with `color`, in order, and returns how many these are. */
static int choose(struct wish *wishes, int n, int64_t color)
{
    int chosen = 0;
    for (int i = 0; i < n; i++)
        if (wishes[i].color == color)
            wishes[chosen++] = wishes[i];
    qsort(wishes, (size_t)chosen, sizeof *wishes, compare);
    return chosen;
}

/* Of two groups that make a communicator together, whether the local one gives the context. Both
 * must come to the same answer: that whose first rank is the first in the job. */
static bool local_is_first(const struct wish *local, const struct wish *remote)
{
    return !remote || local[0].member < remote[0].member;
}

static uint64_t find_context(const struct wish *local, const struct wish *remote)
{
    return local_is_first(local, remote) ? local[0].context : remote[0].context;
}

static int no_memory(const struct zm_comm *comm)
{
    return zm_fail(comm->comms->engine->job->report, MPI_ERR_NO_MEM,
                   "no memory for a communicator");
}

/* Opens *made, or takes it away if that fails. */
static int open_made(struct zm_comm **made, uint64_t context)
{
    int error = zm_comm_open(*made, context);
    if (error) {
        zm_comm_release(*made);
        *made = NULL;
    }
    return error;
}

/* ---- Of the same ranks ---- */

/* An error if a rank refused. */
static int check_refusal(const struct making *making, const struct wish *wishes, int n,
                         const char *group)
{
    for (int i = 0; i < n; i++)
        if (wishes[i].refusal)
            return zm_fail(making->old->comms->engine->job->report, MPI_ERR_OTHER,
                           "it failed on rank %d%s, with error code %lld", (int)wishes[i].rank,
                           group, (long long)wishes[i].refusal);
    return MPI_SUCCESS;
}

static int open_duplicate(void *argument)
{
    struct making *making = argument;
    const struct zm_comm *old = making->old;
    int ours = choose(making->local, old->size, 0), error;
    int theirs = making->remote ? choose(making->remote, old->remote->size, 0) : 0;
    if ((error = check_refusal(making, making->local, ours, "")) ||
        (error = check_refusal(making, making->remote, theirs, " of the other group")))
        return error;
    return zm_comm_open(making->duplicate, find_context(making->local, making->remote));
}

struct zm_schedule *zm_comm_dup(struct zm_comm *comm, struct zm_comm *duplicate, int refusal)
{
    struct making making = {.duplicate = duplicate};
    return tell_all(comm, ZM_COMM_DUP, (struct wish){.refusal = refusal}, &making, open_duplicate);
}

/* ---- Of some of the ranks ---- */

/* The group of the `n` ranks that have these wishes; NULL: no memory. */
static struct zm_group *group_of(const struct making *making, const struct wish *wishes, int n)
{
    int *members = malloc((size_t)n * sizeof *members);
    for (int i = 0; members && i < n; i++)
        members[i] = wishes[i].member;
    return zm_group_derive(n, members, making->old->group);
}

static int make_part(void *argument)
{
    struct making *making = argument;
    struct zm_comm *old = making->old;
    struct zm_group *remote = NULL;
    int64_t color = making->own.color;
    if (color == MPI_UNDEFINED)
        return MPI_SUCCESS;
    int ours = choose(making->local, old->size, color);
    if (making->remote) {
        int theirs = choose(making->remote, old->remote->size, color);
        if (theirs == 0)
            return MPI_SUCCESS; /* nobody to talk to */
        if (!(remote = group_of(making, making->remote, theirs)))
            return no_memory(old);
    }
    int error = zm_comm_new(old->comms, group_of(making, making->local, ours), remote,
                            old->errhandler, making->made);
    return error ? error : open_made(making->made, find_context(making->local, making->remote));
}

int zm_comm_split_as(struct zm_comm *comm, enum zm_collective which, int color, int key,
                     struct zm_comm **made)
{
    struct making making = {.made = made};
    *made = NULL;
    return zm_schedule_run(
        tell_all(comm, which, (struct wish){.color = color, .key = key}, &making, make_part),
        comm->comms->engine);
}

int zm_comm_split(struct zm_comm *comm, int color, int key, struct zm_comm **made)
{
    return zm_comm_split_as(comm, ZM_COMM_SPLIT, color, key, made);
}

int zm_comm_create(struct zm_comm *comm, struct zm_group *group, struct zm_comm **made)
{
    /* Groups that have no rank in common do not have the same first one. */
    int color = group->rank == MPI_UNDEFINED ? MPI_UNDEFINED : comm->remote ? 0 : group->members[0];
    int error = zm_comm_split_as(comm, ZM_COMM_CREATE, color, group->rank, made);
    if (error || !*made)
        return error;
    int result = zm_group_compare((*made)->group, group);
    if (result == MPI_IDENT)
        return MPI_SUCCESS;
    zm_comm_release(*made);
    *made = NULL;
    return result < 0 ? no_memory(comm)
                      : zm_fail(comm->comms->engine->job->report, MPI_ERR_GROUP,
                                "the ranks of the group did not all give the same group");
}

/* ---- Of both groups of an intercommunicator ---- */

/* Whether all of the `n` wishes have the same color. */
static bool agree(const struct wish *wishes, int n)
{
    for (int i = 1; i < n; i++)
        if (wishes[i].color != wishes[0].color)
            return false;
    return true;
}

static int merge(void *argument)
{
    struct making *making = argument;
    struct zm_comm *old = making->old;
    struct wish *local = making->local, *remote = making->remote;
    if (!agree(local, old->size) || !agree(remote, old->remote->size))
        return zm_fail(old->comms->engine->job->report, MPI_ERR_ARG,
                       "the ranks of a group did not all give the same value for high");
    choose(local, old->size, local[0].color);
    choose(remote, old->remote->size, remote[0].color);
    bool first =
        local[0].color != remote[0].color ? remote[0].color : local_is_first(local, remote);
    int error = zm_comm_new(old->comms,
                            first ? zm_group_union(old->group, old->remote)
                                  : zm_group_union(old->remote, old->group),
                            NULL, old->errhandler, making->made);
    return error ? error : open_made(making->made, first ? local[0].context : remote[0].context);
}

int zm_intercomm_merge(struct zm_comm *comm, bool high, struct zm_comm **made)
{
    struct making making = {.made = made};
    *made = NULL;
    return zm_schedule_run(
        tell_all(comm, ZM_INTERCOMM_MERGE, (struct wish){.color = high}, &making, merge),
        comm->comms->engine);
}
