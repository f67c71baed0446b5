/* SPDX-License-Identifier: BSL-1.0 */
/* Patterns by which users name the files of ranks and mark their lines, as in `-prepend-pattern
 * "%r@%h "`. */
#ifndef ZM_MPIRUN_PATTERN_H
#define ZM_MPIRUN_PATTERN_H

#include <stddef.h>

/* What the letters of a pattern stand for. */
struct zm_pattern_values {
    int rank, nranks;
    const char *host;
    const char *stream; /* "stdout" or "stderr" */
};

/* Write `pattern` into `out` (`size` bytes, always ended) with these replaced: %r rank, %R rank
 * with as many digits as the highest one, %h host, %p and %g 0 (the launcher of the rank and the
 * number of its job elsewhere), %s stream, %t seconds since 1970, %d date and time, %% a percent
 * sign. Anything else stays. Returns the length, cut to size - 1. */
size_t zm_pattern_expand(char *out, size_t size, const char *pattern,
                         const struct zm_pattern_values *values);

#endif
