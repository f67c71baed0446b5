/* SPDX-License-Identifier: BSL-1.0 */
/* The transport through memory that two ranks of one host share.
 *
 * Whether two processes can share memory is known only when they have tried (they may see different
 * processes under the same host name), so a pair begins on the network and changes over:
 *
 *     sender                                receiver
 *     zm_shm_offer   --- the offer --->     zm_shm_accept
 *     zm_shm_confirm <-- the answer ---
 *                    --- the last frame     zm_shm_begin
 *                        by network --->
 *
 * Either may find that it does not work; then nothing more is said and the network stays. Both
 * directions of a pair change over on their own. */
#ifndef ZM_TRANSPORT_SHM_H
#define ZM_TRANSPORT_SHM_H

#include <stdbool.h>
#include <stdint.h>

#include "transport/transport.h"

/* Descriptors of a process, by their numbers there: another one of the same user opens them through
 * /proc. */
struct zm_shm_offer {
    int ring; /* the memory that the sender writes into; -1 in an answer */
    int hall; /* the page that says whether the process sleeps */
    int bell; /* the pipe that wakes it */
};

/* Opens the transport of the rank `rank` in the job with this number. NULL: this system cannot. */
struct zm_transport *zm_shm_open(uint64_t job, int rank, int ranks);

/* Makes the memory in which this rank writes to `peer`. False: there is none to be had. */
bool zm_shm_offer(struct zm_transport *self, int peer, struct zm_shm_offer *offer);

/* Opens what `peer`, the process `pid`, has offered, and fills in the answer. False: it cannot. */
bool zm_shm_accept(struct zm_transport *self, int peer, int pid, const struct zm_shm_offer *offer,
                   struct zm_shm_offer *answer);

/* Opens what `peer` has answered. True: frames may be sent. */
bool zm_shm_confirm(struct zm_transport *self, int peer, int pid,
                    const struct zm_shm_offer *answer);

/* Nothing more of `peer` comes by network: from now on its frames are received here. */
void zm_shm_begin(struct zm_transport *self, int peer);

/* Tells the others on which processor the calling thread runs, and takes it to another one if one
 * of them runs there too and there is one without any. For ranks that have a processor each. */
void zm_shm_spread(struct zm_transport *self);

/* Copies `bytes` bytes from `address` in the process `pid` to `to`. False: the kernel does not
 * allow it, or the process is gone. */
bool zm_shm_read(int pid, uint64_t address, void *to, size_t bytes);

/* The reverse: copies them from `from` to there. */
bool zm_shm_write(int pid, uint64_t address, const void *from, size_t bytes);

/* Whether this process lets those of the same user do so, which it need not. */
bool zm_shm_may_be_read(void);

#endif
