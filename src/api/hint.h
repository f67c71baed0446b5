/* SPDX-License-Identifier: BSL-1.0 */
/* Hints why a receive waits. */
#ifndef ZM_API_HINT_H
#define ZM_API_HINT_H

#include "api/state.h"
#include "comm/comm.h"

/* Adds a line if a message that nobody has received would match a receive along `route` but for its
 * tag, its communicator, or who sent it. The lock must be held. */
void zm_hint(struct zm_text *text, const struct zm_route *route);

#endif
