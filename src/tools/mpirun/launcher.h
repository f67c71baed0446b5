/* SPDX-License-Identifier: BSL-1.0 */
/* The program that starts mpirun on another host, such as ssh, and how it is asked to. */
#ifndef ZM_MPIRUN_LAUNCHER_H
#define ZM_MPIRUN_LAUNCHER_H

#include "command.h"

/* Set command->away.launcher by the name of a launcher: ssh, rsh, slurm, or fork, which stays on
 * this host; `program` is used in place of that name's, NULL for itself. Returns 0, or -1 after a
 * complaint. */
int zm_launcher_named(struct zm_command *command, const char *name, const char *program);

/* The same by a line with the program and its arguments; what is said here takes the place of what
 * was said. */
int zm_launcher_line(struct zm_command *command, const char *line);

/* Complete command->away: what nobody has said, from the environment or as it is usual. Returns 0,
 * or -1 after a complaint. */
int zm_launcher_complete(struct zm_command *command);

/* The words to run, ended by NULL, by which mpirun is started on `host` as an agent. Where the
 * launcher has a word with %h, that is the host, and mpirun's words follow; otherwise the host
 * follows and then a line for a shell. The caller frees the list with its strings. */
void zm_launcher_words(struct zm_words *words, const struct zm_away *away, const char *host);

/* The option by which mpirun is told to be an agent. */
#define ZM_AGENT_OPTION "--agent"

#endif
