/* SPDX-License-Identifier: BSL-1.0 */
/* Whether the ranks of a communicator agree about the collective calls that they make.
 *
 * Each call has a number, counted by each rank for itself, and every message of a collective tells
 * the number and the call. Messages match by a tag, which counts the calls of that kind. A rank
 * compares these with its own calls: when the message arrives, or when it begins the call itself if
 * that is later. Ranks that wait for each other in different calls may never send anything; so a
 * rank that waits for long asks those it waits for (QUERY). Whoever finds a difference tells the
 * other one (DISAGREE), and from then on all collectives of the communicator fail, also on the
 * other ranks when they ask (GAVE_UP).
 *
 * A persistent collective is such a call when it is made; its messages tell that, however often it
 * is started.
 *
 * A call that a rank refuses, for its arguments are wrong, has no number. But the other ranks may
 * have made it, if it is the root alone that uses what is wrong, and even be done with it: they
 * have just sent something. So they are told (REFUSED), and in that communicator numbers are not
 * compared any more. A rank that waits for one which refused, and is in the next call, is told so
 * when it asks.
 *
 * This costs nothing as long as all is well and nobody waits for long. */
#ifndef ZM_P2P_AGREEMENT_H
#define ZM_P2P_AGREEMENT_H

#include "p2p/engine.h"

/* Notes that this rank begins the collective `call` in the communicator of `mailbox`, and gives it
 * a number; *tag is the tag of its messages from now on. Returns MPI_ERR_NOT_SAME, explained in the
 * report, if another rank is known to disagree, or another error if the communicator failed before.
 */
int zm_agreement_begin(struct zm_engine *engine, struct zm_mailbox *mailbox,
                       struct zm_signature *call, int *tag);

/* Notes that this rank refuses a call of kind `collective`, as the report explains. */
void zm_agreement_refuse(struct zm_engine *engine, struct zm_mailbox *mailbox, uint8_t collective);

/* The tag of the last call of kind `collective` that this rank began: what zm_agreement_begin gave,
 * unless a call of this kind before it was skipped since. */
int zm_agreement_tag(const struct zm_mailbox *mailbox, uint8_t collective);

/* A board tells that the other ranks have made a call of kind `collective` that this one refused,
 * so it counts; once, if a message told so before. */
void zm_agreement_skip(struct zm_mailbox *mailbox, uint8_t collective);

/* Whether collectives of the communicator may go on: MPI_SUCCESS, or the error, explained in the
 * report, that they failed with. */
int zm_agreement_standing(struct zm_engine *engine, struct zm_mailbox *mailbox);

/* Compares the collective message or question with this header with this rank's calls. False: they
 * disagree; who was told of that may have freed the mailbox. */
bool zm_agreement_check(struct zm_engine *engine, struct zm_mailbox *mailbox,
                        const struct zm_header *header);

/* Deals with a frame of kind QUERY, DISAGREE, GAVE_UP or REFUSED. */
void zm_agreement_handle(struct zm_engine *engine, struct zm_mailbox *mailbox,
                         const struct zm_frame *frame);

/* Asks every rank that a collective waits for which call it is in. */
void zm_agreement_ask(struct zm_engine *engine);

/* Fails all collectives of the communicator, those under way and those to come, with the MPI error
 * class `error` that is explained in the report. Who is told of that may free the mailbox. */
void zm_agreement_fail(struct zm_engine *engine, struct zm_mailbox *mailbox, int error);

/* The communicator is about to be freed here. If its collectives failed the other ranks are told,
 * for they cannot ask any more. */
void zm_agreement_leave(struct zm_engine *engine, const struct zm_mailbox *mailbox);

#endif
