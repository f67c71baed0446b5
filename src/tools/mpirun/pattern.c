/* SPDX-License-Identifier: BSL-1.0 */
/* Patterns: see pattern.h. */
#include "pattern.h"

#include <stdio.h>
#include <time.h>

static size_t put_date(char *out, size_t size)
{
    time_t now = time(NULL);
    struct tm parts;

    return strftime(out, size, "%a %b %d %H:%M:%S %Y", localtime_r(&now, &parts));
}

/* Replace one letter. Returns the length it would take, 0 for a letter that stands for nothing. */
static size_t put_value(char *out, size_t size, char letter, const struct zm_pattern_values *values)
{
    switch (letter) {
    case 'r':
        return snprintf(out, size, "%d", values->rank);
    case 'R':
        return snprintf(out, size, "%0*d", snprintf(NULL, 0, "%d", values->nranks - 1),
                        values->rank);
    case 'h':
        return snprintf(out, size, "%s", values->host);
    case 'p':
    case 'g':
        return snprintf(out, size, "0");
    case 's':
        return snprintf(out, size, "%s", values->stream);
    case 't':
        return snprintf(out, size, "%lld", (long long)time(NULL));
    case 'd':
        return put_date(out, size);
    case '%':
        return snprintf(out, size, "%%");
    default:
        return 0;
    }
}

size_t zm_pattern_expand(char *out, size_t size, const char *pattern,
                         const struct zm_pattern_values *values)
{
    size_t length = 0;

    while (*pattern && length + 1 < size) {
        size_t taken = 0;

        if (*pattern == '%' && pattern[1])
            taken = put_value(out + length, size - length, pattern[1], values);
        if (taken) {
            length += taken;
            pattern += 2;
        } else {
            out[length++] = *pattern++;
        }
    }
    length = length < size ? length : size - 1;
    out[length] = '\0';
    return length;
}
