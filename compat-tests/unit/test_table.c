/* SPDX-License-Identifier: BSL-1.0 */
/* Unit tests of the hash table, against an array that is searched from end to end. */
#include "base/table.h"

#include "unit.h"

enum { ENTRIES = 300, TURNS = 20000 };

static struct {
    uint64_t key;
    void *value;
} model[ENTRIES];
static size_t count;

static size_t find(uint64_t key)
{
    size_t i = 0;
    while (i < count && model[i].key != key)
        i++;
    return i;
}

static void compare(const struct zm_table *table)
{
    size_t filled = 0;
    ck_assert_uint_eq(table->count, count);
    for (size_t i = 0; i < count; i++)
        ck_assert_ptr_eq(zm_table_find(table, model[i].key), model[i].value);
    for (size_t i = 0; i < table->capacity; i++)
        filled += table->slots[i].value != NULL;
    ck_assert_uint_eq(filled, count);
    ck_assert(table->capacity >= 2 * count);
}

static void *value_for(uint64_t number)
{
    return (void *)(uintptr_t)(number | 1);
}

/* Inserts and removes keys that `make` makes from small random numbers, so that many return. */
static void exercise(uint64_t (*make)(uint64_t number))
{
    struct zm_table table = {0};
    count = 0;
    for (int turn = 0; turn < TURNS; turn++) {
        uint64_t key = make(unit_random() % (2 * ENTRIES));
        size_t at = find(key);
        bool removes = unit_random() % 100 < (turn / 2000 % 2 ? 70u : 30u);
        if (removes) {
            void *wanted = at < count ? model[at].value : NULL;
            ck_assert_ptr_eq(zm_table_remove(&table, key), wanted);
            if (wanted)
                model[at] = model[--count];
        } else if (at == count && count < ENTRIES) {
            model[count].key = key;
            model[count].value = value_for(unit_random());
            ck_assert(zm_table_insert(&table, key, model[count].value));
            count++;
        } else
            ck_assert_ptr_eq(zm_table_find(&table, key), at < count ? model[at].value : NULL);
        if (turn % 100 == 0)
            compare(&table);
    }
    compare(&table);
    zm_table_fini(&table);
    ck_assert_uint_eq(table.count, 0);
    ck_assert_ptr_null(zm_table_find(&table, 1));
}

static uint64_t consecutive(uint64_t number)
{
    return number;
}

static uint64_t pointer(uint64_t number)
{
    return UINT64_C(0x7f0012340000) + 16 * number;
}

static uint64_t high(uint64_t number)
{
    return number << 54;
}

static uint64_t spread(uint64_t number)
{
    return number * UINT64_C(0x123456789abcdef1);
}

START_TEST(consecutive_keys)
{
    exercise(consecutive);
}
END_TEST

START_TEST(addresses)
{
    exercise(pointer);
}
END_TEST

START_TEST(high_bits)
{
    exercise(high);
}
END_TEST

START_TEST(any_keys)
{
    exercise(spread);
}
END_TEST

START_TEST(empty)
{
    struct zm_table table = {0};
    ck_assert_ptr_null(zm_table_find(&table, 0));
    ck_assert_ptr_null(zm_table_remove(&table, 0));
    zm_table_fini(&table);
    ck_assert(zm_table_insert(&table, 0, &table)); /* after its end it is an empty table */
    ck_assert_ptr_eq(zm_table_find(&table, 0), &table);
    ck_assert_ptr_eq(zm_table_remove(&table, 0), &table);
    ck_assert_ptr_null(zm_table_remove(&table, 0));
    zm_table_fini(&table);
}
END_TEST

UNIT_MAIN("table", consecutive_keys, addresses, high_bits, any_keys, empty)
