/* SPDX-License-Identifier: BSL-1.0 */
/* PMI, the protocol by which the launchers of MPICH and its kin, and Slurm's srun --mpi=pmi2, tell
 * ranks who they are and let them exchange texts: messages of key=value over a socket. It is used
 * for one text only, where rank 0 is; the ranks tell each other the rest. Version 1 is spoken where
 * the launcher knows it, and else version 2.
 *
 * The source is the implementation that MPICH calls "simple PMI"; there is no standard. */
#ifndef ZM_JOB_PMI_H
#define ZM_JOB_PMI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/report.h"

#define ZM_PMI_LINE_MAX 2048

struct zm_pmi {
    int fd;      /* -1: there is no such launcher */
    int version; /* that is spoken, 1 or 2 */
    char line[ZM_PMI_LINE_MAX];
    size_t length;   /* bytes of it, of which more than one message may be there */
    char space[256]; /* the name of the space of keys, or of the job in version 2 */
};

/* Whether the variables that `get` finds are those of such a launcher. */
bool zm_pmi_is_here(char *(*get)(const char *name));

/* Begins the conversation with the launcher that those variables name, and learns rank and size.
 * Waits until `deadline` (see clock.h) at most. Returns an MPI error class, explained in `report`.
 */
int zm_pmi_open(struct zm_pmi *pmi, char *(*get)(const char *name), int64_t deadline, int *rank,
                int *size, struct zm_report *report);

/* Rank 0 gives all ranks `value`, which has no blanks; all others receive it in `value`, of `size`
 * bytes. All ranks must call this. Result as above. */
int zm_pmi_share(struct zm_pmi *pmi, bool give, char *value, size_t size, int64_t deadline,
                 struct zm_report *report);

/* Asks the launcher to end the job. */
void zm_pmi_abort(struct zm_pmi *pmi, int status);

/* Whether the launcher is gone, from what poll(2) says of pmi->fd. */
bool zm_pmi_is_lost(short revents);

/* Says goodbye, if there was a conversation. */
void zm_pmi_close(struct zm_pmi *pmi);

#endif
