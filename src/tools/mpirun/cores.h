/* SPDX-License-Identifier: BSL-1.0 */
/* How many ranks a job has when nobody says. */
#ifndef ZM_MPIRUN_CORES_H
#define ZM_MPIRUN_CORES_H

#include <stdbool.h>

/* The number of cores that this process may run on, at least 1; with `threads`, of their hardware
 * threads. */
int zm_cores(bool threads);

#endif
