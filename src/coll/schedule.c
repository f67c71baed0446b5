/* SPDX-License-Identifier: BSL-1.0 */
/* Schedules: building and executing. */
#include "coll/schedule.h"

#include <mpi.h>
#include <stdlib.h>
#include <string.h>

#include "p2p/agreement.h"
#include "type/pack.h"

enum kind { SEND, RECEIVE, REDUCE, COPY, FENCE };

struct step {
    enum kind kind;
    int peer;         /* of a send or receive: rank in the communicator */
    const void *from; /* what is sent, copied, or the left operand */
    void *to;         /* where it is received, copied to, or the right operand */
    size_t count;     /* elements at `from` (at `to` of a receive) */
    const struct zm_datatype *datatype;
    const struct zm_op *op;
    size_t to_count; /* of a copy: elements at `to` */
    const struct zm_datatype *to_type;
};

struct memory {
    struct memory *next;
    max_align_t bytes[];
};

struct zm_schedule {
    struct zm_comm *comm;
    struct zm_engine *engine;
    struct zm_signature call;
    int tag;
    struct step *steps;
    size_t count, room;
    struct memory *memory;
    bool starved; /* there was no memory while it was built */

    /* execution */
    bool advancing;     /* steps are being begun */
    size_t next;        /* step to begin */
    size_t outstanding; /* sends and receives that are not complete */
    int error;
    char *why; /* explanation of the error */
    struct zm_request *request;
};

const struct zm_datatype *zm_bytes(void)
{
    return zm_datatype_predefined(MPI_BYTE);
}

/* ---- Building ---- */

struct zm_schedule *zm_schedule_new(struct zm_comm *comm, const struct zm_signature *call)
{
    struct zm_schedule *schedule = calloc(1, sizeof *schedule);
    if (!schedule)
        return NULL;
    schedule->comm = zm_comm_retain(comm);
    schedule->engine = comm->comms->engine;
    schedule->call = *call;
    return schedule;
}

static void free_schedule(void *argument)
{
    struct zm_schedule *schedule = argument;
    while (schedule->memory) {
        struct memory *next = schedule->memory->next;
        free(schedule->memory);
        schedule->memory = next;
    }
    zm_comm_release(schedule->comm);
    free(schedule->why);
    free(schedule->steps);
    free(schedule);
}

static void append(struct zm_schedule *schedule, struct step step)
{
    if (!schedule)
        return;
    if (schedule->count == schedule->room) {
        size_t room = schedule->room ? 2 * schedule->room : 16;
        struct step *larger = realloc(schedule->steps, room * sizeof *larger);
        if (!larger) {
            schedule->starved = true;
            return;
        }
        schedule->steps = larger;
        schedule->room = room;
    }
    schedule->steps[schedule->count++] = step;
}

void zm_schedule_send(struct zm_schedule *schedule, const void *buffer, size_t count,
                      const struct zm_datatype *datatype, int to)
{
    append(schedule,
           (struct step){
               .kind = SEND, .from = buffer, .count = count, .datatype = datatype, .peer = to});
}

void zm_schedule_receive(struct zm_schedule *schedule, void *buffer, size_t count,
                         const struct zm_datatype *datatype, int from)
{
    append(schedule,
           (struct step){
               .kind = RECEIVE, .to = buffer, .count = count, .datatype = datatype, .peer = from});
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

void zm_schedule_fence(struct zm_schedule *schedule)
{
    append(schedule, (struct step){.kind = FENCE});
}

void *zm_schedule_buffer(struct zm_schedule *schedule, size_t count,
                         const struct zm_datatype *datatype)
{
    struct zm_span span = zm_datatype_span(datatype, count);
    if (!schedule || span.bytes == 0)
        return NULL;
    struct memory *memory = malloc(sizeof *memory + span.bytes);
    if (!memory) {
        schedule->starved = true;
        return NULL;
    }
    memory->next = schedule->memory;
    schedule->memory = memory;
    return (void *)((uintptr_t)memory->bytes - (uintptr_t)span.offset);
}

/* ---- Executing ---- */

static void advance(struct zm_schedule *schedule);

/* Keeps the first error; no further step begins after it. */
static void note_error(struct zm_schedule *schedule, int error, const char *why)
{
    if (error && !schedule->error) {
        schedule->error = error;
        schedule->why = why ? strdup(why) : NULL;
    }
}

static void on_complete(void *owner, struct zm_request *request)
{
    struct zm_schedule *schedule = owner;
    note_error(schedule, request->error, request->why);
    zm_request_free(request);
    schedule->outstanding--;
    advance(schedule);
}

static void communicate(struct zm_schedule *schedule, const struct step *step)
{
    struct zm_comm *comm = schedule->comm;
    struct zm_route route = {.mailbox = comm->collectives,
                             .self = comm->rank,
                             .peer = comm->members[step->peer],
                             .tag = schedule->tag};
    struct zm_request *request;
    int error = step->kind == SEND
                    ? zm_send_start(schedule->engine, &route, step->from, step->count,
                                    step->datatype, ZM_STANDARD, &schedule->call, &request)
                    : zm_receive_start(schedule->engine, &route, step->to, step->count,
                                       step->datatype, &schedule->call, &request);
    if (error) {
        /* The other ranks wait for this one, and this one's receives for them. */
        note_error(schedule, error, schedule->engine->job->report->why);
        zm_agreement_fail(schedule->engine, comm->collectives, error);
    } else if (request->complete) {
        note_error(schedule, request->error, request->why);
        zm_request_free(request);
    } else {
        request->owner = schedule;
        request->notify = on_complete;
        schedule->outstanding++;
    }
}

/* Through a small buffer where neither side is packed. */
static void copy(const struct step *step)
{
    size_t bytes = step->count * step->datatype->size;
    if (step->to_type->contiguous) {
        zm_pack(step->from, step->count, step->datatype, 0, step->to, bytes);
    } else if (step->datatype->contiguous) {
        zm_unpack(step->to, step->to_count, step->to_type, 0, step->from, bytes);
    } else {
        char piece[4096];
        for (size_t offset = 0, n; offset < bytes; offset += n) {
            n = zm_pack(step->from, step->count, step->datatype, offset, piece, sizeof piece);
            zm_unpack(step->to, step->to_count, step->to_type, offset, piece, n);
        }
    }
}

static void execute(struct zm_schedule *schedule, const struct step *step)
{
    switch (step->kind) {
    case SEND:
    case RECEIVE:
        communicate(schedule, step);
        break;
    case REDUCE:
        if (step->count)
            zm_op_apply(step->op, step->from, step->to, step->count, step->datatype);
        break;
    case COPY:
        if (step->count)
            copy(step);
        break;
    case FENCE:
        break;
    }
}

static void finish(struct zm_schedule *schedule)
{
    if (schedule->error)
        zm_fail(schedule->engine->job->report, schedule->error, "%s",
                schedule->why ? schedule->why : "it failed");
    zm_request_complete(schedule->request, schedule->error);
}

/* Begins all steps that may begin now. */
static void advance(struct zm_schedule *schedule)
{
    if (schedule->advancing)
        return; /* a step that failed has completed others */
    schedule->advancing = true;
    bool blocked = false;
    while (!blocked && !schedule->error && schedule->next < schedule->count) {
        const struct step *step = &schedule->steps[schedule->next];
        blocked = step->kind == FENCE && schedule->outstanding;
        if (!blocked) {
            schedule->next++;
            execute(schedule, step);
        }
    }
    schedule->advancing = false;
    if (!schedule->outstanding)
        finish(schedule);
}

int zm_schedule_start(struct zm_schedule *schedule, struct zm_engine *engine,
                      struct zm_request **request)
{
    if (!schedule)
        return zm_fail(engine->job->report, MPI_ERR_NO_MEM, "no memory for a schedule");
    struct zm_mailbox *mailbox = schedule->comm->collectives;
    int error = zm_agreement_begin(engine, mailbox, &schedule->call, &schedule->tag);
    struct zm_request *made = error || schedule->starved ? NULL : zm_request_new(engine);
    if (!made && !error) {
        error = zm_fail(engine->job->report, MPI_ERR_NO_MEM, "no memory for its buffers");
        zm_agreement_fail(engine, mailbox, error); /* the other ranks wait for this one */
    }
    if (error) {
        free_schedule(schedule);
        return error;
    }
    made->owner = schedule;
    made->fini = free_schedule;
    schedule->request = made;
    advance(schedule);
    *request = made;
    return MPI_SUCCESS;
}
