/* SPDX-License-Identifier: BSL-1.0 */
/* A collective operation compiles itself into a schedule: a list of steps that this rank takes.
 * One engine, here, executes it.
 *
 *     struct zm_schedule *s = zm_schedule_new(comm, &call);     what call it is, on all ranks
 *     zm_schedule_receive(s, ...);                              steps
 *     zm_schedule_fence(s);
 *     zm_schedule_send(s, ...);
 *     return zm_schedule_start(s, engine, request);
 *
 * Steps begin in the order of the list. Sends and receives go on while later steps begin; a fence
 * waits for all of those before it. Reductions and copies are done when they are reached, so what
 * they need must be behind a fence. Messages between two ranks match in the order of the steps.
 *
 * Errors in building are remembered and returned by zm_schedule_start, so they need no care before.
 * All functions are to be called with the job's lock held. */
#ifndef ZM_COLL_SCHEDULE_H
#define ZM_COLL_SCHEDULE_H

#include <stddef.h>
#include <stdint.h>

#include "comm/comm.h"
#include "p2p/signature.h"
#include "type/datatype.h"
#include "type/op.h"

struct zm_schedule;

/* A schedule without steps for the collective `call` on `comm`; NULL: no memory. */
struct zm_schedule *zm_schedule_new(struct zm_comm *comm, const struct zm_signature *call);

/* Sends `count` elements of `datatype` at `buffer` to the rank `to` of the communicator. */
void zm_schedule_send(struct zm_schedule *schedule, const void *buffer, size_t count,
                      const struct zm_datatype *datatype, int to);

/* Receives up to `count` elements of `datatype` into `buffer` from the rank `from`. */
void zm_schedule_receive(struct zm_schedule *schedule, void *buffer, size_t count,
                         const struct zm_datatype *datatype, int from);

/* right = left OP right, for `count` elements of `datatype`. */
void zm_schedule_reduce(struct zm_schedule *schedule, const void *left, void *right, size_t count,
                        const struct zm_datatype *datatype, const struct zm_op *op);

/* Copies data from elements of one datatype to those of another that hold as many bytes. */
void zm_schedule_copy(struct zm_schedule *schedule, const void *from, size_t from_count,
                      const struct zm_datatype *from_type, void *to, size_t to_count,
                      const struct zm_datatype *to_type);

/* Waits for all sends and receives before it. */
void zm_schedule_fence(struct zm_schedule *schedule);

/* Memory for `count` elements of `datatype`, which lives as long as the schedule. NULL if there is
 * none, or if nothing is needed; steps take that. */
void *zm_schedule_buffer(struct zm_schedule *schedule, size_t count,
                         const struct zm_datatype *datatype);

/* Starts the schedule, which belongs to *request from now on. The request is complete when all
 * steps are; the caller frees it. Returns an MPI error class, explained in the report; then there
 * is no request and the schedule is freed. `schedule` may be NULL, for want of memory. */
int zm_schedule_start(struct zm_schedule *schedule, struct zm_engine *engine,
                      struct zm_request **request);

/* The datatype MPI_BYTE, of packed data. */
const struct zm_datatype *zm_bytes(void);

/* The address of element `index` of `datatype` in `buffer`. */
static inline void *zm_element(const void *buffer, size_t index, const struct zm_datatype *datatype)
{
    return (void *)((uintptr_t)buffer + index * (uintptr_t)datatype->extent); /* also MPI_BOTTOM */
}

#endif
