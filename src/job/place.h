/* SPDX-License-Identifier: BSL-1.0 */
/* Which rank this process is, of how many, and where the others are to be found. */
#ifndef ZM_JOB_PLACE_H
#define ZM_JOB_PLACE_H

#include "job/settings.h"

/* Fills in what zm_settings_read finds out of that, after all the rest; arguments and result are as
 * there. */
int zm_place_read(struct zm_settings *settings, char *(*get)(const char *name),
                  struct zm_report *report);

#endif
