/* SPDX-License-Identifier: BSL-1.0 */
/* A job that runs: what mpirun knows of it, how its ranks are started, and how it speaks to people.
 */
#ifndef ZM_MPIRUN_LAUNCH_H
#define ZM_MPIRUN_LAUNCH_H

#include "branch.h"
#include "command.h"
#include "ending.h"
#include "folder.h"
#include "guard.h"
#include "input.h"
#include "outputs.h"
#include "rank.h"
#include "signals.h"
#include "survey.h"

#include <stdbool.h>
#include <stdint.h>

#define ZM_NEVER INT64_MAX

struct zm_launch {
    const struct zm_command *command;
    const struct zm_folder *folder;
    struct zm_signals *signals;
    struct zm_guard guard;
    struct zm_outputs outputs;
    struct zm_input input;
    struct zm_survey survey;

    char host[256];              /* this one's name */
    struct zm_branches branches; /* the other hosts */
    char secret[80]; /* the line that tells it to the ranks; empty: there is none, all run here */

    struct zm_rank *ranks;
    int running;      /* how many of them run */
    int turn;         /* the one that is served first */
    bool initialized; /* one has called MPI_Init */
    bool childless;   /* no process is left, neither ranks nor what they started */

    int status;                    /* what mpirun will end with, 0 as long as nothing has failed */
    const struct zm_rank *failed;  /* the first that ended with a status other than 0 */
    enum zm_cause cause;           /* why the job ends before its ranks do by themselves */
    const struct zm_rank *culprit; /* because of this one, if any */
    const struct zm_host *culprit_host; /* or of this host, for the reason that follows */
    char reason[1536];
    int passed_on; /* the signal by which the user asked the job to end, 0: none */
    bool late;     /* the job has taken too long */
    bool ending;   /* the ranks have been told to end */
    bool finished; /* all ranks have ended */
    bool quitting; /* nothing more is waited for */

    /* When to do what, in milliseconds of zm_milliseconds(); ZM_NEVER. */
    int64_t timeout_at; /* the job has taken too long */
    int64_t end_at;     /* tell all that runs to end */
    int64_t kill_at;    /* kill it */
    int64_t quit_at;    /* quit, whatever still runs */
};

/* Prepare a job that has no ranks yet; `command` says where they are to be. Returns 0, or -1 after
 * a complaint; then there is nothing to undo. */
int zm_launch_init(struct zm_launch *job, const struct zm_command *command,
                   const struct zm_folder *folder, struct zm_signals *signals);
void zm_launch_fini(struct zm_launch *job);

/* Start all ranks. Returns 0, or -1 after a complaint; then those that were started already have to
 * be ended. */
int zm_launch_start(struct zm_launch *job);

/* Remember how a rank has ended. */
void zm_launch_end_rank(struct zm_launch *job, struct zm_rank *rank, int status);

/* Has all output of the ranks been read and passed on? */
bool zm_launch_drained(const struct zm_launch *job);

/* Say something on standard error, between whole lines of the ranks. */
void zm_launch_say(struct zm_launch *job, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Say `text` of a rank. */
void zm_launch_say_of(struct zm_launch *job, const struct zm_rank *rank, const char *text);

/* Say what a rank is that has started, if the user wants to know. */
void zm_launch_say_start(struct zm_launch *job, const struct zm_rank *rank);

/* Say how a rank has ended. */
void zm_launch_say_ending(struct zm_launch *job, const struct zm_rank *rank);

#endif
