/* SPDX-License-Identifier: BSL-1.0 */
/* A bell that any thread may ring to wake the one that sleeps in poll(2). It counts its rings, so
 * that none is lost between the sleeper's last look around and its falling asleep. */
#ifndef ZM_BASE_WAKE_H
#define ZM_BASE_WAKE_H

#include <stdatomic.h>
#include <stdbool.h>

struct zm_wake {
    int fd; /* to be polled for POLLIN while asleep */
    atomic_uint rings;
    atomic_bool asleep; /* ringing costs a system call only then */
};

/* False, with errno set, if there is no file descriptor to be had. */
bool zm_wake_init(struct zm_wake *wake);
void zm_wake_fini(struct zm_wake *wake);

/* The number of rings so far, to be read before looking around. */
unsigned zm_wake_rings(struct zm_wake *wake);

/* To be called before sleeping, with the number of rings that was read before the last look
 * around. False: the bell rang since, so do not sleep but look again. */
bool zm_wake_prepare(struct zm_wake *wake, unsigned seen);

/* To be called after zm_wake_prepare, when awake again. */
void zm_wake_done(struct zm_wake *wake);

/* Wakes the sleeper, if there is one. Safe in any thread. */
void zm_wake_ring(struct zm_wake *wake);

#endif
