/* SPDX-License-Identifier: BSL-1.0 */
/* Datatypes (chapter 5 of the standard). */
#include <limits.h>
#include <mpi.h>

#include "api/call.h"
#include "api/check.h"

int PMPI_Type_size(MPI_Datatype datatype, int *size)
{
    const struct zm_call call = ZM_CALL("MPI_Type_size", "%t", ZM_HANDLE(datatype));
    const struct zm_datatype *type;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_datatype(datatype, &type)) && !(error = zm_check_pointer("size", size)))
        *size = type->size <= INT_MAX ? (int)type->size : MPI_UNDEFINED;
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Type_size);
