/* SPDX-License-Identifier: BSL-1.0 */
/* Time that never jumps. */
#ifndef ZM_MPIRUN_CLOCK_H
#define ZM_MPIRUN_CLOCK_H

#include <stdint.h>
#include <time.h>

/* Milliseconds since some moment in the past. */
static inline int64_t zm_milliseconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

#endif
