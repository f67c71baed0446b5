/* SPDX-License-Identifier: BSL-1.0 */
/* What ranks have started and left behind: mpirun inherits it, and ends it. */
#ifndef ZM_MPIRUN_DESCENDANTS_H
#define ZM_MPIRUN_DESCENDANTS_H

#include <stdbool.h>
#include <sys/types.h>

/* From now on, a process whose parent ends becomes a child of this process if it descends from it.
 */
void zm_descendants_adopt(void);

/* Send a signal to all children but those that are to be spared, and to the process group of each
 * child that leads one. Returns 0, or -1 if this system does not tell which children there are. */
int zm_descendants_signal(int signal, bool (*spare)(const void *owner, pid_t child),
                          const void *owner);

/* Send a signal to the process group `group`. If processes in it expect SIGUSR1 or SIGUSR2, only
 * these get that: a shell around the program is not to die of what is meant for the program. And
 * SIGUSR1, which asks mpirun what the job is in, ends no program that knows nothing of it. */
void zm_descendants_signal_group(pid_t group, int signal);

#endif
