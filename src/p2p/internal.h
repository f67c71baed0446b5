/* SPDX-License-Identifier: BSL-1.0 */
/* What the parts of point-to-point communication share, and no other floor uses. */
#ifndef ZM_P2P_INTERNAL_H
#define ZM_P2P_INTERNAL_H

#include "p2p/engine.h"

/* Deals with a frame that came from another rank, or this one. Takes the frame over. */
void zm_protocol_handle(struct zm_engine *engine, struct zm_frame *frame);

/* Drops a message that nobody will receive. Takes the frame over. */
void zm_protocol_discard(struct zm_engine *engine, struct zm_frame *frame);

/* Completes the sends whose bytes the transport no longer uses. Returns whether there were any. */
bool zm_protocol_settle(struct zm_engine *engine);

/* Fails everything that waits for a rank that is lost. */
void zm_protocol_fail_lost(struct zm_engine *engine);

#endif
