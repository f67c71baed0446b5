/* SPDX-License-Identifier: BSL-1.0 */
/* Which host each rank of a job runs on. */
#ifndef ZM_MPIRUN_PLACE_H
#define ZM_MPIRUN_PLACE_H

#include "command.h"

/* Set the number of ranks of all contexts that do not say it, and of the job, and the hosts of the
 * job with their ranks. A context without hosts of its own has those of the first that names some;
 * where none does, those that Slurm has allocated, or else all runs here. Hosts are filled by their
 * slots one after the other, or one rank at a time; if that does not suffice, they are filled
 * again, unless the user has said that they must not be. Returns 0, or -1 after a complaint. */
int zm_place(struct zm_command *command);

/* Does the job run on any other host? */
bool zm_place_is_far(const struct zm_command *command);

#endif
