/* SPDX-License-Identifier: BSL-1.0 */
/* The engine: its parts, progress and waiting. */
#include "p2p/engine.h"

#include <mpi.h>
#include <stdlib.h>

#include "base/clock.h"
#include "p2p/agreement.h"
#include "p2p/internal.h"

/* How long a thread that waits polls, yielding the processor each time, before it sleeps. Waking up
 * costs some tens of microseconds; polling for longer takes the processor from others. */
#define POLLING (50 * INT64_C(1000))
/* The same where it takes the processor from nobody: longer than another rank copies a megabyte. */
#define POLLING_ALONE (200 * INT64_C(1000))

/* After how long in vain the ranks that collectives wait for are asked what they are doing. */
#define PATIENCE (250 * ZM_MILLISECOND)
#define PATIENCE_MAX (2 * ZM_SECOND)

#define ATTENTION (50 * ZM_MILLISECOND) /* at most, while the program does something else */

/* Who waits looks at memory that is shared so many times before it yields, if nobody else may need
 * the processor: some microseconds, for an answer that comes during the yield waits for its end. So
 * long it leaves the network alone meanwhile, which is dear to ask. */
#define NEARBY_LOOKS 2000
#define NETWORK_INTERVAL (10 * INT64_C(1000))
/* So long at most, where each wait ends with the first look at memory. */
#define NETWORK_LATEST ZM_MILLISECOND

/* A program that asks so many times in vain yields; the first where others need the processor. */
#define POLLS_IN_VAIN_CROWDED 16
#define POLLS_IN_VAIN 512

#define FRAMES_AT_ONCE 64 /* so that a waiting thread sees soon that it need not wait any more */

int zm_engine_init(struct zm_engine *engine, struct zm_job *job)
{
    *engine = (struct zm_engine){.job = job};
    zm_list_init(&engine->lent);
    zm_list_init(&engine->spare);
    zm_list_init(&engine->spare_schedules);
    zm_list_init(&engine->tasks);
    zm_list_init(&engine->waiting);
    engine->flows = calloc((size_t)job->size, sizeof *engine->flows);
    if (!engine->flows)
        return zm_fail(job->report, MPI_ERR_NO_MEM, "no memory for %d ranks", job->size);
    return MPI_SUCCESS;
}

static void forget_history(struct zm_mailbox *mailbox)
{
    if (mailbox->history)
        free(mailbox->history->why), free(mailbox->history->refusal);
    free(mailbox->history);
    mailbox->history = NULL;
}

static void free_mailbox(struct zm_mailbox *mailbox)
{
    forget_history(mailbox);
    free(mailbox);
}

/* Messages that are left are not counted as received: nobody is to be told any more. */
void zm_engine_fini(struct zm_engine *engine)
{
    for (size_t i = 0; i < engine->mailboxes.capacity; i++) {
        struct zm_mailbox *mailbox = engine->mailboxes.slots[i].value;
        if (!mailbox)
            continue;
        ZM_LIST_EACH(link, &mailbox->unexpected)
            zm_job_release(engine->job, ZM_OBJECT(link, struct zm_frame, link));
        free_mailbox(mailbox);
    }
    ZM_LIST_EACH(link, &engine->spare)
        free(ZM_OBJECT(link, struct zm_request, link));
    ZM_LIST_EACH(link, &engine->spare_schedules)
        free(link);
    zm_table_fini(&engine->mailboxes);
    zm_table_fini(&engine->requests);
    free(engine->flows);
}

struct zm_request *zm_engine_find(const struct zm_engine *engine,
                                  bool (*fits)(void *argument, const struct zm_request *request),
                                  void *argument)
{
    for (size_t i = 0; i < engine->mailboxes.capacity; i++) {
        const struct zm_mailbox *mailbox = engine->mailboxes.slots[i].value;
        const struct zm_link *const lists[] = {mailbox ? &mailbox->posted : NULL,
                                               mailbox ? &mailbox->engaged : NULL};
        for (int j = 0; j < 2 && mailbox; j++)
            ZM_LIST_EACH(link, lists[j]) {
                struct zm_request *request = ZM_OBJECT(link, struct zm_request, link);
                if (fits(argument, request))
                    return request;
            }
    }
    return NULL;
}

static bool any_fits(void *argument, const struct zm_request *request)
{
    (void)argument, (void)request;
    return true;
}

static bool none_lent(void *engine)
{
    return zm_list_empty(&((struct zm_engine *)engine)->lent);
}

void zm_engine_abandon(struct zm_engine *engine)
{
    zm_progress(engine);
    zm_wait_until(engine, none_lent, engine, NULL); /* that memory is not ours alone */
    struct zm_request *request;
    while ((request = zm_engine_find(engine, any_fits, NULL)))
        zm_request_complete(
            request, zm_fail(engine->job->report, MPI_ERR_OTHER, "given up in MPI_Finalize"));
}

struct zm_mailbox *zm_engine_mailbox(struct zm_engine *engine, uint64_t context)
{
    struct zm_mailbox *mailbox = zm_table_find(&engine->mailboxes, context);
    if (mailbox)
        return mailbox;
    mailbox = calloc(1, sizeof *mailbox);
    if (!mailbox || !zm_table_insert(&engine->mailboxes, context, mailbox)) {
        free(mailbox);
        return NULL;
    }
    mailbox->context = context;
    zm_list_init(&mailbox->posted);
    zm_list_init(&mailbox->engaged);
    zm_list_init(&mailbox->unexpected);
    return mailbox;
}

void zm_engine_drop_mailbox(struct zm_engine *engine, struct zm_mailbox *mailbox)
{
    zm_table_remove(&engine->mailboxes, mailbox->context);
    ZM_LIST_EACH(link, &mailbox->unexpected) {
        zm_list_remove(link);
        zm_drop_matched(engine, ZM_OBJECT(link, struct zm_frame, link));
    }
    free_mailbox(mailbox);
}

void zm_engine_leave_mailbox(struct zm_engine *engine, struct zm_mailbox *mailbox)
{
    if (zm_list_empty(&mailbox->unexpected)) {
        zm_engine_drop_mailbox(engine, mailbox);
        return;
    }
    forget_history(mailbox);
    mailbox->members = mailbox->others = NULL;
    mailbox->size = mailbox->other_size = 0;
    mailbox->lenient = false;
}

bool zm_engine_is_idle(const struct zm_engine *engine, const struct zm_mailbox *mailbox)
{
    ZM_LIST_EACH(link, &engine->lent)
        if (ZM_OBJECT(link, struct zm_request, link)->route.mailbox == mailbox)
            return false;
    return zm_list_empty(&mailbox->posted) && zm_list_empty(&mailbox->engaged);
}

void zm_engine_defer(struct zm_engine *engine, struct zm_task *task)
{
    zm_list_remove(&task->link);
    zm_list_append(&engine->tasks, &task->link);
}

void zm_engine_recall(struct zm_task *task)
{
    zm_list_remove(&task->link);
}

void zm_engine_apply(struct zm_engine *engine, const struct zm_op *op, const void *left,
                     const void *right, void *to, size_t count, const struct zm_datatype *datatype)
{
    const struct zm_call *call = engine->call;
    zm_op_apply(op, left, right, to, count, datatype);
    engine->call = call; /* the operator may have been in the library */
}

static bool run_tasks(struct zm_engine *engine)
{
    bool any = false;
    while (!engine->attending && !zm_list_empty(&engine->tasks)) {
        struct zm_task *task = ZM_OBJECT(engine->tasks.next, struct zm_task, link);
        zm_list_remove(&task->link);
        task->run(task);
        any = true;
    }
    return any;
}

/* What zm_progress does, but it deals with at most so many frames. */
static bool progress(struct zm_engine *engine, int most)
{
    bool any = zm_send_settle(engine);
    any |= run_tasks(engine);
    struct zm_frame *frame;
    int frames = 0;
    while (frames < most && (frame = zm_job_next(engine->job))) {
        zm_protocol_handle(engine, frame);
        frames++;
    }
    /* There may be more, of which a sleeper is not told again unless it is in shared memory. */
    if (frames == most && (!engine->job->nearby || engine->job->self->look(engine->job->self, 1)))
        zm_job_wake(engine->job);
    any = any || frames;
    if (engine->losses != engine->job->losses) {
        engine->losses = engine->job->losses;
        zm_lost_fail_all(engine);
        any = true;
    }
    return any;
}

bool zm_progress(struct zm_engine *engine)
{
    engine->asked = zm_now();
    return progress(engine, FRAMES_AT_ONCE);
}

/* Whether the network, too, is to be looked at, for the last time was so long ago. */
static bool is_due(const struct zm_engine *engine, int64_t now, int64_t interval)
{
    return !engine->job->local || now - engine->asked >= interval;
}

/* Does what can be done with what is near, memory that ranks of this host share, and looks there so
 * many times if there is nothing. Returns whether there was. It takes frame by frame until `done`:
 * who waits for one does not look for another, which takes as long as the frame was on its way. */
static bool look_nearby(struct zm_engine *engine, int looks, bool (*done)(void *argument),
                        void *argument)
{
    struct zm_job *job = engine->job;
    int frames = 0;
    job->nearby = true;
    if (progress(engine, 1) || (job->local->look(job->local, looks) && progress(engine, 1)))
        frames = 1;
    while (frames && frames < FRAMES_AT_ONCE && !done(argument) && progress(engine, 1))
        frames++;
    job->nearby = false;
    return frames;
}

bool zm_poll(struct zm_engine *engine, bool (*done)(void *argument), void *argument)
{
    if (done(argument))
        return true;
    bool moved = is_due(engine, zm_now(), NETWORK_INTERVAL)
                     ? zm_progress(engine)
                     : look_nearby(engine, 0, done, argument);
    engine->polls = moved ? 0 : engine->polls + 1;
    if (engine->job->where == ZM_HERE_BEHIND && !moved)
        zm_job_yield(engine->job);
    else if (engine->polls >= (engine->job->crowded ? POLLS_IN_VAIN_CROWDED : POLLS_IN_VAIN)) {
        engine->polls = 0;
        zm_job_yield(engine->job);
    }
    return done(argument);
}

void zm_wait_until(struct zm_engine *engine, bool (*done)(void *argument), void *argument,
                   const struct zm_awaited *awaited)
{
    int64_t deadline = ZM_NEVER;
    zm_wait_before(engine, done, argument, awaited, &deadline);
}

static void wait_from(int64_t now, struct zm_engine *engine, bool (*done)(void *argument),
                      void *argument, const int64_t *deadline)
{
    int64_t polled = now, since = now, patience = PATIENCE;
    int64_t polling = engine->job->crowded ? POLLING : POLLING_ALONE;
    int64_t interval = NETWORK_LATEST;
    int looks = engine->job->crowded ? 1 : NEARBY_LOOKS;
    while (!done(argument)) {
        unsigned rings = zm_wake_rings(&engine->job->wake);
        bool everywhere = is_due(engine, now, interval);
        bool moved = everywhere ? zm_progress(engine) : look_nearby(engine, looks, done, argument);
        if (done(argument))
            return;
        now = zm_now();
        interval = NETWORK_INTERVAL;
        if (now >= *deadline)
            return;
        if (moved)
            polled = now;
        else if (now - polled < polling)
            zm_job_yield(engine->job);
        else if (!everywhere)
            engine->asked = now - NETWORK_INTERVAL; /* before it sleeps it looks everywhere */
        else if (now - since < patience) {
            if (!zm_job_check(engine->job) && engine->losses == engine->job->losses)
                zm_job_sleep(engine->job, rings,
                             since + patience < *deadline ? since + patience : *deadline);
        } else {
            zm_agreement_ask(engine);
            since = now;
            patience = 2 * patience < PATIENCE_MAX ? 2 * patience : PATIENCE_MAX;
        }
    }
}

void zm_wait_before(struct zm_engine *engine, bool (*done)(void *argument), void *argument,
                    const struct zm_awaited *awaited, const int64_t *deadline)
{
    if (done(argument)) /* mostly; it spares asking the clock */
        return;
    struct zm_waiting waiting = {.call = engine->call, .awaited = awaited, .since = zm_now()};
    zm_list_append(&engine->waiting, &waiting.link);
    wait_from(waiting.since, engine, done, argument, deadline);
    zm_list_remove(&waiting.link);
    engine->call = waiting.call; /* others may have been in the library */
}

void zm_attend(struct zm_engine *engine)
{
    int64_t deadline = zm_now() + ATTENTION;
    bool moved = true;
    engine->attending = true;
    while (moved && zm_now() < deadline)
        moved = zm_progress(engine);
    /* What closed connections mean is to be asked when all is received. */
    if (!moved && zm_job_check(engine->job))
        zm_progress(engine);
    engine->attending = false;
}

static bool is_complete(void *request)
{
    return ((struct zm_request *)request)->complete;
}

void zm_wait(struct zm_request *request)
{
    const MPI_Request handle = (MPI_Request)request;
    const struct zm_awaited awaited = {.requests = &handle, .count = 1};
    zm_wait_until(request->engine, is_complete, request, &awaited);
}

int zm_finish(struct zm_request *request)
{
    zm_wait(request);
    int error = zm_request_error(request);
    zm_request_free(request);
    return error;
}
