/* SPDX-License-Identifier: BSL-1.0 */
/* Error handlers (chapter 9 of the standard). */
#include <mpi.h>

#include "api/call.h"
#include "api/check.h"
#include "api/process.h"

/* ---- Error handlers ---- */

static int hand_out(struct zm_errhandler *made, MPI_Errhandler *errhandler)
{
    if (!made)
        return ZM_FAIL(MPI_ERR_NO_MEM, "no memory for an error handler");
    int error = zm_handle_give(ZM_HANDLE_ERRHANDLER, made);
    if (error)
        zm_errhandler_release(made);
    else
        *errhandler = made->handle;
    return error;
}

/* One that the program gets has to be freed by it once more, also where it had freed it before. */
static int hand_out_again(struct zm_errhandler *errhandler, MPI_Errhandler *handle)
{
    *handle = errhandler->handle;
    if (!errhandler->kind)
        return MPI_SUCCESS;
    int error =
        errhandler->handles ? MPI_SUCCESS : zm_handle_give(ZM_HANDLE_ERRHANDLER, errhandler);
    if (!error) {
        errhandler->handles++;
        zm_errhandler_retain(errhandler);
    }
    return error;
}

int PMPI_Comm_create_errhandler(MPI_Comm_errhandler_function *comm_errhandler_fn,
                                MPI_Errhandler *errhandler)
{
    const struct zm_call call = {"MPI_Comm_create_errhandler", "", {0}};
    const void *function = (const void *)(intptr_t)comm_errhandler_fn;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_pointer("comm_errhandler_fn", function)) &&
        !(error = zm_check_pointer("errhandler", errhandler)))
        error = hand_out(zm_errhandler_new_comm(comm_errhandler_fn), errhandler);
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Comm_create_errhandler);

/* It may be called at any time, as the next one. */
int PMPI_Session_create_errhandler(MPI_Session_errhandler_function *session_errhandler_fn,
                                   MPI_Errhandler *errhandler)
{
    const struct zm_call call = {"MPI_Session_create_errhandler", "", {0}};
    const void *function = (const void *)(intptr_t)session_errhandler_fn;
    int error;
    zm_enter_any_time(&call);
    if (!(error = zm_check_pointer("session_errhandler_fn", function)) &&
        !(error = zm_check_pointer("errhandler", errhandler)))
        error = hand_out(zm_errhandler_new_session(session_errhandler_fn), errhandler);
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Session_create_errhandler);

int PMPI_Errhandler_free(MPI_Errhandler *errhandler)
{
    const struct zm_call call =
        ZM_CALL("MPI_Errhandler_free", "%e", ZM_HANDLE(errhandler ? *errhandler : 0));
    struct zm_errhandler *freed;
    int error;
    zm_enter_any_time(&call);
    if (!(error = zm_check_pointer("errhandler", errhandler)) &&
        !(error = zm_check_errhandler(*errhandler, ZM_ERRHANDLER_ANY, &freed))) {
        if (freed->kind) {
            if (--freed->handles == 0)
                zm_handle_take(ZM_HANDLE_ERRHANDLER, *errhandler);
            zm_errhandler_release(freed);
        }
        *errhandler = MPI_ERRHANDLER_NULL;
    }
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Errhandler_free);

static void replace(struct zm_errhandler **old, struct zm_errhandler *new)
{
    zm_errhandler_retain(new);
    zm_errhandler_release(*old);
    *old = new;
}

/* ---- Of communicators ---- */

int PMPI_Comm_set_errhandler(MPI_Comm comm, MPI_Errhandler errhandler)
{
    const struct zm_call call =
        ZM_CALL("MPI_Comm_set_errhandler", "%c, %e", ZM_HANDLE(comm), ZM_HANDLE(errhandler));
    struct zm_comm *c = NULL;
    struct zm_errhandler *handler;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_comm(comm, &c)) &&
        !(error = zm_check_errhandler(errhandler, ZM_ERRHANDLER_COMM, &handler)))
        replace(&c->errhandler, handler);
    return zm_leave(&call, c, error);
}
ZM_ALIAS(Comm_set_errhandler);

int PMPI_Comm_get_errhandler(MPI_Comm comm, MPI_Errhandler *errhandler)
{
    const struct zm_call call = ZM_CALL("MPI_Comm_get_errhandler", "%c", ZM_HANDLE(comm));
    struct zm_comm *c = NULL;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_comm(comm, &c)) && !(error = zm_check_pointer("errhandler", errhandler)))
        error = hand_out_again(c->errhandler, errhandler);
    return zm_leave(&call, c, error);
}
ZM_ALIAS(Comm_get_errhandler);

int PMPI_Comm_call_errhandler(MPI_Comm comm, int errorcode)
{
    const struct zm_call call =
        ZM_CALL("MPI_Comm_call_errhandler", "%c, errorcode=%d", ZM_HANDLE(comm), errorcode);
    struct zm_comm *c = NULL;
    zm_enter(&call);
    int error = zm_check_comm(comm, &c);
    if (!error) {
        ZM_FAIL(errorcode, "the program reports an error");
        zm_raise(&call, c->errhandler, c->handle, errorcode);
    }
    return zm_leave(&call, c, error);
}
ZM_ALIAS(Comm_call_errhandler);

/* ---- Of sessions ---- */

int PMPI_Session_set_errhandler(MPI_Session session, MPI_Errhandler errhandler)
{
    const struct zm_call call =
        ZM_CALL("MPI_Session_set_errhandler", "%S, %e", ZM_HANDLE(session), ZM_HANDLE(errhandler));
    struct zm_session *s = NULL;
    struct zm_errhandler *handler;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_session(session, &s)) &&
        !(error = zm_check_errhandler(errhandler, ZM_ERRHANDLER_SESSION, &handler)))
        replace(&s->errhandler, handler);
    return zm_leave_session(&call, s, error);
}
ZM_ALIAS(Session_set_errhandler);

int PMPI_Session_get_errhandler(MPI_Session session, MPI_Errhandler *errhandler)
{
    const struct zm_call call = ZM_CALL("MPI_Session_get_errhandler", "%S", ZM_HANDLE(session));
    struct zm_session *s = NULL;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_session(session, &s)) &&
        !(error = zm_check_pointer("errhandler", errhandler)))
        error = hand_out_again(s->errhandler, errhandler);
    return zm_leave_session(&call, s, error);
}
ZM_ALIAS(Session_get_errhandler);

int PMPI_Session_call_errhandler(MPI_Session session, int errorcode)
{
    const struct zm_call call =
        ZM_CALL("MPI_Session_call_errhandler", "%S, errorcode=%d", ZM_HANDLE(session), errorcode);
    struct zm_session *s = NULL;
    zm_enter(&call);
    int error = zm_check_session(session, &s);
    if (!error) {
        ZM_FAIL(errorcode, "the program reports an error");
        zm_raise(&call, s->errhandler, s->handle, errorcode);
    }
    return zm_leave_session(&call, s, error);
}
ZM_ALIAS(Session_call_errhandler);
