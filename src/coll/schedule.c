/* SPDX-License-Identifier: BSL-1.0 */
/* Schedules: building and executing. */
#include "coll/schedule.h"

#include <mpi.h>
#include <stdalign.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "coll/board.h"
#include "p2p/agreement.h"
#include "p2p/persistent.h"

enum kind { SEND, RECEIVE, REDUCE, COPY, CALL, FENCE, AWAIT, DIRECT };

struct step {
    enum kind kind;
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

#define FIRST_STEPS 16
#define ARENA ((size_t)4096) /* bytes for small buffers */

/* What is freed with the schedule. */
struct memory {
    struct memory *next;
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
    struct step *steps;
    size_t count, room;
    const int *members; /* ranks in the job of those that further steps name */
    struct memory *memory;
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
    struct step first_steps[FIRST_STEPS];
    alignas(max_align_t) unsigned char arena[ARENA];
};

const struct zm_datatype *zm_bytes(void)
{
    return zm_datatype_predefined(MPI_BYTE);
}

/* ---- Building ---- */

static void advance_task(struct zm_task *task);

/* A schedule with nothing in it, if possible one that was used before. NULL: no memory. */
static struct zm_schedule *blank(struct zm_engine *engine)
{
    struct zm_schedule *schedule;
    if (zm_list_empty(&engine->spare_schedules)) {
        schedule = malloc(sizeof *schedule);
    } else {
        schedule = ZM_OBJECT(engine->spare_schedules.next, struct zm_schedule, link);
        zm_list_remove(&schedule->link);
    }
    if (schedule) {
        memset(schedule, 0, offsetof(struct zm_schedule, first_steps));
        schedule->engine = engine;
        schedule->steps = schedule->first_steps;
        schedule->room = FIRST_STEPS;
    }
    return schedule;
}

struct zm_schedule *zm_schedule_new(struct zm_comm *comm, const struct zm_signature *call)
{
    struct zm_schedule *schedule = blank(comm->comms->engine);
    if (!schedule)
        return NULL;
    schedule->comm = zm_comm_retain(comm);
    schedule->members = comm->members;
    schedule->call = *call;
    zm_task_init(&schedule->task, advance_task);
    return schedule;
}

static void release_step(const struct step *step)
{
    if (step->datatype)
        zm_datatype_release(step->datatype);
    if (step->to_type)
        zm_datatype_release(step->to_type);
    if (step->op)
        zm_op_release(step->op);
}

static void free_schedule(void *argument)
{
    struct zm_schedule *schedule = argument;
    if (!schedule)
        return;
    for (size_t i = 0; i < schedule->count; i++)
        release_step(&schedule->steps[i]);
    while (schedule->memory) {
        struct memory *memory = schedule->memory;
        schedule->memory = memory->next;
        if (memory->release)
            memory->release(memory->object);
        free(memory);
    }
    zm_comm_release(schedule->comm);
    free(schedule->why);
    if (schedule->steps != schedule->first_steps)
        free(schedule->steps);
    zm_list_append(&schedule->engine->spare_schedules, &schedule->link);
}

static void append(struct zm_schedule *schedule, struct step step)
{
    if (!schedule)
        return;
    if (schedule->count == schedule->room) {
        bool first = schedule->steps == schedule->first_steps;
        size_t room = 2 * schedule->room;
        struct step *larger = realloc(first ? NULL : schedule->steps, room * sizeof *larger);
        if (!larger) {
            schedule->starved = true;
            return;
        }
        if (first)
            memcpy(larger, schedule->first_steps, sizeof schedule->first_steps);
        schedule->steps = larger;
        schedule->room = room;
    }
    if (step.datatype)
        zm_datatype_retain(step.datatype);
    if (step.to_type)
        zm_datatype_retain(step.to_type);
    if (step.op)
        zm_op_retain(step.op);
    schedule->steps[schedule->count++] = step;
}

void zm_schedule_among(struct zm_schedule *schedule, const struct zm_group *group)
{
    if (schedule)
        schedule->members = group->members;
}

/* Appends a step that talks with `peer`, as the caller names it. */
static void append_talk(struct zm_schedule *schedule, struct step step, int peer)
{
    if (!schedule || peer == MPI_PROC_NULL)
        return;
    step.peer = peer < ZM_REMOTE(0) ? schedule->members[peer]
                                    : schedule->comm->remote->members[peer - ZM_REMOTE(0)];
    append(schedule, step);
}

void zm_schedule_send(struct zm_schedule *schedule, const void *buffer, size_t count,
                      const struct zm_datatype *datatype, int to)
{
    append_talk(schedule,
                (struct step){.kind = SEND, .from = buffer, .count = count, .datatype = datatype},
                to);
}

void zm_schedule_receive(struct zm_schedule *schedule, void *buffer, size_t count,
                         const struct zm_datatype *datatype, int from)
{
    append_talk(schedule,
                (struct step){.kind = RECEIVE, .to = buffer, .count = count, .datatype = datatype},
                from);
}

void zm_schedule_reduce(struct zm_schedule *schedule, const void *left, void *right, size_t count,
                        const struct zm_datatype *datatype, const struct zm_op *op)
{
    append(schedule, (struct step){.kind = REDUCE,
                                   .from = left,
                                   .to = right,
                                   .count = count,
                                   .datatype = datatype,
                                   .op = op});
}

void zm_schedule_copy(struct zm_schedule *schedule, const void *from, size_t from_count,
                      const struct zm_datatype *from_type, void *to, size_t to_count,
                      const struct zm_datatype *to_type)
{
    append(schedule, (struct step){.kind = COPY,
                                   .from = from,
                                   .count = from_count,
                                   .datatype = from_type,
                                   .to = to,
                                   .to_count = to_count,
                                   .to_type = to_type});
}

void zm_schedule_call(struct zm_schedule *schedule, int (*function)(void *argument), void *argument)
{
    append(schedule, (struct step){.kind = CALL, .function = function, .to = argument});
}

void zm_schedule_fence(struct zm_schedule *schedule)
{
    append(schedule, (struct step){.kind = FENCE});
}

size_t zm_schedule_last(const struct zm_schedule *schedule)
{
    return schedule && schedule->count ? schedule->count - 1 : 0;
}

void zm_schedule_await(struct zm_schedule *schedule, size_t step)
{
    append(schedule, (struct step){.kind = AWAIT, .count = step});
}

/* A piece of memory with `bytes` bytes; NULL: none. */
static struct memory *add_memory(struct zm_schedule *schedule, size_t bytes)
{
    struct memory *memory = schedule ? malloc(sizeof *memory + bytes) : NULL;
    if (memory) {
        *memory = (struct memory){.next = schedule->memory};
        schedule->memory = memory;
    } else if (schedule)
        schedule->starved = true;
    return memory;
}

void *zm_schedule_buffer(struct zm_schedule *schedule, size_t count,
                         const struct zm_datatype *datatype)
{
    struct zm_span span = zm_datatype_span(datatype, count);
    if (!schedule)
        return NULL;
    if (!span.bytes)
        return schedule; /* some address, to which 0 may be added */
    void *bytes = NULL;
    if (span.bytes <= ARENA - schedule->used) {
        bytes = schedule->arena + schedule->used;
        schedule->used += (span.bytes + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
    } else {
        struct memory *memory = add_memory(schedule, span.bytes);
        bytes = memory ? memory->bytes : NULL;
    }
    return bytes ? (void *)((uintptr_t)bytes - (uintptr_t)span.offset) : NULL;
}

void zm_schedule_own(struct zm_schedule *schedule, void *object, void (*release)(void *object))
{
    struct memory *memory = add_memory(schedule, 0);
    if (memory) {
        memory->release = release;
        memory->object = object;
    } else
        release(object);
}

void zm_schedule_direct(struct zm_schedule *schedule, zm_direct *direct, const void *arguments,
                        size_t bytes)
{
    void *copy = zm_schedule_buffer(schedule, bytes, zm_bytes());
    if (!copy)
        return;
    if (bytes)
        memcpy(copy, arguments, bytes);
    append(schedule, (struct step){.kind = DIRECT, .direct = direct, .from = copy});
}

/* ---- Executing ---- */

static void advance(struct zm_schedule *schedule);

/* Keeps the first error. */
static void keep_error(struct zm_schedule *schedule, int error, const char *why)
{
    if (error && !schedule->error) {
        schedule->error = error;
        schedule->why = why ? strdup(why) : NULL;
    }
}

/* Keeps an error. A message that was too long hurts nobody else; any other error ends the
 * collectives of the communicator, for the other ranks wait for this one. */
static void note_error(struct zm_schedule *schedule, int error, const char *why)
{
    keep_error(schedule, error, why);
    if (!error || error == MPI_ERR_TRUNCATE || schedule->halted)
        return;
    schedule->halted = true;
    zm_fail(schedule->engine->job->report, error, "%s", why ? why : "it failed");
    zm_agreement_fail(schedule->engine, schedule->comm->collectives, error);
}

static void on_complete(void *owner, struct zm_request *request)
{
    struct zm_schedule *schedule = owner;
    ((struct step *)request->content)->pending = false;
    note_error(schedule, request->error, request->why);
    zm_request_free(request);
    schedule->outstanding--;
    advance(schedule);
}

static void communicate(struct zm_schedule *schedule, struct step *step)
{
    struct zm_route route = {.mailbox = schedule->comm->collectives,
                             .self = schedule->comm->rank,
                             .peer = step->peer,
                             .tag = schedule->tag};
    struct zm_request *request;
    int error = step->kind == SEND
                    ? zm_send_start(schedule->engine, &route, step->from, step->count,
                                    step->datatype, ZM_STANDARD, &schedule->call, &request)
                    : zm_receive_start(schedule->engine, &route, step->to, step->count,
                                       step->datatype, &schedule->call, &request);
    if (error)
        note_error(schedule, error, schedule->engine->job->report->why);
    else if (request->complete) {
        note_error(schedule, request->error, request->why);
        zm_request_free(request);
    } else {
        request->owner = schedule;
        request->notify = on_complete;
        request->content = step;
        step->pending = true;
        schedule->outstanding++;
    }
}

static int copy(struct zm_schedule *schedule, const struct step *step)
{
    size_t bytes = step->count * step->datatype->size, room = step->to_count * step->to_type->size;
    zm_block_copy((struct zm_block){(void *)step->from, step->count, step->datatype},
                  (struct zm_block){step->to, step->to_count, step->to_type},
                  bytes < room ? bytes : room);
    if (bytes <= room)
        return MPI_SUCCESS;
    return zm_fail(schedule->engine->job->report, MPI_ERR_TRUNCATE,
                   "this rank sends %zu bytes to itself, but has room for %zu", bytes, room);
}

/* A reduction or copy. */
static int work(struct zm_schedule *schedule, const struct step *step)
{
    if (step->kind == FENCE || step->kind == AWAIT || step->count == 0)
        return MPI_SUCCESS;
    if (step->kind == COPY)
        return copy(schedule, step);
    zm_engine_apply(schedule->engine, step->op, step->from, step->to, step->to, step->count,
                    step->datatype);
    return MPI_SUCCESS;
}

static void execute(struct zm_schedule *schedule, struct step *step)
{
    if (step->kind == SEND || step->kind == RECEIVE)
        communicate(schedule, step);
    else if (step->kind == CALL)
        keep_error(schedule, step->function(step->to), schedule->engine->job->report->why);
    else
        note_error(schedule, work(schedule, step), schedule->engine->job->report->why);
}

/* Whether the next step cannot begin now; then somebody will call `advance` again. */
static bool must_wait(struct zm_schedule *schedule)
{
    const struct step *step = &schedule->steps[schedule->next];
    if (step->kind == FENCE)
        return schedule->outstanding > 0;
    if (step->kind == AWAIT)
        return schedule->steps[step->count].pending;
    bool runs_program = step->kind == CALL || (step->kind == REDUCE && zm_op_is_users(step->op));
    if (!runs_program || !schedule->engine->attending)
        return false;
    zm_engine_defer(schedule->engine, &schedule->task);
    return true;
}

/* Whether no step is to begin any more, or not here: zm_schedule_run goes on with the next one. */
static bool is_over(const struct zm_schedule *schedule)
{
    return schedule->halted || schedule->next == schedule->count ||
           schedule->steps[schedule->next].kind == DIRECT;
}

/* Begins all steps that may begin now. */
static void advance(struct zm_schedule *schedule)
{
    if (schedule->advancing)
        return; /* a step that failed has completed others */
    schedule->advancing = true;
    while (!is_over(schedule) && !must_wait(schedule))
        execute(schedule, &schedule->steps[schedule->next++]);
    schedule->advancing = false;
    if (schedule->outstanding || !is_over(schedule))
        return;
    zm_engine_recall(&schedule->task);
    if (schedule->error)
        zm_fail(schedule->engine->job->report, schedule->error, "%s",
                schedule->why ? schedule->why : "it failed");
    zm_request_complete(schedule->request, schedule->error); /* which may free the schedule */
}

static void advance_task(struct zm_task *task)
{
    advance(ZM_OBJECT(task, struct zm_schedule, task));
}

/* ---- Starting ---- */

/* Takes the schedule's place among the communicator's collectives. */
static int take_place(struct zm_schedule *schedule, enum zm_form form)
{
    schedule->call.collective |= (uint8_t)form;
    return zm_agreement_begin(schedule->engine, schedule->comm->collectives, &schedule->call,
                              &schedule->tag);
}

/* No memory for what the call needs: the other ranks wait for this one. */
static int starve(struct zm_schedule *schedule)
{
    int error = zm_fail(schedule->engine->job->report, MPI_ERR_NO_MEM, "no memory for its buffers");
    zm_agreement_fail(schedule->engine, schedule->comm->collectives, error);
    return error;
}

/* Has the steps done from the next one on. */
static int go_on(struct zm_schedule *schedule, struct zm_request **request)
{
    struct zm_request *made = schedule->starved ? NULL : zm_request_new(schedule->engine);
    if (!made)
        return starve(schedule);
    made->kind = ZM_REQUEST_COLLECTIVE;
    made->call = schedule->call;
    made->content = schedule; /* whose messages are its parts */
    schedule->request = made;
    *request = made;
    advance(schedule);
    return MPI_SUCCESS;
}

/* Begins the steps, for the first time or again. */
static int begin(struct zm_schedule *schedule, struct zm_request **request)
{
    free(schedule->why);
    schedule->why = NULL;
    schedule->error = MPI_SUCCESS;
    schedule->halted = false;
    schedule->next = 0;
    return go_on(schedule, request);
}

static int no_schedule(struct zm_engine *engine)
{
    return zm_fail(engine->job->report, MPI_ERR_NO_MEM, "no memory for a schedule");
}

int zm_schedule_start(struct zm_schedule *schedule, struct zm_engine *engine,
                      struct zm_request **request)
{
    if (!schedule)
        return no_schedule(engine);
    int error = take_place(schedule, ZM_NONBLOCKING);
    if (!error)
        error = begin(schedule, request);
    if (error) {
        free_schedule(schedule);
        return error;
    }
    (*request)->fini = free_schedule;
    return MPI_SUCCESS;
}

/* Waits until the steps are done, up to the next one that waits itself. */
static int run_steps(struct zm_schedule *schedule)
{
    struct zm_request *request;
    int error = go_on(schedule, &request);
    if (error)
        return error;
    zm_wait(request);
    error = zm_finish(request);
    return schedule->halted ? error : MPI_SUCCESS;
}

static int run(struct zm_schedule *schedule)
{
    int error = schedule->starved ? starve(schedule) : MPI_SUCCESS;
    while (!error && schedule->next < schedule->count) {
        const struct step *step = &schedule->steps[schedule->next];
        if (step->kind != DIRECT) {
            error = run_steps(schedule);
            continue;
        }
        schedule->next++;
        error = step->direct(schedule->comm, &schedule->call, step->from);
    }
    return error;
}

int zm_schedule_run(struct zm_schedule *schedule, struct zm_engine *engine)
{
    if (!schedule)
        return no_schedule(engine);
    int error = take_place(schedule, ZM_BLOCKING);
    if (!error)
        error = run(schedule);
    /* Also after an error, which may be this rank's alone: all ranks count the same calls. */
    if (!error)
        error = zm_board_found(schedule->comm, &schedule->call);
    if (!error && schedule->error)
        error = zm_fail(engine->job->report, schedule->error, "%s",
                        schedule->why ? schedule->why : "it failed");
    free_schedule(schedule);
    return error;
}

/* The communicator may have failed since the ranks agreed about the call. */
static int restart(void *argument, struct zm_request **request)
{
    struct zm_schedule *schedule = argument;
    int error = zm_agreement_standing(schedule->engine, schedule->comm->collectives);
    return error ? error : begin(schedule, request);
}

int zm_schedule_persist(struct zm_schedule *schedule, struct zm_engine *engine,
                        struct zm_request **request)
{
    if (!schedule)
        return no_schedule(engine);
    int error = take_place(schedule, ZM_PERSISTENT);
    if (error) {
        free_schedule(schedule);
        return error;
    }
    error = zm_persistent_new(engine, restart, free_schedule, schedule, request);
    if (!error) {
        (*request)->kind = ZM_REQUEST_COLLECTIVE;
        (*request)->call = schedule->call;
    }
    return error;
}
