/* SPDX-License-Identifier: BSL-1.0 */
/* The bell is an eventfd. Ringer and sleeper each write their own variable and then read the
 * other's, both sequentially consistent: at least one of them sees what the other did. */
#include "base/wake.h"

#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

bool zm_wake_init(struct zm_wake *wake)
{
    atomic_init(&wake->rings, 0);
    atomic_init(&wake->asleep, false);
    wake->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return wake->fd >= 0;
}

void zm_wake_fini(struct zm_wake *wake)
{
    close(wake->fd);
    wake->fd = -1;
}

unsigned zm_wake_rings(struct zm_wake *wake)
{
    return atomic_load(&wake->rings);
}

bool zm_wake_prepare(struct zm_wake *wake, unsigned seen)
{
    atomic_store(&wake->asleep, true);
    return atomic_load(&wake->rings) == seen;
}

void zm_wake_done(struct zm_wake *wake)
{
    atomic_store(&wake->asleep, false);
    uint64_t rings;
    ssize_t n = read(wake->fd, &rings, sizeof rings);
    (void)n; /* nobody rang */
}

void zm_wake_ring(struct zm_wake *wake)
{
    atomic_fetch_add(&wake->rings, 1);
    if (atomic_load(&wake->asleep)) {
        uint64_t one = 1;
        ssize_t n = write(wake->fd, &one, sizeof one);
        (void)n; /* a full counter rings just as well */
    }
}
