/* SPDX-License-Identifier: BSL-1.0 */
/* What a schedule consists of, for building (schedule.c) and executing it (schedule_run.c). */
#ifndef ZM_COLL_SCHEDULE_INTERNAL_H
#define ZM_COLL_SCHEDULE_INTERNAL_H

#include <stdalign.h>
#include <stddef.h>

#include "coll/schedule.h"
#include "p2p/engine.h"

enum zm_step_kind { SEND, RECEIVE, REDUCE, COPY, CALL, FENCE, AWAIT, DIRECT };

struct zm_step {
    enum zm_step_kind kind;
    bool pending;     /* a send or receive that has begun is not complete */
    int peer;         /* of a send or receive: rank in the job */
    const void *from; /* what is sent, copied, or the left operand; or the arguments of `direct` */
    void *to;         /* where it is received, copied to, or the right operand; or the argument */
    size_t count;     /* elements at `from` (at `to` of a receive); the step that is awaited */
    const struct zm_datatype *datatype; /* NULL: the step has none, like the other two below */
    const struct zm_op *op;
    size_t to_count; /* of a copy: elements at `to` */
    const struct zm_datatype *to_type;
    int (*function)(void *argument);
    zm_direct *direct;
};

#define ZM_FIRST_STEPS 16
#define ZM_ARENA ((size_t)4096) /* bytes for small buffers */

/* What is freed with the schedule. */
struct zm_memory {
    struct zm_memory *next;
    void (*release)(void *object); /* NULL: this is just memory */
    void *object;
    max_align_t bytes[];
};

struct zm_schedule {
    struct zm_link link; /* while it is spare; first, for the engine frees those */
    struct zm_engine *engine;
    struct zm_comm *comm;
    int tag;
    struct zm_signature call;
    struct zm_step *steps;
    size_t count, room;
    const int *members; /* ranks in the job of those that further steps name */
    struct zm_memory *memory;
    size_t used;  /* bytes of the arena */
    bool starved; /* there was no memory while it was built */

    /* execution */
    bool advancing;      /* steps are being begun */
    bool halted;         /* no step begins any more */
    struct zm_task task; /* while the next step waits for a thread of the program */
    size_t next;         /* step to begin */
    size_t outstanding;  /* sends and receives that are not complete */
    int error;           /* the first one */
    char *why;           /* explanation of the error */
    struct zm_request *request;

    /* What small schedules need no other memory for. */
    struct zm_step first_steps[ZM_FIRST_STEPS];
    alignas(max_align_t) unsigned char arena[ZM_ARENA];
};

/* Frees a schedule, or keeps it for another one to be made of. NULL is left alone. */
void zm_schedule_free(void *schedule);

/* Begins the steps that may begin now: the task of a schedule. */
void zm_schedule_advance(struct zm_task *task);

#endif
