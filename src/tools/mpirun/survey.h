/* SPDX-License-Identifier: BSL-1.0 */
/* What the ranks of a job are in: they are asked, and what they answer becomes one table. What they
 * say is described in src/api/survey.h. */
#ifndef ZM_MPIRUN_SURVEY_H
#define ZM_MPIRUN_SURVEY_H

#include "rank.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct zm_launch;

/* What one rank has answered. */
struct zm_reply {
    char *text; /* lines, each ended by a newline; NULL: none yet */
    size_t length;
    bool complete; /* nothing more is to come */
};

struct zm_survey {
    struct zm_reply *answers; /* by rank; NULL: nobody is being asked */
    int64_t until; /* when no answer is waited for any more; INT64_MAX: nobody is asked */
    int64_t told;  /* when the last table was shown */
};

void zm_survey_init(struct zm_survey *survey);
void zm_survey_fini(struct zm_survey *survey, int nranks);

/* Ask all ranks that are in MPI, if they are not being asked already. Returns whether they are now:
 * it is pointless where none is. */
bool zm_survey_begin(struct zm_launch *job);

/* A rank has said `report` and this. */
void zm_survey_hear(struct zm_launch *job, const struct zm_rank *rank, const char *text);

/* To be called in each turn: shows the table when all have answered, or have had the time to. */
void zm_survey_act(struct zm_launch *job);

/* Show what has been answered so far. */
void zm_survey_show(struct zm_launch *job);

#endif
