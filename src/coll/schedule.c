/* SPDX-License-Identifier: BSL-1.0 */
/* Schedules: building. */
#include <mpi.h>
#include <stdlib.h>
#include <string.h>

#include "coll/schedule_internal.h"

const struct zm_datatype *zm_bytes(void)
{
    return zm_datatype_predefined(MPI_BYTE);
}

/* ---- Building ---- */

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
        schedule->room = ZM_FIRST_STEPS;
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
    zm_task_init(&schedule->task, zm_schedule_advance);
    return schedule;
}

static void release_step(const struct zm_step *step)
{
    if (step->datatype)
        zm_datatype_release(step->datatype);
    if (step->to_type)
        zm_datatype_release(step->to_type);
    if (step->op)
        zm_op_release(step->op);
}

void zm_schedule_free(void *argument)
{
    struct zm_schedule *schedule = argument;
    if (!schedule)
        return;
    for (size_t i = 0; i < schedule->count; i++)
        release_step(&schedule->steps[i]);
    while (schedule->memory) {
        struct zm_memory *memory = schedule->memory;
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

static void append(struct zm_schedule *schedule, struct zm_step step)
{
    if (!schedule)
        return;
    if (schedule->count == schedule->room) {
        bool first = schedule->steps == schedule->first_steps;
        size_t room = 2 * schedule->room;
        struct zm_step *larger = realloc(first ? NULL : schedule->steps, room * sizeof *larger);
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
static void append_talk(struct zm_schedule *schedule, struct zm_step step, int peer)
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
    append_talk(
        schedule,
        (struct zm_step){.kind = SEND, .from = buffer, .count = count, .datatype = datatype}, to);
}

void zm_schedule_receive(struct zm_schedule *schedule, void *buffer, size_t count,
                         const struct zm_datatype *datatype, int from)
{
    append_talk(
        schedule,
        (struct zm_step){.kind = RECEIVE, .to = buffer, .count = count, .datatype = datatype},
        from);
}

void zm_schedule_reduce(struct zm_schedule *schedule, const void *left, void *right, size_t count,
                        const struct zm_datatype *datatype, const struct zm_op *op)
{
    append(schedule, (struct zm_step){.kind = REDUCE,
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
    append(schedule, (struct zm_step){.kind = COPY,
                                      .from = from,
                                      .count = from_count,
                                      .datatype = from_type,
                                      .to = to,
                                      .to_count = to_count,
                                      .to_type = to_type});
}

void zm_schedule_call(struct zm_schedule *schedule, int (*function)(void *argument), void *argument)
{
    append(schedule, (struct zm_step){.kind = CALL, .function = function, .to = argument});
}

void zm_schedule_fence(struct zm_schedule *schedule)
{
    append(schedule, (struct zm_step){.kind = FENCE});
}

size_t zm_schedule_last(const struct zm_schedule *schedule)
{
    return schedule && schedule->count ? schedule->count - 1 : 0;
}

void zm_schedule_await(struct zm_schedule *schedule, size_t step)
{
    append(schedule, (struct zm_step){.kind = AWAIT, .count = step});
}

/* A piece of memory with `bytes` bytes; NULL: none. */
static struct zm_memory *add_memory(struct zm_schedule *schedule, size_t bytes)
{
    struct zm_memory *memory = schedule ? malloc(sizeof *memory + bytes) : NULL;
    if (memory) {
        *memory = (struct zm_memory){.next = schedule->memory};
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
    if (span.bytes <= ZM_ARENA - schedule->used) {
        bytes = schedule->arena + schedule->used;
        schedule->used += (span.bytes + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
    } else {
        struct zm_memory *memory = add_memory(schedule, span.bytes);
        bytes = memory ? memory->bytes : NULL;
    }
    return bytes ? (void *)((uintptr_t)bytes - (uintptr_t)span.offset) : NULL;
}

void zm_schedule_own(struct zm_schedule *schedule, void *object, void (*release)(void *object))
{
    struct zm_memory *memory = add_memory(schedule, 0);
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
    append(schedule, (struct zm_step){.kind = DIRECT, .direct = direct, .from = copy});
}
