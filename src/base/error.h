/* SPDX-License-Identifier: BSL-1.0 */
/* Error classes and codes: those of the standard, and those that the program adds. All are numbers;
 * a class is the code of any error in it, and the program's codes may belong to a class of the
 * standard or of its own. */
#ifndef ZM_BASE_ERROR_H
#define ZM_BASE_ERROR_H

#include <mpi.h>
#include <stdbool.h>
#include <stddef.h>

/* The name of an error class of the standard, "MPI_ERR_RANK", and what it means; NULL if there is
 * no such class. */
const char *zm_error_name(int error);
const char *zm_error_text(int error);

/* Classes and codes of the program, numbered from MPI_ERR_LASTCODE + 1 on. Zeroed, there are none.
 */
struct zm_errors {
    struct zm_error *all;
    size_t count; /* those that were removed included, except for the last ones */
};

/* The highest code in use, MPI_ERR_LASTCODE at least. */
int zm_errors_last(const struct zm_errors *errors);

/* The class of a code, of the standard or of the program; -1 if there is no such code. */
int zm_error_class(const struct zm_errors *errors, int code);

/* Whether a code is one of the program, and whether it has a text; its text, "" if it has none. */
bool zm_error_is_own(const struct zm_errors *errors, int code);
bool zm_error_has_text(const struct zm_errors *errors, int code);
const char *zm_error_own_text(const struct zm_errors *errors, int code);

/* Adds a code to a class, or, if `class` is 0, a new class. False: no memory. */
bool zm_error_add(struct zm_errors *errors, int class, int *code);

/* The following are for codes of the program only. */

/* Gives a code a text, which is copied; NULL takes it away. False: no memory. */
bool zm_error_set_text(struct zm_errors *errors, int code, const char *text);

/* Whether a code has a text, or is a class that has other codes, so that it must not be removed. */
bool zm_error_is_used(const struct zm_errors *errors, int code);
void zm_error_remove(struct zm_errors *errors, int code);

/* Frees all. */
void zm_errors_fini(struct zm_errors *errors);

#endif
