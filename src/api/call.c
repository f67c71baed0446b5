/* SPDX-License-Identifier: BSL-1.0 */
/* Entering and leaving the library, and what happens to errors. */
#include "api/call.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "api/process.h"
#include "comm/session.h"
#include "type/datatype.h"
#include "type/op.h"

#define CALL_TEXT_MAX 512

/* ---- Calls in words ---- */

struct named {
    int64_t value;
    const char *name;
};

static const struct named ranks[] = {
    {MPI_ANY_SOURCE, "MPI_ANY_SOURCE"}, {MPI_PROC_NULL, "MPI_PROC_NULL"}, {0, NULL}};
static const struct named roots[] = {
    {MPI_ROOT, "MPI_ROOT"}, {MPI_PROC_NULL, "MPI_PROC_NULL"}, {0, NULL}};
static const struct named tags[] = {{MPI_ANY_TAG, "MPI_ANY_TAG"}, {0, NULL}};
static const struct named communicators[] = {{ZM_HANDLE(MPI_COMM_WORLD), "MPI_COMM_WORLD"},
                                             {ZM_HANDLE(MPI_COMM_SELF), "MPI_COMM_SELF"},
                                             {ZM_HANDLE(MPI_COMM_NULL), "MPI_COMM_NULL"},
                                             {0, NULL}};

static const struct named groups[] = {{ZM_HANDLE(MPI_GROUP_NULL), "MPI_GROUP_NULL"},
                                      {ZM_HANDLE(MPI_GROUP_EMPTY), "MPI_GROUP_EMPTY"},
                                      {0, NULL}};

static const struct named infos[] = {{ZM_HANDLE(MPI_INFO_NULL), "MPI_INFO_NULL"},
                                     {ZM_HANDLE(MPI_INFO_ENV), "MPI_INFO_ENV"},
                                     {0, NULL}};
static const struct named errhandlers[] = {
    {ZM_HANDLE(MPI_ERRHANDLER_NULL), "MPI_ERRHANDLER_NULL"},
    {ZM_HANDLE(MPI_ERRORS_ARE_FATAL), "MPI_ERRORS_ARE_FATAL"},
    {ZM_HANDLE(MPI_ERRORS_ABORT), "MPI_ERRORS_ABORT"},
    {ZM_HANDLE(MPI_ERRORS_RETURN), "MPI_ERRORS_RETURN"},
    {0, NULL}};
static const struct named sessions[] = {{ZM_HANDLE(MPI_SESSION_NULL), "MPI_SESSION_NULL"},
                                        {0, NULL}};

static const char *find_name(const struct named *names, int64_t value)
{
    for (; names->name; names++)
        if (names->value == value)
            return names->name;
    return NULL;
}

static const char *name_of(char code, int64_t value)
{
    const struct zm_datatype *datatype;
    const struct zm_op *op;
    switch (code) {
    case 's':
        return find_name(ranks, value);
    case 'r':
        return find_name(roots, value);
    case 'g':
        return find_name(tags, value);
    case 'c':
        return find_name(communicators, value);
    case 'G':
        return find_name(groups, value);
    case 'i':
        return find_name(infos, value);
    case 'e':
        return find_name(errhandlers, value);
    case 'S':
        return find_name(sessions, value);
    case 't':
        if (value == ZM_HANDLE(MPI_DATATYPE_NULL))
            return "MPI_DATATYPE_NULL";
        datatype = zm_datatype_predefined((MPI_Datatype)(intptr_t)value);
        return datatype ? datatype->name : NULL;
    case 'o':
        if (value == ZM_HANDLE(MPI_OP_NULL))
            return "MPI_OP_NULL";
        op = zm_op_predefined((MPI_Op)(intptr_t)value);
        return op ? op->name : NULL;
    default:
        return NULL;
    }
}

static int print_argument(char *text, size_t room, char code, int64_t value)
{
    static const struct named labels[] = {{'t', "datatype"}, {'o', "op"},   {'c', "comm"},
                                          {'G', "group"},    {'i', "info"}, {'e', "errhandler"},
                                          {'S', "session"},  {0, NULL}};
    const char *name = name_of(code, value), *label = find_name(labels, code);
    if (name)
        return snprintf(text, room, "%s", name);
    if (label)
        return snprintf(text, room, "%s=%#llx", label, (unsigned long long)value);
    return snprintf(text, room, "%lld", (long long)value);
}

static void print_call(const struct zm_call *call, char text[CALL_TEXT_MAX])
{
    size_t n = (size_t)snprintf(text, CALL_TEXT_MAX, "%s(", call->name);
    const int64_t *argument = call->arguments;
    for (const char *c = call->format; *c && n < CALL_TEXT_MAX - 2; c++) {
        if (*c == '%')
            n += (size_t)print_argument(text + n, CALL_TEXT_MAX - n, *++c, *argument++);
        else
            text[n++] = *c;
    }
    if (n > CALL_TEXT_MAX - 2)
        n = CALL_TEXT_MAX - 2;
    text[n++] = ')';
    text[n] = '\0';
}

/* ---- Entering and leaving ---- */

static noreturn void end_job(const struct zm_call *call, int error, const char *why)
{
    char text[CALL_TEXT_MAX], line[CALL_TEXT_MAX + ZM_EXPLANATION_MAX];
    print_call(call, text);
    const char *name = zm_error_name(error);
    snprintf(line, sizeof line, "%s: %.*s (%s)", text, 700, why, name ? name : "error");
    if (zm_process.job.open)
        zm_job_abort(&zm_process.job, error, line);
    zm_say(&zm_process.report, "%s", line);
    _exit(error & 0xff ? error & 0xff : 1);
}

void zm_enter_any_time(void)
{
    zm_process_lock();
}

void zm_enter(const struct zm_call *call)
{
    zm_process_lock();
    zm_process.engine.call = call;
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
