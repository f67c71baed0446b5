/* SPDX-License-Identifier: BSL-1.0 */
/* Starting one rank. */
#ifndef ZM_MPIRUN_SPAWN_H
#define ZM_MPIRUN_SPAWN_H

#include "command.h"
#include "environment.h"
#include "signals.h"

#include <sys/resource.h>
#include <sys/types.h>

/* What a rank is started from. */
struct zm_spawn {
    const struct zm_command *command;
    const struct zm_context *context;
    struct zm_identity identity; /* its control socket is filled in by zm_spawn() */
    int input;                   /* its standard input, -1 for /dev/null */
    bool terminal;               /* its standard output is shown on a terminal */
    const struct zm_signals *signals;
    struct rlimit files; /* how many files it may have open */
};

/* What is left of that in mpirun's hands; all descriptors are non-blocking and close-on-exec, and
 * belong to the caller. */
struct zm_spawned {
    pid_t pid; /* also its process group */
    int control;
    int output, errors; /* errors: -1 if merged into output */
};

/* Let this process open the files that it needs for so many ranks. Returns the limit that there
 * was, which the ranks keep. */
struct rlimit zm_spawn_raise_files(int nranks);

/* The line by which a rank says over the control socket, before its program runs, that it cannot
 * run: this, the status that mpirun is to end with, and the reason, with blanks between them. */
#define ZM_UNSTARTED "unstarted"

/* Start a rank: in a process group of its own, with its output in pipes; it is killed if mpirun
 * dies. Returns 0, or -1 with errno set. */
int zm_spawn(struct zm_spawned *rank, struct zm_spawn *how);

#endif
