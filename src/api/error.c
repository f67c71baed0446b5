/* SPDX-License-Identifier: BSL-1.0 */
/* Error codes and classes (chapter 9 of the standard). All of these may be called at any time. */
#include <mpi.h>
#include <stdio.h>
#include <string.h>

#include "api/call.h"
#include "api/check.h"
#include "api/process.h"

static int check_code(int errorcode)
{
    return zm_error_class(&zm_process.errors, errorcode) >= 0
               ? MPI_SUCCESS
               : ZM_FAIL(MPI_ERR_ARG, "%d is no error code", errorcode);
}

static int check_class(int errorclass)
{
    return zm_error_class(&zm_process.errors, errorclass) == errorclass
               ? MPI_SUCCESS
               : ZM_FAIL(MPI_ERR_ARG, "%d is no error class", errorclass);
}

static int check_own(int errorcode)
{
    return zm_error_is_own(&zm_process.errors, errorcode)
               ? MPI_SUCCESS
               : ZM_FAIL(MPI_ERR_ARG, "%d is no error code of the program's own", errorcode);
}

/* ---- Asking ---- */

int PMPI_Error_class(int errorcode, int *errorclass)
{
    const struct zm_call call = ZM_CALL("MPI_Error_class", "errorcode=%d", errorcode);
    int error;
    zm_enter_any_time(&call);
    if (!(error = check_code(errorcode)) && !(error = zm_check_pointer("errorclass", errorclass)))
        *errorclass = zm_error_class(&zm_process.errors, errorcode);
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Error_class);

static int print_error(char *string, int errorcode)
{
    const char *name = zm_error_name(errorcode);
    if (name)
        return snprintf(string, MPI_MAX_ERROR_STRING, "%s: %s", name, zm_error_text(errorcode));
    if (errorcode == MPI_ERR_LASTCODE)
        return snprintf(string, MPI_MAX_ERROR_STRING, "MPI_ERR_LASTCODE: the last error code");
    return snprintf(string, MPI_MAX_ERROR_STRING, "%s",
                    zm_error_own_text(&zm_process.errors, errorcode));
}

int PMPI_Error_string(int errorcode, char *string, int *resultlen)
{
    const struct zm_call call = ZM_CALL("MPI_Error_string", "errorcode=%d", errorcode);
    int error;
    zm_enter_any_time(&call);
    if (!(error = check_code(errorcode)) && !(error = zm_check_pointer("string", string)) &&
        !(error = zm_check_pointer("resultlen", resultlen)))
        *resultlen = print_error(string, errorcode);
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Error_string);

/* ---- Adding ---- */

/* Adds a code to a class, or a new class. */
static int add(int class, int *code)
{
    if (!zm_error_add(&zm_process.errors, class, code))
        return ZM_FAIL(MPI_ERR_NO_MEM, "no memory for an error code");
    zm_process.predefined.lastusedcode = zm_errors_last(&zm_process.errors);
    return MPI_SUCCESS;
}

int PMPI_Add_error_class(int *errorclass)
{
    const struct zm_call call = {"MPI_Add_error_class", "", {0}};
    zm_enter_any_time(&call);
    int error = zm_check_pointer("errorclass", errorclass);
    if (!error)
        error = add(0, errorclass);
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Add_error_class);

int PMPI_Add_error_code(int errorclass, int *errorcode)
{
    const struct zm_call call = ZM_CALL("MPI_Add_error_code", "errorclass=%d", errorclass);
    int error;
    zm_enter_any_time(&call);
    if (!(error = check_class(errorclass)) && !(error = zm_check_pointer("errorcode", errorcode)))
        error = add(errorclass, errorcode);
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Add_error_code);

static int check_text(const char *string)
{
    if (!string)
        return zm_check_pointer("string", string);
    return strnlen(string, MPI_MAX_ERROR_STRING) < MPI_MAX_ERROR_STRING
               ? MPI_SUCCESS
               : ZM_FAIL(MPI_ERR_ARG, "the text is longer than %d characters",
                         MPI_MAX_ERROR_STRING - 1);
}

int PMPI_Add_error_string(int errorcode, const char *string)
{
    const struct zm_call call = ZM_CALL("MPI_Add_error_string", "errorcode=%d", errorcode);
    int error;
    zm_enter_any_time(&call);
    if (!(error = check_own(errorcode)) && !(error = check_text(string)) &&
        !zm_error_set_text(&zm_process.errors, errorcode, string))
        error = ZM_FAIL(MPI_ERR_NO_MEM, "no memory for the text of an error");
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Add_error_string);

/* ---- Removing ---- */

static int remove_own(const struct zm_call *call, int code, bool is_class)
{
    struct zm_errors *errors = &zm_process.errors;
    int error;
    zm_enter_any_time(call);
    if (!(error = check_own(code))) {
        if ((zm_error_class(errors, code) == code) != is_class)
            error = ZM_FAIL(MPI_ERR_ARG, "%d is %s", code,
                            is_class ? "a code, not a class" : "a class, not a code");
        else if (zm_error_is_used(errors, code))
            error = ZM_FAIL(MPI_ERR_ARG, "%d still has a text, or codes", code);
        else {
            zm_error_remove(errors, code);
            zm_process.predefined.lastusedcode = zm_errors_last(errors);
        }
    }
    return zm_leave(call, NULL, error);
}

int PMPI_Remove_error_class(int errorclass)
{
    const struct zm_call call = ZM_CALL("MPI_Remove_error_class", "errorclass=%d", errorclass);
    return remove_own(&call, errorclass, true);
}
ZM_ALIAS(Remove_error_class);

int PMPI_Remove_error_code(int errorcode)
{
    const struct zm_call call = ZM_CALL("MPI_Remove_error_code", "errorcode=%d", errorcode);
    return remove_own(&call, errorcode, false);
}
ZM_ALIAS(Remove_error_code);

int PMPI_Remove_error_string(int errorcode)
{
    const struct zm_call call = ZM_CALL("MPI_Remove_error_string", "errorcode=%d", errorcode);
    struct zm_errors *errors = &zm_process.errors;
    int error;
    zm_enter_any_time(&call);
    if (!(error = check_own(errorcode))) {
        if (zm_error_has_text(errors, errorcode))
            zm_error_set_text(errors, errorcode, NULL);
        else
            error = ZM_FAIL(MPI_ERR_ARG, "%d has no text", errorcode);
    }
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Remove_error_string);
