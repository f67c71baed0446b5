/* SPDX-License-Identifier: BSL-1.0 */
/* The life of a job: see supervise.h. */
#include "supervise.h"

#include "clock.h"
#include "descendants.h"
#include "guard.h"
#include "hosts.h"
#include "input.h"
#include "message.h"
#include "outputs.h"
#include "rank.h"
#include "spawn.h"
#include "watch.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define NEVER INT64_MAX

/* Milliseconds. */
enum {
    SETTLE = 50,  /* after a failure, for a deeper cause of it to show */
    GRACE = 1000, /* between asking to end and killing */
    TAIL = 1000,  /* for what ranks leave behind to end by itself */
    AGAIN = 20,   /* between two looks at what is still not dead */
    GIVE_UP = 500 /* after killing: nothing more is waited for */
};
enum { STATUS_TIMEOUT = 124 }; /* as the timeout command has it */

struct zm_job {
    const struct zm_command *command;
    const struct zm_session *session;
    struct zm_signals *signals;
    struct zm_guard guard;
    char host[256];
    struct zm_rank *ranks;
    int running;         /* how many ranks run */
    bool childless;      /* no process is left, neither ranks nor what they started */
    bool initialized;    /* some rank has called MPI_Init */
    int status;          /* what mpirun will end with: that of the first rank that failed */
    enum zm_cause cause; /* why the job ends early */
    const struct zm_rank *culprit;
    bool ending;   /* the ranks have been told to end */
    int passed_on; /* the signal by which the user asked the job to end, 0: none */
    int64_t timeout_at, end_at, kill_at, quit_at; /* when to do that; NEVER */
    bool finished;                                /* all ranks have ended */
    bool quitting;                                /* nothing more is waited for */
    const struct zm_rank *failed; /* the first that ended with a status other than 0 */
    int turn;                     /* the rank that is served first */
    struct zm_outputs outputs;
    struct zm_input input;
    struct zm_watch watch;
};

/* Say something on standard error, between whole lines of the ranks. */
static void say(struct zm_job *job, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void say(struct zm_job *job, const char *format, ...)
{
    char text[ZM_MESSAGE_MAX];
    va_list arguments;

    va_start(arguments, format);
    size_t length = zm_message_format(text, format, arguments);
    va_end(arguments);
    zm_sink_say(job->outputs.errors, text, length);
}

static void say_of(struct zm_job *job, const struct zm_rank *rank, const char *text)
{
    say(job, "rank %d of %d on %s: %s", rank->number, job->command->nranks, job->host, text);
}

/* Send a signal to all ranks that run, and to what belongs to their process groups. */
static void signal_ranks(struct zm_job *job, int signal)
{
    for (int i = 0; i < job->command->nranks; i++)
        if (job->ranks[i].running)
            kill(-job->ranks[i].pid, signal);
}

/* The job is to end for `cause`, because of `rank` if there is one. */
static void condemn(struct zm_job *job, enum zm_cause cause, const struct zm_rank *rank)
{
    if (job->ending || cause <= job->cause)
        return;
    job->cause = cause;
    job->culprit = rank;
    job->end_at = zm_now() + (cause < ZM_CAUSE_KILLED ? SETTLE : 0);
}

/* Is it plain to the user why the rank was killed? */
static bool is_plain(const struct zm_job *job, int signal)
{
    return signal == job->passed_on ||
           (signal == SIGPIPE && (job->outputs.output->error || job->outputs.errors->error));
}

static void say_ending(struct zm_job *job, const struct zm_rank *rank)
{
    char text[512];

    zm_ending_describe(text, sizeof text, rank->pid, rank->status, rank->progress,
                       job->initialized);
    say_of(job, rank, text);
}

/* Say why the job ends, and find the status that follows. */
static int explain(struct zm_job *job)
{
    const struct zm_rank *rank = job->culprit;

    switch (job->cause) {
    case ZM_CAUSE_ABORT: /* the rank has said why */
        return zm_abort_status(rank->abort_code);
    case ZM_CAUSE_UNSTARTED:
        say_of(job, rank, rank->reason);
        return rank->unstarted;
    case ZM_CAUSE_TIMEOUT:
        say(job, "the job still runs after %g s, the time that %s allows; it is ended",
            job->command->timeout, job->command->timeout_name);
        return STATUS_TIMEOUT;
    case ZM_CAUSE_EXIT:
    case ZM_CAUSE_KILLED:
        if (!WIFSIGNALED(rank->status) || !is_plain(job, WTERMSIG(rank->status)))
            say_ending(job, rank);
        return zm_shell_status(rank->status) ? zm_shell_status(rank->status) : 1;
    default:
        return job->passed_on ? 128 + job->passed_on : 0;
    }
}

/* The same, and to all that they have left behind. */
static void signal_all(struct zm_job *job, int signal)
{
    if (zm_descendants_signal(signal) != 0)
        signal_ranks(job, signal);
}

/* Tell all that runs to end. */
static void end_job(struct zm_job *job)
{
    int status = job->cause ? explain(job) : 0;

    job->status = job->status ? job->status : status;
    job->ending = true;
    signal_all(job, SIGTERM);
    signal_all(job, SIGCONT); /* what is stopped could not hear it */
    job->end_at = NEVER;
    job->kill_at = zm_now() + GRACE;
}

/* Kill all that runs, and what that left behind, until nothing is left. */
static void kill_job(struct zm_job *job)
{
    int64_t now = zm_now();

    signal_all(job, SIGKILL);
    job->kill_at = job->childless ? NEVER : now + AGAIN;
    if (job->quit_at == NEVER)
        job->quit_at = now + GIVE_UP;
}

/* A signal has come for mpirun. */
static void pass_on(struct zm_job *job, int signal)
{
    if (zm_signal_ends(signal) && (job->passed_on || job->ending)) {
        job->passed_on = signal;
        condemn(job, ZM_CAUSE_USER, NULL);
        if (!job->ending)
            end_job(job);
        kill_job(job);
        return;
    }
    if (zm_signal_ends(signal))
        job->passed_on = signal;
    signal_ranks(job, signal);
    if (signal == SIGTSTP)
        raise(SIGSTOP);
}

static void serve_signals(void *owner, void *subject)
{
    struct zm_job *job = owner;
    int signal;

    (void)subject;
    while ((signal = zm_signals_next(job->signals)))
        if (signal != SIGCHLD) /* children are looked after in every turn */
            pass_on(job, signal);
}

static void serve_control(void *owner, void *subject)
{
    (void)owner;
    zm_rank_listen(subject);
}

static void serve_stream(void *owner, void *subject)
{
    (void)owner;
    zm_stream_read(subject, zm_now());
}

static void serve_sink(void *owner, void *subject)
{
    (void)owner;
    zm_sink_write(subject);
}

static void serve_input(void *owner, void *subject)
{
    struct zm_job *job = owner;

    (void)subject;
    zm_input_read(&job->input);
}

static void serve_input_pipe(void *owner, void *subject)
{
    struct zm_job *job = owner;
    struct zm_rank *rank = subject;

    zm_input_write(&job->input, rank->number);
}

/* Wait for something to happen, and take in what has. */
static void wait_for_events(struct zm_job *job)
{
    struct zm_watch *watch = &job->watch;
    int retry = 0;

    zm_watch_clear(watch);
    zm_watch_add(watch, job->signals->fd, POLLIN, serve_signals, NULL);
    for (int i = 0; i < job->command->nranks; i++) {
        struct zm_rank *rank = &job->ranks[i];

        if (rank->control >= 0)
            zm_watch_add(watch, rank->control, POLLIN, serve_control, rank);
        for (int j = 0; j < 2; j++) {
            if (zm_stream_wants(&rank->streams[j]))
                zm_watch_add(watch, rank->streams[j].fd, POLLIN, serve_stream, &rank->streams[j]);
            zm_watch_until(watch, zm_stream_due(&rank->streams[j]));
        }
        if (zm_input_pending(&job->input, i) >= 0)
            zm_watch_add(watch, zm_input_pending(&job->input, i), POLLOUT, serve_input_pipe, rank);
    }
    if (zm_input_wants(&job->input, &retry))
        zm_watch_add(watch, STDIN_FILENO, POLLIN, serve_input, NULL);
    if (retry)
        zm_watch_until(watch, zm_now() + retry);
    for (struct zm_output *output = job->outputs.first; output; output = output->next)
        if (zm_sink_busy(&output->sink))
            zm_watch_add(watch, output->sink.fd, POLLOUT, serve_sink, &output->sink);
    const int64_t deadlines[] = {job->timeout_at, job->end_at, job->kill_at, job->quit_at};
    for (size_t i = 0; i < sizeof deadlines / sizeof *deadlines; i++)
        zm_watch_until(watch, deadlines[i]);
    zm_watch_wait(watch);
}

/* Move output from ranks to sinks, another rank first each time. */
static void relay(struct zm_job *job)
{
    int nranks = job->command->nranks;
    int64_t now = zm_now();

    job->turn = (job->turn + 1) % nranks;
    for (int i = 0; i < nranks; i++)
        for (int j = 0; j < 2; j++) {
            struct zm_stream *stream = &job->ranks[(job->turn + i) % nranks].streams[j];

            if (job->quitting)
                zm_stream_finish(stream, now);
            zm_stream_pass(stream, now);
        }
}

/* Look after children that have ended: ranks, and what they left behind. */
static void reap(struct zm_job *job)
{
    pid_t pid;
    int status;

    while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
        for (int i = 0; i < job->command->nranks; i++) {
            struct zm_rank *rank = &job->ranks[i];

            if (!rank->running || rank->pid != pid)
                continue;
            rank->running = false;
            rank->status = status;
            zm_guard_remove(&job->guard, pid);
            job->running--;
            zm_rank_listen(rank);
            zm_rank_drain(rank, zm_now());
            if (job->command->verbose)
                say_ending(job, rank);
        }
    job->childless = pid < 0;
}

/* Does what this rank has said or how it has ended mean the end of the job? If it has merely
 * failed, the others go on. */
static void judge(struct zm_job *job, const struct zm_rank *rank)
{
    if (rank->unstarted) {
        condemn(job, ZM_CAUSE_UNSTARTED, rank);
    } else if (rank->aborted) {
        condemn(job, ZM_CAUSE_ABORT, rank);
    } else if (rank->pid && !rank->running) {
        condemn(job, zm_ending_cause(rank->status, rank->progress, job->initialized), rank);
        if (rank->status && !job->failed)
            job->failed = rank;
    }
}

/* Judge all ranks, as long as they have not been told to end. */
static void judge_all(struct zm_job *job)
{
    for (int i = 0; i < job->command->nranks; i++)
        job->initialized = job->initialized || job->ranks[i].progress != ZM_NO_MPI;
    for (int i = 0; i < job->command->nranks && !job->ending; i++)
        judge(job, &job->ranks[i]);
}

static bool is_drained(const struct zm_job *job)
{
    for (int i = 0; i < job->command->nranks; i++)
        if (!zm_stream_done(&job->ranks[i].streams[0]) ||
            !zm_stream_done(&job->ranks[i].streams[1]))
            return false;
    return true;
}

static void say_exit_codes(struct zm_job *job)
{
    char text[ZM_MESSAGE_MAX - 128] = "";
    size_t length = 0;

    for (int i = 0; i < job->command->nranks && length < sizeof text; i++)
        length += snprintf(text + length, sizeof text - length, "%s%d", i ? "," : "",
                           job->ranks[i].pid ? zm_shell_status(job->ranks[i].status) : -1);
    say(job, "exit statuses of ranks 0 to %d: %s", job->command->nranks - 1, text);
}

/* All ranks have ended. */
static void finish(struct zm_job *job)
{
    job->finished = true;
    job->timeout_at = NEVER;
    if (!job->cause && job->failed) {
        job->status = zm_shell_status(job->failed->status);
        if (!job->command->quiet && !job->command->verbose)
            say_ending(job, job->failed);
    }
    if (job->command->exit_codes)
        say_exit_codes(job);
}

/* Do what has come due. */
static void act(struct zm_job *job)
{
    int64_t now = zm_now();

    if (now >= job->timeout_at) {
        job->timeout_at = NEVER;
        condemn(job, ZM_CAUSE_TIMEOUT, NULL);
    }
    if (now >= job->end_at)
        end_job(job);
    if (now >= job->kill_at)
        kill_job(job);
    if (now >= job->quit_at) {
        job->quitting = true;
        job->kill_at = job->quit_at = NEVER;
    }
    if (!job->running && !job->finished && job->end_at == NEVER)
        finish(job);
    if (job->finished && !job->ending && job->end_at == NEVER &&
        !(job->childless && is_drained(job)))
        job->end_at = now + TAIL;
}

/* Is everything done? */
static bool is_over(const struct zm_job *job)
{
    if (!job->finished && !job->quitting)
        return false;
    if (job->cause == ZM_CAUSE_USER)
        return job->childless || job->quitting;
    return (job->childless || job->quitting) && is_drained(job) && !zm_outputs_busy(&job->outputs);
}

/* mpirun needs some files for each rank; the ranks themselves keep the limit that there was. */
static struct rlimit raise_file_limit(int nranks)
{
    struct rlimit limit, raised;
    rlim_t needed = (rlim_t)nranks * 8 + 64;

    getrlimit(RLIMIT_NOFILE, &limit);
    raised = limit;
    if (raised.rlim_cur < needed) {
        raised.rlim_cur = raised.rlim_max < needed ? raised.rlim_max : needed;
        setrlimit(RLIMIT_NOFILE, &raised);
    }
    return limit;
}

/* Start one rank. Returns 0, or -1 after a complaint. */
static int start_rank(struct zm_job *job, struct zm_rank *rank, const struct rlimit *files)
{
    const struct zm_command *command = job->command;
    struct zm_pattern_values values = {
        .rank = rank->number, .nranks = command->nranks, .host = job->host, .stream = "stdout"};
    struct zm_spawn how = {.command = command,
                           .context = rank->context,
                           .identity = {.rank = rank->number,
                                        .nranks = command->nranks,
                                        .addresses = job->session->addresses,
                                        .job = job->session->job},
                           .input = zm_input_for(&job->input, rank->number),
                           .terminal = job->outputs.output->terminal && !command->output,
                           .signals = job->signals,
                           .files = *files};
    struct zm_spawned spawned;

    if (how.input < -1)
        return -1;
    int result = zm_spawn(&spawned, &how);
    if (result != 0)
        zm_complain("cannot start rank %d of %d: %s", rank->number, command->nranks,
                    strerror(errno));
    if (how.input > STDIN_FILENO)
        close(how.input);
    if (result != 0)
        return -1;

    zm_guard_add(&job->guard, spawned.pid);
    rank->pid = spawned.pid;
    rank->running = true;
    rank->control = spawned.control;
    job->running++;
    zm_stream_init(&rank->streams[0], spawned.output, &values);
    values.stream = "stderr";
    zm_stream_init(&rank->streams[1], spawned.errors, &values);
    if (command->verbose)
        say(job, "rank %d of %d on %s: pid %d runs %s", rank->number, command->nranks, job->host,
            (int)rank->pid, rank->context->program);
    return zm_outputs_attach(&job->outputs, command, &rank->streams[0], false) != 0 ||
                   zm_outputs_attach(&job->outputs, command, &rank->streams[1], true) != 0
               ? -1
               : 0;
}

/* Start all ranks. If that fails, those that were started are to end. */
static void start_ranks(struct zm_job *job)
{
    struct rlimit files = raise_file_limit(job->command->nranks);
    int number = 0;

    for (const struct zm_context *context = job->command->contexts; context;
         context = context->next)
        for (int i = 0; i < context->nranks; i++, number++) {
            job->ranks[number].context = context;
            if (start_rank(job, &job->ranks[number], &files) != 0) {
                job->status = 1;
                condemn(job, ZM_CAUSE_USER, NULL);
                return;
            }
        }
    zm_input_started(&job->input);
}

/* Returns 0, or -1 after a complaint. */
static int job_init(struct zm_job *job, const struct zm_command *command,
                    const struct zm_session *session, struct zm_signals *signals)
{
    *job = (struct zm_job){.command = command, .session = session, .signals = signals};
    job->timeout_at = job->end_at = job->kill_at = job->quit_at = NEVER;
    if (zm_input_init(&job->input, command->input, command->nranks) != 0)
        return -1;
    zm_host_name(job->host);
    zm_outputs_init(&job->outputs, command);
    zm_watch_init(&job->watch, 8 * (size_t)command->nranks + 8, job);
    job->ranks = zm_allocate(command->nranks * sizeof *job->ranks);
    for (int i = 0; i < command->nranks; i++) {
        job->ranks[i] = (struct zm_rank){.number = i, .control = -1};
        job->ranks[i].streams[0].fd = job->ranks[i].streams[1].fd = -1;
    }
    if (command->timeout > 0)
        job->timeout_at = zm_now() + (int64_t)(command->timeout * 1000);
    return 0;
}

static void job_fini(struct zm_job *job)
{
    for (int i = 0; i < job->command->nranks; i++) {
        if (job->ranks[i].control >= 0)
            close(job->ranks[i].control);
        zm_stream_fini(&job->ranks[i].streams[0]);
        zm_stream_fini(&job->ranks[i].streams[1]);
    }
    free(job->ranks);
    zm_watch_fini(&job->watch);
    zm_outputs_fini(&job->outputs);
    zm_input_fini(&job->input);
}

int zm_supervise(const struct zm_command *command, const struct zm_session *session,
                 struct zm_signals *signals)
{
    struct zm_job job;

    if (job_init(&job, command, session, signals) != 0)
        return 1;
    zm_guard_start(&job.guard, session, command->nranks);
    zm_descendants_adopt();
    start_ranks(&job);
    while (!is_over(&job)) {
        wait_for_events(&job);
        reap(&job);
        judge_all(&job);
        relay(&job);
        act(&job);
    }
    int failed = job.outputs.output->error && job.outputs.output->error != EPIPE;
    if (failed)
        zm_complain("cannot write standard output: %s", strerror(job.outputs.output->error));
    job_fini(&job);
    return job.status ? job.status : failed;
}
