/* SPDX-License-Identifier: BSL-1.0 */
/* A process beside mpirun that does for it what it could not do any more if it were killed: end the
 * ranks with all that belongs to their process groups, and remove the job's folder. */
#ifndef ZM_MPIRUN_GUARD_H
#define ZM_MPIRUN_GUARD_H

#include "folder.h"

#include <sys/types.h>

struct zm_guard {
    pid_t pid; /* -1: there is no guard */
    int pipe;  /* the guard's work begins when this is closed; -1: it has been */
};

/* Start a guard for a job of `nranks` ranks. Without one, if the system has no process left, mpirun
 * does its work all the same. */
void zm_guard_start(struct zm_guard *guard, const struct zm_folder *folder, int nranks);

/* All ranks have ended: wait for the guard to do the same, which removes the job's folder. */
void zm_guard_dismiss(struct zm_guard *guard);

/* A rank has been started, or has ended. */
void zm_guard_add(struct zm_guard *guard, pid_t pid);
void zm_guard_remove(struct zm_guard *guard, pid_t pid);

#endif
