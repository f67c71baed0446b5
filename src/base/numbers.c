/* SPDX-License-Identifier: BSL-1.0 */
/* Small numbers for addresses. */
#include "base/numbers.h"

#include <stdlib.h>

static void *make_room(struct zm_numbers *numbers)
{
    if (numbers->count < numbers->room)
        return numbers->addresses;
    size_t room = numbers->room ? 2 * numbers->room : 16;
    void **larger = realloc(numbers->addresses, room * sizeof *larger);
    if (larger) {
        numbers->addresses = larger;
        numbers->room = room;
    }
    return larger;
}

int zm_numbers_of(struct zm_numbers *numbers, void *address)
{
    uint64_t key = (uint64_t)(uintptr_t)address;
    /* The table's values are one more than the numbers, for they are not NULL. */
    uintptr_t found = (uintptr_t)zm_table_find(&numbers->by_address, key);
    if (found)
        return (int)(found - 1);
    if (!make_room(numbers) ||
        !zm_table_insert(&numbers->by_address, key, (void *)(uintptr_t)(numbers->count + 1)))
        return -1;
    numbers->addresses[numbers->count] = address;
    return (int)numbers->count++;
}

void *zm_numbers_address(const struct zm_numbers *numbers, int number)
{
    return number >= 0 && (size_t)number < numbers->count ? numbers->addresses[number] : NULL;
}

void zm_numbers_fini(struct zm_numbers *numbers)
{
    zm_table_fini(&numbers->by_address);
    free(numbers->addresses);
    *numbers = (struct zm_numbers){0};
}
