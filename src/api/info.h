/* SPDX-License-Identifier: BSL-1.0 */
/* Info objects, as other chapters need them. */
#ifndef ZM_API_INFO_H
#define ZM_API_INFO_H

#include "comm/info.h"

/* Gives the program a handle of an info object that was made for it; NULL stands for want of
 * memory. Returns an error class, explained; then the object is released. */
int zm_hand_out_info(struct zm_info *made, MPI_Info *info);

/* How this process was started, in the standard's keys; from the arguments of main, as far as they
 * are known (0, NULL), and from the environment. NULL: no memory. */
struct zm_info *zm_info_new_env(int argc, char **argv);

#endif
