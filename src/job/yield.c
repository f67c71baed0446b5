/* SPDX-License-Identifier: BSL-1.0 */
/* How a rank that waits shares its processor: with the thread that moves its data, which follows
 * it, and with others. Where there are more processors than ranks, and so vacant ones, the system
 * knows better. */
#include <sched.h>

#include "base/clock.h"
#include "job/internal.h"
#include "transport/shm.h"

/* Who is away for so long by yielding left the processor to one who computes: those who move data
 * let go of it sooner. */
#define LONG (2 * ZM_MILLISECOND)
#define SOLITUDE (100 * ZM_MILLISECOND) /* then nobody follows for a while */

/* Who does not wait any more only ends what was settled by one who did. */
static void settle(struct zm_job *job, enum zm_where where)
{
    if (where == ZM_HERE_BEHIND ? !job->leads : where >= job->where)
        return;
    job->network->run(job->network, where);
    job->where = where;
}

static int64_t used_processor(void)
{
    struct timespec used;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return used.tv_sec * ZM_SECOND + used.tv_nsec;
}

/* Yields. That takes long if our own thread moves much data, or if others compute. To know which it
 * is takes a system call before, so that is made when it took long the last time. */
static enum zm_absence yield(enum zm_absence last)
{
    int64_t used = last ? used_processor() : 0, before = zm_now();
    sched_yield();
    int64_t away = zm_now() - before;
    if (away < LONG)
        return ZM_SHORT;
    return last && away - (used_processor() - used) >= LONG ? ZM_FOR_OTHERS : ZM_LONG;
}

/* Where others compute, whoever moves data must interrupt them. */
static void note(struct zm_job *job, enum zm_absence absence)
{
    job->absence = absence;
    if (absence == ZM_FOR_OTHERS)
        job->alone = zm_now() + SOLITUDE;
}

void zm_job_yield(struct zm_job *job)
{
    if (job->local && !job->crowded)
        zm_shm_spread(job->local);
    settle(job, zm_now() >= job->alone ? ZM_HERE_BEHIND : ZM_ANYWHERE);
    enum zm_absence absence = job->absence;
    pthread_mutex_unlock(&job->lock);
    absence = yield(absence);
    pthread_mutex_lock(&job->lock);
    note(job, absence);
}

void zm_job_let_go(struct zm_job *job, bool lent)
{
    if (job->where == ZM_HERE_BEHIND && !lent && !job->crowded)
        note(job, yield(job->absence));
    else
        settle(job, ZM_HERE);
}

void zm_job_leave(struct zm_job *job, bool computes)
{
    settle(job, computes ? ZM_ANYWHERE : ZM_HERE);
}
