/* SPDX-License-Identifier: BSL-1.0 */
/* Buffered sends: messages that are copied when they are sent, so the program need not wait.
 *
 * The memory that the program attaches is a budget. A message takes its size and
 * MPI_BSEND_OVERHEAD of it until it has left; only its bytes are kept elsewhere, by the transport
 * or as the copy that every send of scattered data makes. So a message never fails because the free
 * memory is not in one piece, and a program that attaches MPI_BUFFER_AUTOMATIC just has a budget
 * without end.
 *
 * All functions are to be called with the job's lock held. */
#ifndef ZM_COMM_BUFFER_H
#define ZM_COMM_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/list.h"
#include "p2p/engine.h"

struct zm_comm;

/* What one call of an attach function made: of a communicator, a session or the process. */
struct zm_buffer {
    bool attached;
    void *address; /* as the program gave it */
    size_t size, used;
    uint64_t sent;          /* messages so far, so the number of the next one */
    struct zm_link pending; /* messages that have not left yet */
    struct zm_link flushes; /* requests that wait for some of those */
};

/* A buffer that is not attached. */
void zm_buffer_init(struct zm_buffer *buffer);

/* Attaches `size` bytes at `address`, or, if that is MPI_BUFFER_AUTOMATIC, as many as it takes.
 * Returns MPI_ERR_BUFFER, explained in the report, if there is a buffer attached. */
int zm_buffer_attach(struct zm_engine *engine, struct zm_buffer *buffer, void *address,
                     size_t size);

/* Waits until all messages in the buffer have left, and detaches it; *address and *size are what
 * was attached, or NULL and 0. */
void zm_buffer_detach(struct zm_engine *engine, struct zm_buffer *buffer, void **address,
                      size_t *size);

/* Makes a request that is complete when all messages that are in the buffer now have left. Returns
 * MPI_ERR_NO_MEM, explained in the report, or MPI_SUCCESS. */
int zm_buffer_flush(struct zm_engine *engine, struct zm_buffer *buffer,
                    struct zm_request **request);

/* Sends like zm_send_start, through the buffer of the communicator, or of its session, or of the
 * process, whichever is attached first; *request is complete. Returns MPI_ERR_BUFFER, explained in
 * the report, if there is no room for the message. */
int zm_buffer_send(struct zm_comm *comm, const struct zm_route *route, const void *buffer,
                   size_t count, const struct zm_datatype *datatype, struct zm_request **request);

#endif
