/* SPDX-License-Identifier: BSL-1.0 */
/* A collective operation compiles itself into a schedule: a list of steps that this rank takes.
 * One engine, here, executes it.
 *
 *     struct zm_schedule *s = zm_schedule_new(comm, &call);     what call it is, on all ranks
 *     zm_schedule_receive(s, ...);                              steps
 *     zm_schedule_fence(s);
 *     zm_schedule_send(s, ...);
 *     return s;
 *
 * Steps begin in the order of the list. Sends and receives go on while later steps begin; a fence
 * waits for all of those before it. Reductions, copies and calls are done when they are reached, so
 * what they need must be behind a fence. Messages between two ranks match in the order of the
 * steps.
 *
 * Whoever has a schedule starts it, in one of the three forms that every collective has: to wait
 * for it (zm_schedule_run), to get a request (zm_schedule_start), or to start it as often as wanted
 * (zm_schedule_persist). All three take the schedule over, in any case.
 *
 * A message that is longer than its receive is an error of this rank's call, as is one that a call
 * returns, but the schedule goes on: the other ranks need not suffer. After any other error no step
 * begins any more, and the communicator's collectives fail on all ranks.
 *
 * Errors in building are remembered and returned at the start, so they need no care before; steps
 * may also be given to a schedule that is NULL, for want of memory. All functions are to be called
 * with the job's lock held. */
#ifndef ZM_COLL_SCHEDULE_H
#define ZM_COLL_SCHEDULE_H

#include <stddef.h>
#include <stdint.h>

#include "coll/block.h"
#include "comm/comm.h"
#include "p2p/signature.h"
#include "type/datatype.h"
#include "type/op.h"

struct zm_schedule;

/* ---- Building ---- */

/* A schedule without steps for the collective `call` on `comm`; NULL: no memory. Its `call` tells
 * nothing of the form, which is added at the start. */
struct zm_schedule *zm_schedule_new(struct zm_comm *comm, const struct zm_signature *call);

/* Where a rank to send to or receive from is expected, this names the rank `rank` of the other
 * group of an intercommunicator. MPI_PROC_NULL is nobody: the step is left out. */
#define ZM_REMOTE(rank) ((rank) + 0x40000000)

/* From here on steps name ranks of `group`, all of which are in the communicator. */
void zm_schedule_among(struct zm_schedule *schedule, const struct zm_group *group);

/* Sends `count` elements of `datatype` at `buffer` to the rank `to` of the communicator. Datatypes
 * and operators of steps are retained as long as the schedule lives. */
void zm_schedule_send(struct zm_schedule *schedule, const void *buffer, size_t count,
                      const struct zm_datatype *datatype, int to);

/* Receives up to `count` elements of `datatype` into `buffer` from the rank `from`. */
void zm_schedule_receive(struct zm_schedule *schedule, void *buffer, size_t count,
                         const struct zm_datatype *datatype, int from);

/* right = left OP right, for `count` elements of `datatype`. An operator of the program's runs in a
 * thread of the program's only, when that is in an MPI call. */
void zm_schedule_reduce(struct zm_schedule *schedule, const void *left, void *right, size_t count,
                        const struct zm_datatype *datatype, const struct zm_op *op);

/* Copies data from elements of one datatype to those of another, as far as these have room: if it
 * has less, that is an error like a message that is too long. */
void zm_schedule_copy(struct zm_schedule *schedule, const void *from, size_t from_count,
                      const struct zm_datatype *from_type, void *to, size_t to_count,
                      const struct zm_datatype *to_type);

/* Calls function(argument), like an operator of the program's in a thread of the program's. It
 * returns an MPI error class, explained in the report: an error is one of this rank's call only. */
void zm_schedule_call(struct zm_schedule *schedule, int (*function)(void *argument),
                      void *argument);

/* Waits for all sends and receives before it. */
void zm_schedule_fence(struct zm_schedule *schedule);

/* Waits for one send or receive: that which zm_schedule_last gave when it was the last step. What
 * needs it, and what overwrites what it sends, is then behind it as behind a fence. */
size_t zm_schedule_last(const struct zm_schedule *schedule);
void zm_schedule_await(struct zm_schedule *schedule, size_t step);

/* Memory for `count` elements of `datatype`, which lives as long as the schedule; where nothing is
 * needed, an address that is not to be used. NULL if there is none; steps take that. */
void *zm_schedule_buffer(struct zm_schedule *schedule, size_t count,
                         const struct zm_datatype *datatype);

/* Has release(object) called when the schedule is freed. */
void zm_schedule_own(struct zm_schedule *schedule, void *object, void (*release)(void *object));

/* Calls direct(comm, call, arguments), which waits itself: in a schedule that is to be run at once
 * (zm_schedule_run). What is before is then done, as behind a fence. It returns an MPI error class,
 * explained in the report, for which the communicator's collectives have failed. The `bytes` bytes
 * of arguments are copied. */
typedef int zm_direct(struct zm_comm *comm, const struct zm_signature *call, const void *arguments);
void zm_schedule_direct(struct zm_schedule *schedule, zm_direct *direct, const void *arguments,
                        size_t bytes);

/* ---- Starting ---- */

/* Starts the schedule and waits until all its steps are done. Returns an MPI error class, explained
 * in the report. */
int zm_schedule_run(struct zm_schedule *schedule, struct zm_engine *engine);

/* Starts the schedule; *request is complete when all steps are done, and the caller frees it.
 * Returns an MPI error class, explained in the report; then there is no request. */
int zm_schedule_start(struct zm_schedule *schedule, struct zm_engine *engine,
                      struct zm_request **request);

/* Makes a persistent request of the schedule (p2p/persistent.h). Ranks agree about it now, like
 * about any collective call; it may then be started in any order with others. */
int zm_schedule_persist(struct zm_schedule *schedule, struct zm_engine *engine,
                        struct zm_request **request);

/* ---- Helpers ---- */

/* The datatype MPI_BYTE, of packed data. */
const struct zm_datatype *zm_bytes(void);

#endif
