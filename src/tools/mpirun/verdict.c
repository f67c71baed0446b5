/* SPDX-License-Identifier: BSL-1.0 */
/* The ends of jobs: see verdict.h. */
#include "verdict.h"

#include "clock.h"
#include "descendants.h"
#include "message.h"

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>

/* Milliseconds. */
enum {
    SETTLE = 200,      /* after a failure, for a deeper cause of it to show */
    GRACE = 1000,      /* between asking to end and killing */
    TAIL = 1000,       /* for what ranks leave behind to end by itself */
    AGAIN = 20,        /* between two looks at what is still not dead */
    GIVE_UP = 500,     /* after killing: nothing more is waited for */
    GIVE_UP_FAR = 5000 /* the same, where other hosts have to be heard */
};
enum { STATUS_TIMEOUT = 124 }; /* as the timeout command has it */

void zm_verdict_condemn(struct zm_launch *job, enum zm_cause cause, const struct zm_rank *rank)
{
    if (job->ending || cause <= job->cause)
        return;
    job->cause = cause;
    job->culprit = rank;
    job->end_at = zm_milliseconds() + (cause < ZM_CAUSE_KILLED ? SETTLE : 0);
}

/* Does what this rank has said or how it has ended mean the end of the job? If it has merely
 * failed, the others go on. */
static void judge(struct zm_launch *job, const struct zm_rank *rank)
{
    if (rank->lost) {
        return; /* with its host */
    } else if (rank->unstarted) {
        zm_verdict_condemn(job, ZM_CAUSE_UNSTARTED, rank);
    } else if (rank->aborted) {
        zm_verdict_condemn(job, zm_abort_cause(rank->abort_code), rank);
    } else if (rank->pid && !rank->running) {
        zm_verdict_condemn(job, zm_ending_cause(rank->status, rank->progress, job->initialized),
                           rank);
        if (rank->status && !job->failed)
            job->failed = rank;
    }
}

void zm_verdict_judge(struct zm_launch *job)
{
    for (int i = 0; i < job->command->nranks; i++)
        job->initialized = job->initialized || job->ranks[i].progress != ZM_NO_MPI;
    for (int i = 0; i < job->command->nranks && !job->ending; i++)
        judge(job, &job->ranks[i]);
}

/* Is it plain to the user why the rank was killed? */
static bool is_plain(const struct zm_launch *job, int signal)
{
    return signal == job->passed_on ||
           (signal == SIGPIPE && (job->outputs.output->error || job->outputs.errors->error));
}

/* Say why the job ends, and find the status that follows. */
static int explain(struct zm_launch *job)
{
    const struct zm_rank *rank = job->culprit;

    switch (job->cause) {
    case ZM_CAUSE_LOST:
    case ZM_CAUSE_ABORT: /* the rank has said why */
        return zm_abort_status(rank->abort_code);
    case ZM_CAUSE_UNSTARTED:
        zm_launch_say_of(job, rank, rank->reason);
        return rank->unstarted;
    case ZM_CAUSE_HOST:
        zm_launch_say(job, "host %s: %s", job->culprit_host->name, job->reason);
        return 1;
    case ZM_CAUSE_TIMEOUT:
        zm_launch_say(job, "the job still runs after %g s, the time that %s allows; it is ended",
                      job->command->timeout, job->command->timeout_name);
        return STATUS_TIMEOUT;
    case ZM_CAUSE_EXIT:
    case ZM_CAUSE_KILLED:
        if (!WIFSIGNALED(rank->status) || !is_plain(job, WTERMSIG(rank->status)))
            zm_launch_say_ending(job, rank);
        return zm_shell_status(rank->status) ? zm_shell_status(rank->status) : 1;
    default:
        return job->passed_on ? 128 + job->passed_on : 0;
    }
}

/* Send a signal to all ranks that run, and to what belongs to their process groups. */
static void signal_ranks(struct zm_launch *job, int signal)
{
    for (int i = 0; i < job->command->nranks; i++)
        if (job->ranks[i].running && !job->ranks[i].branch)
            zm_descendants_signal_group(job->ranks[i].pid, signal);
    zm_branches_send(&job->branches, &(struct zm_letter){.kind = ZM_SIGNAL, .number = signal});
}

/* What mpirun itself still needs. */
static bool spare(const void *owner, pid_t child)
{
    const struct zm_launch *job = owner;

    return child == job->guard.pid || zm_branches_has(&job->branches, child);
}

/* The same, and to all that ranks have left behind. */
static void signal_all(struct zm_launch *job, int signal)
{
    if (zm_descendants_signal(signal, spare, job) != 0)
        signal_ranks(job, signal);
    zm_branches_send(&job->branches, &(struct zm_letter){.kind = ZM_SIGNAL_ALL, .number = signal});
}

/* Tell all that runs to end. */
static void end_job(struct zm_launch *job)
{
    int status = job->cause ? explain(job) : 0;

    job->status = job->status ? job->status : status;
    job->ending = true;
    zm_branches_cancel(&job->branches);
    signal_all(job, SIGTERM);
    signal_all(job, SIGCONT); /* what is stopped could not hear it */
    job->end_at = ZM_NEVER;
    job->kill_at = zm_milliseconds() + GRACE;
}

/* Kill all that runs, and what that left behind, until nothing is left. */
static void kill_job(struct zm_launch *job)
{
    int64_t now = zm_milliseconds();

    signal_all(job, SIGKILL);
    job->kill_at = job->childless ? ZM_NEVER : now + AGAIN;
    if (job->quit_at == ZM_NEVER)
        job->quit_at = now + (zm_branches_open(&job->branches) ? GIVE_UP_FAR : GIVE_UP);
}

void zm_verdict_signal(struct zm_launch *job, int signal)
{
    if (zm_signal_ends(signal) && (job->passed_on || job->ending)) {
        job->passed_on = signal;
        zm_verdict_condemn(job, ZM_CAUSE_USER, NULL);
        if (!job->ending)
            end_job(job);
        kill_job(job);
        return;
    }
    if (zm_signal_ends(signal))
        job->passed_on = signal;
    if (zm_signal_ends(signal) && zm_branches_awaited(&job->branches)) {
        zm_verdict_condemn(job, ZM_CAUSE_USER, NULL);
        end_job(job); /* nobody waits for ranks that would not run for long */
        return;
    }
    if (signal == SIGUSR1 && !job->ending)
        zm_survey_begin(job);
    signal_ranks(job, signal);
    if (signal == SIGTSTP)
        raise(SIGSTOP);
}

static void say_exit_codes(struct zm_launch *job)
{
    char text[ZM_MESSAGE_MAX - 128] = "";
    size_t length = 0;

    for (int i = 0; i < job->command->nranks && length < sizeof text; i++)
        length += snprintf(
            text + length, sizeof text - length, "%s%d", i ? "," : "",
            job->ranks[i].pid && !job->ranks[i].lost ? zm_shell_status(job->ranks[i].status) : -1);
    zm_launch_say(job, "exit statuses of ranks 0 to %d: %s", job->command->nranks - 1, text);
}

/* All ranks have ended. */
static void finish(struct zm_launch *job)
{
    job->finished = true;
    job->timeout_at = ZM_NEVER;
    job->late = false;
    if (!job->cause && job->failed) {
        job->status = zm_shell_status(job->failed->status);
        if (!job->command->quiet && !job->command->verbose)
            zm_launch_say_ending(job, job->failed);
    }
    if (job->command->exit_codes)
        say_exit_codes(job);
}

void zm_verdict_act(struct zm_launch *job)
{
    int64_t now = zm_milliseconds();

    if (now >= job->timeout_at) {
        job->timeout_at = ZM_NEVER;
        job->late = true;
        if (!job->command->quiet)
            zm_survey_begin(job);
    }
    zm_survey_act(job);
    if (job->late && !job->survey.answers) { /* when it is known what it was in */
        job->late = false;
        zm_verdict_condemn(job, ZM_CAUSE_TIMEOUT, NULL);
    }
    if (now >= job->end_at)
        end_job(job);
    if (now >= job->kill_at)
        kill_job(job);
    if (now >= job->quit_at) {
        job->quitting = true;
        job->kill_at = job->quit_at = ZM_NEVER;
    }
    if (!job->running && !job->finished && job->end_at == ZM_NEVER)
        finish(job);
    if (job->finished && !job->ending && job->end_at == ZM_NEVER &&
        !(job->childless && zm_launch_drained(job)))
        job->end_at = now + TAIL;
}

bool zm_verdict_over(const struct zm_launch *job)
{
    if (!job->finished && !job->quitting)
        return false;
    if (job->cause == ZM_CAUSE_USER)
        return job->childless || job->quitting;
    return (job->childless || job->quitting) && zm_launch_drained(job) &&
           !zm_outputs_busy(&job->outputs);
}
