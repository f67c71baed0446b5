/* SPDX-License-Identifier: BSL-1.0 */
/* Where the ranks that share memory run. The system likes to put a process that is woken on the
 * processor of the one that wakes it; and there both stay for long, as they yield to each other.
 * Then a message takes as long as a change of processes, so who notices that moves. */
#include <sched.h>

#include "base/clock.h"
#include "transport/shm_internal.h"

/* A move takes some microseconds; where the system moves everybody back they are to be few. */
#define INTERVAL ZM_MILLISECOND

/* The processor of the i-th rank whose ring is read; -1: it sleeps. */
static int processor_of(const struct zm_shm *self, int i)
{
    struct zm_shm_hall *hall = self->neighbors[self->active[i]].hall;
    return atomic_load_explicit(&hall->asleep, memory_order_relaxed)
               ? -1
               : atomic_load_explicit(&hall->processor, memory_order_relaxed);
}

/* One of the processors, not the same for all ranks. */
static int choose(const cpu_set_t *processors, int rank)
{
    int skip = rank % CPU_COUNT(processors), processor = 0;
    while (!CPU_ISSET((size_t)processor, processors) || skip-- > 0)
        processor++;
    return processor;
}

/* Goes to a processor. The others hear of it before, or who is left alone here would go as well. */
static void move_to(struct zm_shm *self, int processor, const cpu_set_t *allowed)
{
    cpu_set_t only;
    CPU_ZERO(&only);
    CPU_SET((size_t)processor, &only);
    atomic_store_explicit(&self->hall->processor, processor, memory_order_seq_cst);
    if (sched_setaffinity(0, sizeof only, &only) == 0)
        sched_setaffinity(0, sizeof *allowed, allowed);
}

void zm_shm_spread(struct zm_transport *base)
{
    struct zm_shm *self = (struct zm_shm *)base;
    int here = sched_getcpu();
    atomic_store_explicit(&self->hall->processor, here, memory_order_relaxed);
    bool alone = true;
    for (int i = 0; i < self->active_count && alone; i++)
        alone = processor_of(self, i) != here;
    cpu_set_t allowed;
    if (alone || zm_now() - self->moved < INTERVAL ||
        sched_getaffinity(0, sizeof allowed, &allowed) != 0)
        return;
    cpu_set_t vacant = allowed;
    CPU_CLR((size_t)here, &vacant);
    for (int i = 0; i < self->active_count; i++)
        CPU_CLR((size_t)processor_of(self, i), &vacant); /* nothing happens for -1 */
    if (CPU_COUNT(&vacant) == 0)
        return;
    self->moved = zm_now();
    move_to(self, choose(&vacant, self->rank), &allowed);
}
