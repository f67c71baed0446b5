/* SPDX-License-Identifier: BSL-1.0 */
/* The meaning of what ranks say: see control.h. */
#include "control.h"

#include "message.h"
#include "spawn.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void zm_control_tell_all(struct zm_launch *job, const char *line, const struct zm_rank *except)
{
    for (int i = 0; i < job->command->nranks; i++)
        if (&job->ranks[i] != except)
            zm_rank_tell(&job->ranks[i], line);
}

/* What follows `word` and a blank in the line; NULL if the line begins with something else. */
static const char *after(const char *line, const char *word)
{
    size_t length = strlen(word);

    return strncmp(line, word, length) == 0 && line[length] == ' ' ? line + length + 1 : NULL;
}

/* "STATUS REASON": its program cannot be run. */
static void hear_unstarted(struct zm_rank *rank, const char *text)
{
    const char *reason = strchr(text, ' ');

    rank->unstarted = atoi(text);
    snprintf(rank->reason, sizeof rank->reason, "%s", reason ? reason + 1 : text);
    zm_message_clean(rank->reason);
}

void zm_control_hear(void *owner, struct zm_rank *rank, char *line)
{
    struct zm_launch *job = owner;
    const char *text;

    if (strcmp(line, "init") == 0) {
        rank->progress = ZM_IN_MPI;
    } else if (strcmp(line, "finalize") == 0) {
        rank->progress = ZM_AFTER_MPI;
    } else if ((text = after(line, "abort"))) {
        rank->aborted = true;
        rank->abort_code = strtol(text, NULL, 10);
    } else if ((text = after(line, ZM_UNSTARTED))) {
        hear_unstarted(rank, text);
    } else if ((text = after(line, "report"))) {
        zm_survey_hear(job, rank, text);
    } else if (after(line, "root") && rank->number == 0) {
        zm_control_tell_all(job, line, rank);
    }
}
