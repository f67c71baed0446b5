/* SPDX-License-Identifier: BSL-1.0 */
/* The status (sections 3.2.5, 3.8.4 and 13.3 of the standard). */
#include "api/status.h"

#include <limits.h>
#include <mpi.h>

#include "api/call.h"
#include "api/check.h"

/* Where the private fields are. */
enum { BYTES_LOW, BYTES_HIGH, CANCELLED };

void zm_set_status(MPI_Status *status, int source, int tag, uint64_t bytes)
{
    if (status == MPI_STATUS_IGNORE)
        return;
    status->MPI_SOURCE = source;
    status->MPI_TAG = tag;
    zm_status_set_bytes(status, bytes);
    zm_status_set_cancelled(status, false);
}

void zm_set_empty_status(MPI_Status *status)
{
    zm_set_status(status, MPI_ANY_SOURCE, MPI_ANY_TAG, 0);
    if (status != MPI_STATUS_IGNORE)
        status->MPI_ERROR = MPI_SUCCESS;
}

void zm_set_request_status(MPI_Status *status, const struct zm_request *request)
{
    zm_set_status(status, request->source, request->tag, request->bytes);
    if (status != MPI_STATUS_IGNORE)
        zm_status_set_cancelled(status, request->cancelled);
}

uint64_t zm_status_bytes(const MPI_Status *status)
{
    return (uint64_t)(uint32_t)status->MPI_internal[BYTES_HIGH] << 32 |
           (uint32_t)status->MPI_internal[BYTES_LOW];
}

void zm_status_set_bytes(MPI_Status *status, uint64_t bytes)
{
    status->MPI_internal[BYTES_LOW] = (int)(uint32_t)bytes;
    status->MPI_internal[BYTES_HIGH] = (int)(uint32_t)(bytes >> 32);
}

bool zm_status_cancelled(const MPI_Status *status)
{
    return status->MPI_internal[CANCELLED] != 0;
}

void zm_status_set_cancelled(MPI_Status *status, bool cancelled)
{
    status->MPI_internal[CANCELLED] = cancelled;
}

/* ---- Elements of the datatype that was received ---- */

/* *count is MPI_UNDEFINED if it is no whole number, or more than `most`. */
static int get_count(const char *name, const MPI_Status *status, MPI_Datatype datatype,
                     const void *result, MPI_Count most, MPI_Count *count)
{
    const struct zm_call call = ZM_CALL(name, "%t", ZM_HANDLE(datatype));
    const struct zm_datatype *type;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_pointer("status", status)) &&
        !(error = zm_check_pointer("count", result)) &&
        !(error = zm_check_datatype(datatype, &type))) {
        uint64_t bytes = zm_status_bytes(status), n = type->size ? bytes / type->size : 0;
        *count = n <= (uint64_t)most && n * type->size == bytes ? (MPI_Count)n : MPI_UNDEFINED;
    }
    return zm_leave(&call, NULL, error);
}

int PMPI_Get_count(const MPI_Status *status, MPI_Datatype datatype, int *count)
{
    MPI_Count n = 0;
    int error = get_count("MPI_Get_count", status, datatype, count, INT_MAX, &n);
    if (!error)
        *count = (int)n;
    return error;
}
ZM_ALIAS(Get_count);

int PMPI_Get_count_c(const MPI_Status *status, MPI_Datatype datatype, MPI_Count *count)
{
    MPI_Count n = 0;
    int error = get_count("MPI_Get_count_c", status, datatype, count, INT64_MAX, &n);
    if (!error)
        *count = n;
    return error;
}
ZM_ALIAS(Get_count_c);

/* ---- Cancelled operations ---- */

int PMPI_Test_cancelled(const MPI_Status *status, int *flag)
{
    const struct zm_call call = {"MPI_Test_cancelled", "", {0}};
    int error;
    zm_enter(&call);
    if (!(error = zm_check_pointer("status", status)) && !(error = zm_check_pointer("flag", flag)))
        *flag = zm_status_cancelled(status);
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Test_cancelled);

int PMPI_Status_set_cancelled(MPI_Status *status, int flag)
{
    const struct zm_call call = ZM_CALL("MPI_Status_set_cancelled", "flag=%d", flag);
    zm_enter(&call);
    int error = zm_check_pointer("status", status);
    if (!error)
        zm_status_set_cancelled(status, flag != 0);
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Status_set_cancelled);

/* ---- The public fields, by functions ---- */

#define FIELD(name, field, argument)                                                             \
    int PMPI_Status_get_##name(const MPI_Status *status, int *argument)                          \
    {                                                                                            \
        const struct zm_call call = {"MPI_Status_get_" #name, "", {0}};                          \
        int error;                                                                               \
        zm_enter(&call);                                                                         \
        if (!(error = zm_check_pointer("status", status)) &&                                     \
            !(error = zm_check_pointer(#argument, argument)))                                    \
            *argument = status->field;                                                           \
        return zm_leave(&call, NULL, error);                                                     \
    }                                                                                            \
    ZM_ALIAS(Status_get_##name);                                                                 \
    int PMPI_Status_set_##name(MPI_Status *status, int argument)                                 \
    {                                                                                            \
        const struct zm_call call = ZM_CALL("MPI_Status_set_" #name, #argument "=%d", argument); \
        zm_enter(&call);                                                                         \
        int error = zm_check_pointer("status", status);                                          \
        if (!error)                                                                              \
            status->field = argument;                                                            \
        return zm_leave(&call, NULL, error);                                                     \
    }                                                                                            \
    ZM_ALIAS(Status_set_##name)

FIELD(source, MPI_SOURCE, source);
FIELD(tag, MPI_TAG, tag);
FIELD(error, MPI_ERROR, err);
