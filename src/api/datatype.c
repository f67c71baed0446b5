/* SPDX-License-Identifier: BSL-1.0 */
/* Datatypes: what there is to know about them, their names, their end, and addresses (sections
 * 5.1.5 to 5.1.9 and 7.8 of the standard). */
#include "api/datatype.h"

#include <limits.h>
#include <mpi.h>
#include <stdlib.h>
#include <string.h>

#include "api/attribute.h"
#include "api/call.h"
#include "api/check.h"
#include "api/process.h"

/* ---- Sizes and bounds ---- */

/* Gets `type` for a function that stores something about it at `result`, and else nothing. */
static int find(const struct zm_call *call, MPI_Datatype handle, const char *name,
                const void *result, const struct zm_datatype **type)
{
    int error;
    zm_enter(call);
    if (!(error = zm_check_datatype(handle, type)))
        error = zm_check_pointer(name, result);
    return error;
}

/* What is more than the integer can hold is undefined. */
#define SIZE(name, integer, most)                                                     \
    int PMPI_##name(MPI_Datatype datatype, integer *size)                             \
    {                                                                                 \
        const struct zm_call call = ZM_CALL("MPI_" #name, "%t", ZM_HANDLE(datatype)); \
        const struct zm_datatype *type;                                               \
        int error = find(&call, datatype, "size", size, &type);                       \
        if (!error)                                                                   \
            *size = type->size <= most ? (integer)type->size : MPI_UNDEFINED;         \
        return zm_leave(&call, NULL, error);                                          \
    }                                                                                 \
    ZM_ALIAS(name)
SIZE(Type_size, int, INT_MAX);
SIZE(Type_size_c, MPI_Count, INT64_MAX);
SIZE(Type_size_x, MPI_Count, INT64_MAX);

#define BOUNDS(name, integer, first, second)                                          \
    int PMPI_##name(MPI_Datatype datatype, integer *first, integer *second)           \
    {                                                                                 \
        const struct zm_call call = ZM_CALL("MPI_" #name, "%t", ZM_HANDLE(datatype)); \
        const struct zm_datatype *type;                                               \
        int error = find(&call, datatype, #first, first, &type);                      \
        if (!error && !(error = zm_check_pointer(#second, second))) {                 \
            *first = type->first;                                                     \
            *second = type->second;                                                   \
        }                                                                             \
        return zm_leave(&call, NULL, error);                                          \
    }                                                                                 \
    ZM_ALIAS(name)
BOUNDS(Type_get_extent, MPI_Aint, lb, extent);
BOUNDS(Type_get_extent_c, MPI_Count, lb, extent);
BOUNDS(Type_get_extent_x, MPI_Count, lb, extent);
BOUNDS(Type_get_true_extent, MPI_Aint, true_lb, true_extent);
BOUNDS(Type_get_true_extent_c, MPI_Count, true_lb, true_extent);
BOUNDS(Type_get_true_extent_x, MPI_Count, true_lb, true_extent);

/* ---- Their life ---- */

int PMPI_Type_commit(MPI_Datatype *datatype)
{
    const struct zm_call call =
        ZM_CALL("MPI_Type_commit", "%t", ZM_HANDLE(datatype ? *datatype : MPI_DATATYPE_NULL));
    const struct zm_datatype *type;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_pointer("datatype", datatype)) &&
        !(error = zm_check_datatype(*datatype, &type)) && !type->predefined)
        ((struct zm_datatype *)type)->committed = true;
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Type_commit);

static void forget(struct zm_datatype *datatype)
{
    zm_table_remove(&zm_process.freed_types, (uint64_t)(uintptr_t)datatype->handle);
}

/* Operations under way may still use it, and lend its handle to functions of the program. */
static void take_handle(struct zm_datatype *own)
{
    if (zm_table_insert(&zm_process.freed_types, (uint64_t)(uintptr_t)own->handle, own))
        own->forget = forget;
    zm_datatype_release(zm_handle_take(ZM_HANDLE_DATATYPE, own->handle));
}

const struct zm_datatype *zm_lent_datatype(MPI_Datatype handle)
{
    const struct zm_datatype *freed =
        zm_table_find(&zm_process.freed_types, (uint64_t)(uintptr_t)handle);
    return freed && freed->lent ? freed : NULL;
}

/* The functions of the program that delete attributes may do anything meanwhile. */
static int free_datatype(const struct zm_datatype *type)
{
    struct zm_datatype *own = (struct zm_datatype *)zm_datatype_retain(type);
    int error = zm_delete_attributes(&own->attributes, own->handle);
    if (!error && zm_handle_find(ZM_HANDLE_DATATYPE, own->handle))
        take_handle(own);
    zm_datatype_release(own);
    return error;
}

int PMPI_Type_free(MPI_Datatype *datatype)
{
    const struct zm_call call =
        ZM_CALL("MPI_Type_free", "%t", ZM_HANDLE(datatype ? *datatype : MPI_DATATYPE_NULL));
    const struct zm_datatype *type;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_pointer("datatype", datatype)) &&
        !(error = zm_check_datatype(*datatype, &type))) {
        if (type->predefined)
            error = ZM_FAIL(MPI_ERR_TYPE, "predefined datatypes cannot be freed");
        else if (!(error = free_datatype(type)))
            *datatype = MPI_DATATYPE_NULL;
    }
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Type_free);

/* ---- Names ---- */

/* Predefined datatypes are constant, so the names that are given to them are kept beside them. */
static int keep_name(const struct zm_datatype *type, char *name)
{
    if (!type->predefined) {
        free(type->given_name);
        ((struct zm_datatype *)type)->given_name = name;
        return MPI_SUCCESS;
    }
    uint64_t key = (uint64_t)(uintptr_t)type->handle;
    free(zm_table_remove(&zm_process.type_names, key));
    if (zm_table_insert(&zm_process.type_names, key, name))
        return MPI_SUCCESS;
    free(name);
    return ZM_FAIL(MPI_ERR_NO_MEM, "no memory for a name");
}

static const char *name_of(const struct zm_datatype *type)
{
    const char *given =
        type->predefined ? zm_table_find(&zm_process.type_names, (uint64_t)(uintptr_t)type->handle)
                         : type->given_name;
    return given ? given : type->name;
}

int PMPI_Type_set_name(MPI_Datatype datatype, const char *type_name)
{
    const struct zm_call call = ZM_CALL("MPI_Type_set_name", "%t", ZM_HANDLE(datatype));
    const struct zm_datatype *type;
    int error = find(&call, datatype, "type_name", type_name, &type);
    if (!error) {
        char *name = strndup(type_name, MPI_MAX_OBJECT_NAME - 1);
        error = name ? keep_name(type, name) : ZM_FAIL(MPI_ERR_NO_MEM, "no memory for a name");
    }
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Type_set_name);

int PMPI_Type_get_name(MPI_Datatype datatype, char *type_name, int *resultlen)
{
    const struct zm_call call = ZM_CALL("MPI_Type_get_name", "%t", ZM_HANDLE(datatype));
    const struct zm_datatype *type = NULL;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_pointer("type_name", type_name)) &&
        !(error = zm_check_pointer("resultlen", resultlen)) &&
        (datatype == MPI_DATATYPE_NULL || !(error = zm_check_datatype(datatype, &type)))) {
        strcpy(type_name, type ? name_of(type) : "MPI_DATATYPE_NULL");
        *resultlen = (int)strlen(type_name);
    }
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Type_get_name);

void zm_datatypes_fini(void)
{
    struct zm_table *names = &zm_process.type_names;
    for (size_t i = 0; i < names->capacity; i++)
        free(names->slots[i].value);
    zm_table_fini(names);
    zm_unnamed_fini(&zm_process.unnamed_types);
    zm_table_fini(&zm_process.freed_types);
}

/* ---- Addresses ---- */

int PMPI_Get_address(const void *location, MPI_Aint *address)
{
    const struct zm_call call = {"MPI_Get_address", "", {0}};
    zm_enter(&call);
    int error = zm_check_pointer("address", address);
    if (!error)
        *address = (MPI_Aint)location;
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Get_address);

/* They compute as addresses do, which wrap. They may be called at any time. */
MPI_Aint PMPI_Aint_add(MPI_Aint base, MPI_Aint disp)
{
    return (MPI_Aint)((uintptr_t)base + (uintptr_t)disp);
}
ZM_ALIAS(Aint_add);

MPI_Aint PMPI_Aint_diff(MPI_Aint addr1, MPI_Aint addr2)
{
    return (MPI_Aint)((uintptr_t)addr1 - (uintptr_t)addr2);
}
ZM_ALIAS(Aint_diff);
