/* SPDX-License-Identifier: BSL-1.0 */
/* Ranks on other hosts: see away.h. */
#include "away.h"

#include "clock.h"
#include "control.h"
#include "message.h"
#include "verdict.h"

#include <stdio.h>
#include <string.h>

/* ---- From agents: false for what makes no sense ---- */

static bool started(struct zm_launch *job, struct zm_rank *rank, const struct zm_letter *letter)
{
    if (!rank->running || rank->pid || letter->number <= 0)
        return false;
    rank->pid = letter->number;
    zm_launch_say_start(job, rank);
    return true;
}

static bool heard(struct zm_launch *job, struct zm_rank *rank, const struct zm_letter *letter)
{
    char line[ZM_LINE_OF_RANK];

    if (letter->length >= sizeof line || memchr(letter->data, '\0', letter->length))
        return false;
    snprintf(line, sizeof line, "%.*s", (int)letter->length, letter->data);
    zm_control_hear(job, rank, line);
    return true;
}

static bool ended(struct zm_launch *job, struct zm_rank *rank, const struct zm_letter *letter)
{
    if (!rank->running || letter->number < 0 || letter->number > 0xffff)
        return false;
    zm_launch_end_rank(job, rank, letter->number);
    return true;
}

/* Nothing more comes from a host. Returns whether anything was still to come. */
static bool lose_ranks(struct zm_launch *job, const struct zm_host *host)
{
    bool missed = false;

    for (int i = 0; i < host->nranks; i++) {
        struct zm_rank *rank = &job->ranks[host->ranks[i]];

        for (int j = 0; j < 2; j++)
            zm_outflow_put(&rank->streams[j], NULL, 0, zm_milliseconds());
        zm_input_drop(&job->input, rank->number);
        if (!rank->running)
            continue;
        rank->lost = missed = true;
        zm_launch_end_rank(job, rank, 0);
    }
    return missed;
}

/* A host that was still needed is lost, by itself or with the one that it was reached through. */
static void condemn(struct zm_launch *job, const struct zm_host *host, const char *reason,
                    size_t length)
{
    if (job->cause >= ZM_CAUSE_HOST || job->ending)
        return;
    job->culprit_host = host;
    snprintf(job->reason, sizeof job->reason, "%.*s", (int)length, reason);
    zm_message_clean(job->reason);
    zm_verdict_condemn(job, ZM_CAUSE_HOST, NULL);
}

static bool lost(struct zm_launch *job, const struct zm_letter *letter)
{
    static const char with_others[] = "it was reached through another host, which is lost";
    const struct zm_host *host = NULL;

    for (size_t i = 0; i < job->command->hosts.count && !host; i++)
        if (job->command->hosts.at[i].ranks[0] == letter->rank)
            host = &job->command->hosts.at[i];
    if (!host)
        return false;
    if (!lose_ranks(job, host))
        return true;
    if (letter->length)
        condemn(job, host, letter->data, letter->length);
    else
        condemn(job, host, with_others, strlen(with_others));
    return true;
}

static bool hear(void *owner, const struct zm_branch *branch, const struct zm_letter *letter)
{
    struct zm_launch *job = owner;
    struct zm_rank *rank = &job->ranks[letter->rank];

    (void)branch;
    switch (letter->kind) {
    case ZM_STARTED:
        return started(job, rank, letter);
    case ZM_HEARD:
        return heard(job, rank, letter);
    case ZM_OUTPUT:
        return zm_outflow_put(&rank->streams[letter->stream], letter->data, letter->length,
                              zm_milliseconds());
    case ZM_FED:
        return zm_input_fed(&job->input, rank->number, letter->number == 0);
    case ZM_ENDED:
        return ended(job, rank, letter);
    case ZM_HOST_LOST:
        return lost(job, letter);
    default:
        return false;
    }
}

static void lose_branch(void *owner, const struct zm_branch *branch, const char *reason)
{
    struct zm_launch *job = owner;

    for (size_t i = 0; i < branch->count; i++)
        if (lose_ranks(job, branch->hosts[i]))
            condemn(job, branch->hosts[0], reason, strlen(reason));
}

struct zm_branch_owner zm_away_owner(struct zm_launch *job)
{
    return (struct zm_branch_owner){.hear = hear, .lost = lose_branch, .owner = job};
}

/* ---- To agents ---- */

/* The other side may always have half a window under way. */
static void answer_output(const struct zm_rank *rank, struct zm_outflow *stream)
{
    size_t held = zm_queue_length(&stream->held);
    struct zm_letter letter = {.rank = rank->number, .stream = stream == &rank->streams[1]};

    if (stream->refused) {
        letter.kind = ZM_CLOSE;
        stream->refused = false;
    } else if (stream->far && stream->taken && (!held || held + stream->taken >= ZM_WINDOW / 2)) {
        letter.kind = ZM_TAKEN;
        letter.number = (int)stream->taken;
        stream->taken = 0;
    } else {
        return;
    }
    zm_wire_send(&rank->branch->wire, &letter);
}

void zm_away_answer(struct zm_launch *job)
{
    if (!job->branches.count)
        return;
    for (int i = 0; i < job->command->nranks; i++) {
        struct zm_rank *rank = &job->ranks[i];
        struct zm_letter letter = {.kind = ZM_INPUT, .rank = i};

        if (!rank->branch)
            continue;
        for (int j = 0; j < 2; j++)
            answer_output(rank, &rank->streams[j]);
        if (zm_input_far(&job->input, i, &letter.data, &letter.length))
            zm_wire_send(&rank->branch->wire, &letter);
    }
}
