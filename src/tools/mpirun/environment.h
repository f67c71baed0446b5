/* SPDX-License-Identifier: BSL-1.0 */
/* The environment of a rank. */
#ifndef ZM_MPIRUN_ENVIRONMENT_H
#define ZM_MPIRUN_ENVIRONMENT_H

#include "command.h"

/* What a rank is told by mpirun. */
struct zm_identity {
    int rank, nranks;
    int local, nlocal;     /* the same among those on its host */
    const char *addresses; /* the file with the addresses of all ranks; NULL: mpirun will tell
                              where rank 0 is */
    const char *job;       /* the job's number, 16 hexadecimal digits */
    int control;           /* its end of the control socket */
};

/* The variables of a rank, ended by NULL: mpirun's own as far as the command line lets them pass,
 * then those that it sets, then those that tell who the rank is. Made between fork and exec, and
 * never freed. */
char **zm_environment(const struct zm_command *command, const struct zm_context *context,
                      const struct zm_identity *identity);

/* Add those of mpirun's variables that make sense on other hosts too; fresh strings. */
void zm_environment_travelling(struct zm_words *variables);

/* Make these, which come from another host, this process's own, beside those that are of this host.
 * They have to stay. */
void zm_environment_arrive(const struct zm_words *variables);

#endif
