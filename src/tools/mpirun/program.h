/* SPDX-License-Identifier: BSL-1.0 */
/* Finding the program that ranks are to run, before any is started. */
#ifndef ZM_MPIRUN_PROGRAM_H
#define ZM_MPIRUN_PROGRAM_H

#include "command.h"

enum { ZM_STATUS_NOT_EXECUTABLE = 126, ZM_STATUS_NOT_FOUND = 127 }; /* as shells have it */

/* Set context->program: argv[0] itself if it has a slash, seen from the working folder of the
 * ranks; else the first program of that name in the context's path, in PATH, or in the ranks'
 * working folder. Returns 0, or the status that mpirun ends with; then `reason`, of `size` bytes,
 * says why. */
int zm_program_find(struct zm_context *context, char *reason, size_t size);

#endif
