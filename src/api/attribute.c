/* SPDX-License-Identifier: BSL-1.0 */
/* Attributes of communicators and datatypes (chapter 7 of the standard). */
#include "api/attribute.h"

#include <mpi.h>
#include <stdlib.h>

#include "api/call.h"
#include "api/check.h"
#include "api/process.h"

static int explain(int error, const char *what)
{
    if (error == MPI_ERR_NO_MEM)
        return ZM_FAIL(error, "no memory for attributes");
    return error ? ZM_FAIL(error, "the program's function to %s an attribute returned %d", what,
                           error)
                 : MPI_SUCCESS;
}

int zm_copy_attributes(const struct zm_attributes *from, void *handle, struct zm_attributes *to)
{
    return explain(zm_attributes_copy(from, handle, to), "copy");
}

int zm_delete_attributes(struct zm_attributes *attributes, void *handle)
{
    return explain(zm_attributes_delete(attributes, handle), "delete");
}

/* ---- Keyvals ---- */

static int check_keyval(enum zm_keyval_kind kind, int number, struct zm_keyval **keyval)
{
    static const char *const kinds[] = {"communicators", "datatypes"};
    *keyval = zm_keyval_find(&zm_process.keyvals, kind, number);
    if (*keyval)
        return MPI_SUCCESS;
    return ZM_FAIL(MPI_ERR_KEYVAL, "%d is no keyval for %s that can be changed", number,
                   kinds[kind]);
}

static int create_keyval(const struct zm_call *call, const struct zm_keyval_functions *functions,
                         int *number)
{
    zm_enter(call);
    int error = zm_check_pointer("keyval", number);
    if (!error)
        error = explain(zm_keyval_new(&zm_process.keyvals, functions, number), "");
    return zm_leave(call, NULL, error);
}

static int free_keyval(const struct zm_call *call, enum zm_keyval_kind kind, int *number)
{
    struct zm_keyval *keyval;
    int error;
    zm_enter(call);
    if (!(error = zm_check_pointer("keyval", number)) &&
        !(error = check_keyval(kind, *number, &keyval))) {
        if (!keyval->freed) /* once more is once too often, but does no harm */
            zm_keyval_free(keyval);
        *number = MPI_KEYVAL_INVALID;
    }
    return zm_leave(call, NULL, error);
}

int PMPI_Comm_create_keyval(MPI_Comm_copy_attr_function *comm_copy_attr_fn,
                            MPI_Comm_delete_attr_function *comm_delete_attr_fn, int *comm_keyval,
                            void *extra_state)
{
    const struct zm_call call = {"MPI_Comm_create_keyval", "", {0}};
    const struct zm_keyval_functions functions = {.kind = ZM_KEYVAL_COMM,
                                                  .copy.comm = comm_copy_attr_fn,
                                                  .delete.comm = comm_delete_attr_fn,
                                                  .extra_state = extra_state};
    return create_keyval(&call, &functions, comm_keyval);
}
ZM_ALIAS(Comm_create_keyval);

int PMPI_Type_create_keyval(MPI_Type_copy_attr_function *type_copy_attr_fn,
                            MPI_Type_delete_attr_function *type_delete_attr_fn, int *type_keyval,
                            void *extra_state)
{
    const struct zm_call call = {"MPI_Type_create_keyval", "", {0}};
    const struct zm_keyval_functions functions = {.kind = ZM_KEYVAL_TYPE,
                                                  .copy.type = type_copy_attr_fn,
                                                  .delete.type = type_delete_attr_fn,
                                                  .extra_state = extra_state};
    return create_keyval(&call, &functions, type_keyval);
}
ZM_ALIAS(Type_create_keyval);

int PMPI_Comm_free_keyval(int *comm_keyval)
{
    const struct zm_call call = {"MPI_Comm_free_keyval", "", {0}};
    return free_keyval(&call, ZM_KEYVAL_COMM, comm_keyval);
}
ZM_ALIAS(Comm_free_keyval);

int PMPI_Type_free_keyval(int *type_keyval)
{
    const struct zm_call call = {"MPI_Type_free_keyval", "", {0}};
    return free_keyval(&call, ZM_KEYVAL_TYPE, type_keyval);
}
ZM_ALIAS(Type_free_keyval);

/* ---- Where attributes are ---- */

/* The attributes that every communicator has; NULL if `number` is none of them. */
static int *find_predefined(int number)
{
    struct zm_predefined_attributes *predefined = &zm_process.predefined;
    switch (number) {
    case MPI_TAG_UB:
        return &predefined->tag_ub;
    case MPI_IO:
        return &predefined->io;
    case MPI_HOST:
        return &predefined->host;
    case MPI_WTIME_IS_GLOBAL:
        return &predefined->wtime_is_global;
    case MPI_APPNUM:
        return &predefined->appnum;
    case MPI_LASTUSEDCODE:
        return &predefined->lastusedcode;
    case MPI_UNIVERSE_SIZE:
        return &predefined->universe_size;
    default:
        return NULL;
    }
}

/* Predefined datatypes are constant, so their attributes are kept beside them. */
int zm_type_attributes(const struct zm_datatype *datatype, struct zm_attributes **attributes)
{
    if (!datatype->predefined) {
        *attributes = (struct zm_attributes *)&datatype->attributes;
        return MPI_SUCCESS;
    }
    uint64_t key = (uint64_t)(uintptr_t)datatype->handle;
    *attributes = zm_table_find(&zm_process.type_attributes, key);
    if (!*attributes) {
        *attributes = calloc(1, sizeof **attributes);
        if (!*attributes || !zm_table_insert(&zm_process.type_attributes, key, *attributes)) {
            free(*attributes);
            return explain(MPI_ERR_NO_MEM, "");
        }
    }
    return MPI_SUCCESS;
}

/* ---- Attributes of communicators and datatypes ---- */

/* What carries the attributes that a call is about. */
struct carrier {
    void *handle;
    struct zm_attributes *attributes;
    struct zm_comm *comm;           /* NULL, or else with a reference */
    const struct zm_datatype *type; /* likewise: a call may let the lock go */
};

static int find_carrier(enum zm_keyval_kind kind, struct carrier *carrier)
{
    int error;
    if (kind == ZM_KEYVAL_COMM) {
        if (!(error = zm_check_comm(carrier->handle, &carrier->comm)))
            carrier->attributes = &carrier->comm->attributes;
    } else if (!(error = zm_check_datatype(carrier->handle, &carrier->type))) {
        zm_datatype_retain(carrier->type);
        error = zm_type_attributes(carrier->type, &carrier->attributes);
    }
    return error;
}

static int leave(const struct zm_call *call, const struct carrier *carrier, int error)
{
    if (carrier->type)
        zm_datatype_release(carrier->type);
    return zm_leave(call, carrier->comm, error);
}

static int set_attribute(const struct zm_call *call, enum zm_keyval_kind kind, void *handle,
                         int number, void *value)
{
    struct carrier carrier = {.handle = handle, .comm = NULL, .type = NULL};
    struct zm_keyval *keyval;
    int error;
    zm_enter(call);
    if (!(error = find_carrier(kind, &carrier)) && !(error = check_keyval(kind, number, &keyval)))
        error = explain(zm_attribute_set(carrier.attributes, handle, keyval, value), "delete");
    return leave(call, &carrier, error);
}

static int get_attribute(const struct zm_call *call, enum zm_keyval_kind kind, void *handle,
                         int number, void *value, int *flag)
{
    struct carrier carrier = {.handle = handle, .comm = NULL, .type = NULL};
    struct zm_keyval *keyval;
    int error;
    zm_enter(call);
    if (!(error = find_carrier(kind, &carrier)) &&
        !(error = zm_check_pointer("attribute_val", value)) &&
        !(error = zm_check_pointer("flag", flag))) {
        int *predefined = kind == ZM_KEYVAL_COMM ? find_predefined(number) : NULL;
        if (predefined) {
            *(void **)value = predefined;
            *flag = 1;
        } else if (!(error = check_keyval(kind, number, &keyval)))
            *flag = zm_attribute_get(carrier.attributes, keyval, value);
    }
    return leave(call, &carrier, error);
}

static int delete_attribute(const struct zm_call *call, enum zm_keyval_kind kind, void *handle,
                            int number)
{
    struct carrier carrier = {.handle = handle, .comm = NULL, .type = NULL};
    struct zm_keyval *keyval;
    int error;
    zm_enter(call);
    if (!(error = find_carrier(kind, &carrier)) && !(error = check_keyval(kind, number, &keyval)))
        error = explain(zm_attribute_delete(carrier.attributes, handle, keyval), "delete");
    return leave(call, &carrier, error);
}

/* The same three for each. */
#define ATTRIBUTES(Kind, kind, handle_t, object, keyval, format)                                   \
    int PMPI_##Kind##_set_attr(handle_t object, int keyval, void *attribute_val)                   \
    {                                                                                              \
        const struct zm_call call =                                                                \
            ZM_CALL("MPI_" #Kind "_set_attr", format ", keyval=%d", ZM_HANDLE(object), keyval);    \
        return set_attribute(&call, kind, object, keyval, attribute_val);                          \
    }                                                                                              \
    ZM_ALIAS(Kind##_set_attr);                                                                     \
    int PMPI_##Kind##_get_attr(handle_t object, int keyval, void *attribute_val, int *flag)        \
    {                                                                                              \
        const struct zm_call call =                                                                \
            ZM_CALL("MPI_" #Kind "_get_attr", format ", keyval=%d", ZM_HANDLE(object), keyval);    \
        return get_attribute(&call, kind, object, keyval, attribute_val, flag);                    \
    }                                                                                              \
    ZM_ALIAS(Kind##_get_attr);                                                                     \
    int PMPI_##Kind##_delete_attr(handle_t object, int keyval)                                     \
    {                                                                                              \
        const struct zm_call call =                                                                \
            ZM_CALL("MPI_" #Kind "_delete_attr", format ", keyval=%d", ZM_HANDLE(object), keyval); \
        return delete_attribute(&call, kind, object, keyval);                                      \
    }                                                                                              \
    ZM_ALIAS(Kind##_delete_attr)
ATTRIBUTES(Comm, ZM_KEYVAL_COMM, MPI_Comm, comm, comm_keyval, "%c");
ATTRIBUTES(Type, ZM_KEYVAL_TYPE, MPI_Datatype, datatype, type_keyval, "%t");
