/* SPDX-License-Identifier: BSL-1.0 */
/* How a job ends before its time: this rank tells all others, or is told. */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "job/internal.h"

#define FAREWELL_MILLISECONDS 1000  /* for the other ranks to hear of an abort */
#define LAST_WORDS_MILLISECONDS 500 /* for what was sent before one, without which they may not */

void zm_job_unlink(const struct zm_job *job, int rank)
{
    const char *address = job->settings.addresses ? job->settings.addresses[rank] : NULL;
    if (address && strncmp(address, "ipc:///", 7) == 0)
        unlink(address + 6);
}

/* Ends the process. What it printed is not to be lost, but another thread may be stuck in printing
 * and hold the stream. */
static noreturn void end_process(const struct zm_job *job, int status)
{
    zm_job_unlink(job, job->rank);
    if (ftrylockfile(stdout) == 0) {
        fflush(stdout);
        funlockfile(stdout);
    }
    _exit((status & 0xff) || status == 0 ? status & 0xff : 1);
}

static void tell_everybody(struct zm_job *job, int status, const char *reason)
{
    if (!job->network)
        return;
    for (int i = 0; i < job->size; i++) {
        struct zm_header header = {.kind = ZM_ABORT, .tag = status};
        if (i != job->rank)
            zm_job_send(job, i, &header, reason, reason ? strlen(reason) : 0, NULL);
    }
    zm_job_close_transports(job, FAREWELL_MILLISECONDS);
}

noreturn void zm_job_abort(struct zm_job *job, int status, const char *reason)
{
    if (reason)
        zm_say(job->report, "%s", reason);
    if (zm_control_is_open(&job->control)) {
        char line[32];
        snprintf(line, sizeof line, "abort %d\n", status);
        zm_control_tell(&job->control, line); /* it ends all ranks, surer than we could */
    } else {
        zm_pmi_abort(&job->pmi, status);
        tell_everybody(job, status, reason);
    }
    end_process(job, status);
}

/* Whether this rank alone knows where the others are, who have not met yet. */
static bool is_guide(const struct zm_job *job)
{
    return !job->ready && job->rank == 0 && job->settings.search != ZM_BY_ADDRESSES &&
           !zm_control_is_open(&job->control);
}

noreturn void zm_job_obey(struct zm_job *job, const struct zm_frame *frame)
{
    char name[ZM_PEER_NAME_MAX];
    if (!zm_control_is_open(&job->control))
        zm_say(job->report, "%s ended the job: %.*s",
               zm_job_name(job, (int)frame->header.source, name),
               frame->bytes ? (int)frame->bytes : 9,
               frame->bytes ? (const char *)frame->payload : "MPI_Abort");
    int status = frame->header.tag;
    if (is_guide(job)) {
        char reason[ZM_EXPLANATION_MAX];
        snprintf(reason, sizeof reason, "%s ended the job: %.*s",
                 zm_job_name(job, (int)frame->header.source, name), (int)frame->bytes,
                 (const char *)frame->payload);
        tell_everybody(job, status, reason);
    }
    if (job->network)
        zm_job_close_transports(job, LAST_WORDS_MILLISECONDS);
    end_process(job, status);
}
