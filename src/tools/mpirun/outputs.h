/* SPDX-License-Identifier: BSL-1.0 */
/* All the places where output of ranks goes, as the command line has it. */
#ifndef ZM_MPIRUN_OUTPUTS_H
#define ZM_MPIRUN_OUTPUTS_H

#include "command.h"
#include "outflow.h"
#include "sink.h"

struct zm_output {
    struct zm_sink sink;
    char *path; /* the file that it is; NULL: mpirun's standard output or error */
    struct zm_output *next;
};

struct zm_outputs {
    struct zm_output
        *first; /* standard output, and where standard error is something else, that, then files */
    struct zm_sink *output, *errors; /* mpirun's own; the same sink if they are the same file */
};

void zm_outputs_init(struct zm_outputs *outputs, const struct zm_command *command);
void zm_outputs_fini(struct zm_outputs *outputs);

/* Give a stream its mark and its sinks. Returns 0, or -1 after a complaint. */
int zm_outputs_attach(struct zm_outputs *outputs, const struct zm_command *command,
                      struct zm_outflow *stream, bool errors);

/* Is there anything left to be written? */
bool zm_outputs_busy(const struct zm_outputs *outputs);

/* Complain of each place that could not be written to, unless its reader merely went away. Returns
 * whether there is one. */
bool zm_outputs_report(const struct zm_outputs *outputs);

#endif
