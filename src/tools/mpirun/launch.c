/* SPDX-License-Identifier: BSL-1.0 */
/* Starting a job: see launch.h. */
#include "launch.h"

#include "away.h"
#include "clock.h"
#include "message.h"
#include "place.h"
#include "spawn.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
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
    zm_launch_say(job, "rank %d of %d on %s: %s", rank->number, job->command->nranks, rank->host,
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
        if (!zm_outflow_done(&job->ranks[i].streams[0]) ||
            !zm_outflow_done(&job->ranks[i].streams[1]))
            return false;
    return true;
}

void zm_launch_say_start(struct zm_launch *job, const struct zm_rank *rank)
{
    const struct zm_context *context = rank->context;

    if (job->command->verbose)
        zm_launch_say(job, "rank %d of %d on %s: pid %d runs %s", rank->number,
                      job->command->nranks, rank->host, (int)rank->pid,
                      context->program ? context->program : context->argv[0]);
}

void zm_launch_end_rank(struct zm_launch *job, struct zm_rank *rank, int status)
{
    rank->running = false;
    rank->status = status;
    if (job->command->verbose && !rank->lost)
        zm_launch_say_ending(job, rank);
    if (--job->running == 0)
        zm_guard_dismiss(&job->guard); /* so that it does not count as left behind */
}

/* Lead the streams of a rank to where the command line says. Returns 0, or -1 after a complaint. */
static int attach(struct zm_launch *job, struct zm_rank *rank)
{
    for (int i = 0; i < 2; i++)
        if (zm_outputs_attach(&job->outputs, job->command, &rank->streams[i], i == 1) != 0)
            return -1;
    return 0;
}

/* Start one rank. Returns 0, or -1 after a complaint. */
static int start_rank(struct zm_launch *job, struct zm_rank *rank, const struct rlimit *files)
{
    const struct zm_command *command = job->command;
    struct zm_pattern_values values = {
        .rank = rank->number, .nranks = command->nranks, .host = rank->host, .stream = "stdout"};
    struct zm_spawn how = {.command = command,
                           .context = rank->context,
                           .identity = {.rank = rank->number,
                                        .nranks = command->nranks,
                                        .local = rank->local,
                                        .nlocal = rank->nlocal,
                                        .addresses = job->secret[0] ? NULL : job->folder->addresses,
                                        .job = job->folder->job},
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
    zm_outflow_init(&rank->streams[0], spawned.output, &values);
    values.stream = "stderr";
    zm_outflow_init(&rank->streams[1], spawned.errors, &values);
    zm_launch_say_start(job, rank);
    if (job->secret[0])
        zm_rank_tell(rank, job->secret);
    return attach(job, rank);
}

/* A rank on another host, which an agent starts. Returns 0, or -1 after a complaint. */
static int expect_rank(struct zm_launch *job, struct zm_rank *rank)
{
    struct zm_pattern_values values = {.rank = rank->number,
                                       .nranks = job->command->nranks,
                                       .host = rank->host,
                                       .stream = "stdout"};

    rank->branch = zm_branches_to(&job->branches, rank->number);
    rank->running = true;
    job->running++;
    zm_outflow_init_far(&rank->streams[0], &values);
    values.stream = "stderr";
    zm_outflow_init_far(&rank->streams[1], &values);
    zm_rank_tell(rank, job->secret);
    return attach(job, rank);
}

/* Start agents on all other hosts. */
static void start_branches(struct zm_launch *job)
{
    const struct zm_hosts *hosts = &job->command->hosts;
    const struct zm_host **others = zm_allocate(hosts->count * sizeof *others);
    struct zm_branch_owner to = zm_away_owner(job);
    size_t count = 0;

    for (size_t i = 0; i < hosts->count; i++)
        if (!hosts->at[i].here)
            others[count++] = &hosts->at[i];
    if (count)
        zm_branches_start(&job->branches, job->command, job->folder->job, others, count,
                          job->signals, &to);
    free(others);
}

int zm_launch_start(struct zm_launch *job)
{
    struct rlimit files = zm_spawn_raise_files(job->command->nranks);

    start_branches(job);
    for (int i = 0; i < job->command->nranks; i++) {
        struct zm_rank *rank = &job->ranks[i];
        bool here = !zm_branches_to(&job->branches, i);

        if ((here ? start_rank(job, rank, &files) : expect_rank(job, rank)) != 0) {
            job->status = 1;
            return -1;
        }
    }
    zm_input_started(&job->input);
    return 0;
}

/* Tell all ranks who they are. */
static void assign(struct zm_launch *job)
{
    const struct zm_command *command = job->command;
    const struct zm_context *context = command->contexts;
    int end = context->nranks;

    for (int i = 0; i < command->nranks; i++) {
        while (i == end) {
            context = context->next;
            end += context->nranks;
        }
        job->ranks[i] = (struct zm_rank){.number = i, .context = context, .control = -1};
        job->ranks[i].streams[0].fd = job->ranks[i].streams[1].fd = -1;
    }
    for (size_t i = 0; i < command->hosts.count; i++) {
        const struct zm_host *host = &command->hosts.at[i];

        for (int j = 0; j < host->nranks; j++) {
            struct zm_rank *rank = &job->ranks[host->ranks[j]];

            rank->host = host->here ? job->host : host->name;
            rank->local = j;
            rank->nlocal = host->nranks;
            if (!host->here)
                zm_input_set_far(&job->input, rank->number);
        }
    }
}

/* Ranks of several hosts know each other by a secret that mpirun makes. Returns 0, or -1 after a
 * complaint. */
static int make_secret(struct zm_launch *job)
{
    unsigned char secret[32];

    if (getrandom(secret, sizeof secret, 0) != (ssize_t)sizeof secret) {
        zm_complain("cannot make a secret for the job: %s", strerror(errno));
        return -1;
    }
    size_t length = (size_t)snprintf(job->secret, sizeof job->secret, "secret ");
    for (size_t i = 0; i < sizeof secret; i++)
        length += snprintf(job->secret + length, sizeof job->secret - length, "%02x", secret[i]);
    return 0;
}

int zm_launch_init(struct zm_launch *job, const struct zm_command *command,
                   const struct zm_folder *folder, struct zm_signals *signals)
{
    *job = (struct zm_launch){.command = command, .folder = folder, .signals = signals};
    zm_survey_init(&job->survey);
    job->timeout_at = job->end_at = job->kill_at = job->quit_at = ZM_NEVER;
    if (zm_place_is_far(command) && make_secret(job) != 0)
        return -1;
    if (zm_input_init(&job->input, command->input, command->nranks) != 0)
        return -1;
    zm_host_name(job->host);
    zm_outputs_init(&job->outputs, command);
    job->ranks = zm_allocate(command->nranks * sizeof *job->ranks);
    assign(job);
    if (command->timeout > 0)
        job->timeout_at = zm_milliseconds() + (int64_t)(command->timeout * 1000);
    return 0;
}

void zm_launch_fini(struct zm_launch *job)
{
    for (int i = 0; i < job->command->nranks; i++) {
        if (job->ranks[i].control >= 0)
            close(job->ranks[i].control);
        zm_outflow_fini(&job->ranks[i].streams[0]);
        zm_outflow_fini(&job->ranks[i].streams[1]);
    }
    zm_survey_fini(&job->survey, job->command->nranks);
    free(job->ranks);
    zm_branches_end(&job->branches);
    zm_outputs_fini(&job->outputs);
    zm_input_fini(&job->input);
}
