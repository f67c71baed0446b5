/* SPDX-License-Identifier: BSL-1.0 */
/* A persistent request: an operation that the program sets up once and starts as often as it likes.
 *
 * It is the shell of another request. While it is inactive it is complete; MPI_Start lets its maker
 * begin the operation once, as a one-shot request, and when that is complete the shell is too, with
 * the same status and error. So sends, receives and collectives need not know about it. */
#ifndef ZM_P2P_PERSISTENT_H
#define ZM_P2P_PERSISTENT_H

#include "p2p/request.h"

/* Makes an inactive request. start(owner, &made) begins the operation once: it returns an MPI error
 * class, explained in the report, or a one-shot request, which the shell frees. fini(owner) is
 * called when the request is freed, and also if this function fails. Returns MPI_ERR_NO_MEM,
 * explained, or MPI_SUCCESS. */
int zm_persistent_new(struct zm_engine *engine, int (*start)(void *owner, struct zm_request **made),
                      void (*fini)(void *owner), void *owner, struct zm_request **request);

/* Starts a persistent request that is inactive. Returns what its `start` does; after an error it is
 * still inactive. */
int zm_persistent_start(struct zm_request *request);

/* Whether there is something to wait for: false only of a persistent request that was not started,
 * or was completed. */
bool zm_request_active(const struct zm_request *request);

/* Makes a persistent request that is complete inactive: its status was handed over. */
void zm_persistent_rest(struct zm_request *request);

/* The request of the operation that is under way; NULL: it is inactive or complete. */
struct zm_request *zm_persistent_operation(const struct zm_request *request);

/* The `owner` that it was made with. */
void *zm_persistent_owner(const struct zm_request *request);

#endif
