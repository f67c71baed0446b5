/* SPDX-License-Identifier: BSL-1.0 */
/* What a command line of mpirun says, once understood. */
#ifndef ZM_MPIRUN_COMMAND_H
#define ZM_MPIRUN_COMMAND_H

#include "hosts.h"
#include "words.h"

#include <stdbool.h>

/* More processes than any job has; it keeps sizes and numbers small. */
enum { ZM_RANKS_MAX = 65536 };

/* Which of mpirun's own environment the ranks get. */
enum zm_inherit { ZM_INHERIT_UNSAID, ZM_INHERIT_ALL, ZM_INHERIT_NONE, ZM_INHERIT_LIST };

/* The environment of a job or of a context. */
struct zm_variables {
    enum zm_inherit inherit;
    const char *list;         /* for ZM_INHERIT_LIST: names, divided by commas */
    struct zm_words settings; /* NAME=VALUE; a later one wins */
};

/* One part of the command line between colons: a program and how many ranks run it. */
struct zm_context {
    int nranks;       /* 0: not said */
    char **argv;      /* the program as it was named, its arguments, NULL */
    char *program;    /* the file that argv[0] turned out to be, as the rank names it; owned */
    const char *wdir; /* NULL: where mpirun is */
    const char *path; /* folders to search before PATH, NULL for none */
    struct zm_variables variables;
    struct zm_hosts hosts;  /* those named for it, in files if any are */
    struct zm_hosts chosen; /* those of a list, until zm_place() */
    struct zm_context *next;
};

/* How mpirun is started on other hosts, and what it does there as it is done here. */
struct zm_away {
    struct zm_words launcher; /* the program that starts another, and its arguments: launcher.h */
    char *mpirun;             /* the program that it is to start */
    int fanout;               /* how many hosts each mpirun starts it on by itself */
    double patience;          /* seconds until it has to answer, 0: for ever */
    char *directory;          /* where mpirun works */
    struct zm_words environment; /* mpirun's, but for what is of a host; NAME=VALUE */
    bool terminal;               /* standard output is shown on a terminal */
    int rows, columns;           /* its size, 0: not known */
};

struct zm_command {
    struct zm_context *contexts; /* in the order of their ranks */
    int nranks;                  /* of all contexts */
    struct zm_variables variables;
    struct zm_hosts hosts; /* that the job runs on, with their ranks */
    struct zm_away away;
    const char *prefix;                      /* where ZeroMPI is on other hosts; NULL: not said */
    const char *launcher, *launcher_program; /* as the user has named them, NULL: not at all */
    int per_host;                            /* ranks on each host, 0: not said */
    bool by_node;                            /* place them one at a time */
    bool no_oversubscription;                /* no more ranks than slots */
    bool use_threads;                        /* count hardware threads rather than cores */
    const char *tag;             /* patterns (pattern.h): NULL for none; put before each line */
    const char *output, *errors; /* files in place of mpirun's own output */
    const char *copies;          /* files beside it */
    bool merge;                  /* standard error goes where standard output goes */
    bool tag_output, timestamp_output;
    const char *input;        /* who gets standard input: "all", "none", ranks; NULL: 0 */
    double timeout;           /* seconds, 0: none */
    const char *timeout_name; /* who set it */
    bool quiet, verbose, exit_codes;
    struct zm_words ignored; /* options accepted without effect, as they were given */
    struct zm_words strings; /* texts made while reading the command line */
};

#endif
