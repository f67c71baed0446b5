/* SPDX-License-Identifier: BSL-1.0 */
/* Communicators: what they are, their names and hints, and their end (sections 7.4 and 7.8 of the
 * standard). */
#include <mpi.h>
#include <stdio.h>
#include <string.h>

#include "api/attribute.h"
#include "api/call.h"
#include "api/check.h"
#include "api/communicator.h"
#include "api/info.h"
#include "api/process.h"
#include "p2p/agreement.h"

/* ---- What they are ---- */

int PMPI_Comm_rank(MPI_Comm comm, int *rank)
{
    const struct zm_call call = ZM_CALL("MPI_Comm_rank", "%c", ZM_HANDLE(comm));
    struct zm_comm *c = NULL;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_comm(comm, &c)) && !(error = zm_check_pointer("rank", rank)))
        *rank = c->rank;
    return zm_leave(&call, c, error);
}
ZM_ALIAS(Comm_rank);

int PMPI_Comm_size(MPI_Comm comm, int *size)
{
    const struct zm_call call = ZM_CALL("MPI_Comm_size", "%c", ZM_HANDLE(comm));
    struct zm_comm *c = NULL;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_comm(comm, &c)) && !(error = zm_check_pointer("size", size)))
        *size = c->size;
    return zm_leave(&call, c, error);
}
ZM_ALIAS(Comm_size);

int PMPI_Comm_group(MPI_Comm comm, MPI_Group *group)
{
    const struct zm_call call = ZM_CALL("MPI_Comm_group", "%c", ZM_HANDLE(comm));
    struct zm_comm *c = NULL;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_comm(comm, &c)) && !(error = zm_check_pointer("group", group)))
        error = zm_hand_out_group(zm_group_copy(c->group), group);
    return zm_leave(&call, c, error);
}
ZM_ALIAS(Comm_group);

int PMPI_Comm_test_inter(MPI_Comm comm, int *flag)
{
    const struct zm_call call = ZM_CALL("MPI_Comm_test_inter", "%c", ZM_HANDLE(comm));
    struct zm_comm *c = NULL;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_comm(comm, &c)) && !(error = zm_check_pointer("flag", flag)))
        *flag = c->remote != NULL;
    return zm_leave(&call, c, error);
}
ZM_ALIAS(Comm_test_inter);

int PMPI_Comm_remote_size(MPI_Comm comm, int *size)
{
    const struct zm_call call = ZM_CALL("MPI_Comm_remote_size", "%c", ZM_HANDLE(comm));
    struct zm_comm *c = NULL;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_intercomm(comm, &c)) && !(error = zm_check_pointer("size", size)))
        *size = c->remote->size;
    return zm_leave(&call, c, error);
}
ZM_ALIAS(Comm_remote_size);

int PMPI_Comm_remote_group(MPI_Comm comm, MPI_Group *group)
{
    const struct zm_call call = ZM_CALL("MPI_Comm_remote_group", "%c", ZM_HANDLE(comm));
    struct zm_comm *c = NULL;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_intercomm(comm, &c)) && !(error = zm_check_pointer("group", group)))
        error = zm_hand_out_group(zm_group_copy(c->remote), group);
    return zm_leave(&call, c, error);
}
ZM_ALIAS(Comm_remote_group);

/* The result of two pairs of groups; each of them -1: no memory. */
static int join_results(int local, int remote)
{
    if (local < 0 || remote < 0)
        return -1;
    if (local == MPI_UNEQUAL || remote == MPI_UNEQUAL)
        return MPI_UNEQUAL;
    return local == MPI_IDENT && remote == MPI_IDENT ? MPI_CONGRUENT : MPI_SIMILAR;
}

static int compare(const struct zm_comm *a, const struct zm_comm *b)
{
    if (a == b)
        return MPI_IDENT;
    if (!a->remote != !b->remote)
        return MPI_UNEQUAL;
    return join_results(zm_group_compare(a->group, b->group),
                        a->remote ? zm_group_compare(a->remote, b->remote) : MPI_IDENT);
}

int PMPI_Comm_compare(MPI_Comm comm1, MPI_Comm comm2, int *result)
{
    const struct zm_call call =
        ZM_CALL("MPI_Comm_compare", "%c, %c", ZM_HANDLE(comm1), ZM_HANDLE(comm2));
    struct zm_comm *a = NULL, *b = NULL;
    int error, found;
    zm_enter(&call);
    if (!(error = zm_check_comm(comm1, &a)) && !(error = zm_check_comm(comm2, &b)) &&
        !(error = zm_check_pointer("result", result))) {
        if ((found = compare(a, b)) >= 0)
            *result = found;
        else
            error = ZM_FAIL(MPI_ERR_NO_MEM, "no memory to compare groups");
    }
    if (b)
        zm_comm_release(b);
    return zm_leave(&call, a, error);
}
ZM_ALIAS(Comm_compare);

int PMPI_Comm_get_parent(MPI_Comm *parent)
{
    const struct zm_call call = {"MPI_Comm_get_parent", "", {0}};
    zm_enter(&call);
    int error = zm_check_pointer("parent", parent);
    if (!error)
        *parent = MPI_COMM_NULL;
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Comm_get_parent);

/* ---- Names and hints ---- */

int PMPI_Comm_set_name(MPI_Comm comm, const char *comm_name)
{
    const struct zm_call call = ZM_CALL("MPI_Comm_set_name", "%c", ZM_HANDLE(comm));
    struct zm_comm *c = NULL;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_comm(comm, &c)) && !(error = zm_check_pointer("comm_name", comm_name)))
        snprintf(c->name, sizeof c->name, "%s", comm_name);
    return zm_leave(&call, c, error);
}
ZM_ALIAS(Comm_set_name);

int PMPI_Comm_get_name(MPI_Comm comm, char *comm_name, int *resultlen)
{
    const struct zm_call call = ZM_CALL("MPI_Comm_get_name", "%c", ZM_HANDLE(comm));
    struct zm_comm *c = NULL;
    int error = MPI_SUCCESS;
    zm_enter(&call);
    if (comm != MPI_COMM_NULL)
        error = zm_check_comm(comm, &c);
    if (!error && !(error = zm_check_pointer("comm_name", comm_name)) &&
        !(error = zm_check_pointer("resultlen", resultlen))) {
        strcpy(comm_name, c ? c->name : "MPI_COMM_NULL");
        *resultlen = (int)strlen(comm_name);
    }
    return zm_leave(&call, c, error);
}
ZM_ALIAS(Comm_get_name);

int PMPI_Comm_set_info(MPI_Comm comm, MPI_Info info)
{
    const struct zm_call call = ZM_CALL("MPI_Comm_set_info", "%c", ZM_HANDLE(comm));
    struct zm_comm *c = NULL;
    struct zm_info *hints;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_comm(comm, &c)) && !(error = zm_check_info(info, &hints))) {
        bool kept = c->info || (c->info = zm_info_new());
        for (size_t i = 0; i < hints->count && kept; i++)
            kept = zm_info_set(c->info, hints->entries[i].key, hints->entries[i].value);
        if (!kept)
            error = ZM_FAIL(MPI_ERR_NO_MEM, "no memory for the hints");
    }
    return zm_leave(&call, c, error);
}
ZM_ALIAS(Comm_set_info);

int PMPI_Comm_get_info(MPI_Comm comm, MPI_Info *info_used)
{
    const struct zm_call call = ZM_CALL("MPI_Comm_get_info", "%c", ZM_HANDLE(comm));
    struct zm_comm *c = NULL;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_comm(comm, &c)) && !(error = zm_check_pointer("info_used", info_used))) {
        error = zm_hand_out_info(zm_info_dup(c->info), info_used);
    }
    return zm_leave(&call, c, error);
}
ZM_ALIAS(Comm_get_info);

/* ---- Their end ---- */

static bool is_idle(void *comm)
{
    const struct zm_comm *c = comm;
    return zm_engine_is_idle(c->comms->engine, c->messages) &&
           zm_engine_is_idle(c->comms->engine, c->collectives);
}

/* Deletes the attributes, which functions of the program may refuse, and takes the handle back;
 * operations that are under way keep the communicator. */
static int give_up(struct zm_comm *comm, MPI_Comm *handle)
{
    int error = zm_delete_attributes(&comm->attributes, comm->handle);
    if (error)
        return error;
    zm_agreement_leave(comm->comms->engine, comm->collectives);
    if (zm_handle_take(ZM_HANDLE_COMM, comm))
        zm_comm_release(comm);
    *handle = MPI_COMM_NULL;
    return MPI_SUCCESS;
}

/* Frees a communicator, when nothing is under way in it any more if `wait` is true. */
static int end(const char *name, MPI_Comm *comm, bool wait)
{
    const struct zm_call call = {name, "%c", {ZM_HANDLE(comm ? *comm : MPI_COMM_NULL)}};
    struct zm_comm *c = NULL;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_pointer("comm", comm)) && !(error = zm_check_comm(*comm, &c))) {
        if (c == zm_process.world || c == zm_process.self)
            error = ZM_FAIL(MPI_ERR_COMM, "a predefined communicator cannot be freed");
        else {
            if (wait)
                zm_wait_until(c->comms->engine, is_idle, c, NULL);
            error = give_up(c, comm);
        }
    }
    return zm_leave(&call, c, error);
}

int PMPI_Comm_free(MPI_Comm *comm)
{
    return end("MPI_Comm_free", comm, false);
}
ZM_ALIAS(Comm_free);

int PMPI_Comm_disconnect(MPI_Comm *comm)
{
    return end("MPI_Comm_disconnect", comm, true);
}
ZM_ALIAS(Comm_disconnect);
