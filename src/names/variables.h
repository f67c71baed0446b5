/* SPDX-License-Identifier: BSL-1.0 */
/* The names that users give, in the library and in the tools: all variables of the environment that
 * ZeroMPI knows, and which name is meant by one that it does not. */
#ifndef ZM_NAMES_VARIABLES_H
#define ZM_NAMES_VARIABLES_H

#include <stdbool.h>
#include <stddef.h>

/* The name that a given one is most like, of those that it has been compared with. */
struct zm_nearest {
    const char *given;
    const char *name; /* NULL: none is so like it that it could be meant */
    size_t length;    /* of the name */
    size_t far;       /* letters that would have to be changed */
};

void zm_nearest_init(struct zm_nearest *nearest, const char *given);

/* Compares with `name`, which has `length` letters, at most 63. */
void zm_nearest_try(struct zm_nearest *nearest, const char *name, size_t length);

/* Whether `variable`, NAME=VALUE, looks like a setting of ZeroMPI but is none. Then `words`, of
 * `size` bytes, says so, and which one may be meant. */
bool zm_variable_is_unknown(const char *variable, char *words, size_t size);

#endif
