/* SPDX-License-Identifier: BSL-1.0 */
/* What the parts of the transport through shared memory have in common: how ranks meet, and how
 * frames go. */
#ifndef ZM_TRANSPORT_SHM_INTERNAL_H
#define ZM_TRANSPORT_SHM_INTERNAL_H

#include <stdalign.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/types.h>

#include "transport/shm.h"

#define ZM_SHM_MAGIC UINT64_C(0x7a65726f6d706901)
/* Bytes in a ring, several frames of the largest piece; and before them, whole pages. */
#define ZM_SHM_CAPACITY ((size_t)256 * 1024)
#define ZM_SHM_HEAD_BYTES ((size_t)4096)

struct zm_shm_ring {
    uint64_t magic, job;
    uint32_t from, to;
    uint64_t capacity;
    alignas(64) atomic_ullong read; /* bytes that the receiver is done with, as far as it said */
    atomic_bool crowded;            /* the sender waits for room */
};

struct zm_shm_hall {
    uint64_t magic, job;
    uint32_t rank;
    atomic_bool asleep;
    atomic_int processor; /* where the rank ran when it last looked; -1: not known */
};

struct zm_shm_outgoing {
    struct zm_shm_ring *ring;
    unsigned char *data;
    uint64_t written;     /* bytes */
    uint64_t read;        /* as last seen */
    struct zm_link queue; /* struct zm_parcel */
    int fd;               /* of the ring, until the receiver has opened it; -1 */
};

struct zm_shm_incoming {
    struct zm_shm_ring *ring;
    const unsigned char *data;
    uint64_t read, told;   /* bytes that are done with, and those that the sender knows of */
    struct zm_frame *held; /* the frame that lies in the ring still; NULL: none */
    uint64_t next;         /* where the one after it begins */
    int peer;
    bool active; /* frames are received here */
};

struct zm_shm_neighbor {
    struct zm_shm_hall *hall; /* NULL: not known yet */
    int bell;
    struct zm_shm_outgoing out;
    struct zm_shm_incoming in;
};

struct zm_shm {
    struct zm_transport base;
    uint64_t job;
    int rank, ranks;
    struct zm_shm_hall *hall;
    int hall_fd;
    int bell[2];   /* a pipe */
    size_t queued; /* parcels in all queues */
    int *active;   /* peers whose rings are read */
    int active_count, turn;
    int64_t moved; /* when this rank last went to another processor; see clock.h */
    struct zm_shm_neighbor *neighbors; /* by rank */
    struct zm_link boards;             /* that somebody waits at: struct zm_board */
};

/* A nameless file of so many bytes; -1: there is none to be had. */
int zm_shm_new_memory(size_t bytes);

/* Maps the first bytes of a file; NULL: that cannot be done. */
void *zm_shm_map(int fd, size_t bytes);

/* Unmaps a ring, with its data; NULL is left alone. */
void zm_shm_unmap_ring(struct zm_shm_ring *ring);

/* Opens a descriptor of another process, if it is what it should be, and this user's: the system's
 * could open anybody's. -1: it is not. */
int zm_shm_open_of(int pid, int fd, int flags, mode_t kind);

/* The size of a file in bytes. */
off_t zm_shm_size_of(int fd);

/* Wakes the process that has this hall and this bell, though nothing was written into a ring. */
void zm_shm_ring(struct zm_shm *self, int peer, int pid, const struct zm_shm_offer *offer);

/* Before the process sleeps: tells all that may post something at the boards. True: something has
 * come already. And afterwards. */
bool zm_boards_doze(struct zm_shm *self);
void zm_boards_rouse(struct zm_shm *self);

#endif
