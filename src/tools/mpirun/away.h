/* SPDX-License-Identifier: BSL-1.0 */
/* The ranks of a job that run on other hosts: what their agents say of them, and what these are
 * told. */
#ifndef ZM_MPIRUN_AWAY_H
#define ZM_MPIRUN_AWAY_H

#include "launch.h"

/* Who takes in what the agents of the job say. */
struct zm_branch_owner zm_away_owner(struct zm_launch *job);

/* Tell the agents what has been done with what they sent, and send them what ranks there are to
 * read. */
void zm_away_answer(struct zm_launch *job);

#endif
