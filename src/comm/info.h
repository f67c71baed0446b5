/* SPDX-License-Identifier: BSL-1.0 */
/* Info: keys with values, both text, in the order in which the keys were set first. */
#ifndef ZM_COMM_INFO_H
#define ZM_COMM_INFO_H

#include <mpi.h>
#include <stdbool.h>
#include <stddef.h>

struct zm_info_entry {
    char *key, *value; /* owned */
};

struct zm_info {
    MPI_Info handle; /* what the program calls it */
    struct zm_info_entry *entries;
    size_t count, room;
    size_t references; /* holders: the program's handle, and objects that keep it */
};

/* One without keys, with one reference; NULL: no memory. */
struct zm_info *zm_info_new(void);

/* A copy of `info` (of NULL, one without keys), with one reference; NULL: no memory. */
struct zm_info *zm_info_dup(const struct zm_info *info);

/* Sets the value of a key, a new one or one that is there. False: no memory, and nothing changed.
 * Both are copied. */
bool zm_info_set(struct zm_info *info, const char *key, const char *value);

/* The value of a key; NULL if it has none, or if `info` is NULL. Valid until the info changes. */
const char *zm_info_get(const struct zm_info *info, const char *key);

/* Takes a key out; false if it is not there. */
bool zm_info_delete(struct zm_info *info, const char *key);

/* Adds a holder, and returns its argument. NULL is no info, and left alone. */
struct zm_info *zm_info_retain(struct zm_info *info);
/* Takes a holder away; the last one frees it. */
void zm_info_release(struct zm_info *info);

#endif
