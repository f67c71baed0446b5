/* SPDX-License-Identifier: BSL-1.0 */
/* Process initialization and finalization (chapter 11 of the standard). */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "api/call.h"
#include "api/check.h"
#include "api/process.h"
#include "coll/coll.h"

static void attend(void *process)
{
    zm_attend(&((struct zm_process *)process)->engine);
}

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

static void start(struct zm_process *process)
{
    process->main = pthread_self();
    zm_report_init(&process->report);
    zm_job_init(&process->job, &process->report);
    pthread_mutex_lock(&process->job.lock);
    process->comms.engine = &process->engine;
    process->keyvals.lock = &process->job.lock;
    int error = zm_engine_init(&process->engine, &process->job);
    if (!error)
        error = make_communicators(process);
    if (error)
        zm_job_abort(&process->job, error, process->report.why);
    zm_job_watch(&process->job, attend, process);
    pthread_mutex_unlock(&process->job.lock);
}

/* The name is that of the function that the program called. */
static int initialize(const char *name, int required, int *provided)
{
    struct zm_process *process = &zm_process;
    if (atomic_load(&process->state) != ZM_BEFORE_INIT) {
        if (!process->report.size)
            zm_report_init(&process->report);
        zm_say(&process->report, "%s: called a second time (MPI_ERR_OTHER)", name);
        _exit(MPI_ERR_OTHER);
    }
    /* The level in between the constants is the next lower one, and every level is to be had. */
    static const int levels[] = {MPI_THREAD_MULTIPLE, MPI_THREAD_SERIALIZED, MPI_THREAD_FUNNELED,
                                 MPI_THREAD_SINGLE};
    process->thread_level = MPI_THREAD_SINGLE;
    for (int i = 3; i >= 0; i--)
        if (levels[i] <= required)
            process->thread_level = levels[i];
    if (provided)
        *provided = process->thread_level;
    start(process);
    atomic_store(&process->state, ZM_RUNNING);
    return MPI_SUCCESS;
}

int PMPI_Init(int *argc, char ***argv)
{
    (void)argc, (void)argv; /* they are the program's alone */
    return initialize("MPI_Init", MPI_THREAD_SINGLE, NULL);
}
ZM_ALIAS(Init);

int PMPI_Init_thread(int *argc, char ***argv, int required, int *provided)
{
    (void)argc, (void)argv;
    return initialize("MPI_Init_thread", required, provided);
}
ZM_ALIAS(Init_thread);

int PMPI_Initialized(int *flag)
{
    *flag = atomic_load(&zm_process.state) != ZM_BEFORE_INIT;
    return MPI_SUCCESS;
}
ZM_ALIAS(Initialized);

int PMPI_Finalized(int *flag)
{
    *flag = atomic_load(&zm_process.state) == ZM_AFTER_FINALIZE;
    return MPI_SUCCESS;
}
ZM_ALIAS(Finalized);

/* One that is not complete is an error of the program's; its parts are in use elsewhere. */
static void release_request(void *request)
{
    if (((struct zm_request *)request)->complete)
        zm_request_free(request);
}

static void release_comm(void *comm)
{
    zm_comm_release(comm);
}

static void release_group(void *group)
{
    zm_group_release(group);
}

static void release_errhandler(void *object)
{
    struct zm_errhandler *errhandler = object;
    for (size_t handles = errhandler->handles; handles; handles--)
        zm_errhandler_release(errhandler);
}

static void report_leaks(const struct zm_process *process)
{
    char held[256];
    if (process->job.settings.leaks && zm_handle_list(held, sizeof held))
        zm_say(&process->report, "MPI_Finalize: the program did not free %s", held);
}

static void stop(struct zm_process *process)
{
    report_leaks(process);
    zm_handle_take_all(ZM_HANDLE_REQUEST, release_request);
    zm_handle_take_all(ZM_HANDLE_COMM, release_comm);
    zm_handle_take_all(ZM_HANDLE_GROUP, release_group);
    zm_comm_release(process->self);
    zm_comm_release(process->world);
    zm_handle_take_all(ZM_HANDLE_ERRHANDLER, release_errhandler);
    zm_keyvals_fini(&process->keyvals);
    zm_engine_fini(&process->engine);
}

int PMPI_Finalize(void)
{
    const struct zm_call call = {"MPI_Finalize", "", {0}};
    struct zm_process *process = &zm_process;
    zm_enter(&call);
    int error = zm_schedule_run(zm_finalize_barrier(process->world), &process->engine);
    if (error)
        return zm_leave(&call, NULL, error);
    zm_leave(&call, NULL, MPI_SUCCESS);
    atomic_store(&process->state, ZM_AFTER_FINALIZE);
    zm_job_unwatch(&process->job);
    stop(process);
    zm_job_fini(&process->job);
    return MPI_SUCCESS;
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
