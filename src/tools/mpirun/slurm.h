/* SPDX-License-Identifier: BSL-1.0 */
/* The hosts that Slurm has allocated, as the environment tells them. */
#ifndef ZM_MPIRUN_SLURM_H
#define ZM_MPIRUN_SLURM_H

#include "hosts.h"

#include <stdbool.h>

/* Is this process in an allocation? */
bool zm_slurm_has_allocation(void);

/* Add its hosts, with as many slots each as Slurm would start tasks there. Returns 0, or -1 after a
 * complaint. */
int zm_slurm_add_hosts(struct zm_hosts *hosts);

/* Add the hosts of `list`, as in "a[1-3,07]b,c", whose slots are those of `slots`, as in "2(x3),1".
 * Returns 0, or -1 if either makes no sense. */
int zm_slurm_expand(struct zm_hosts *hosts, const char *list, const char *slots);

#endif
