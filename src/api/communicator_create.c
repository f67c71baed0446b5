/* SPDX-License-Identifier: BSL-1.0 */
/* Communicators made from others, and from groups (section 7.4.2 of the standard). */
#include <mpi.h>
#include <string.h>
#include <strings.h>

#include "api/call.h"
#include "api/check.h"
#include "api/communicator.h"
#include "api/process.h"
#include "api/request.h"
#include "coll/comm_create.h"
#include "coll/comm_meet.h"
#include "p2p/agreement.h"

int zm_hand_out_comm(struct zm_comm *made, MPI_Comm *newcomm)
{
    *newcomm = made ? made->handle : MPI_COMM_NULL;
    int error = made ? zm_handle_give(ZM_HANDLE_COMM, made) : MPI_SUCCESS;
    if (error)
        zm_comm_release(made);
    return error;
}

int zm_leave_maker(const struct zm_call *call, struct zm_comm *comm, bool begun, int error,
                   MPI_Comm *newcomm)
{
    if (error && newcomm)
        *newcomm = MPI_COMM_NULL;
    if (error && !begun && comm && comm->collectives)
        zm_agreement_refuse(&zm_process.engine, comm->collectives, zm_collective_named(call->name));
    return zm_leave(call, comm, error);
}

void zm_add_hints(struct zm_comm *comm, const struct zm_info *hints)
{
    if (comm && hints)
        comm->info = zm_info_dup(hints);
}

/* ---- Duplicates ---- */

/* A communicator like `comm`, with a copy of its attributes, and a handle. Where a function of the
 * program fails to copy one, *refusal is its error code. */
static int prepare(struct zm_comm *comm, struct zm_info *hints, struct zm_comm **duplicate,
                   int *refusal)
{
    int error = zm_comm_new_like(comm, duplicate);
    if (error)
        return error;
    zm_add_hints(*duplicate, hints);
    if ((error = zm_handle_give(ZM_HANDLE_COMM, *duplicate)))
        zm_comm_release(*duplicate);
    else
        *refusal = zm_attributes_copy(&comm->attributes, comm->handle, &(*duplicate)->attributes);
    return error;
}

/* Takes back what was not to be, if that was not done before. */
static void discard(struct zm_comm *duplicate)
{
    if (!zm_handle_take(ZM_HANDLE_COMM, duplicate))
        return;
    zm_attributes_delete(&duplicate->attributes, duplicate->handle);
    zm_comm_release(duplicate);
}

static int explain_refusal(int refusal)
{
    return ZM_FAIL(refusal, "the program's function to copy an attribute returned %d", refusal);
}

static int duplicate(const char *name, MPI_Comm comm, MPI_Info info, MPI_Comm *newcomm)
{
    const struct zm_call call = {name, "%c", {ZM_HANDLE(comm)}};
    struct zm_comm *c = NULL, *made;
    struct zm_info *hints;
    bool begun;
    int error, refusal;
    zm_enter(&call);
    if ((begun = !(error = zm_check_comm(comm, &c)) && !(error = zm_check_hints(info, &hints)) &&
                 !(error = zm_check_pointer("newcomm", newcomm)) &&
                 !(error = prepare(c, hints, &made, &refusal)))) {
        zm_process.engine.call = &call; /* again: functions of the program may have called MPI */
        error = zm_schedule_run(zm_comm_dup(c, made, refusal), c->comms->engine);
        if (error)
            discard(made);
        *newcomm = error ? MPI_COMM_NULL : made->handle;
        if (refusal)
            error = explain_refusal(refusal);
    }
    return zm_leave_maker(&call, c, begun, error, newcomm);
}

int PMPI_Comm_dup(MPI_Comm comm, MPI_Comm *newcomm)
{
    return duplicate("MPI_Comm_dup", comm, MPI_INFO_NULL, newcomm);
}
ZM_ALIAS(Comm_dup);

int PMPI_Comm_dup_with_info(MPI_Comm comm, MPI_Info info, MPI_Comm *newcomm)
{
    return duplicate("MPI_Comm_dup_with_info", comm, info, newcomm);
}
ZM_ALIAS(Comm_dup_with_info);

/* A duplicate that could not be opened goes when its request does. */
static void settle(void *duplicate)
{
    if (!((struct zm_comm *)duplicate)->collectives)
        discard(duplicate);
    zm_comm_release(duplicate);
}

static void let_go(void *owner, struct zm_request *request)
{
    (void)owner;
    zm_request_free(request);
}

/* Starts to open the duplicate. If this rank refuses, the others must be told, but nobody waits for
 * it here. */
static int start(struct zm_comm *comm, struct zm_comm *duplicate, int refusal, MPI_Request *request)
{
    struct zm_request *started;
    struct zm_schedule *schedule = zm_comm_dup(comm, duplicate, refusal);
    zm_schedule_own(schedule, zm_comm_retain(duplicate), settle);
    int error = zm_schedule_start(schedule, comm->comms->engine, &started);
    if (!refusal)
        return error ? error : zm_hand_out(comm, started, request);
    if (!error && started->complete)
        zm_request_free(started);
    else if (!error)
        started->notify = let_go;
    return explain_refusal(refusal);
}

static int start_duplicate(const char *name, MPI_Comm comm, MPI_Info info, MPI_Comm *newcomm,
                           MPI_Request *request)
{
    const struct zm_call call = {name, "%c", {ZM_HANDLE(comm)}};
    struct zm_comm *c = NULL, *made;
    struct zm_info *hints;
    bool begun;
    int error, refusal;
    zm_enter(&call);
    if ((begun = !(error = zm_check_comm(comm, &c)) && !(error = zm_check_hints(info, &hints)) &&
                 !(error = zm_check_pointer("newcomm", newcomm)) &&
                 !(error = zm_check_pointer("request", request)) &&
                 !(error = prepare(c, hints, &made, &refusal)))) {
        zm_comm_retain(made);
        if ((error = start(c, made, refusal, request)))
            discard(made);
        *newcomm = error ? MPI_COMM_NULL : made->handle;
        zm_comm_release(made);
    }
    return zm_leave_maker(&call, c, begun, error, newcomm);
}

int PMPI_Comm_idup(MPI_Comm comm, MPI_Comm *newcomm, MPI_Request *request)
{
    return start_duplicate("MPI_Comm_idup", comm, MPI_INFO_NULL, newcomm, request);
}
ZM_ALIAS(Comm_idup);

int PMPI_Comm_idup_with_info(MPI_Comm comm, MPI_Info info, MPI_Comm *newcomm, MPI_Request *request)
{
    return start_duplicate("MPI_Comm_idup_with_info", comm, info, newcomm, request);
}
ZM_ALIAS(Comm_idup_with_info);

/* ---- Parts, by color ---- */

static int check_color(int color)
{
    if (color >= 0 || color == MPI_UNDEFINED)
        return MPI_SUCCESS;
    return ZM_FAIL(MPI_ERR_ARG, "color %d is negative: expected one from 0 on, or MPI_UNDEFINED",
                   color);
}

int PMPI_Comm_split(MPI_Comm comm, int color, int key, MPI_Comm *newcomm)
{
    const struct zm_call call =
        ZM_CALL("MPI_Comm_split", "%c, color=%d, key=%d", ZM_HANDLE(comm), color, key);
    struct zm_comm *c = NULL, *made;
    bool begun;
    int error;
    zm_enter(&call);
    if ((begun = !(error = zm_check_comm(comm, &c)) &&
                 !(error = zm_check_pointer("newcomm", newcomm)) &&
                 !(error = check_color(color))) &&
        !(error = zm_comm_split(c, color, key, &made)))
        error = zm_hand_out_comm(made, newcomm);
    return zm_leave_maker(&call, c, begun, error, newcomm);
}
ZM_ALIAS(Comm_split);

/* ---- Parts, by what they share ---- */

/* A number that the ranks of a group on one host have in common: the first of them in the job. Both
 * groups of an intercommunicator have the same number. */
static int color_of_host(const struct zm_comm *comm)
{
    const struct zm_job *job = comm->comms->engine->job;
    int first = 0;
    while (!zm_job_together(job, first, job->rank))
        first++;
    return first;
}

/* Whether all ranks are on one host. */
static bool is_on_one_host(const struct zm_comm *comm, const struct zm_group *group)
{
    for (int i = 0; group && i < group->size; i++)
        if (!zm_job_together(comm->comms->engine->job, group->members[i], comm->group->self))
            return false;
    return true;
}

static bool is_value(const struct zm_info *info, const char *key, const char *value)
{
    const char *found = zm_info_get(info, key);
    return found && strcasecmp(found, value) == 0; /* process sets are URIs */
}

#define RESOURCE "mpi_hw_resource_type" /* the standard's names */
#define HOST "mpi_shared_memory"
#define PROCESS_SET "mpi_pset_name"

/* The color of this rank: what shares memory is a host, and no other hardware is known here, but
 * process sets are. MPI_ERR_ARG if there is no such type. */
static int find_color(const struct zm_comm *comm, int split_type, const struct zm_info *info,
                      int *color)
{
    *color = MPI_UNDEFINED;
    switch (split_type) {
    case MPI_UNDEFINED:
        return MPI_SUCCESS;
    case MPI_COMM_TYPE_SHARED:
        *color = color_of_host(comm);
        return MPI_SUCCESS;
    case MPI_COMM_TYPE_HW_UNGUIDED: /* the parts must be smaller than the whole */
        if (!is_on_one_host(comm, comm->group) || !is_on_one_host(comm, comm->remote))
            *color = color_of_host(comm);
        return MPI_SUCCESS;
    case MPI_COMM_TYPE_RESOURCE_GUIDED:
        if (zm_info_get(info, RESOURCE) && zm_info_get(info, PROCESS_SET))
            return ZM_FAIL(MPI_ERR_INFO, "info has both %s and %s: expected one of them", RESOURCE,
                           PROCESS_SET);
        if (is_value(info, PROCESS_SET, "mpi://WORLD"))
            *color = 0;
        else if (is_value(info, PROCESS_SET, "mpi://SELF"))
            *color = comm->group->self;
        /* fall through */
    case MPI_COMM_TYPE_HW_GUIDED:
        if (is_value(info, RESOURCE, HOST))
            *color = color_of_host(comm);
        return MPI_SUCCESS;
    default:
        return ZM_FAIL(MPI_ERR_ARG, "there is no split type %d", split_type);
    }
}

int PMPI_Comm_split_type(MPI_Comm comm, int split_type, int key, MPI_Info info, MPI_Comm *newcomm)
{
    const struct zm_call call = ZM_CALL("MPI_Comm_split_type", "%c, split_type=%d, key=%d",
                                        ZM_HANDLE(comm), split_type, key);
    struct zm_comm *c = NULL, *made = NULL;
    struct zm_info *hints = NULL;
    bool begun;
    int error, color;
    zm_enter(&call);
    if ((begun = !(error = zm_check_comm(comm, &c)) && !(error = zm_check_hints(info, &hints)) &&
                 !(error = zm_check_pointer("newcomm", newcomm)) &&
                 !(error = find_color(c, split_type, hints, &color)))) {
        zm_info_retain(hints);
        if (!(error = zm_comm_split_as(c, ZM_COMM_SPLIT_TYPE, color, key, &made))) {
            if (made && hints && hints != zm_process.env && split_type == MPI_COMM_TYPE_HW_UNGUIDED)
                zm_info_set(hints, RESOURCE, HOST); /* as the standard wants it */
            zm_add_hints(made, hints);
            error = zm_hand_out_comm(made, newcomm);
        }
        zm_info_release(hints);
    }
    return zm_leave_maker(&call, c, begun, error, newcomm);
}
ZM_ALIAS(Comm_split_type);

/* ---- Of a group ---- */

/* All ranks of `group` are in the communicator's group. */
static int check_subgroup(const struct zm_comm *comm, const struct zm_group *group)
{
    int common = zm_group_common(group, comm->group);
    if (common < 0)
        return ZM_FAIL(MPI_ERR_NO_MEM, "no memory to compare groups");
    if (common < group->size)
        return ZM_FAIL(MPI_ERR_GROUP, "%d of the %d ranks of the group are not in the communicator",
                       group->size - common, group->size);
    return MPI_SUCCESS;
}

int PMPI_Comm_create(MPI_Comm comm, MPI_Group group, MPI_Comm *newcomm)
{
    const struct zm_call call =
        ZM_CALL("MPI_Comm_create", "%c, %G", ZM_HANDLE(comm), ZM_HANDLE(group));
    struct zm_comm *c = NULL, *made;
    struct zm_group *g;
    bool begun;
    int error;
    zm_enter(&call);
    if ((begun = !(error = zm_check_comm(comm, &c)) && !(error = zm_check_group(group, &g)) &&
                 !(error = zm_check_pointer("newcomm", newcomm)) &&
                 !(error = check_subgroup(c, g)))) {
        zm_group_retain(g);
        if (!(error = zm_comm_create(c, g, &made)))
            error = zm_hand_out_comm(made, newcomm);
        zm_group_release(g);
    }
    return zm_leave_maker(&call, c, begun, error, newcomm);
}
ZM_ALIAS(Comm_create);

int PMPI_Comm_create_group(MPI_Comm comm, MPI_Group group, int tag, MPI_Comm *newcomm)
{
    const struct zm_call call =
        ZM_CALL("MPI_Comm_create_group", "%c, %G, tag=%g", ZM_HANDLE(comm), ZM_HANDLE(group), tag);
    struct zm_comm *c = NULL, *made = NULL;
    struct zm_group *g;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_intracomm(comm, &c)) && !(error = zm_check_group(group, &g)) &&
        !(error = zm_check_tag(tag)) && !(error = zm_check_pointer("newcomm", newcomm)) &&
        !(error = check_subgroup(c, g))) {
        zm_group_retain(g);
        if (g->rank != MPI_UNDEFINED)
            error = zm_comm_create_group(c, g, tag, &made);
        if (!error)
            error = zm_hand_out_comm(made, newcomm);
        zm_group_release(g);
    }
    return zm_leave_maker(&call, c, true, error, newcomm); /* not all ranks make it */
}
ZM_ALIAS(Comm_create_group);
