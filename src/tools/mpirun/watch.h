/* SPDX-License-Identifier: BSL-1.0 */
/* One turn of an event loop: say what is waited for, wait, have it served. */
#ifndef ZM_MPIRUN_WATCH_H
#define ZM_MPIRUN_WATCH_H

#include <poll.h>
#include <stddef.h>
#include <stdint.h>

/* Serve `subject`, whose descriptor is ready. `owner` is the watch's. */
typedef void zm_serve(void *owner, void *subject);

struct zm_watch {
    void *owner; /* handed to all who serve */
    struct pollfd *fds;
    struct zm_watched {
        zm_serve *serve;
        void *subject;
    } * watched; /* of the descriptor with the same index */
    size_t count, capacity;
    int64_t until; /* milliseconds of zm_milliseconds() */
};

/* For up to `capacity` descriptors. */
void zm_watch_init(struct zm_watch *watch, size_t capacity, void *owner);
void zm_watch_fini(struct zm_watch *watch);

/* Begin a turn: nothing is waited for, and that for ever. */
void zm_watch_clear(struct zm_watch *watch);

/* Call `serve` for `subject` when `fd` is ready for `events` (of poll()), or broken. */
void zm_watch_add(struct zm_watch *watch, int fd, short events, zm_serve *serve, void *subject);

/* Do not wait longer than up to `when`, in milliseconds of zm_milliseconds(). */
void zm_watch_until(struct zm_watch *watch, int64_t when);

/* Wait, and have served what is ready. */
void zm_watch_wait(struct zm_watch *watch);

#endif
