/* SPDX-License-Identifier: BSL-1.0 */
/* Handles. */
#include "api/handle.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/process.h"
#include "api/words.h"

static uint64_t key(const void *handle)
{
    return (uint64_t)(uintptr_t)handle;
}

static struct zm_table *table_of(enum zm_kind_of_handle kind)
{
    return &zm_process.handles.objects[kind];
}

/* Notes which call made an object, for those who want to know what was not freed. */
static void note_origin(const void *object)
{
    struct zm_table *origins = &zm_process.handles.origins;
    char text[ZM_CALL_TEXT_MAX];
    if (!zm_process.job.settings.leaks || !zm_process.engine.call)
        return;
    char *origin = strdup(zm_call_text(zm_process.engine.call, text));
    if (!origin || !zm_table_insert(origins, key(object), origin))
        free(origin);
}

static void forget_origin(const void *object)
{
    free(zm_table_remove(&zm_process.handles.origins, key(object)));
}

int zm_handle_give(enum zm_kind_of_handle kind, void *object)
{
    if (!zm_table_insert(table_of(kind), key(object), object))
        return ZM_FAIL(MPI_ERR_NO_MEM, "no memory for a handle");
    note_origin(object);
    return MPI_SUCCESS;
}

void *zm_handle_find(enum zm_kind_of_handle kind, const void *handle)
{
    return zm_table_find(table_of(kind), key(handle));
}

void *zm_handle_take(enum zm_kind_of_handle kind, const void *handle)
{
    forget_origin(handle);
    return zm_table_remove(table_of(kind), key(handle));
}

void zm_handle_take_all(enum zm_kind_of_handle kind, void (*release)(void *object))
{
    struct zm_table *table = table_of(kind);
    for (size_t i = 0; i < table->capacity; i++)
        if (table->slots[i].value) {
            forget_origin(table->slots[i].value);
            release(table->slots[i].value);
        }
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

/* Adds which calls made what the program holds, each once. */
static void list_origins(char *text, size_t room)
{
    const struct zm_table *origins = &zm_process.handles.origins;
    size_t used = 0;
    for (size_t i = 0; i < origins->capacity; i++) {
        const char *origin = origins->slots[i].value;
        unsigned count = 0;
        for (size_t j = 0; origin && j < origins->capacity; j++)
            if (origins->slots[j].value && strcmp(origins->slots[j].value, origin) == 0) {
                if (j < i)
                    origin = NULL; /* it is told already */
                count++;
            }
        if (!origin)
            continue;
        int n = snprintf(text + used, room - used, "%s%s", used ? ", " : ", made by ", origin);
        if (count > 1 && (size_t)n < room - used)
            n += snprintf(text + used + n, room - used - (size_t)n, " (%u times)", count);
        if ((size_t)n >= room - used) {
            snprintf(text + used, room - used, "%s", used + 8 < room ? " ..." : "");
            return;
        }
        used += (size_t)n;
    }
}

bool zm_handle_list(char *text, size_t room)
{
    size_t used = 0;
    for (int kind = 0; kind < ZM_HANDLE_KINDS; kind++) {
        size_t count = zm_process.handles.objects[kind].count;
        if (count && used < room)
            used += (size_t)snprintf(text + used, room - used, "%s%zu %s%s", used ? ", " : "",
                                     count, names[kind], count > 1 ? "s" : "");
    }
    if (used && used < room)
        list_origins(text + used, room - used);
    return used > 0;
}
