/* SPDX-License-Identifier: BSL-1.0 */
/* The status (sections 3.2.5, 3.8.4 and 13.3 of the standard). */
#include "api/status.h"

#include <limits.h>
#include <mpi.h>

#include "api/call.h"
#include "api/check.h"
#include "api/process.h"

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

/* Whole elements of the datatype; -1 if there are none. */
static MPI_Count count_elements(const struct zm_datatype *type, size_t bytes)
{
    if (bytes == 0)
        return 0;
    return type->size && bytes % type->size == 0 ? (MPI_Count)(bytes / type->size) : -1;
}

/* Basic elements, which the last one may have only some of; -1 if there are none. */
static MPI_Count count_basic_elements(const struct zm_datatype *type, size_t bytes)
{
    return zm_typemap_elements(type->map, bytes);
}

/* *count is MPI_UNDEFINED if it is no whole number, or more than `most`. */
static int get_count(const struct zm_call *call, const MPI_Status *status, MPI_Datatype datatype,
                     MPI_Count (*counter)(const struct zm_datatype *type, size_t bytes),
                     const void *result, MPI_Count most, MPI_Count *count)
{
    const struct zm_datatype *type;
    int error;
    zm_enter(call);
    if (!(error = zm_check_pointer("status", status)) &&
        !(error = zm_check_pointer("count", result)) &&
        !(error = zm_check_datatype(datatype, &type))) {
        *count = counter(type, (size_t)zm_status_bytes(status));
        if (*count < 0 || *count > most)
            *count = MPI_UNDEFINED;
    }
    return zm_leave(call, NULL, error);
}

#define GET_COUNT(name, integer, counter, most)                                       \
    int PMPI_##name(const MPI_Status *status, MPI_Datatype datatype, integer *count)  \
    {                                                                                 \
        const struct zm_call call = ZM_CALL("MPI_" #name, "%t", ZM_HANDLE(datatype)); \
        MPI_Count n = 0;                                                              \
        int error = get_count(&call, status, datatype, counter, count, most, &n);     \
        if (!error)                                                                   \
            *count = (integer)n;                                                      \
        return error;                                                                 \
    }                                                                                 \
    ZM_ALIAS(name)
GET_COUNT(Get_count, int, count_elements, INT_MAX);
GET_COUNT(Get_count_c, MPI_Count, count_elements, INT64_MAX);
GET_COUNT(Get_elements, int, count_basic_elements, INT_MAX);
GET_COUNT(Get_elements_c, MPI_Count, count_basic_elements, INT64_MAX);
GET_COUNT(Get_elements_x, MPI_Count, count_basic_elements, INT64_MAX);

/* So many basic elements that MPI_Get_elements finds as many. */
static int set_elements(const struct zm_call *call, MPI_Status *status, MPI_Datatype datatype,
                        MPI_Count count)
{
    const struct zm_datatype *type;
    int error;
    zm_enter(call);
    if (!(error = zm_check_pointer("status", status)) &&
        !(error = zm_check_datatype(datatype, &type)) &&
        !(error = zm_check_count("count", count))) {
        MPI_Count bytes = zm_typemap_bytes(type->map, (size_t)count);
        if (bytes < 0)
            error = ZM_FAIL(MPI_ERR_ARG, "%lld elements of this datatype are not to be had",
                            (long long)count);
        else
            zm_status_set_bytes(status, (uint64_t)bytes);
    }
    return zm_leave(call, NULL, error);
}

#define SET_ELEMENTS(name, integer)                                            \
    int PMPI_##name(MPI_Status *status, MPI_Datatype datatype, integer count)  \
    {                                                                          \
        const struct zm_call call =                                            \
            ZM_CALL("MPI_" #name, "%t, count=%d", ZM_HANDLE(datatype), count); \
        return set_elements(&call, status, datatype, count);                   \
    }                                                                          \
    ZM_ALIAS(name)
SET_ELEMENTS(Status_set_elements, int);
SET_ELEMENTS(Status_set_elements_c, MPI_Count);
SET_ELEMENTS(Status_set_elements_x, MPI_Count);

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
