/* SPDX-License-Identifier: BSL-1.0 */
/* Error handling (chapter 9 of the standard): handlers, classes and their texts. */
#include <mpi.h>
#include <stdio.h>

#include "api/call.h"
#include "api/check.h"
#include "api/process.h"

struct class {
    const char *name, *text;
};

#define CLASS(name, text) [name] = {#name, text}

static const struct class classes[] = {
    CLASS(MPI_SUCCESS, "no error"),
    CLASS(MPI_ERR_BUFFER, "invalid buffer pointer"),
    CLASS(MPI_ERR_COUNT, "invalid count"),
    CLASS(MPI_ERR_TYPE, "invalid datatype"),
    CLASS(MPI_ERR_TAG, "invalid tag"),
    CLASS(MPI_ERR_COMM, "invalid communicator"),
    CLASS(MPI_ERR_RANK, "invalid rank"),
    CLASS(MPI_ERR_REQUEST, "invalid request"),
    CLASS(MPI_ERR_ROOT, "invalid root"),
    CLASS(MPI_ERR_GROUP, "invalid group"),
    CLASS(MPI_ERR_OP, "invalid operator"),
    CLASS(MPI_ERR_TOPOLOGY, "invalid topology"),
    CLASS(MPI_ERR_DIMS, "invalid dimensions"),
    CLASS(MPI_ERR_ARG, "invalid argument"),
    CLASS(MPI_ERR_UNKNOWN, "unknown error"),
    CLASS(MPI_ERR_TRUNCATE, "message longer than the receive buffer"),
    CLASS(MPI_ERR_OTHER, "an error that has no class of its own"),
    CLASS(MPI_ERR_INTERN, "internal error of the library"),
    CLASS(MPI_ERR_PENDING, "the request is not complete"),
    CLASS(MPI_ERR_IN_STATUS, "the statuses hold the error codes"),
    CLASS(MPI_ERR_ACCESS, "permission denied"),
    CLASS(MPI_ERR_AMODE, "invalid access mode of a file"),
    CLASS(MPI_ERR_ASSERT, "invalid assertion"),
    CLASS(MPI_ERR_BAD_FILE, "invalid file name"),
    CLASS(MPI_ERR_BASE, "invalid base address"),
    CLASS(MPI_ERR_CONVERSION, "error in a data conversion function"),
    CLASS(MPI_ERR_DISP, "invalid displacement"),
    CLASS(MPI_ERR_DUP_DATAREP, "the data representation is already defined"),
    CLASS(MPI_ERR_FILE_EXISTS, "the file exists"),
    CLASS(MPI_ERR_FILE_IN_USE, "the file is in use"),
    CLASS(MPI_ERR_FILE, "invalid file handle"),
    CLASS(MPI_ERR_INFO_KEY, "the info key is too long"),
    CLASS(MPI_ERR_INFO_NOKEY, "there is no such info key"),
    CLASS(MPI_ERR_INFO_VALUE, "the info value is too long"),
    CLASS(MPI_ERR_INFO, "invalid info object"),
    CLASS(MPI_ERR_IO, "input or output error"),
    CLASS(MPI_ERR_KEYVAL, "invalid key value"),
    CLASS(MPI_ERR_LOCKTYPE, "invalid lock type"),
    CLASS(MPI_ERR_NAME, "the service name is not published"),
    CLASS(MPI_ERR_NO_MEM, "out of memory"),
    CLASS(MPI_ERR_NOT_SAME, "ranks disagree about a collective call"),
    CLASS(MPI_ERR_NO_SPACE, "no space left"),
    CLASS(MPI_ERR_NO_SUCH_FILE, "there is no such file"),
    CLASS(MPI_ERR_PORT, "invalid port name"),
    CLASS(MPI_ERR_QUOTA, "quota exceeded"),
    CLASS(MPI_ERR_READ_ONLY, "the file or file system is read-only"),
    CLASS(MPI_ERR_RMA_ATTACH, "memory cannot be attached to the window"),
    CLASS(MPI_ERR_RMA_CONFLICT, "conflicting accesses to a window"),
    CLASS(MPI_ERR_RMA_RANGE, "target memory is not part of the window"),
    CLASS(MPI_ERR_RMA_SHARED, "memory cannot be shared"),
    CLASS(MPI_ERR_RMA_SYNC, "wrong synchronization of accesses to a window"),
    CLASS(MPI_ERR_SERVICE, "invalid service name"),
    CLASS(MPI_ERR_SIZE, "invalid size"),
    CLASS(MPI_ERR_SPAWN, "processes cannot be spawned"),
    CLASS(MPI_ERR_UNSUPPORTED_DATAREP, "unsupported data representation"),
    CLASS(MPI_ERR_UNSUPPORTED_OPERATION, "unsupported operation"),
    CLASS(MPI_ERR_WIN, "invalid window"),
    CLASS(MPI_ERR_RMA_FLAVOR, "wrong flavor of window"),
    CLASS(MPI_ERR_PROC_ABORTED, "a rank that is needed has ended"),
    CLASS(MPI_ERR_VALUE_TOO_LARGE, "the value is too large for its variable"),
    CLASS(MPI_ERR_SESSION, "invalid session"),
    CLASS(MPI_ERR_ERRHANDLER, "invalid error handler"),
    CLASS(MPI_ERR_ABI, "error of the binary interface"),
};

#define CLASS_COUNT ((int)(sizeof classes / sizeof classes[0]))

const char *zm_error_name(int error)
{
    return error >= 0 && error < CLASS_COUNT ? classes[error].name : NULL;
}

const char *zm_error_text(int error)
{
    return error >= 0 && error < CLASS_COUNT ? classes[error].text : NULL;
}

static int check_code(int errorcode)
{
    if (zm_error_name(errorcode) || errorcode == MPI_ERR_LASTCODE)
        return MPI_SUCCESS;
    return zm_fail(&zm_process.report, MPI_ERR_ARG, "%d is no error code", errorcode);
}

int PMPI_Error_class(int errorcode, int *errorclass)
{
    const struct zm_call call = ZM_CALL("MPI_Error_class", "errorcode=%d", errorcode);
    zm_enter_any_time();
    int error = check_code(errorcode);
    if (!error)
        *errorclass = errorcode; /* there are no codes but the classes */
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Error_class);

int PMPI_Error_string(int errorcode, char *string, int *resultlen)
{
    const struct zm_call call = ZM_CALL("MPI_Error_string", "errorcode=%d", errorcode);
    zm_enter_any_time();
    int error = check_code(errorcode);
    const char *name = zm_error_name(errorcode);
    if (!error)
        *resultlen =
            snprintf(string, MPI_MAX_ERROR_STRING, "%s: %s", name ? name : "MPI_ERR_LASTCODE",
                     name ? zm_error_text(errorcode) : "the last error code");
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Error_string);

int PMPI_Comm_create_errhandler(MPI_Comm_errhandler_function *comm_errhandler_fn,
                                MPI_Errhandler *errhandler)
{
    const struct zm_call call = {"MPI_Comm_create_errhandler", "", {0}};
    int error;
    zm_enter(&call);
    if (!(error =
              zm_check_pointer("comm_errhandler_fn", (const void *)(intptr_t)comm_errhandler_fn)) &&
        !(error = zm_check_pointer("errhandler", errhandler))) {
        struct zm_errhandler *made = zm_errhandler_new(comm_errhandler_fn);
        if (!made)
            error = zm_fail(&zm_process.report, MPI_ERR_NO_MEM, "no memory for an error handler");
        else if (!(error = zm_handle_give(ZM_HANDLE_ERRHANDLER, made)))
            *errhandler = made->handle;
        else
            zm_errhandler_release(made);
    }
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Comm_create_errhandler);

int PMPI_Errhandler_free(MPI_Errhandler *errhandler)
{
    const struct zm_call call = {"MPI_Errhandler_free", "", {0}};
    struct zm_errhandler *freed;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_pointer("errhandler", errhandler)) &&
        !(error = zm_check_errhandler(*errhandler, &freed))) {
        if (freed->function) {
            if (--freed->handles == 0)
                zm_handle_take(ZM_HANDLE_ERRHANDLER, *errhandler);
            zm_errhandler_release(freed);
        }
        *errhandler = MPI_ERRHANDLER_NULL;
    }
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Errhandler_free);

int PMPI_Comm_set_errhandler(MPI_Comm comm, MPI_Errhandler errhandler)
{
    const struct zm_call call = ZM_CALL("MPI_Comm_set_errhandler", "%c", ZM_HANDLE(comm));
    struct zm_comm *c = NULL;
    struct zm_errhandler *handler;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_comm(comm, &c)) &&
        !(error = zm_check_errhandler(errhandler, &handler))) {
        zm_errhandler_retain(handler);
        zm_errhandler_release(c->errhandler);
        c->errhandler = handler;
    }
    return zm_leave(&call, c, error);
}
ZM_ALIAS(Comm_set_errhandler);

int PMPI_Comm_get_errhandler(MPI_Comm comm, MPI_Errhandler *errhandler)
{
    const struct zm_call call = ZM_CALL("MPI_Comm_get_errhandler", "%c", ZM_HANDLE(comm));
    struct zm_comm *c = NULL;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_comm(comm, &c)) &&
        !(error = zm_check_pointer("errhandler", errhandler))) {
        struct zm_errhandler *handler = c->errhandler;
        *errhandler = handler->handle;
        if (handler->function) {
            /* The program has to free it once more, also where it had freed it before. */
            if (handler->handles++ == 0)
                error = zm_handle_give(ZM_HANDLE_ERRHANDLER, handler);
            zm_errhandler_retain(handler);
        }
    }
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
    if (error)
        return zm_leave(&call, c, error);
    zm_fail(&zm_process.report, errorcode, "the program reports an error");
    zm_leave(&call, c, errorcode);
    return MPI_SUCCESS;
}
ZM_ALIAS(Comm_call_errhandler);
