/* SPDX-License-Identifier: BSL-1.0 */
/* The command line of mpirun: the options of Open MPI's and MPICH's launchers that make sense here.
 */
#ifndef ZM_MPIRUN_OPTIONS_H
#define ZM_MPIRUN_OPTIONS_H

#include "command.h"

#include <stdbool.h>
#include <stddef.h>

/* While the command line is read. */
struct zm_reader {
    struct zm_command *command;
    struct zm_context *context; /* the one that options now belong to */
    struct zm_words words;      /* the command line, files named in it put in place */
    size_t next;                /* the word to be read next */
    int files;                  /* how many files were put in place */
    bool done;                  /* an option such as --help was all that was wanted */
};

/* One option, in all its spellings. */
struct zm_option {
    const char *spellings; /* divided by blanks, without their dashes; one dash or two may come
                            * before each. NULL: `help` is the title of the options that follow */
    const char *arguments; /* names of its arguments, divided by blanks */
    const char *help;
    /* What it does: 0, -1 after a complaint, or 1 if it has no effect. NULL: it never has one. */
    int (*apply)(struct zm_reader *reader, size_t detail, char **arguments);
    size_t detail; /* for `apply`, so that one function does for several options */
};

/* All options, in the order in which --help shows them. The last one's help is NULL. */
extern const struct zm_option zm_options[];

/* Put the lines of a file in place of the option that was just read, each a context. Returns 0, or
 * -1 after a complaint. */
int zm_options_read_file(struct zm_reader *reader, const char *path);

/* Read a time, of which the part before the present is none; `name` tells where it was said.
 * Returns 0, or -1 after a complaint. */
int zm_options_read_seconds(const char *name, const char *text, double *seconds);

/* Set the time limit to `seconds`; `name` tells where that was said. Returns 0, or -1 after a
 * complaint. */
int zm_options_set_timeout(struct zm_command *command, const char *name, const char *seconds);

/* Read a command line into `command`. Returns 0, 1 if all is done already (--help, --version), or
 * -1 after a complaint. */
int zm_options_read(struct zm_command *command, int argc, char **argv);

/* Free what zm_options_read() made, or zm_plan_read(). */
void zm_options_free(struct zm_command *command);

/* Print the help that the table makes. */
void zm_options_help(void);

#endif
