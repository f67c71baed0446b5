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

/* ---- Attributes of communicators ---- */

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

int PMPI_Comm_set_attr(MPI_Comm comm, int comm_keyval, void *attribute_val)
{
    const struct zm_call call =
        ZM_CALL("MPI_Comm_set_attr", "%c, keyval=%d", ZM_HANDLE(comm), comm_keyval);
    struct zm_comm *c = NULL;
    struct zm_keyval *keyval;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_comm(comm, &c)) &&
        !(error = check_keyval(ZM_KEYVAL_COMM, comm_keyval, &keyval)))
        error = explain(zm_attribute_set(&c->attributes, comm, keyval, attribute_val), "delete");
    return zm_leave(&call, c, error);
}
ZM_ALIAS(Comm_set_attr);

int PMPI_Comm_get_attr(MPI_Comm comm, int comm_keyval, void *attribute_val, int *flag)
{
    const struct zm_call call =
        ZM_CALL("MPI_Comm_get_attr", "%c, keyval=%d", ZM_HANDLE(comm), comm_keyval);
    struct zm_comm *c = NULL;
    struct zm_keyval *keyval;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_comm(comm, &c)) &&
        !(error = zm_check_pointer("attribute_val", attribute_val)) &&
        !(error = zm_check_pointer("flag", flag))) {
        int *predefined = find_predefined(comm_keyval);
        if (predefined) {
            *(void **)attribute_val = predefined;
            *flag = 1;
        } else if (!(error = check_keyval(ZM_KEYVAL_COMM, comm_keyval, &keyval)))
            *flag = zm_attribute_get(&c->attributes, keyval, attribute_val);
    }
    return zm_leave(&call, c, error);
}
ZM_ALIAS(Comm_get_attr);

int PMPI_Comm_delete_attr(MPI_Comm comm, int comm_keyval)
{
    const struct zm_call call =
        ZM_CALL("MPI_Comm_delete_attr", "%c, keyval=%d", ZM_HANDLE(comm), comm_keyval);
    struct zm_comm *c = NULL;
    struct zm_keyval *keyval;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_comm(comm, &c)) &&
        !(error = check_keyval(ZM_KEYVAL_COMM, comm_keyval, &keyval)))
        error = explain(zm_attribute_delete(&c->attributes, comm, keyval), "delete");
    return zm_leave(&call, c, error);
}
ZM_ALIAS(Comm_delete_attr);

/* ---- Attributes of datatypes ---- */

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

int PMPI_Type_set_attr(MPI_Datatype datatype, int type_keyval, void *attribute_val)
{
    const struct zm_call call =
        ZM_CALL("MPI_Type_set_attr", "%t, keyval=%d", ZM_HANDLE(datatype), type_keyval);
    const struct zm_datatype *type;
    struct zm_attributes *attributes;
    struct zm_keyval *keyval;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_datatype(datatype, &type)) &&
        !(error = check_keyval(ZM_KEYVAL_TYPE, type_keyval, &keyval)) &&
        !(error = zm_type_attributes(type, &attributes))) {
        zm_datatype_retain(type);
        error = explain(zm_attribute_set(attributes, datatype, keyval, attribute_val), "delete");
        zm_datatype_release(type);
    }
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Type_set_attr);

int PMPI_Type_get_attr(MPI_Datatype datatype, int type_keyval, void *attribute_val, int *flag)
{
    const struct zm_call call =
        ZM_CALL("MPI_Type_get_attr", "%t, keyval=%d", ZM_HANDLE(datatype), type_keyval);
    const struct zm_datatype *type;
    struct zm_attributes *attributes;
    struct zm_keyval *keyval;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_datatype(datatype, &type)) &&
        !(error = zm_check_pointer("attribute_val", attribute_val)) &&
        !(error = zm_check_pointer("flag", flag)) &&
        !(error = check_keyval(ZM_KEYVAL_TYPE, type_keyval, &keyval)) &&
        !(error = zm_type_attributes(type, &attributes)))
        *flag = zm_attribute_get(attributes, keyval, attribute_val);
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Type_get_attr);

int PMPI_Type_delete_attr(MPI_Datatype datatype, int type_keyval)
{
    const struct zm_call call =
        ZM_CALL("MPI_Type_delete_attr", "%t, keyval=%d", ZM_HANDLE(datatype), type_keyval);
    const struct zm_datatype *type;
    struct zm_attributes *attributes;
    struct zm_keyval *keyval;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_datatype(datatype, &type)) &&
        !(error = check_keyval(ZM_KEYVAL_TYPE, type_keyval, &keyval)) &&
        !(error = zm_type_attributes(type, &attributes))) {
        zm_datatype_retain(type);
        error = explain(zm_attribute_delete(attributes, datatype, keyval), "delete");
        zm_datatype_release(type);
    }
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Type_delete_attr);
