/* SPDX-License-Identifier: BSL-1.0 */
/* What ranks say over their control sockets, and what it means to the job. The library's side is
 * src/job/control.h. */
#ifndef ZM_MPIRUN_CONTROL_H
#define ZM_MPIRUN_CONTROL_H

#include "launch.h"

/* A zm_hear for all ranks of `job`, which is a struct zm_launch: the one place where lines of ranks
 * arrive. Those that mean nothing to this version are left alone. */
void zm_control_hear(void *job, struct zm_rank *rank, char *line);

/* Say a line to all ranks but `except`, NULL for really all. */
void zm_control_tell_all(struct zm_launch *job, const char *line, const struct zm_rank *except);

#endif
