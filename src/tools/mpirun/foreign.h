/* SPDX-License-Identifier: BSL-1.0 */
/* Programs that were built for another MPI, whose ranks would not find each other. */
#ifndef ZM_MPIRUN_FOREIGN_H
#define ZM_MPIRUN_FOREIGN_H

#include "command.h"

/* Note once which of the job's programs need another MPI's library, as far as this host can tell:
 * started here, each of their processes is a job of its own. */
void zm_foreign_note(const struct zm_command *command);

#endif
