/* SPDX-License-Identifier: BSL-1.0 */
/* How ranks end, and which endings end the job. */
#ifndef ZM_MPIRUN_ENDING_H
#define ZM_MPIRUN_ENDING_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* How far a rank has come with MPI, as it says over the control socket. */
enum zm_stage { ZM_NO_MPI, ZM_IN_MPI, ZM_AFTER_MPI };

/* Why a job ends before its ranks do by themselves. What comes later in this list explains what
 * comes before, when both are seen at about the same time: a rank that is killed makes others
 * abort, not the other way round. */
enum zm_cause {
    ZM_CAUSE_NONE,
    ZM_CAUSE_LOST, /* a rank aborts because another one is gone */
    ZM_CAUSE_EXIT, /* a rank ended without MPI_Finalize, or without MPI_Init though others called it
                    */
    ZM_CAUSE_ABORT,     /* MPI_Abort, or any other fatal error in MPI */
    ZM_CAUSE_KILLED,    /* a signal ended a rank */
    ZM_CAUSE_UNSTARTED, /* a program could not be run */
    ZM_CAUSE_HOST,      /* a host cannot be reached, or not any more */
    ZM_CAUSE_TIMEOUT,
    ZM_CAUSE_USER, /* the user insists */
};

/* The status that a shell would have for `status`, which is from waitpid(). */
int zm_shell_status(int status);

/* The status that mpirun ends with when MPI_Abort was called with `code`: what a shell can see of
 * it, but 0 for 0 only. */
int zm_abort_status(long code);

/* Why a rank calls MPI_Abort with `code`. */
enum zm_cause zm_abort_cause(long code);

/* Does a rank that ended with `status` (from waitpid()) end the job? `others` tells whether any
 * rank has called MPI_Init. */
enum zm_cause zm_ending_cause(int status, enum zm_stage progress, bool others);

/* Tell in words how process `pid` ended, into `out` of `size` bytes. */
void zm_ending_describe(char *out, size_t size, pid_t pid, int status, enum zm_stage progress,
                        bool others);

#endif
