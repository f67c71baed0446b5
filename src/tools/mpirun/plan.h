/* SPDX-License-Identifier: BSL-1.0 */
/* What an agent is told: all of the command line, the environment and the hosts that it needs to
 * start its ranks and further agents. */
#ifndef ZM_MPIRUN_PLAN_H
#define ZM_MPIRUN_PLAN_H

#include "command.h"
#include "packet.h"

/* Write a plan for the agent on hosts[0], with the `count` - 1 others behind it. `job` is the job's
 * number. */
void zm_plan_write(struct zm_packet *packet, const struct zm_command *command, const char *job,
                   const struct zm_host *const *hosts, size_t count);

/* Read it: the hosts of `command` are those of the plan, so the first is this one. `job` has 17
 * bytes. Returns 0, or -1 if it makes no sense. zm_options_free() is to be called in any case. */
int zm_plan_read(struct zm_packet *packet, struct zm_command *command, char *job);

#endif
