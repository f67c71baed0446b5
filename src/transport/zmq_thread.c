/* SPDX-License-Identifier: BSL-1.0 */
/* ZeroMQ's I/O thread, which moves the data, and the processor on which it does so.
 *
 * Left to itself, the system wakes it now here, now there, and interrupts whoever polls on that
 * processor. That interruption is the dearest part of a short message: a virtual machine takes some
 * tens of microseconds for it, many times what the message takes else. Where the thread runs on the
 * processor of the one that waits, whenever that one yields, nobody is interrupted, and what it has
 * received is in the cache of the one that copies it from there. */
#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "transport/zmq_internal.h"

/* ZeroMQ puts a number before the names of its threads, by which ours are told from those of a
 * program that uses ZeroMQ as well; and the system keeps 15 characters of a name. */
#define NUMBER 20240
#define NAME "20240/ZMQbg/IO/"

void zm_zmq_name_thread(struct zm_zmq *self)
{
    zmq_ctx_set(self->context, ZMQ_THREAD_NAME_PREFIX, NUMBER);
}

static bool is_ours(const char *task)
{
    char path[64], name[sizeof NAME] = "";
    snprintf(path, sizeof path, "/proc/self/task/%.20s/comm", task);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    bool whole = read(fd, name, sizeof name - 1) == sizeof name - 1;
    close(fd);
    return whole && strcmp(name, NAME) == 0;
}

/* -1: it cannot be found, or the user has settled how it is scheduled. */
static int find_thread(void)
{
    int found = -1;
    DIR *tasks = opendir("/proc/self/task");
    if (!tasks)
        return -1;
    for (const struct dirent *each; found < 0 && (each = readdir(tasks));)
        if (is_ours(each->d_name))
            found = atoi(each->d_name);
    closedir(tasks);
    return found > 0 && sched_getscheduler(found) == SCHED_OTHER ? found : -1;
}

/* Binds the I/O thread to that processor; -1: to none. A thread that could not be let go again, as
 * it is not known where it was allowed to run, is not bound. */
static void bind_to(struct zm_zmq *self, int processor)
{
    if (processor == self->processor || processor >= CPU_SETSIZE)
        return;
    if (self->processor < 0 &&
        sched_getaffinity(self->thread, sizeof self->allowed, &self->allowed) != 0)
        return;
    cpu_set_t only;
    CPU_ZERO(&only);
    if (processor >= 0)
        CPU_SET((size_t)processor, &only);
    if (sched_setaffinity(self->thread, sizeof only, processor < 0 ? &self->allowed : &only) == 0)
        self->processor = processor;
}

void zm_zmq_run(struct zm_transport *base, enum zm_where where)
{
    struct zm_zmq *self = (struct zm_zmq *)base;
    static const struct sched_param none;
    if (!self->thread)
        self->thread = find_thread();
    if (self->thread < 0)
        return;
    if (where != ZM_HERE)
        bind_to(self, where == ZM_ANYWHERE ? -1 : sched_getcpu());
    bool gives_way = where == ZM_HERE_BEHIND; /* a thread of a batch interrupts nobody */
    if (gives_way != self->gives_way &&
        sched_setscheduler(self->thread, gives_way ? SCHED_BATCH : SCHED_OTHER, &none) == 0)
        self->gives_way = gives_way;
}
