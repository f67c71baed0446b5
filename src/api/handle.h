/* SPDX-License-Identifier: BSL-1.0 */
/* Handles: what the program knows objects by. The handle of an object that the program made is the
 * object's address; all that it holds are listed here, so a wrong handle is told from a right one
 * without touching it. Predefined objects have constants as handles and are in no list. */
#ifndef ZM_API_HANDLE_H
#define ZM_API_HANDLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/table.h"

/* The kinds of objects that a program makes and frees. */
enum zm_kind_of_handle {
    ZM_HANDLE_COMM,
    ZM_HANDLE_DATATYPE,
    ZM_HANDLE_ERRHANDLER,
    ZM_HANDLE_GROUP,
    ZM_HANDLE_INFO,
    ZM_HANDLE_MESSAGE,
    ZM_HANDLE_OP,
    ZM_HANDLE_REQUEST,
    ZM_HANDLE_SESSION,
    ZM_HANDLE_KINDS
};

struct zm_handles {
    struct zm_table objects[ZM_HANDLE_KINDS]; /* by address */
    struct zm_table origins; /* calls that made them, in words, by address; where that is wanted */
};

/* Gives the program a handle of `object`. Returns MPI_ERR_NO_MEM, explained in the report, or
 * MPI_SUCCESS. */
int zm_handle_give(enum zm_kind_of_handle kind, void *object);

/* The object behind a handle; NULL if the program holds none of that kind and address. */
void *zm_handle_find(enum zm_kind_of_handle kind, const void *handle);

/* Takes a handle back, and returns its object; NULL if there is none. */
void *zm_handle_take(enum zm_kind_of_handle kind, const void *handle);

/* Takes all handles of a kind back, and calls `release` for each object. */
void zm_handle_take_all(enum zm_kind_of_handle kind, void (*release)(void *object));

/* Says in words how many objects of which kinds the program holds ("2 communicators, 1 group, made
 * by MPI_Comm_dup(MPI_COMM_WORLD), ...") in `text`, of `room` bytes. Returns whether there are any.
 */
bool zm_handle_list(char *text, size_t room);

#endif
