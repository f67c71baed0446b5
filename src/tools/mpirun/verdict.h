/* SPDX-License-Identifier: BSL-1.0 */
/* When and why a job ends, and that it really does: ranks are judged by what they say and by how
 * they end. */
#ifndef ZM_MPIRUN_VERDICT_H
#define ZM_MPIRUN_VERDICT_H

#include "launch.h"

/* The job is to end for `cause`, because of `rank` if there is one. The first cause counts, unless
 * a deeper one (later in the enum) shows before the ranks have been told. */
void zm_verdict_condemn(struct zm_launch *job, enum zm_cause cause, const struct zm_rank *rank);

/* Judge all ranks by what is known of them, as long as they have not been told to end. */
void zm_verdict_judge(struct zm_launch *job);

/* A signal has come for mpirun: it is for the ranks. The second that asks the job to end kills it.
 */
void zm_verdict_signal(struct zm_launch *job, int signal);

/* Do what has come due: give up waiting, tell what runs to end, kill what does not. */
void zm_verdict_act(struct zm_launch *job);

/* Is everything done? */
bool zm_verdict_over(const struct zm_launch *job);

#endif
