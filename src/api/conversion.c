/* SPDX-License-Identifier: BSL-1.0 */
/* Handles and statuses as other languages keep them, and the library's binary interface (chapters
 * 19 and 20 of the standard). All of these may be called at any time. */
#include <limits.h>
#include <mpi.h>
#include <stdio.h>
#include <string.h>

#include "api/call.h"
#include "api/check.h"
#include "api/info.h"
#include "api/process.h"

/* ---- Handles ----
 * The ABI gives predefined handles constants below this; they are their own numbers. */

#define FIRST_NUMBER 0x1000

static int to_int(void *handle, void *null)
{
    if ((uintptr_t)handle < FIRST_NUMBER)
        return (int)(uintptr_t)handle;
    zm_enter_any_time(NULL);
    int number = zm_numbers_of(&zm_process.numbers, handle);
    zm_process_unlock();
    return number < 0 ? (int)(uintptr_t)null : FIRST_NUMBER + number;
}

static void *from_int(int number, void *null)
{
    if (number < 0)
        return null;
    if (number < FIRST_NUMBER)
        return (void *)(uintptr_t)number;
    zm_enter_any_time(NULL);
    void *handle = zm_numbers_address(&zm_process.numbers, number - FIRST_NUMBER);
    zm_process_unlock();
    return handle ? handle : null;
}

#define CONVERSIONS(name, type, null)       \
    int PMPI_##name##_toint(type handle)    \
    {                                       \
        return to_int(handle, null);        \
    }                                       \
    ZM_ALIAS(name##_toint);                 \
    type PMPI_##name##_fromint(int number)  \
    {                                       \
        return from_int(number, null);      \
    }                                       \
    ZM_ALIAS(name##_fromint);               \
    MPI_Fint PMPI_##name##_c2f(type handle) \
    {                                       \
        return to_int(handle, null);        \
    }                                       \
    ZM_ALIAS(name##_c2f);                   \
    type PMPI_##name##_f2c(MPI_Fint number) \
    {                                       \
        return from_int(number, null);      \
    }                                       \
    ZM_ALIAS(name##_f2c)

CONVERSIONS(Comm, MPI_Comm, MPI_COMM_NULL);
CONVERSIONS(Errhandler, MPI_Errhandler, MPI_ERRHANDLER_NULL);
CONVERSIONS(Group, MPI_Group, MPI_GROUP_NULL);
CONVERSIONS(Info, MPI_Info, MPI_INFO_NULL);
CONVERSIONS(Message, MPI_Message, MPI_MESSAGE_NULL);
CONVERSIONS(Op, MPI_Op, MPI_OP_NULL);
CONVERSIONS(Request, MPI_Request, MPI_REQUEST_NULL);
CONVERSIONS(Session, MPI_Session, MPI_SESSION_NULL);
CONVERSIONS(Type, MPI_Datatype, MPI_DATATYPE_NULL);

/* ---- Statuses: the same integers in the same order ---- */

_Static_assert(sizeof(MPI_Status) == MPI_F_STATUS_SIZE * sizeof(MPI_Fint), "as in Fortran");

/* A status has the same bytes in all languages. */
#define STATUS_COPY(function, From, from, To, to)                                             \
    int PMPI_Status_##function(const From *from, To *to)                                      \
    {                                                                                         \
        const struct zm_call call = {"MPI_Status_" #function, "", {0}};                       \
        int error;                                                                            \
        zm_enter_any_time(&call);                                                             \
        if (!(error = zm_check_pointer(#from, from)) && !(error = zm_check_pointer(#to, to))) \
            memcpy(to, from, sizeof(MPI_Status));                                             \
        return zm_leave(&call, NULL, error);                                                  \
    }                                                                                         \
    ZM_ALIAS(Status_##function)
STATUS_COPY(c2f, MPI_Status, c_status, MPI_Fint, f_status);
STATUS_COPY(f2c, MPI_Fint, f_status, MPI_Status, c_status);
STATUS_COPY(c2f08, MPI_Status, c_status, MPI_F08_status, f08_status);
STATUS_COPY(f082c, MPI_F08_status, f08_status, MPI_Status, c_status);
STATUS_COPY(f2f08, MPI_Fint, f_status, MPI_F08_status, f08_status);
STATUS_COPY(f082f, MPI_F08_status, f08_status, MPI_Fint, f_status);

/* ---- The binary interface ---- */

static struct zm_info *new_abi_info(void)
{
    static const struct {
        const char *key;
        size_t size;
    } types[] = {{"mpi_aint_size", sizeof(MPI_Aint)},
                 {"mpi_count_size", sizeof(MPI_Count)},
                 {"mpi_offset_size", sizeof(MPI_Offset)}};
    struct zm_info *info = zm_info_new();
    bool good = info;
    for (size_t i = 0; good && i < sizeof types / sizeof types[0]; i++) {
        char size[12];
        snprintf(size, sizeof size, "%zu", types[i].size);
        good = zm_info_set(info, types[i].key, size);
    }
    if (good)
        return info;
    zm_info_release(info);
    return NULL;
}

int PMPI_Abi_get_info(MPI_Info *info)
{
    const struct zm_call call = {"MPI_Abi_get_info", "", {0}};
    zm_enter_any_time(&call);
    int error = zm_check_pointer("info", info);
    if (!error)
        error = zm_hand_out_info(new_abi_info(), info);
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Abi_get_info);

/* ---- What the Fortran side of a program says of itself, once ---- */

int PMPI_Abi_set_fortran_info(MPI_Info info)
{
    const struct zm_call call = ZM_CALL("MPI_Abi_set_fortran_info", "%i", ZM_HANDLE(info));
    struct zm_fortran *fortran = &zm_process.fortran;
    struct zm_info *told;
    zm_enter_any_time(&call);
    int error = zm_check_info(info, &told);
    if (!error && fortran->info)
        error = ZM_FAIL(MPI_ERR_ABI, "this was said before");
    if (!error && !(fortran->info = zm_info_dup(told)))
        error = ZM_FAIL(MPI_ERR_NO_MEM, "no memory for an info object");
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Abi_set_fortran_info);

int PMPI_Abi_get_fortran_info(MPI_Info *info)
{
    const struct zm_call call = {"MPI_Abi_get_fortran_info", "", {0}};
    zm_enter_any_time(&call);
    int error = zm_check_pointer("info", info);
    if (!error && zm_process.fortran.info)
        error = zm_hand_out_info(zm_info_dup(zm_process.fortran.info), info);
    else if (!error)
        *info = MPI_INFO_NULL;
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Abi_get_fortran_info);

static int check_logical_size(int size)
{
    bool known = size == 1 || size == 2 || size == 4 || size == 8 || size == 16;
    return known ? MPI_SUCCESS : ZM_FAIL(MPI_ERR_ARG, "no LOGICAL has %d bytes", size);
}

int PMPI_Abi_set_fortran_booleans(int logical_size, void *logical_true, void *logical_false)
{
    const struct zm_call call =
        ZM_CALL("MPI_Abi_set_fortran_booleans", "logical_size=%d", logical_size);
    struct zm_fortran *fortran = &zm_process.fortran;
    int error;
    zm_enter_any_time(&call);
    if (!(error = check_logical_size(logical_size)) &&
        !(error = zm_check_pointer("logical_true", logical_true)) &&
        !(error = zm_check_pointer("logical_false", logical_false))) {
        if (fortran->logical_size)
            error = ZM_FAIL(MPI_ERR_ABI, "this was said before");
        else {
            fortran->logical_size = logical_size;
            memcpy(fortran->logical_true, logical_true, (size_t)logical_size);
            memcpy(fortran->logical_false, logical_false, (size_t)logical_size);
        }
    }
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Abi_set_fortran_booleans);

int PMPI_Abi_get_fortran_booleans(int logical_size, void *logical_true, void *logical_false,
                                  int *is_set)
{
    const struct zm_call call =
        ZM_CALL("MPI_Abi_get_fortran_booleans", "logical_size=%d", logical_size);
    const struct zm_fortran *fortran = &zm_process.fortran;
    int error;
    zm_enter_any_time(&call);
    if (!(error = check_logical_size(logical_size)) &&
        !(error = zm_check_pointer("logical_true", logical_true)) &&
        !(error = zm_check_pointer("logical_false", logical_false)) &&
        !(error = zm_check_pointer("is_set", is_set)) && (*is_set = fortran->logical_size != 0)) {
        if (fortran->logical_size != logical_size)
            error = ZM_FAIL(MPI_ERR_ARG, "a LOGICAL has %d bytes", fortran->logical_size);
        else {
            memcpy(logical_true, fortran->logical_true, (size_t)logical_size);
            memcpy(logical_false, fortran->logical_false, (size_t)logical_size);
        }
    }
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Abi_get_fortran_booleans);
