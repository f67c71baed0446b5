/* SPDX-License-Identifier: BSL-1.0 */
/* Handles. */
#include "api/handle.h"

#include <stdint.h>
#include <stdio.h>

#include "api/process.h"

static uint64_t key(const void *handle)
{
    return (uint64_t)(uintptr_t)handle;
}

static struct zm_table *table_of(enum zm_kind_of_handle kind)
{
    return &zm_process.handles.objects[kind];
}

int zm_handle_give(enum zm_kind_of_handle kind, void *object)
{
    if (zm_table_insert(table_of(kind), key(object), object))
        return MPI_SUCCESS;
    return ZM_FAIL(MPI_ERR_NO_MEM, "no memory for a handle");
}

void *zm_handle_find(enum zm_kind_of_handle kind, const void *handle)
{
    return zm_table_find(table_of(kind), key(handle));
}

void *zm_handle_take(enum zm_kind_of_handle kind, const void *handle)
{
    return zm_table_remove(table_of(kind), key(handle));
}

void zm_handle_take_all(enum zm_kind_of_handle kind, void (*release)(void *object))
{
    struct zm_table *table = table_of(kind);
    for (size_t i = 0; i < table->capacity; i++)
        if (table->slots[i].value)
            release(table->slots[i].value);
    zm_table_fini(table);
}

static const char *const names[ZM_HANDLE_KINDS] = {
    [ZM_HANDLE_COMM] = "communicator",
    [ZM_HANDLE_DATATYPE] = "datatype",
    [ZM_HANDLE_ERRHANDLER] = "error handler",
    [ZM_HANDLE_GROUP] = "group",
    [ZM_HANDLE_INFO] = "info object",
    [ZM_HANDLE_MESSAGE] = "message",
    [ZM_HANDLE_OP] = "operator",
    [ZM_HANDLE_REQUEST] = "request",
    [ZM_HANDLE_SESSION] = "session",
};

bool zm_handle_list(char *text, size_t room)
{
    size_t used = 0;
    for (int kind = 0; kind < ZM_HANDLE_KINDS; kind++) {
        size_t count = zm_process.handles.objects[kind].count;
        if (count && used < room)
            used += (size_t)snprintf(text + used, room - used, "%s%zu %s%s", used ? ", " : "",
                                     count, names[kind], count > 1 ? "s" : "");
    }
    return used > 0;
}
