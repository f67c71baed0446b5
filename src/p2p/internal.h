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

/* Makes a request of a message: `count` elements of `datatype` at `buffer`, by `route`, for the
 * call that `call` tells of (NULL: none that ranks agree about). */
int zm_request_begin(struct zm_engine *engine, const struct zm_route *route, const void *buffer,
                     size_t count, const struct zm_datatype *datatype,
                     const struct zm_signature *call, struct zm_request **request);

/* Makes the request known to other ranks, by an identifier. */
int zm_request_identify(struct zm_request *request);

/* Frees a request that could not be started, and passes the error on. */
int zm_request_discard(struct zm_request **discarded, int error);

/* The receiver, which knows it as `receiver`, is ready for `wanted` bytes of a send: sends them
 * from where they are, in pieces. */
void zm_send_data(struct zm_request *request, uint64_t receiver, size_t wanted);

/* Completes the sends whose bytes the transport no longer uses. Returns whether there were any. */
bool zm_send_settle(struct zm_engine *engine);

/* Brings a message and the receive that it matches together. Does not take the frame over. */
void zm_receive_deliver(struct zm_request *request, const struct zm_frame *frame);

/* Stores the piece of a message that a frame brings to the receive which sent for it. */
void zm_receive_data(struct zm_request *request, const struct zm_frame *frame);

/* Fails everything that waits for a rank that is lost. */
void zm_lost_fail_all(struct zm_engine *engine);

#endif
