/* SPDX-License-Identifier: BSL-1.0 */
/* The agents that this mpirun has started on other hosts, each with others behind it: as in a tree,
 * so that no host has to start them all. */
#ifndef ZM_MPIRUN_BRANCH_H
#define ZM_MPIRUN_BRANCH_H

#include "command.h"
#include "signals.h"
#include "watch.h"
#include "wire.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct zm_branches;

/* One of them. */
struct zm_branch {
    struct zm_branches *all;
    const struct zm_host **hosts; /* its own is the first, then those behind it */
    size_t count;
    pid_t pid;           /* of the program that started it; 0: it has ended */
    int status;          /* that one's, from waitpid() */
    int errors;          /* its standard error, -1: closed */
    char words[1024];    /* what it has said last there, and before the agent came */
    size_t words_length; /* bytes of it */
    struct zm_wire wire;
    bool open;         /* the agent has answered */
    bool closed;       /* nothing comes any more, and its owner knows */
    int64_t deadline;  /* by then it must have answered, or ended; INT64_MAX: never */
    const char *fault; /* what is wrong with what it sends, NULL: nothing is known to be */
};

/* What its owner does with what comes. */
struct zm_branch_owner {
    /* A letter has come from an agent. Returns false if it makes no sense there. */
    bool (*hear)(void *owner, const struct zm_branch *branch, const struct zm_letter *letter);
    /* An agent has ended or cannot be reached, with all behind it; `reason` tells why, if anything
     * was still to be expected. */
    void (*lost)(void *owner, const struct zm_branch *branch, const char *reason);
    /* May more be read now? */
    bool (*ready)(void *owner);
    void *owner;
};

struct zm_branches {
    const struct zm_command *command;
    const char *job;  /* its number */
    const char *from; /* this host, for messages; NULL: the one that the user is on */
    struct zm_branch_owner to;
    int *of_rank; /* for each rank of the job: the branch, -1: none */
    struct zm_branch *at;
    size_t count;
};

/* Start agents on `count` hosts, none of which is this one: command->away.fanout of them by
 * ourselves. `job` must stay. */
void zm_branches_start(struct zm_branches *branches, const struct zm_command *command,
                       const char *job, const struct zm_host *const *hosts, size_t count,
                       const struct zm_signals *signals, const struct zm_branch_owner *to);

/* Leave the agents alone: those that still run end their ranks. */
void zm_branches_end(struct zm_branches *branches);

/* Add to `watch` what is waited for; what comes is served by it. At most 3 descriptors each. */
void zm_branches_watch(struct zm_branches *branches, struct zm_watch *watch);

/* A child has ended. Returns whether it was one of a branch. */
bool zm_branches_reap(struct zm_branches *branches, pid_t pid, int status);

/* Give up those that have not answered yet. */
void zm_branches_cancel(struct zm_branches *branches);

/* Look what has come due; to be called in every turn. */
void zm_branches_act(struct zm_branches *branches, int64_t now);

/* Is `pid` a process by which an agent is reached? */
bool zm_branches_has(const struct zm_branches *branches, pid_t pid);

/* Is anything still to come from any agent? Has any not answered yet? */
bool zm_branches_open(const struct zm_branches *branches);
bool zm_branches_awaited(const struct zm_branches *branches);

/* Send a letter to all agents; those that have not answered yet get it when they have. */
void zm_branches_send(struct zm_branches *branches, const struct zm_letter *letter);

/* The agent that `rank` is reached through, NULL: none. */
struct zm_branch *zm_branches_to(struct zm_branches *branches, int rank);

/* By this line an agent says that it is there. */
#define ZM_AGENT_HELLO "\nzerompi agent "

#endif
