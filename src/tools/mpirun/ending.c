/* SPDX-License-Identifier: BSL-1.0 */
/* How ranks end: see ending.h. */
#include "ending.h"

#include "signals.h"

#include <mpi.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

int zm_shell_status(int status)
{
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int zm_abort_status(long code)
{
    return code && !(code & 255) ? 1 : (int)(code & 255);
}

enum zm_cause zm_abort_cause(long code)
{
    return code == MPI_ERR_PROC_ABORTED ? ZM_CAUSE_LOST : ZM_CAUSE_ABORT;
}

enum zm_cause zm_ending_cause(int status, enum zm_stage progress, bool others)
{
    if (WIFSIGNALED(status))
        return ZM_CAUSE_KILLED;
    if (progress == ZM_IN_MPI || (progress == ZM_NO_MPI && others))
        return ZM_CAUSE_EXIT;
    return ZM_CAUSE_NONE;
}

void zm_ending_describe(char *out, size_t size, pid_t pid, int status, enum zm_stage progress,
                        bool others)
{
    const char *lack = "";

    if (WIFSIGNALED(status)) {
        snprintf(out, size, "pid %d was killed by signal %d (%s, %s)%s", (int)pid, WTERMSIG(status),
                 zm_signal_name(WTERMSIG(status)), strsignal(WTERMSIG(status)),
                 WCOREDUMP(status) ? ", core dumped" : "");
        return;
    }
    if (progress == ZM_IN_MPI)
        lack = " without calling MPI_Finalize";
    else if (progress == ZM_NO_MPI && others)
        lack = " without calling MPI_Init, which other ranks have called";
    snprintf(out, size, "pid %d exited with status %d%s", (int)pid, WEXITSTATUS(status), lack);
}
