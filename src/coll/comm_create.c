/* SPDX-License-Identifier: BSL-1.0 */
/* Comm_dup and Comm_split. In both an allgather tells all ranks what the others want, and a new
 * context that each of them made; the first rank of a new communicator gives it its own. Contexts
 * that are not used are never used again. */
#include <mpi.h>
#include <stdlib.h>

#include "coll/build.h"
#include "coll/coll.h"

struct wish {
    int64_t color, key; /* in this process's byte order: one program, one kind of machine */
    uint64_t context;
    int64_t rank; /* in the old communicator */
};

/* The wishes of all ranks, in no special order, in an array that the caller frees. */
static int gather_wishes(struct zm_comm *comm, enum zm_collective which, int color, int key,
                         struct wish **wishes)
{
    struct zm_engine *engine = comm->comms->engine;
    struct wish *all = malloc((size_t)comm->size * sizeof *all);
    if (!all)
        return zm_fail(engine->job->report, MPI_ERR_NO_MEM, "no memory for a communicator");
    all[0] = (struct wish){color, key, zm_context_make(comm->comms), comm->rank};
    struct zm_signature call = {.collective = which, .root = -1};
    struct zm_schedule *s = zm_schedule_new(comm, &call);
    zm_build_allgather(s, comm->group, (char *)all, sizeof *all);
    int error = zm_schedule_run(s, engine);
    if (error)
        free(all);
    else
        *wishes = all;
    return error;
}

/* The standard's order: by key, then by rank in the old communicator. */
static int compare(const void *left, const void *right)
{
    const struct wish *a = left, *b = right;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return a->rank < b->rank ? -1 : a->rank > b->rank;
}

int zm_comm_split_as(struct zm_comm *comm, enum zm_collective which, int color, int key,
                     struct zm_comm **made)
{
    *made = NULL;
    struct wish *wishes = NULL;
    int error = gather_wishes(comm, which, color, key, &wishes);
    if (error)
        return error;
    int size = 0;
    for (int i = 0; i < comm->size; i++)
        if (wishes[i].color == color)
            wishes[size++] = wishes[i];
    qsort(wishes, (size_t)size, sizeof *wishes, compare);
    int *members = malloc((size_t)size * sizeof *members);
    for (int i = 0; members && i < size; i++)
        members[i] = comm->members[wishes[i].rank];
    if (color != MPI_UNDEFINED)
        error = zm_comm_new(comm->comms, zm_group_new(size, members, comm->members[comm->rank]),
                            NULL, comm->errhandler, made);
    else
        free(members);
    if (!error && *made && (error = zm_comm_open(*made, wishes[0].context)))
        zm_comm_release(*made);
    free(wishes);
    return error;
}

int zm_comm_dup(struct zm_comm *comm, struct zm_comm **made)
{
    int error = zm_comm_split_as(comm, ZM_COMM_DUP, 0, 0, made);
    if (!error)
        (*made)->topology = zm_topology_retain(comm->topology);
    return error;
}

int zm_comm_split(struct zm_comm *comm, int color, int key, struct zm_comm **made)
{
    return zm_comm_split_as(comm, ZM_COMM_SPLIT, color, key, made);
}
