/* SPDX-License-Identifier: BSL-1.0 */
/* Asking ranks what they are in: see survey.h. */
#include "survey.h"

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

void zm_survey_init(struct zm_survey *survey)
{
    *survey = (struct zm_survey){.until = ZM_NEVER, .told = -QUIET};
}

void zm_survey_fini(struct zm_survey *survey, int nranks)
{
    for (int i = 0; survey->answers && i < nranks; i++)
        free(survey->answers[i].text);
    free(survey->answers);
    survey->answers = NULL;
    survey->until = ZM_NEVER;
}

bool zm_survey_begin(struct zm_launch *job)
{
    struct zm_survey *survey = &job->survey;
    int nranks = job->command->nranks;

    if (survey->answers)
        return true;
    if (!job->initialized || !(survey->answers = calloc(nranks, sizeof *survey->answers)))
        return false;
    for (int i = 0; i < nranks; i++) {
        struct zm_rank *rank = &job->ranks[i];

        survey->answers[i].complete =
            !rank->running || rank->progress != ZM_IN_MPI || !zm_rank_tell(rank, "report");
    }
    survey->until = zm_milliseconds() + PATIENCE;
    return true;
}

static void add(struct zm_reply *answer, const char *line)
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

void zm_survey_hear(struct zm_launch *job, const struct zm_rank *rank, const char *text)
{
    struct zm_survey *survey = &job->survey;
    struct zm_reply *answer = survey->answers ? &survey->answers[rank->number] : NULL;

    if (strcmp(text, "please") == 0) {
        if (!job->ending)
            zm_survey_begin(job);
    } else if (strcmp(text, "signal") == 0) {
        if (zm_milliseconds() - survey->told >= QUIET)
            zm_survey_begin(job);
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

    return job->survey.answers[number].complete || !rank->running || zm_table_is_stopped(rank);
}

void zm_survey_act(struct zm_launch *job)
{
    struct zm_survey *survey = &job->survey;
    bool settled = survey->answers != NULL;

    for (int i = 0; settled && i < job->command->nranks; i++)
        settled = is_settled(job, i);
    if (settled || (survey->answers && zm_milliseconds() >= survey->until))
        zm_survey_show(job);
}

void zm_survey_show(struct zm_launch *job)
{
    if (!job->survey.answers)
        return;
    zm_table_show(job);
    zm_survey_fini(&job->survey, job->command->nranks);
    job->survey.told = zm_milliseconds();
}
