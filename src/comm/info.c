/* SPDX-License-Identifier: BSL-1.0 */
/* Info. */
#include "comm/info.h"

#include <stdlib.h>
#include <string.h>

struct zm_info *zm_info_new(void)
{
    struct zm_info *info = malloc(sizeof *info);
    if (info)
        *info = (struct zm_info){.handle = (MPI_Info)info, .references = 1};
    return info;
}

struct zm_info *zm_info_dup(const struct zm_info *info)
{
    struct zm_info *copy = zm_info_new();
    for (size_t i = 0; copy && info && i < info->count; i++)
        if (!zm_info_set(copy, info->entries[i].key, info->entries[i].value)) {
            zm_info_release(copy);
            return NULL;
        }
    return copy;
}

static struct zm_info_entry *find(const struct zm_info *info, const char *key)
{
    for (size_t i = 0; info && i < info->count; i++)
        if (strcmp(info->entries[i].key, key) == 0)
            return &info->entries[i];
    return NULL;
}

static bool make_room(struct zm_info *info)
{
    if (info->count < info->room)
        return true;
    size_t room = info->room ? 2 * info->room : 4;
    struct zm_info_entry *larger = realloc(info->entries, room * sizeof *larger);
    if (!larger)
        return false;
    info->entries = larger;
    info->room = room;
    return true;
}

bool zm_info_set(struct zm_info *info, const char *key, const char *value)
{
    struct zm_info_entry *entry = find(info, key);
    char *new_key = entry ? NULL : strdup(key), *new_value = strdup(value);
    if (!new_value || (!entry && (!new_key || !make_room(info)))) {
        free(new_key);
        free(new_value);
        return false;
    }
    if (!entry) {
        entry = &info->entries[info->count++];
        *entry = (struct zm_info_entry){.key = new_key};
    }
    free(entry->value);
    entry->value = new_value;
    return true;
}

const char *zm_info_get(const struct zm_info *info, const char *key)
{
    const struct zm_info_entry *entry = find(info, key);
    return entry ? entry->value : NULL;
}

bool zm_info_delete(struct zm_info *info, const char *key)
{
    struct zm_info_entry *entry = find(info, key);
    if (!entry)
        return false;
    free(entry->key);
    free(entry->value);
    size_t after = (size_t)(info->entries + info->count - entry) - 1;
    memmove(entry, entry + 1, after * sizeof *entry);
    info->count--;
    return true;
}

struct zm_info *zm_info_retain(struct zm_info *info)
{
    if (info)
        info->references++;
    return info;
}

void zm_info_release(struct zm_info *info)
{
    if (!info || --info->references)
        return;
    for (size_t i = 0; i < info->count; i++) {
        free(info->entries[i].key);
        free(info->entries[i].value);
    }
    free(info->entries);
    free(info);
}
