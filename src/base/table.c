/* SPDX-License-Identifier: BSL-1.0 */
/* Hash table with open addressing and linear probing, at most half full. Removal closes the gap by
 * moving later entries back (Knuth, The Art of Computer Programming 3, 6.4, algorithm R), so that
 * there are no tombstones. */
#include "base/table.h"

#include <stdlib.h>

static size_t home(const struct zm_table *table, uint64_t key)
{
    /* Fibonacci hashing: keys are often multiples of 16 or consecutive numbers. */
    return (size_t)((key * UINT64_C(0x9e3779b97f4a7c15)) >> 32) & (table->capacity - 1);
}

static size_t find_slot(const struct zm_table *table, uint64_t key)
{
    size_t i = home(table, key);
    while (table->slots[i].value && table->slots[i].key != key)
        i = (i + 1) & (table->capacity - 1);
    return i;
}

static bool grow(struct zm_table *table)
{
    struct zm_table larger = {.capacity = table->capacity ? 2 * table->capacity : 16,
                              .count = table->count};
    larger.slots = calloc(larger.capacity, sizeof *larger.slots);
    if (!larger.slots)
        return false;
    for (size_t i = 0; i < table->capacity; i++)
        if (table->slots[i].value)
            larger.slots[find_slot(&larger, table->slots[i].key)] = table->slots[i];
    free(table->slots);
    *table = larger;
    return true;
}

bool zm_table_insert(struct zm_table *table, uint64_t key, void *value)
{
    if (2 * (table->count + 1) > table->capacity && !grow(table))
        return false;
    table->slots[find_slot(table, key)] = (struct zm_slot){key, value};
    table->count++;
    return true;
}

void *zm_table_find(const struct zm_table *table, uint64_t key)
{
    return table->count ? table->slots[find_slot(table, key)].value : NULL;
}

void *zm_table_remove(struct zm_table *table, uint64_t key)
{
    if (!table->count)
        return NULL;
    size_t mask = table->capacity - 1, gap = find_slot(table, key);
    void *value = table->slots[gap].value;
    if (!value)
        return NULL;
    for (size_t i = (gap + 1) & mask; table->slots[i].value; i = (i + 1) & mask) {
        size_t wanted = home(table, table->slots[i].key);
        if (((i - wanted) & mask) >= ((i - gap) & mask)) {
            table->slots[gap] = table->slots[i];
            gap = i;
        }
    }
    table->slots[gap].value = NULL;
    table->count--;
    return value;
}

void zm_table_fini(struct zm_table *table)
{
    free(table->slots);
    *table = (struct zm_table){0};
}
