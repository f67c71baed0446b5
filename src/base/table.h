/* SPDX-License-Identifier: BSL-1.0 */
/* A hash table from 64-bit keys to objects: of identifiers that came off the wire, and of handles
 * that came from the program, it tells whether they name an object without touching that. */
#ifndef ZM_BASE_TABLE_H
#define ZM_BASE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct zm_slot {
    uint64_t key;
    void *value; /* NULL: the slot is free */
};

struct zm_table {
    struct zm_slot *slots;
    size_t capacity; /* 0 or a power of two */
    size_t count;
};

/* A zeroed struct zm_table is an empty table. */

/* Enters `value`, which is not NULL, under `key`, which is not in the table. False: no memory. */
bool zm_table_insert(struct zm_table *table, uint64_t key, void *value);

/* The value under `key`, or NULL. */
void *zm_table_find(const struct zm_table *table, uint64_t key);

/* Takes the value under `key` out and returns it; NULL if there is none. */
void *zm_table_remove(struct zm_table *table, uint64_t key);

/* Frees the table's own memory and leaves it empty. */
void zm_table_fini(struct zm_table *table);

#endif
