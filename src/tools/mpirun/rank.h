/* SPDX-License-Identifier: BSL-1.0 */
/* One rank, as mpirun sees it. */
#ifndef ZM_MPIRUN_RANK_H
#define ZM_MPIRUN_RANK_H

#include "command.h"
#include "ending.h"
#include "outflow.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* The longest line that a rank and mpirun say to each other, in bytes, with its end. */
enum { ZM_LINE_OF_RANK = 4096 };

struct zm_branch;

struct zm_rank {
    int number;
    const struct zm_context *context;
    const char *host;         /* where it runs */
    int local, nlocal;        /* its number among the ranks there, and how many they are */
    struct zm_branch *branch; /* by which that host is reached; NULL: it is this one */
    bool lost;                /* nobody knows how it has ended */
    pid_t pid;                /* also its process group; 0: never started */
    bool running;
    int status;             /* from waitpid(), once it has ended */
    enum zm_stage progress; /* what it said over the control socket */
    bool aborted;
    long abort_code;
    int unstarted;                /* the status for a program that cannot be run, 0: it runs */
    char reason[256];             /* why it cannot */
    int control;                  /* mpirun's end of the control socket, -1 if closed */
    char line[ZM_LINE_OF_RANK];   /* the beginning of a line from there */
    size_t line_length;           /* bytes of it */
    struct zm_outflow streams[2]; /* standard output and error */
};

/* A line that the rank has said, without its end; it may be changed. `owner` is from
 * zm_rank_listen(). */
typedef void zm_hear(void *owner, struct zm_rank *rank, char *line);

/* Read what the rank, which runs here, has said, and have each line heard. */
void zm_rank_listen(struct zm_rank *rank, zm_hear *hear, void *owner);

/* Say a line, given without its end, to the rank. Returns whether it is on its way: a rank that has
 * ended hears nothing, and one that does not listen only so much. */
bool zm_rank_tell(struct zm_rank *rank, const char *line);

/* Read and pass on what its streams hold now, as far as the sinks take it. */
void zm_rank_drain(struct zm_rank *rank, int64_t now);

#endif
