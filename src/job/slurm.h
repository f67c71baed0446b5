/* SPDX-License-Identifier: BSL-1.0 */
/* Ranks that Slurm's srun started, without anything in between: each task is one, and rank 0 is to
 * be found on the first node of the step, at a port that all make from the step's numbers, or at
 * one of the next ones if somebody else has it. */
#ifndef ZM_JOB_SLURM_H
#define ZM_JOB_SLURM_H

#include <stdbool.h>

#include "job/settings.h"

/* Whether the variables that `get` finds are those of a task among several of one step. */
bool zm_slurm_is_here(char *(*get)(const char *name));

/* Fills in what they say of the job. Returns an MPI error class, explained in `report`. */
int zm_slurm_read(struct zm_settings *settings, char *(*get)(const char *name),
                  struct zm_report *report);

#endif
