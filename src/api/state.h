/* SPDX-License-Identifier: BSL-1.0 */
/* The state of this rank in lines of text: see inquiry.h. */
#ifndef ZM_API_STATE_H
#define ZM_API_STATE_H

#include <stdbool.h>
#include <stddef.h>

#define ZM_STATE_LINE_MAX 2048 /* bytes of a line */
#define ZM_RANKS_TEXT_MAX 256

/* Lines, each with a newline at its end; `bytes` is allocated, NULL as long as there is none. */
struct zm_text {
    char *bytes;
    size_t length, room;
};

/* Adds a line, made like printf's. For want of memory it is left out. */
void zm_text_add(struct zm_text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Adds lines of what this rank is in. The lock must be held. */
void zm_state_describe(struct zm_text *text);

/* Whether the program calls MPI again and again while something of it is under way. The same. */
bool zm_state_polls(void);

#endif
