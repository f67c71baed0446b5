/* SPDX-License-Identifier: BSL-1.0 */
/* Turns of an event loop: see watch.h. */
#include "watch.h"

#include "clock.h"
#include "message.h"

#include <limits.h>
#include <stdlib.h>

void zm_watch_init(struct zm_watch *watch, size_t capacity, void *owner)
{
    *watch = (struct zm_watch){.owner = owner,
                               .fds = zm_allocate(capacity * sizeof *watch->fds),
                               .watched = zm_allocate(capacity * sizeof *watch->watched),
                               .capacity = capacity};
}

void zm_watch_fini(struct zm_watch *watch)
{
    free(watch->fds);
    free(watch->watched);
}

void zm_watch_clear(struct zm_watch *watch)
{
    watch->count = 0;
    watch->until = INT64_MAX;
}

void zm_watch_add(struct zm_watch *watch, int fd, short events, zm_serve *serve, void *subject)
{
    if (watch->count == watch->capacity)
        return;
    watch->fds[watch->count] = (struct pollfd){.fd = fd, .events = events};
    watch->watched[watch->count] = (struct zm_watched){.serve = serve, .subject = subject};
    watch->count++;
}

void zm_watch_until(struct zm_watch *watch, int64_t when)
{
    watch->until = when < watch->until ? when : watch->until;
}

void zm_watch_wait(struct zm_watch *watch)
{
    int timeout = -1;

    if (watch->until != INT64_MAX) {
        int64_t left = watch->until - zm_milliseconds();

        timeout = left < 0 ? 0 : left < INT_MAX ? (int)left : INT_MAX;
    }
    if (poll(watch->fds, watch->count, timeout) <= 0)
        return;
    for (size_t i = 0; i < watch->count; i++)
        if (watch->fds[i].revents)
            watch->watched[i].serve(watch->owner, watch->watched[i].subject);
}
