/* SPDX-License-Identifier: BSL-1.0 */
/* What mpirun says to people, in one form, and memory whose want ends it. */
#ifndef ZM_MPIRUN_MESSAGE_H
#define ZM_MPIRUN_MESSAGE_H

#include <stdarg.h>
#include <stddef.h>

/* The longest message, in bytes, with its newline and end; longer ones are cut. */
enum { ZM_MESSAGE_MAX = 2048 };

/* Write into `out` (ZM_MESSAGE_MAX bytes) the line "NAME: text\n", where NAME is what mpirun was
 * called by. Returns its length in bytes, without the end. */
size_t zm_message_format(char *out, const char *format, va_list arguments);

/* Replace what is no text, such as what a terminal would obey, in what others have said. */
void zm_message_clean(char *text);

/* Say it on standard error at once: for all that is said before ranks share standard error. */
void zm_complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* `size` bytes, zeroed, owned by the caller. Ends the process if there are none: only used before
 * the first rank is started, and between fork and exec. */
void *zm_allocate(size_t size);

/* The same for a printed string. */
char *zm_print(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
