/* SPDX-License-Identifier: BSL-1.0 */
/* Error classes and codes. */
#include "base/error.h"

#include <stdlib.h>
#include <string.h>

/* ---- Those of the standard ---- */

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

/* ---- Those of the program ---- */

#define FIRST (MPI_ERR_LASTCODE + 1) /* number of the first one */

struct zm_error {
    int class;  /* its own number, if it is a class; 0: it was removed */
    char *text; /* NULL: it has none */
};

static struct zm_error *find(const struct zm_errors *errors, int code)
{
    if (code < FIRST || (size_t)(code - FIRST) >= errors->count)
        return NULL;
    struct zm_error *error = &errors->all[code - FIRST];
    return error->class ? error : NULL;
}

int zm_errors_last(const struct zm_errors *errors)
{
    return FIRST - 1 + (int)errors->count;
}

int zm_error_class(const struct zm_errors *errors, int code)
{
    const struct zm_error *error = find(errors, code);
    if (error)
        return error->class;
    return zm_error_name(code) || code == MPI_ERR_LASTCODE ? code : -1;
}

bool zm_error_has_text(const struct zm_errors *errors, int code)
{
    const struct zm_error *error = find(errors, code);
    return error && error->text;
}

const char *zm_error_own_text(const struct zm_errors *errors, int code)
{
    const struct zm_error *error = find(errors, code);
    return error && error->text ? error->text : "";
}

bool zm_error_is_own(const struct zm_errors *errors, int code)
{
    return find(errors, code) != NULL;
}

bool zm_error_add(struct zm_errors *errors, int class, int *code)
{
    struct zm_error *larger = realloc(errors->all, (errors->count + 1) * sizeof *larger);
    if (!larger)
        return false;
    errors->all = larger;
    *code = FIRST + (int)errors->count;
    errors->all[errors->count++] = (struct zm_error){.class = class ? class : *code};
    return true;
}

bool zm_error_set_text(struct zm_errors *errors, int code, const char *text)
{
    struct zm_error *error = find(errors, code);
    char *copy = text ? strdup(text) : NULL;
    if (text && !copy)
        return false;
    free(error->text);
    error->text = copy;
    return true;
}

bool zm_error_is_used(const struct zm_errors *errors, int code)
{
    if (zm_error_has_text(errors, code))
        return true;
    for (size_t i = 0; i < errors->count; i++)
        if (errors->all[i].class == code && FIRST + (int)i != code)
            return true;
    return false;
}

void zm_error_remove(struct zm_errors *errors, int code)
{
    struct zm_error *error = find(errors, code);
    free(error->text);
    *error = (struct zm_error){0};
    while (errors->count && !errors->all[errors->count - 1].class)
        errors->count--;
}

void zm_errors_fini(struct zm_errors *errors)
{
    for (size_t i = 0; i < errors->count; i++)
        free(errors->all[i].text);
    free(errors->all);
    *errors = (struct zm_errors){0};
}
