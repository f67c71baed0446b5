/* SPDX-License-Identifier: BSL-1.0 */
/* Process initialization and finalization (chapter 11 of the standard). */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "api/attribute.h"
#include "api/call.h"
#include "api/check.h"
#include "api/info.h"
#include "api/process.h"
#include "coll/coll.h"

/* The communicators that are there from the start. */
static int make_communicators(struct zm_process *process)
{
    struct zm_job *job = &process->job;
    int *all = malloc((size_t)job->size * sizeof *all), *one = malloc(sizeof *one);
    for (int i = 0; all && i < job->size; i++)
        all[i] = i;
    if (one)
        *one = job->rank;
    struct zm_errhandler *fatal = zm_errhandler_predefined(MPI_ERRORS_ARE_FATAL);
    struct zm_comms *comms = &process->comms;
    int error;
    if ((error = zm_comm_new(comms, zm_group_new(job->size, all, job->rank), NULL, fatal,
                             &process->world)) ||
        (error = zm_comm_open(process->world, ZM_CONTEXT_WORLD)) ||
        (error =
             zm_comm_new(comms, zm_group_new(1, one, job->rank), NULL, fatal, &process->self)) ||
        (error = zm_comm_open(process->self, zm_context_make(comms))))
        return error;
    process->world->handle = MPI_COMM_WORLD;
    process->self->handle = MPI_COMM_SELF;
    strcpy(process->world->name, "MPI_COMM_WORLD");
    strcpy(process->self->name, "MPI_COMM_SELF");
    return MPI_SUCCESS;
}

/* ---- Levels of thread support: every one is to be had ---- */

static const struct {
    int value;
    const char *name;
} levels[] = {{MPI_THREAD_MULTIPLE, "MPI_THREAD_MULTIPLE"},
              {MPI_THREAD_SERIALIZED, "MPI_THREAD_SERIALIZED"},
              {MPI_THREAD_FUNNELED, "MPI_THREAD_FUNNELED"},
              {MPI_THREAD_SINGLE, "MPI_THREAD_SINGLE"}};
enum { LEVELS = sizeof levels / sizeof levels[0] };

const char *zm_thread_level_name(const char *wanted)
{
    for (int i = 0; wanted && i < LEVELS; i++)
        if (strcmp(levels[i].name, wanted) == 0)
            return levels[i].name;
    return levels[LEVELS - 1].name;
}

/* A number between two constants gives the lower of them. */
static int level_of(int required)
{
    for (int i = 0; i < LEVELS; i++)
        if (levels[i].value <= required)
            return levels[i].value;
    return MPI_THREAD_SINGLE;
}

/* ---- Start ---- */

/* MPI_INFO_ENV, which may have been used before, learns what only the program knows. */
static int describe_start(struct zm_process *process, int argc, char **argv)
{
    struct zm_info *env = zm_info_new_env(argc, argv);
    const char *level = levels[0].name;
    for (int i = 0; i < LEVELS; i++)
        if (levels[i].value == process->thread_level)
            level = levels[i].name;
    if (!env || !zm_info_set(env, "thread_level", level))
        return ZM_FAIL(MPI_ERR_NO_MEM, "no memory for MPI_INFO_ENV");
    zm_info_release(process->env);
    process->env = env;
    return MPI_SUCCESS;
}

static int initialize(const struct zm_call *call, int *argc, char ***argv, int required,
                      int *provided)
{
    struct zm_process *process = &zm_process;
    if (atomic_load(&process->state) != ZM_BEFORE_INIT) {
        zm_enter_any_time(call);
        return zm_leave(call, NULL, ZM_FAIL(MPI_ERR_OTHER, "called a second time"));
    }
    zm_process_join();
    zm_process_meet();
    zm_process_lock();
    process->thread_level = level_of(required);
    int error = make_communicators(process);
    if (!error)
        error = describe_start(process, argc ? *argc : 0, argc && argv ? *argv : NULL);
    if (error)
        zm_job_abort(&process->job, error, process->report.why);
    process->main = pthread_self();
    if (provided)
        *provided = process->thread_level;
    atomic_store(&process->state, ZM_RUNNING);
    zm_process_unlock();
    return MPI_SUCCESS;
}

int PMPI_Init(int *argc, char ***argv)
{
    const struct zm_call call = {"MPI_Init", "", {0}};
    return initialize(&call, argc, argv, MPI_THREAD_SINGLE, NULL);
}
ZM_ALIAS(Init);

int PMPI_Init_thread(int *argc, char ***argv, int required, int *provided)
{
    const struct zm_call call = ZM_CALL("MPI_Init_thread", "required=%d", required);
    return initialize(&call, argc, argv, required, provided);
}
ZM_ALIAS(Init_thread);

/* At any time, and without the lock: not even a thread that holds it for long delays the answer. */
static int tell(const struct zm_call *call, bool is_so, int *flag)
{
    if (flag) {
        *flag = is_so;
        return MPI_SUCCESS;
    }
    zm_enter_any_time(call);
    return zm_leave(call, NULL, zm_check_pointer("flag", flag));
}

int PMPI_Initialized(int *flag)
{
    const struct zm_call call = {"MPI_Initialized", "", {0}};
    return tell(&call, atomic_load(&zm_process.state) != ZM_BEFORE_INIT, flag);
}
ZM_ALIAS(Initialized);

int PMPI_Finalized(int *flag)
{
    const struct zm_call call = {"MPI_Finalized", "", {0}};
    return tell(&call, atomic_load(&zm_process.state) == ZM_AFTER_FINALIZE, flag);
}
ZM_ALIAS(Finalized);

/* ---- End ---- */

/* The program's functions that delete attributes may still use MPI. The standard wants those of
 * MPI_COMM_SELF to be called before anything else; those of MPI_COMM_WORLD are a courtesy. */
static int delete_attributes(struct zm_process *process)
{
    int error = zm_delete_attributes(&process->self->attributes, MPI_COMM_SELF);
    return error ? error : zm_delete_attributes(&process->world->attributes, MPI_COMM_WORLD);
}

int PMPI_Finalize(void)
{
    const struct zm_call call = {"MPI_Finalize", "", {0}};
    struct zm_process *process = &zm_process;
    zm_enter(&call);
    if (atomic_load(&process->state) != ZM_RUNNING)
        return zm_leave(&call, NULL,
                        ZM_FAIL(MPI_ERR_OTHER, "MPI_Init was not called, or "
                                               "MPI_Finalize was before"));
    int failed = delete_attributes(process);
    if (failed) { /* which the error handler is to know, but the others wait */
        zm_leave(&call, NULL, failed);
        zm_enter(&call);
    }
    process->engine.call = &call; /* again: functions of the program may have called MPI */
    int sessions = process->sessions_used;
    int error = zm_schedule_run(zm_finalize_barrier(process->world, &sessions), &process->engine);
    if (error)
        return zm_leave(&call, NULL, error);
    atomic_store(&process->state, ZM_AFTER_FINALIZE);
    zm_comm_release(process->self);
    zm_comm_release(process->world);
    process->self = process->world = NULL;
    zm_process_unlock();
    zm_process_leave(!sessions);
    return failed;
}
ZM_ALIAS(Finalize);

int PMPI_Abort(MPI_Comm comm, int errorcode)
{
    const struct zm_call call =
        ZM_CALL("MPI_Abort", "%c, errorcode=%d", ZM_HANDLE(comm), errorcode);
    zm_enter(&call);
    char reason[64];
    snprintf(reason, sizeof reason, "the program called MPI_Abort with error code %d", errorcode);
    zm_job_abort(&zm_process.job, errorcode, reason);
}
ZM_ALIAS(Abort);

int PMPI_Query_thread(int *provided)
{
    const struct zm_call call = {"MPI_Query_thread", "", {0}};
    zm_enter(&call);
    int error = zm_check_pointer("provided", provided);
    if (!error)
        *provided = zm_process.thread_level;
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Query_thread);

int PMPI_Is_thread_main(int *flag)
{
    const struct zm_call call = {"MPI_Is_thread_main", "", {0}};
    zm_enter(&call);
    int error = zm_check_pointer("flag", flag);
    if (!error)
        *flag = pthread_equal(pthread_self(), zm_process.main) != 0;
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Is_thread_main);
