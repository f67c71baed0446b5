/* SPDX-License-Identifier: BSL-1.0 */
/* Handles. */
#include "api/handle.h"

#include <stdint.h>

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
    return zm_fail(&zm_process.report, MPI_ERR_NO_MEM, "no memory for a handle");
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
