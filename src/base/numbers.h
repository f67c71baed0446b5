/* SPDX-License-Identifier: BSL-1.0 */
/* Small numbers for addresses, each way: for languages that keep handles as integers. An address
 * keeps its number for ever, also for another object that comes to lie there. */
#ifndef ZM_BASE_NUMBERS_H
#define ZM_BASE_NUMBERS_H

#include <stddef.h>

#include "base/table.h"

/* Zeroed, there are none. */
struct zm_numbers {
    struct zm_table by_address;
    void **addresses; /* by number */
    size_t count, room;
};

/* The number of an address, from 0 on; made when it is first asked for. -1: no memory. */
int zm_numbers_of(struct zm_numbers *numbers, void *address);

/* The address with that number; NULL if there is none. */
void *zm_numbers_address(const struct zm_numbers *numbers, int number);

/* Frees all. */
void zm_numbers_fini(struct zm_numbers *numbers);

#endif
