/* SPDX-License-Identifier: BSL-1.0 */
/* The life of a job: start the ranks, carry their output and input, watch them, and end them all
 * when one fails. */
#ifndef ZM_MPIRUN_SUPERVISE_H
#define ZM_MPIRUN_SUPERVISE_H

#include "command.h"
#include "folder.h"
#include "signals.h"

/* Run the job to its end, with signals that are open already. Nothing that it started is left
 * running afterwards. Returns the status that mpirun is to end with. */
int zm_supervise(const struct zm_command *command, const struct zm_folder *folder,
                 struct zm_signals *signals);

#endif
