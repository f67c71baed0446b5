/* SPDX-License-Identifier: BSL-1.0 */
/* mpirun in the service of another one: it starts the ranks of its host and further agents, and
 * carries between these and its principal, over its standard input and output, what that wants to
 * know and have done. It decides nothing. When the connection ends, so does all that it has
 * started.
 */
#ifndef ZM_MPIRUN_AGENT_H
#define ZM_MPIRUN_AGENT_H

/* Be one. Returns the status to end with. */
int zm_agent_run(void);

#endif
