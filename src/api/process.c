/* SPDX-License-Identifier: BSL-1.0 */
/* When the process takes part in its job. */
#include "api/process.h"

#include <limits.h>
#include <mpi.h>
#include <stdlib.h>
#include <unistd.h>

#include "api/datatype.h"
#include "api/message.h"
#include "api/request.h"
#include "base/clock.h"
#include "coll/choose.h"
#include "type/op.h"

/* How long others are waited for that are to say goodbye, too: all do in MPI_Finalize. When the
 * process ends later, others may still use their links. */
#define GOODBYE_LIMIT (5 * ZM_SECOND)
#define LAST_GOODBYE_LIMIT ZM_SECOND

struct zm_process zm_process = {.door = PTHREAD_MUTEX_INITIALIZER};

static void prepare(void)
{
    struct zm_process *process = &zm_process;
    zm_job_make_lock(&process->job);
    zm_report_init(&process->report);
    zm_list_init(&process->sessions);
    process->keyvals.lock = &process->job.lock;
    zm_buffer_init(&process->comms.buffer);
    process->predefined = (struct zm_predefined_attributes){.tag_ub = INT_MAX,
                                                            .io = MPI_ANY_SOURCE,
                                                            .host = MPI_PROC_NULL,
                                                            .lastusedcode = MPI_ERR_LASTCODE};
}

void zm_process_lock(void)
{
    static pthread_once_t prepared = PTHREAD_ONCE_INIT;
    pthread_once(&prepared, prepare);
    pthread_mutex_lock(&zm_process.job.lock);
}

void zm_process_unlock(void)
{
    zm_process.engine.call = NULL;
    pthread_mutex_unlock(&zm_process.job.lock);
}

/* ---- Objects that the program did not free ---- */

static void release_request(void *object)
{
    struct zm_request *request = object;
    if (!request->complete) /* it was to be completed by the program, or a part of it was */
        zm_request_complete(request, MPI_SUCCESS);
    zm_retire(request);
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

static void release_op(void *op)
{
    zm_op_release(op);
}

static void release_info(void *info)
{
    zm_info_release(info);
}

static void release_datatype(void *datatype)
{
    zm_datatype_release(datatype);
}

static void drop_type_attributes(struct zm_process *process)
{
    struct zm_table *table = &process->type_attributes;
    for (size_t i = 0; i < table->capacity; i++)
        if (table->slots[i].value) {
            zm_attributes_drop(table->slots[i].value);
            free(table->slots[i].value);
        }
    zm_table_fini(table);
}

/* Those that need a job; others may be used at any time, also when the job is joined again. */
static void release_objects(struct zm_process *process)
{
    char held[1200];
    if (process->job.settings.leaks && zm_handle_list(held, sizeof held))
        zm_say(&process->report, "MPI_Finalize: the program did not free %s", held);
    zm_engine_abandon(&process->engine);
    zm_handle_take_all(ZM_HANDLE_REQUEST, release_request);
    zm_handle_take_all(ZM_HANDLE_MESSAGE, zm_message_release);
    zm_handle_take_all(ZM_HANDLE_COMM, release_comm);
    zm_handle_take_all(ZM_HANDLE_GROUP, release_group);
}

/* ---- The job ---- */

/* Gives up the links, too. */
static void close_job(struct zm_process *process, int64_t patience)
{
    zm_inquiry_close();
    zm_job_part(&process->job, patience);
    zm_engine_fini(&process->engine);
    zm_job_fini(&process->job);
}

static void end_process(void)
{
    struct zm_process *process = &zm_process;
    if (process->users || getpid() != process->joiner)
        return; /* it ends without having left: others are to notice */
    zm_process_lock();
    if (process->job.open)
        close_job(process, LAST_GOODBYE_LIMIT);
    zm_handle_take_all(ZM_HANDLE_ERRHANDLER, release_errhandler);
    zm_handle_take_all(ZM_HANDLE_OP, release_op);
    zm_handle_take_all(ZM_HANDLE_INFO, release_info);
    zm_info_release(process->env);
    zm_handle_take_all(ZM_HANDLE_DATATYPE, release_datatype);
    drop_type_attributes(process);
    zm_datatypes_fini();
    zm_keyvals_fini(&process->keyvals);
    zm_errors_fini(&process->errors);
    zm_info_release(process->fortran.info);
    zm_numbers_fini(&process->numbers);
    zm_table_fini(&process->handles.origins);
    zm_table_fini(&process->allocated); /* the memory itself is the program's */
    zm_process_unlock();
}

static void attend(void *process)
{
    zm_attend(&((struct zm_process *)process)->engine);
}

static void turn(void *process)
{
    (void)process;
    zm_inquiry_turn();
}

static void start(struct zm_process *process)
{
    if (process->job.open)
        zm_job_resume(&process->job);
    else {
        zm_job_init(&process->job, &process->report);
        process->comms.engine = &process->engine;
        int error = zm_engine_init(&process->engine, &process->job);
        zm_inquiry_open();
        if (!error)
            error = zm_force_algorithms(process->comms.forced, process->job.settings.algorithms,
                                        &process->report);
        bool first = !process->joiner;
        process->joiner = getpid();
        if (error || (first && atexit(end_process) != 0))
            zm_job_abort(&process->job, error ? error : MPI_ERR_OTHER, process->report.why);
    }
    process->predefined.universe_size = process->job.size;
    zm_job_watch(&process->job, attend, turn, process);
}

void zm_process_join(void)
{
    struct zm_process *process = &zm_process;
    pthread_mutex_lock(&process->door);
    zm_process_lock();
    if (process->users == 0)
        start(process);
    process->users++;
    zm_process_unlock();
    pthread_mutex_unlock(&process->door);
}

void zm_process_meet(void)
{
    struct zm_process *process = &zm_process;
    pthread_mutex_lock(&process->door);
    zm_process_lock();
    if (!process->job.ready)
        zm_job_meet(&process->job);
    zm_process_unlock();
    pthread_mutex_unlock(&process->door);
}

void zm_process_leave(bool forever)
{
    struct zm_process *process = &zm_process;
    pthread_mutex_lock(&process->door);
    zm_process_lock();
    bool last = --process->users == 0;
    zm_process_unlock();
    if (last) {
        zm_job_unwatch(&process->job);
        zm_process_lock();
        release_objects(process);
        zm_job_pause(&process->job);
        if (forever)
            close_job(process, GOODBYE_LIMIT);
        zm_process_unlock();
    }
    pthread_mutex_unlock(&process->door);
}
