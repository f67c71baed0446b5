/* SPDX-License-Identifier: BSL-1.0 */
/* What is said to people: one line on standard error that begins with who says it,
 *     zerompi: rank 3 of 8 on node2: ...
 * and the explanation of the last failure, from where it was found to where it is said. */
#ifndef ZM_BASE_REPORT_H
#define ZM_BASE_REPORT_H

#include <stdarg.h>

#define ZM_EXPLANATION_MAX 1024

struct zm_report {
    int rank, size; /* size 0: not known yet */
    char host[256];
    char why[ZM_EXPLANATION_MAX]; /* explanation of the last failure */
};

/* Looks up the host's name; rank and size are not known yet. */
void zm_report_init(struct zm_report *report);

/* Writes one line, made like printf's, in a single piece, so that lines of several ranks do not
 * mix. No newline is wanted in `format`. */
void zm_say(const struct zm_report *report, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Keeps the explanation of a failure, made like printf's, and returns `error`, its MPI error
 * class: `return zm_fail(report, MPI_ERR_RANK, "...")`. */
int zm_fail(struct zm_report *report, int error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
