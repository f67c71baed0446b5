/* SPDX-License-Identifier: BSL-1.0 */
/* Sessions (chapter 11 of the standard): their begin and end, and the process sets that they know.
 */
#include "comm/session.h"

#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "api/call.h"
#include "api/check.h"
#include "api/communicator.h"
#include "api/info.h"
#include "api/process.h"

/* ---- Begin and end ---- */

/* What is true of a session with these hints. */
static struct zm_info *new_facts(const struct zm_info *hints)
{
    const char *level = zm_thread_level_name(zm_info_get(hints, "thread_level"));
    struct zm_info *facts = zm_info_new();
    if (facts && zm_info_set(facts, "thread_level", level) &&
        zm_info_set(facts, "mpi_memory_alloc_kinds", "mpi,system"))
        return facts;
    zm_info_release(facts);
    return NULL;
}

/* Makes the object; the job is joined. */
static int open_session(struct zm_errhandler *errhandler, const struct zm_info *hints,
                        MPI_Session *session)
{
    struct zm_session *made = zm_session_new(errhandler, new_facts(hints));
    if (!made)
        return ZM_FAIL(MPI_ERR_NO_MEM, "no memory for a session");
    int error = zm_handle_give(ZM_HANDLE_SESSION, made);
    if (error) {
        zm_session_release(made);
        return error;
    }
    zm_process.sessions_used = 1;
    zm_list_append(&zm_process.sessions, &made->link);
    *session = made->handle;
    return MPI_SUCCESS;
}

/* Errors go to the error handler given, if that is one. */
int PMPI_Session_init(MPI_Info info, MPI_Errhandler errhandler, MPI_Session *session)
{
    const struct zm_call call =
        ZM_CALL("MPI_Session_init", "%i, %e", ZM_HANDLE(info), ZM_HANDLE(errhandler));
    struct zm_errhandler *handler;
    struct zm_info *hints;
    zm_enter_any_time(&call);
    int error = zm_check_errhandler(errhandler, ZM_ERRHANDLER_SESSION, &handler);
    if (error)
        return zm_leave(&call, NULL, error);
    zm_errhandler_retain(handler);
    bool joined = false;
    if (!(error = zm_check_pointer("session", session)) &&
        !(error = zm_check_hints(info, &hints))) {
        zm_info_retain(hints);
        ZM_OUTSIDE(zm_process_join());
        joined = true;
        error = open_session(handler, hints, session);
        zm_info_release(hints);
    }
    if (error)
        zm_raise(&call, handler, MPI_SESSION_NULL, error);
    zm_errhandler_release(handler);
    zm_process_unlock();
    if (error && joined)
        zm_process_leave(false);
    return error;
}
ZM_ALIAS(Session_init);

int PMPI_Session_finalize(MPI_Session *session)
{
    const struct zm_call call =
        ZM_CALL("MPI_Session_finalize", "%S", ZM_HANDLE(session ? *session : 0));
    struct zm_session *s = NULL;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_pointer("session", session)) &&
        !(error = zm_check_session(*session, &s))) {
        void *address;
        size_t size;
        zm_buffer_detach(&zm_process.engine, &s->buffer, &address, &size); /* when all has left */
        zm_handle_take(ZM_HANDLE_SESSION, s);
        zm_list_remove(&s->link);
        zm_session_release(s);
        *session = MPI_SESSION_NULL;
    }
    zm_leave_session(&call, s, error);
    if (!error)
        zm_process_leave(false);
    return error;
}
ZM_ALIAS(Session_finalize);

int PMPI_Session_get_info(MPI_Session session, MPI_Info *info_used)
{
    const struct zm_call call = ZM_CALL("MPI_Session_get_info", "%S", ZM_HANDLE(session));
    struct zm_session *s = NULL;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_session(session, &s)) &&
        !(error = zm_check_pointer("info_used", info_used)))
        error = zm_hand_out_info(zm_info_dup(s->info), info_used);
    return zm_leave_session(&call, s, error);
}
ZM_ALIAS(Session_get_info);

/* ---- Process sets ---- */

static const char *const psets[] = {"mpi://WORLD", "mpi://SELF"};
enum { WORLD, SELF, PSETS };

/* Finds a set by its name, in which upper and lower case are the same. */
static int check_pset(const char *name, int *pset)
{
    if (!name)
        return zm_check_pointer("pset_name", name);
    for (*pset = 0; *pset < PSETS; ++*pset)
        if (strcasecmp(name, psets[*pset]) == 0)
            return MPI_SUCCESS;
    return ZM_FAIL(MPI_ERR_ARG,
                   "there is no process set \"%.100s\": expected mpi://WORLD or mpi://SELF", name);
}

int PMPI_Session_get_num_psets(MPI_Session session, MPI_Info info, int *npset_names)
{
    const struct zm_call call =
        ZM_CALL("MPI_Session_get_num_psets", "%S, %i", ZM_HANDLE(session), ZM_HANDLE(info));
    struct zm_session *s = NULL;
    struct zm_info *hints;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_session(session, &s)) && !(error = zm_check_hints(info, &hints)) &&
        !(error = zm_check_pointer("npset_names", npset_names)))
        *npset_names = PSETS;
    return zm_leave_session(&call, s, error);
}
ZM_ALIAS(Session_get_num_psets);

int PMPI_Session_get_nth_pset(MPI_Session session, MPI_Info info, int n, int *pset_len,
                              char *pset_name)
{
    const struct zm_call call =
        ZM_CALL("MPI_Session_get_nth_pset", "%S, %i, n=%d, pset_len=%d", ZM_HANDLE(session),
                ZM_HANDLE(info), n, pset_len ? *pset_len : 0);
    struct zm_session *s = NULL;
    struct zm_info *hints;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_session(session, &s)) && !(error = zm_check_hints(info, &hints)) &&
        !(error = zm_check_pointer("pset_len", pset_len))) {
        if (n < 0 || n >= PSETS)
            error = ZM_FAIL(MPI_ERR_ARG,
                            "there is no process set number %d: there are %d, from 0 on", n, PSETS);
        else if (*pset_len < 0)
            error = ZM_FAIL(MPI_ERR_ARG, "pset_len %d is negative", *pset_len);
        else if (*pset_len == 0 || !(error = zm_check_pointer("pset_name", pset_name))) {
            if (*pset_len)
                snprintf(pset_name, (size_t)*pset_len, "%s", psets[n]);
            *pset_len = (int)strlen(psets[n]) + 1;
        }
    }
    return zm_leave_session(&call, s, error);
}
ZM_ALIAS(Session_get_nth_pset);

static struct zm_info *new_pset_info(int pset)
{
    char size[12];
    snprintf(size, sizeof size, "%d", pset == WORLD ? zm_process.job.size : 1);
    struct zm_info *info = zm_info_new();
    if (info && zm_info_set(info, "mpi_size", size))
        return info;
    zm_info_release(info);
    return NULL;
}

int PMPI_Session_get_pset_info(MPI_Session session, const char *pset_name, MPI_Info *info)
{
    const struct zm_call call = ZM_CALL("MPI_Session_get_pset_info", "%S", ZM_HANDLE(session));
    struct zm_session *s = NULL;
    int error, pset;
    zm_enter(&call);
    if (!(error = zm_check_session(session, &s)) && !(error = check_pset(pset_name, &pset)) &&
        !(error = zm_check_pointer("info", info)))
        error = zm_hand_out_info(new_pset_info(pset), info);
    return zm_leave_session(&call, s, error);
}
ZM_ALIAS(Session_get_pset_info);

static struct zm_group *new_group(struct zm_session *session, int pset)
{
    const struct zm_job *job = &zm_process.job;
    int size = pset == WORLD ? job->size : 1;
    int *members = malloc((size_t)size * sizeof *members);
    for (int i = 0; members && i < size; i++)
        members[i] = pset == WORLD ? i : job->rank;
    struct zm_group *group = zm_group_new(size, members, job->rank);
    if (group)
        group->session = zm_session_retain(session);
    return group;
}

int PMPI_Group_from_session_pset(MPI_Session session, const char *pset_name, MPI_Group *newgroup)
{
    const struct zm_call call = ZM_CALL("MPI_Group_from_session_pset", "%S", ZM_HANDLE(session));
    struct zm_session *s = NULL;
    int error, pset = WORLD;
    zm_enter(&call);
    if (!(error = zm_check_session(session, &s)) &&
        !(error = zm_check_pointer("newgroup", newgroup))) {
        *newgroup = MPI_GROUP_NULL; /* what an unknown name gives, says the standard */
        if (!(error = check_pset(pset_name, &pset)))
            error = zm_hand_out_group(new_group(s, pset), newgroup);
    }
    return zm_leave_session(&call, s, error);
}
ZM_ALIAS(Group_from_session_pset);
