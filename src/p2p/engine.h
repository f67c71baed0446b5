/* SPDX-License-Identifier: BSL-1.0 */
/* Point-to-point communication between the ranks of the job.
 *
 * A message of up to ZM_EAGER_MAX bytes is eager: it is sent at once, in one frame, and the send is
 * complete. A larger one makes a rendezvous: the sender asks (RTS), the receiver answers when the
 * receive is posted (CTS), and the sender sends the bytes (DATA) in pieces from where they are; or
 * the receiver takes them from there where it can reach the sender's memory. Where that is quick
 * only messages of up to ZM_EAGER_MAX_NEAR bytes are eager. Eager messages that the receiver has
 * not received yet are bounded by ZM_EAGER_WINDOW for each pair of ranks; beyond it small messages
 * make a rendezvous too, so a fast sender cannot exhaust a slow receiver. The receiver says what it
 * has received from time to time (CREDIT).
 *
 * All functions are to be called with the job's lock held. */
#ifndef ZM_P2P_ENGINE_H
#define ZM_P2P_ENGINE_H

#include <mpi.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/list.h"
#include "base/table.h"
#include "job/job.h"
#include "p2p/mailbox.h"
#include "p2p/request.h"
#include "type/op.h"

#define ZM_EAGER_MAX ((size_t)64 * 1024)     /* bytes of payload */
#define ZM_EAGER_MAX_NEAR ((size_t)8 * 1024) /* beyond it two copies take longer than a call */
#define ZM_EAGER_WINDOW ((uint64_t)4 * 1024 * 1024) /* bytes, headers included */

struct zm_call;

/* What is under way between this rank and another one, in bytes of eager frames. */
struct zm_flow {
    uint64_t sent, acknowledged; /* to it */
    uint64_t received, credited; /* from it */
};

/* Ranks of the job that a thread waits for, in the collective `call`: of the `count` ranks at
 * `ranks`, those whose index is_missing(argument, index) tells. */
struct zm_missing {
    struct zm_mailbox *mailbox;
    const struct zm_signature *call;
    const int *ranks;
    int count;
    bool (*is_missing)(const void *argument, int index);
    const void *argument;
};

/* What a thread waits for, for those who ask a rank that seems stuck. */
struct zm_awaited {
    const MPI_Request *requests; /* of these, the ones that are not complete */
    int count;
    bool any;                         /* one of them is enough */
    const struct zm_route *route;     /* of a message that may come; NULL: it is not that */
    const struct zm_missing *missing; /* NULL: it is not that */
};

/* A thread that waits; on its stack, and in the engine's list. */
struct zm_waiting {
    struct zm_link link;
    const struct zm_call *call; /* that it is in */
    const struct zm_awaited *awaited;
    int64_t since; /* see clock.h */
};

/* Work that only a thread of the program may do, not the watcher. */
struct zm_task {
    struct zm_link link; /* in the engine's list while it waits */
    void (*run)(struct zm_task *task);
};

struct zm_engine {
    struct zm_job *job;
    struct zm_flow *flows;     /* by rank */
    struct zm_table mailboxes; /* by context */
    struct zm_table requests;  /* by the identifiers that other ranks know */
    uint64_t last_id;
    struct zm_link lent;  /* sends whose bytes the transport still uses: struct zm_request */
    struct zm_link spare; /* requests */
    struct zm_link
        spare_schedules; /* of the floor above, each in memory that begins with the link */
    unsigned losses;     /* of the job, that were dealt with */
    unsigned failures;   /* requests that completed with an error so far */
    unsigned advances;   /* requests completed, and other steps done, so far */
    int64_t asked;       /* when the network was last looked at; see clock.h */
    unsigned polls;      /* that were in vain, one after the other */
    bool attending;      /* the watcher is at work, no thread of the program */
    /* The call of the program that the thread with the lock is in; NULL: none. It belongs to the
     * floor above, as the type does. */
    const struct zm_call *call;
    struct zm_link waiting; /* threads: struct zm_waiting, the first one first */
    struct zm_link tasks;   /* that wait for a thread of the program: struct zm_task */
};

/* Returns MPI_ERR_NO_MEM if there is no memory. */
int zm_engine_init(struct zm_engine *engine, struct zm_job *job);
/* Frees everything; no request may be under way. */
void zm_engine_fini(struct zm_engine *engine);
/* Completes all requests that are under way, with an error, when they never will be otherwise. */
void zm_engine_abandon(struct zm_engine *engine);

/* The mailbox of `context`, made if it is not there yet (a message may come before its communicator
 * is known here). NULL: no memory. */
struct zm_mailbox *zm_engine_mailbox(struct zm_engine *engine, uint64_t context);
/* Frees a mailbox, with the messages in it. No receive may be posted there. */
void zm_engine_drop_mailbox(struct zm_engine *engine, struct zm_mailbox *mailbox);
/* The same, but if there are messages it stays, as one whose communicator is not known here yet. */
void zm_engine_leave_mailbox(struct zm_engine *engine, struct zm_mailbox *mailbox);

/* The first send or receive under way, in any mailbox, for which fits(argument, request) is true;
 * NULL: there is none. `fits` must not complete or start any. */
struct zm_request *zm_engine_find(const struct zm_engine *engine,
                                  bool (*fits)(void *argument, const struct zm_request *request),
                                  void *argument);

/* Whether no send or receive of this rank is under way there. */
bool zm_engine_is_idle(const struct zm_engine *engine, const struct zm_mailbox *mailbox);

enum zm_send_mode {
    ZM_STANDARD,
    ZM_SYNCHRONOUS, /* complete when the receive has begun */
    ZM_COPIED       /* the buffer may be used again at once, even though it is not complete */
};

/* Starts to send `count` elements of `datatype` from `buffer` along `route`. `call` is NULL, or
 * tells which collective the message is part of. *request is complete when the buffer may be used
 * again (and, if synchronous, the receive has begun); the caller frees it. Returns an MPI error
 * class, explained in the report; then there is no request, and *request is NULL or untouched. */
int zm_send_start(struct zm_engine *engine, const struct zm_route *route, const void *buffer,
                  size_t count, const struct zm_datatype *datatype, enum zm_send_mode mode,
                  const struct zm_signature *call, struct zm_request **request);

/* Sends in the standard mode, and returns when the buffer may be used again; otherwise like
 * zm_send_start. No request is made of a message that goes at once. */
int zm_send(struct zm_engine *engine, const struct zm_route *route, const void *buffer,
            size_t count, const struct zm_datatype *datatype);

/* Posts a receive of up to `count` elements of `datatype` into `buffer`. Otherwise like
 * zm_send_start; a message that is too long completes the request with MPI_ERR_TRUNCATE. */
int zm_receive_start(struct zm_engine *engine, const struct zm_route *route, void *buffer,
                     size_t count, const struct zm_datatype *datatype,
                     const struct zm_signature *call, struct zm_request **request);

/* Receives into a slice of such a buffer: the `bytes` bytes of its packed form from `first` on. */
int zm_receive_slice_start(struct zm_engine *engine, const struct zm_route *route, void *buffer,
                           size_t count, const struct zm_datatype *datatype, size_t first,
                           size_t bytes, struct zm_request **request);

/* The header of the first message along `route` that waits to be received; NULL if there is none.
 * It is valid until the lock is let go. */
const struct zm_header *zm_probe(const struct zm_route *route);

/* Takes that message out, so that no other receive gets it: the caller gives it to
 * zm_receive_matched, or drops it with zm_drop_matched. NULL if there is none. */
struct zm_frame *zm_match(const struct zm_route *route);

/* Receives a message that zm_match took out, otherwise like zm_receive_start. Takes the frame over
 * if it returns MPI_SUCCESS. */
int zm_receive_matched(struct zm_engine *engine, const struct zm_route *route,
                       struct zm_frame *frame, void *buffer, size_t count,
                       const struct zm_datatype *datatype, struct zm_request **request);
void zm_drop_matched(struct zm_engine *engine, struct zm_frame *frame);

/* Tries to give up a send or receive that is under way: it will be complete soon in any case, and
 * `cancelled` if no message was sent or received. A receive that waits for a message is given up at
 * once; a send when the receiver says that it has not matched the message (CANCELLED). Does nothing
 * to other requests. */
void zm_cancel(struct zm_request *request);

/* MPI_ERR_PROC_ABORTED, explained in the report, if a rank that a message along `route` could come
 * from is lost. */
int zm_check_alive(struct zm_engine *engine, const struct zm_route *route);

/* Does what can be done now, without waiting: receives frames, moves data. Returns whether anything
 * was. */
bool zm_progress(struct zm_engine *engine);

/* Whether done(argument), now or after what can be done without waiting: for calls that only ask,
 * which programs repeat. It leaves the network alone for some microseconds, where there is shared
 * memory to look at, and lets other processes have the processor now and then if they need it. */
bool zm_poll(struct zm_engine *engine, bool (*done)(void *argument), void *argument);

/* The same, and notices ranks that are lost: what is to be done a few times a second while the
 * program is busy with other things. */
void zm_attend(struct zm_engine *engine);

/* A task that does `run`, and does not wait yet. */
static inline void zm_task_init(struct zm_task *task, void (*run)(struct zm_task *task))
{
    zm_list_init(&task->link);
    task->run = run;
}

/* Has the task run when a thread of the program makes progress next; once. */
void zm_engine_defer(struct zm_engine *engine, struct zm_task *task);
/* Takes back what was said, if it was. */
void zm_engine_recall(struct zm_task *task);

/* What zm_op_apply does; an operator of the program's may ask MPI for something meanwhile. */
void zm_engine_apply(struct zm_engine *engine, const struct zm_op *op, const void *left,
                     const void *right, void *to, size_t count, const struct zm_datatype *datatype);

/* Returns when done(argument): makes progress, yields for a while, then sleeps. `awaited` tells
 * what that is about; NULL: nothing that could be said. */
void zm_wait_until(struct zm_engine *engine, bool (*done)(void *argument), void *argument,
                   const struct zm_awaited *awaited);

/* The same, but returns also when *deadline (see clock.h) has come, which `done` may set. */
void zm_wait_before(struct zm_engine *engine, bool (*done)(void *argument), void *argument,
                    const struct zm_awaited *awaited, const int64_t *deadline);

/* Returns when `request` is complete. */
void zm_wait(struct zm_request *request);

/* Waits for `request`, frees it, and returns its error, explained in the report. */
int zm_finish(struct zm_request *request);

#endif
