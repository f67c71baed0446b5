/* SPDX-License-Identifier: BSL-1.0 */
/* Predefined datatypes by what they can hold (sections 6.9.4 and 19.1.5 of the standard). */
#include <mpi.h>

#include "api/call.h"
#include "api/check.h"
#include "api/process.h"
#include "type/unnamed.h"

int PMPI_Type_match_size(int typeclass, int size, MPI_Datatype *datatype)
{
    const struct zm_call call =
        ZM_CALL("MPI_Type_match_size", "typeclass=%d, size=%d", typeclass, size);
    zm_enter(&call);
    int error = zm_check_pointer("datatype", datatype);
    if (!error) {
        const struct zm_datatype *found = zm_fortran_sized(typeclass, size);
        if (found)
            *datatype = found->handle;
        else
            error = ZM_FAIL(MPI_ERR_ARG, "no datatype of this class has %d bytes", size);
    }
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Type_match_size);

static int create_f90(const struct zm_call *call, int combiner, int p, int r, MPI_Datatype *newtype)
{
    const struct zm_datatype *found;
    int error;
    zm_enter(call);
    if (!(error = zm_check_pointer("newtype", newtype)) &&
        !(error = zm_unnamed_fortran(&zm_process.unnamed_types, combiner, p, r, &zm_process.report,
                                     &found)))
        *newtype = found->handle;
    return zm_leave(call, NULL, error);
}

int PMPI_Type_create_f90_integer(int r, MPI_Datatype *newtype)
{
    const struct zm_call call = ZM_CALL("MPI_Type_create_f90_integer", "r=%d", r);
    return create_f90(&call, MPI_COMBINER_F90_INTEGER, 0, r, newtype);
}
ZM_ALIAS(Type_create_f90_integer);

int PMPI_Type_create_f90_real(int p, int r, MPI_Datatype *newtype)
{
    const struct zm_call call = ZM_CALL("MPI_Type_create_f90_real", "p=%d, r=%d", p, r);
    return create_f90(&call, MPI_COMBINER_F90_REAL, p, r, newtype);
}
ZM_ALIAS(Type_create_f90_real);

int PMPI_Type_create_f90_complex(int p, int r, MPI_Datatype *newtype)
{
    const struct zm_call call = ZM_CALL("MPI_Type_create_f90_complex", "p=%d, r=%d", p, r);
    return create_f90(&call, MPI_COMBINER_F90_COMPLEX, p, r, newtype);
}
ZM_ALIAS(Type_create_f90_complex);

int PMPI_Type_get_value_index(MPI_Datatype value_type, MPI_Datatype index_type,
                              MPI_Datatype *pair_type)
{
    const struct zm_call call =
        ZM_CALL("MPI_Type_get_value_index", "%t, %t", ZM_HANDLE(value_type), ZM_HANDLE(index_type));
    const struct zm_datatype *value, *index, *found;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_datatype(value_type, &value)) &&
        !(error = zm_check_datatype(index_type, &index)) &&
        !(error = zm_check_pointer("pair_type", pair_type)) &&
        !(error =
              zm_unnamed_pair(&zm_process.unnamed_types, value, index, &zm_process.report, &found)))
        *pair_type = found ? found->handle : MPI_DATATYPE_NULL;
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Type_get_value_index);
