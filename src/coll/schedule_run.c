/* SPDX-License-Identifier: BSL-1.0 */
/* Schedules: executing, in each of the forms. */
#include <mpi.h>
#include <stdlib.h>
#include <string.h>

#include "coll/board.h"
#include "coll/schedule_internal.h"
#include "p2p/agreement.h"
#include "p2p/persistent.h"

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
    ((struct zm_step *)request->content)->pending = false;
    note_error(schedule, request->error, request->why);
    zm_request_free(request);
    schedule->outstanding--;
    advance(schedule);
}

static void communicate(struct zm_schedule *schedule, struct zm_step *step)
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

static int copy(struct zm_schedule *schedule, const struct zm_step *step)
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
static int work(struct zm_schedule *schedule, const struct zm_step *step)
{
    if (step->kind == FENCE || step->kind == AWAIT || step->count == 0)
        return MPI_SUCCESS;
    if (step->kind == COPY)
        return copy(schedule, step);
    zm_engine_apply(schedule->engine, step->op, step->from, step->to, step->to, step->count,
                    step->datatype);
    return MPI_SUCCESS;
}

static void execute(struct zm_schedule *schedule, struct zm_step *step)
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
    const struct zm_step *step = &schedule->steps[schedule->next];
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

/* Explains the error of the schedule once more: the report may tell of others since. */
static int explain(const struct zm_schedule *schedule)
{
    return zm_fail(schedule->engine->job->report, schedule->error, "%s",
                   schedule->why ? schedule->why : "it failed");
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
        explain(schedule);
    zm_request_complete(schedule->request, schedule->error); /* which may free the schedule */
}

void zm_schedule_advance(struct zm_task *task)
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
static int do_steps(struct zm_schedule *schedule, struct zm_request **request)
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
    return do_steps(schedule, request);
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
        zm_schedule_free(schedule);
        return error;
    }
    (*request)->fini = zm_schedule_free;
    return MPI_SUCCESS;
}

/* Waits until the steps are done, up to the next one that waits itself. */
static int run_steps(struct zm_schedule *schedule)
{
    struct zm_request *request = NULL;
    int error = do_steps(schedule, &request);
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
        const struct zm_step *step = &schedule->steps[schedule->next];
        if (step->kind != DIRECT) {
            error = run_steps(schedule);
            continue;
        }
        schedule->next++;
        error = step->direct(schedule->comm, &schedule->call, step->from);
        /* The board may have told of a call before this one. */
        schedule->tag = zm_agreement_tag(schedule->comm->collectives, schedule->call.collective);
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
        error = explain(schedule);
    zm_schedule_free(schedule);
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
        zm_schedule_free(schedule);
        return error;
    }
    error = zm_persistent_new(engine, restart, zm_schedule_free, schedule, request);
    if (!error) {
        (*request)->kind = ZM_REQUEST_COLLECTIVE;
        (*request)->call = schedule->call;
    }
    return error;
}
