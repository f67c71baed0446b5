/* SPDX-License-Identifier: BSL-1.0 */
/* The monotonic clock, and moments in the future by which something must have happened. */
#ifndef ZM_BASE_CLOCK_H
#define ZM_BASE_CLOCK_H

#include <stdint.h>
#include <time.h>

#define ZM_MILLISECOND INT64_C(1000000) /* in nanoseconds, the unit of all times here */
#define ZM_SECOND INT64_C(1000000000)
#define ZM_NEVER INT64_MAX

/* Nanoseconds since some moment in the past that is fixed while the process runs. */
static inline int64_t zm_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * ZM_SECOND + now.tv_nsec;
}

/* Milliseconds from now until `deadline` for poll(2), rounded up: -1 for ZM_NEVER, 0 if past. */
static inline int zm_milliseconds_until(int64_t deadline)
{
    if (deadline == ZM_NEVER)
        return -1;
    int64_t rest = deadline - zm_now();
    if (rest <= 0)
        return 0;
    rest = (rest + ZM_MILLISECOND - 1) / ZM_MILLISECOND;
    return rest < 1000000 ? (int)rest : 1000000;
}

#endif
