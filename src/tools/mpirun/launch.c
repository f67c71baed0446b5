/* SPDX-License-Identifier: BSL-1.0 */
/* Starting a job: see launch.h. */
#include "launch.h"

#include "clock.h"
#include "hosts.h"
#include "message.h"
#include "spawn.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

void zm_launch_say(struct zm_launch *job, const char *format, ...)
{
    char text[ZM_MESSAGE_MAX];
    va_list arguments;

    va_start(arguments, format);
    size_t length = zm_message_format(text, format, arguments);
    va_end(arguments);
    zm_sink_say(job->outputs.errors, text, length);
}

void zm_launch_say_of(struct zm_launch *job, const struct zm_rank *rank, const char *text)
{
    zm_launch_say(job, "rank %d of %d on %s: %s", rank->number, job->command->nranks, job->host,
                  text);
}

void zm_launch_say_ending(struct zm_launch *job, const struct zm_rank *rank)
{
    char text[512];

    zm_ending_describe(text, sizeof text, rank->pid, rank->status, rank->progress,
                       job->initialized);
    zm_launch_say_of(job, rank, text);
}

bool zm_launch_drained(const struct zm_launch *job)
{
    for (int i = 0; i < job->command->nranks; i++)
        if (!zm_stream_done(&job->ranks[i].streams[0]) ||
            !zm_stream_done(&job->ranks[i].streams[1]))
            return false;
    return true;
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
static int start_rank(struct zm_launch *job, struct zm_rank *rank, const struct rlimit *files)
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
        zm_launch_say(job, "rank %d of %d on %s: pid %d runs %s", rank->number, command->nranks,
                      job->host, (int)rank->pid, rank->context->program);
    return zm_outputs_attach(&job->outputs, command, &rank->streams[0], false) != 0 ||
                   zm_outputs_attach(&job->outputs, command, &rank->streams[1], true) != 0
               ? -1
               : 0;
}

int zm_launch_start(struct zm_launch *job)
{
    struct rlimit files = raise_file_limit(job->command->nranks);
    int number = 0;

    for (const struct zm_context *context = job->command->contexts; context;
         context = context->next)
        for (int i = 0; i < context->nranks; i++, number++) {
            job->ranks[number].context = context;
            if (start_rank(job, &job->ranks[number], &files) != 0) {
                job->status = 1;
                return -1;
            }
        }
    zm_input_started(&job->input);
    return 0;
}

int zm_launch_init(struct zm_launch *job, const struct zm_command *command,
                   const struct zm_session *session, struct zm_signals *signals)
{
    *job = (struct zm_launch){.command = command, .session = session, .signals = signals};
    job->timeout_at = job->end_at = job->kill_at = job->quit_at = ZM_NEVER;
    if (zm_input_init(&job->input, command->input, command->nranks) != 0)
        return -1;
    zm_host_name(job->host);
    zm_outputs_init(&job->outputs, command);
    job->ranks = zm_allocate(command->nranks * sizeof *job->ranks);
    for (int i = 0; i < command->nranks; i++) {
        job->ranks[i] = (struct zm_rank){.number = i, .control = -1};
        job->ranks[i].streams[0].fd = job->ranks[i].streams[1].fd = -1;
    }
    if (command->timeout > 0)
        job->timeout_at = zm_now() + (int64_t)(command->timeout * 1000);
    return 0;
}

void zm_launch_fini(struct zm_launch *job)
{
    for (int i = 0; i < job->command->nranks; i++) {
        if (job->ranks[i].control >= 0)
            close(job->ranks[i].control);
        zm_stream_fini(&job->ranks[i].streams[0]);
        zm_stream_fini(&job->ranks[i].streams[1]);
    }
    free(job->ranks);
    zm_outputs_fini(&job->outputs);
    zm_input_fini(&job->input);
}
