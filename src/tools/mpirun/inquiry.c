/* SPDX-License-Identifier: BSL-1.0 */
/* Asking ranks what they are in: see inquiry.h. */
#include "inquiry.h"

#include "clock.h"
#include "control.h"
#include "launch.h"
#include "table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    PATIENCE = 2000,       /* milliseconds for answers to come */
    QUIET = 1000,          /* after a table: ranks whose signals come now have been answered */
    ANSWER_MAX = 64 * 1024 /* bytes of an answer; what goes beyond is left out */
};

void zm_inquiry_init(struct zm_inquiry *inquiry)
{
    *inquiry = (struct zm_inquiry){.until = ZM_NEVER, .told = -QUIET};
}

void zm_inquiry_fini(struct zm_inquiry *inquiry, int nranks)
{
    for (int i = 0; inquiry->answers && i < nranks; i++)
        free(inquiry->answers[i].text);
    free(inquiry->answers);
    inquiry->answers = NULL;
    inquiry->until = ZM_NEVER;
}

bool zm_inquiry_begin(struct zm_launch *job)
{
    struct zm_inquiry *inquiry = &job->inquiry;
    int nranks = job->command->nranks;

    if (inquiry->answers)
        return true;
    if (!job->initialized || !(inquiry->answers = calloc(nranks, sizeof *inquiry->answers)))
        return false;
    for (int i = 0; i < nranks; i++) {
        struct zm_rank *rank = &job->ranks[i];

        inquiry->answers[i].complete =
            !rank->running || rank->progress != ZM_IN_MPI || !zm_rank_tell(rank, "report");
    }
    inquiry->until = zm_now() + PATIENCE;
    return true;
}

static void add(struct zm_answer *answer, const char *line)
{
    size_t length = strlen(line) + 1;
    char *text = answer->length + length < ANSWER_MAX
                     ? realloc(answer->text, answer->length + length + 1)
                     : NULL;

    if (!text)
        return;
    answer->text = text;
    snprintf(text + answer->length, length + 1, "%s\n", line);
    answer->length += length;
}

void zm_inquiry_hear(struct zm_launch *job, const struct zm_rank *rank, const char *text)
{
    struct zm_inquiry *inquiry = &job->inquiry;
    struct zm_answer *answer = inquiry->answers ? &inquiry->answers[rank->number] : NULL;

    if (strcmp(text, "please") == 0) {
        if (!job->ending)
            zm_inquiry_begin(job);
    } else if (strcmp(text, "signal") == 0) {
        if (zm_now() - inquiry->told >= QUIET)
            zm_inquiry_begin(job);
    } else if (!answer || answer->complete) {
        return; /* it comes too late */
    } else if (strcmp(text, "end") == 0) {
        answer->complete = true;
    } else {
        add(answer, text);
    }
}

/* Has a rank answered, or will it never? One that is stopped cannot. */
static bool is_settled(const struct zm_launch *job, int number)
{
    const struct zm_rank *rank = &job->ranks[number];

    return job->inquiry.answers[number].complete || !rank->running || zm_table_is_stopped(rank);
}

void zm_inquiry_act(struct zm_launch *job)
{
    struct zm_inquiry *inquiry = &job->inquiry;
    bool settled = inquiry->answers != NULL;

    for (int i = 0; settled && i < job->command->nranks; i++)
        settled = is_settled(job, i);
    if (settled || (inquiry->answers && zm_now() >= inquiry->until))
        zm_inquiry_show(job);
}

void zm_inquiry_show(struct zm_launch *job)
{
    if (!job->inquiry.answers)
        return;
    zm_table_show(job);
    zm_inquiry_fini(&job->inquiry, job->command->nranks);
    job->inquiry.told = zm_now();
}
