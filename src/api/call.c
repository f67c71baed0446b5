/* SPDX-License-Identifier: BSL-1.0 */
/* Entering and leaving the library, and what happens to errors. */
#include "api/call.h"

#include <stdio.h>
#include <unistd.h>

#include "api/process.h"
#include "api/words.h"
#include "comm/session.h"

/* ---- Entering and leaving ---- */

static noreturn void end_job(const struct zm_call *call, int error, const char *why)
{
    char text[ZM_CALL_TEXT_MAX], line[ZM_CALL_TEXT_MAX + ZM_EXPLANATION_MAX];
    const char *name = zm_error_name(error);
    snprintf(line, sizeof line, "%s: %.*s (%s)", zm_call_text(call, text), 700, why,
             name ? name : "error");
    if (zm_process.job.open)
        zm_job_abort(&zm_process.job, error, line);
    zm_say(&zm_process.report, "%s", line);
    _exit(error & 0xff ? error & 0xff : 1);
}

void zm_enter_any_time(const struct zm_call *call)
{
    zm_process_lock();
    zm_process.engine.call = call;
}

void zm_enter(const struct zm_call *call)
{
    zm_process_lock();
    zm_process.engine.call = call;
    zm_process.last_call = call->name;
    unsigned calls = atomic_load_explicit(&zm_process.calls, memory_order_relaxed);
    atomic_store_explicit(&zm_process.calls, calls + 1,
                          memory_order_relaxed); /* the watcher looks */
    if (!zm_process.users)
        end_job(call, MPI_ERR_OTHER,
                zm_process.state == ZM_AFTER_FINALIZE ? "called after MPI_Finalize"
                                                      : "called before MPI_Init");
}

void zm_raise(const struct zm_call *call, struct zm_errhandler *errhandler, void *handle, int error)
{
    if (errhandler->fatal)
        end_job(call, error, zm_process.report.why);
    zm_errhandler_retain(errhandler);
    ZM_OUTSIDE(zm_errhandler_call(errhandler, handle, error));
    zm_errhandler_release(errhandler);
}

/* An error that belongs to no object. */
static void raise_default(const struct zm_call *call, int error)
{
    const struct zm_process *process = &zm_process;
    if (process->world) {
        bool set = process->self->errhandler != zm_errhandler_predefined(MPI_ERRORS_ARE_FATAL);
        const struct zm_comm *comm = set ? process->self : process->world;
        zm_raise(call, comm->errhandler, comm->handle, error);
    } else if (!zm_list_empty(&process->sessions)) {
        const struct zm_session *session =
            ZM_OBJECT(process->sessions.next, struct zm_session, link);
        zm_raise(call, session->errhandler, session->handle, error);
    } else
        end_job(call, error, process->report.why);
}

int zm_leave(const struct zm_call *call, struct zm_comm *comm, int error)
{
    if (error && comm)
        zm_raise(call, comm->errhandler, comm->handle, error);
    else if (error)
        raise_default(call, error);
    if (comm)
        zm_comm_release(comm);
    zm_process_unlock();
    return error;
}

int zm_leave_session(const struct zm_call *call, struct zm_session *session, int error)
{
    if (!session)
        return zm_leave(call, NULL, error);
    if (error)
        zm_raise(call, session->errhandler, session->handle, error);
    zm_session_release(session);
    zm_process_unlock();
    return error;
}
