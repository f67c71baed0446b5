/* SPDX-License-Identifier: BSL-1.0 */
/* What the parts of point-to-point communication share, and no other floor uses. */
#ifndef ZM_P2P_INTERNAL_H
#define ZM_P2P_INTERNAL_H

#include "p2p/engine.h"

/* Deals with a frame that came from another rank, or this one. Takes the frame over. */
void zm_protocol_handle(struct zm_engine *engine, struct zm_frame *frame);

/* Sends an answer, whose kind and other fields `header` has, to the rank that a frame came from. If
 * that rank is gone, whoever waits for it is told when the loss is noticed. */
void zm_protocol_answer(struct zm_engine *engine, uint32_t rank, struct zm_header header);

/* The request with the identifier `id` that a frame names, if it is a send or, if `receives`, a
 * receive that the frame's sender has to do with; else NULL. */
struct zm_request *zm_protocol_named(struct zm_engine *engine, const struct zm_header *header,
                                     uint64_t id, bool receives);

/* Deals with a frame of kind CANCEL or CANCELLED. */
void zm_cancel_handle(struct zm_engine *engine, const struct zm_header *header);

/* Completes the sends whose bytes the transport no longer uses. Returns whether there were any. */
bool zm_protocol_settle(struct zm_engine *engine);

/* Fails everything that waits for a rank that is lost. */
void zm_lost_fail_all(struct zm_engine *engine);

#endif
