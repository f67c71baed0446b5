/* SPDX-License-Identifier: BSL-1.0 */
/* What both programs that measure do with their clocks' readings. */
#ifndef ZEROMPI_BENCH_SAMPLE_H
#define ZEROMPI_BENCH_SAMPLE_H

#include <stdlib.h>

enum { SAMPLES = 21 }; /* at most, of which the median is taken */

/* How many samples like the first, which took `seconds`, a measurement of `whole` seconds has. 0:
 * it was too short to be timed well. An operation that is slower than the whole is timed once. */
static inline long samples_of(double seconds, double whole)
{
    if (seconds * SAMPLES < whole)
        return 0;
    return seconds < whole ? (long)(whole / seconds) : 1;
}

static inline int sample_by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static inline double median(double *values, long n)
{
    qsort(values, n, sizeof(*values), sample_by_value);
    return n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

#endif
