/* SPDX-License-Identifier: BSL-1.0 */
/* The life of a job: see supervise.h. */
#include "supervise.h"

#include "away.h"
#include "clock.h"
#include "control.h"
#include "descendants.h"
#include "launch.h"
#include "verdict.h"
#include "watch.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void serve_signals(void *owner, void *subject)
{
    struct zm_launch *job = owner;
    int signal;

    (void)subject;
    while ((signal = zm_signals_next(job->signals)))
        if (signal != SIGCHLD) /* children are looked after in every turn */
            zm_verdict_signal(job, signal);
}

static void serve_control(void *owner, void *subject)
{
    zm_rank_listen(subject, zm_control_hear, owner);
}

static void serve_stream(void *owner, void *subject)
{
    (void)owner;
    zm_outflow_read(subject, zm_milliseconds());
}

static void serve_sink(void *owner, void *subject)
{
    (void)owner;
    zm_sink_write(subject);
}

static void serve_input(void *owner, void *subject)
{
    struct zm_launch *job = owner;

    (void)subject;
    zm_input_read(&job->input);
}

static void serve_input_pipe(void *owner, void *subject)
{
    struct zm_launch *job = owner;
    struct zm_rank *rank = subject;

    zm_input_write(&job->input, rank->number);
}

/* Wait for something to happen, and take in what has. */
static void wait_for_events(struct zm_launch *job, struct zm_watch *watch)
{
    int retry = 0;

    zm_watch_clear(watch);
    zm_watch_add(watch, job->signals->fd, POLLIN, serve_signals, NULL);
    for (int i = 0; i < job->command->nranks; i++) {
        struct zm_rank *rank = &job->ranks[i];

        if (rank->control >= 0)
            zm_watch_add(watch, rank->control, POLLIN, serve_control, rank);
        for (int j = 0; j < 2; j++) {
            if (zm_outflow_wants(&rank->streams[j]))
                zm_watch_add(watch, rank->streams[j].fd, POLLIN, serve_stream, &rank->streams[j]);
            zm_watch_until(watch, zm_outflow_due(&rank->streams[j]));
        }
        if (zm_input_pending(&job->input, i) >= 0)
            zm_watch_add(watch, zm_input_pending(&job->input, i), POLLOUT, serve_input_pipe, rank);
    }
    zm_branches_watch(&job->branches, watch);
    if (job->running && zm_input_wants(&job->input, &retry))
        zm_watch_add(watch, STDIN_FILENO, POLLIN, serve_input, NULL);
    if (retry)
        zm_watch_until(watch, zm_milliseconds() + retry);
    for (struct zm_output *output = job->outputs.first; output; output = output->next)
        if (zm_sink_busy(&output->sink))
            zm_watch_add(watch, output->sink.fd, POLLOUT, serve_sink, &output->sink);
    const int64_t deadlines[] = {job->timeout_at, job->end_at, job->kill_at, job->quit_at,
                                 job->survey.until};
    for (size_t i = 0; i < sizeof deadlines / sizeof *deadlines; i++)
        zm_watch_until(watch, deadlines[i]);
    zm_watch_wait(watch);
}

/* Move output from ranks to sinks, another rank first each time. */
static void relay(struct zm_launch *job)
{
    int nranks = job->command->nranks;
    int64_t now = zm_milliseconds();

    job->turn = (job->turn + 1) % nranks;
    for (int i = 0; i < nranks; i++)
        for (int j = 0; j < 2; j++) {
            struct zm_outflow *stream = &job->ranks[(job->turn + i) % nranks].streams[j];

            if (job->quitting)
                zm_outflow_finish(stream, now);
            zm_outflow_pass(stream, now);
        }
    zm_away_answer(job);
}

/* A rank has ended: take in its last words. */
static void end_rank(struct zm_launch *job, struct zm_rank *rank, int status)
{
    zm_rank_listen(rank, zm_control_hear, job);
    zm_rank_drain(rank, zm_milliseconds());
    zm_guard_remove(&job->guard, rank->pid);
    zm_launch_end_rank(job, rank, status);
}

/* Look after children that have ended: ranks, and what they left behind. */
static void reap(struct zm_launch *job)
{
    pid_t pid;
    int status;

    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        if (zm_branches_reap(&job->branches, pid, status))
            continue;
        for (int i = 0; i < job->command->nranks; i++)
            if (job->ranks[i].running && !job->ranks[i].branch && job->ranks[i].pid == pid)
                end_rank(job, &job->ranks[i], status);
    }
    job->childless = pid < 0;
}

int zm_supervise(const struct zm_command *command, const struct zm_folder *folder,
                 struct zm_signals *signals)
{
    struct zm_launch job;
    struct zm_watch watch;

    if (zm_launch_init(&job, command, folder, signals) != 0)
        return 1;
    zm_watch_init(&watch, 8 * (size_t)command->nranks + 3 * command->hosts.count + 8, &job);
    zm_guard_start(&job.guard, folder, command->nranks);
    zm_descendants_adopt();
    if (zm_launch_start(&job) != 0)
        zm_verdict_condemn(&job, ZM_CAUSE_USER, NULL);
    if (!job.running)
        zm_guard_dismiss(&job.guard);
    while (!zm_verdict_over(&job)) {
        wait_for_events(&job, &watch);
        reap(&job);
        zm_branches_act(&job.branches, zm_milliseconds());
        zm_verdict_judge(&job);
        relay(&job);
        zm_verdict_act(&job);
    }
    int status = job.status ? job.status : zm_outputs_report(&job.outputs);
    zm_guard_dismiss(&job.guard);
    zm_watch_fini(&watch);
    zm_launch_fini(&job);
    return status;
}
