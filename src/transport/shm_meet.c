/* SPDX-License-Identifier: BSL-1.0 */
/* How ranks come to share memory, all of which is that of nameless files, which end with the last
 * process that has them. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "transport/shm_internal.h"

/* ---- Memory ---- */

int zm_shm_new_memory(size_t bytes)
{
    int fd = memfd_create("zerompi", MFD_CLOEXEC);
    if (fd >= 0 && ftruncate(fd, (off_t)bytes) != 0) {
        close(fd);
        fd = -1;
    }
    return fd;
}

void *zm_shm_map(int fd, size_t bytes)
{
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

static void *map_ring(int fd)
{
    unsigned char *at = mmap(NULL, ZM_SHM_HEAD_BYTES + 2 * ZM_SHM_CAPACITY, PROT_NONE,
                             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (at == MAP_FAILED)
        return NULL;
    int how = PROT_READ | PROT_WRITE, fixed = MAP_SHARED | MAP_FIXED;
    if (mmap(at, ZM_SHM_HEAD_BYTES + ZM_SHM_CAPACITY, how, fixed, fd, 0) != MAP_FAILED &&
        mmap(at + ZM_SHM_HEAD_BYTES + ZM_SHM_CAPACITY, ZM_SHM_CAPACITY, how, fixed, fd,
             ZM_SHM_HEAD_BYTES) != MAP_FAILED)
        return at;
    munmap(at, ZM_SHM_HEAD_BYTES + 2 * ZM_SHM_CAPACITY);
    return NULL;
}

void zm_shm_unmap_ring(struct zm_shm_ring *ring)
{
    if (ring)
        munmap(ring, ZM_SHM_HEAD_BYTES + 2 * ZM_SHM_CAPACITY);
}

int zm_shm_open_of(int pid, int fd, int flags, mode_t kind)
{
    char path[64];
    struct stat status;
    snprintf(path, sizeof path, "/proc/%d/fd/%d", pid, fd);
    if (stat(path, &status) != 0 || (status.st_mode & S_IFMT) != kind || status.st_uid != geteuid())
        return -1;
    return open(path, flags | O_CLOEXEC);
}

off_t zm_shm_size_of(int fd)
{
    struct stat status;
    return fstat(fd, &status) == 0 ? status.st_size : 0;
}

/* ---- Meeting ---- */

bool zm_shm_offer(struct zm_transport *base, int peer, struct zm_shm_offer *offer)
{
    struct zm_shm *self = (struct zm_shm *)base;
    struct zm_shm_outgoing *out = &self->neighbors[peer].out;
    int fd = zm_shm_new_memory(ZM_SHM_HEAD_BYTES + ZM_SHM_CAPACITY);
    if (fd < 0)
        return false;
    struct zm_shm_ring *ring = map_ring(fd);
    if (!ring) {
        close(fd);
        return false;
    }
    ring->job = self->job;
    ring->from = (uint32_t)self->rank;
    ring->to = (uint32_t)peer;
    ring->capacity = ZM_SHM_CAPACITY;
    ring->magic = ZM_SHM_MAGIC;
    out->ring = ring;
    out->data = (unsigned char *)ring + ZM_SHM_HEAD_BYTES;
    out->fd = fd;
    *offer = (struct zm_shm_offer){fd, self->hall_fd, self->bell[1]};
    return true;
}

/* Opens the other process's hall and bell. */
static bool visit(struct zm_shm *self, int peer, int pid, const struct zm_shm_offer *offer)
{
    struct zm_shm_neighbor *neighbor = &self->neighbors[peer];
    if (neighbor->hall)
        return true;
    int fd = zm_shm_open_of(pid, offer->hall, O_RDWR, S_IFREG);
    if (fd < 0)
        return false;
    struct zm_shm_hall *hall =
        zm_shm_size_of(fd) == (off_t)ZM_SHM_HEAD_BYTES ? zm_shm_map(fd, ZM_SHM_HEAD_BYTES) : NULL;
    close(fd);
    if (!hall)
        return false;
    bool right =
        hall->magic == ZM_SHM_MAGIC && hall->job == self->job && hall->rank == (uint32_t)peer;
    /* Also for reading: a pipe that nobody reads would end this process when it rings. */
    int bell = right ? zm_shm_open_of(pid, offer->bell, O_RDWR | O_NONBLOCK, S_IFIFO) : -1;
    if (bell < 0) {
        munmap(hall, ZM_SHM_HEAD_BYTES);
        return false;
    }
    neighbor->hall = hall;
    neighbor->bell = bell;
    return true;
}

void zm_shm_ring(struct zm_shm *self, int peer, int pid, const struct zm_shm_offer *offer)
{
    if (!visit(self, peer, pid, offer))
        return; /* it has ended */
    ssize_t n = write(self->neighbors[peer].bell, "", 1);
    (void)n; /* a full pipe wakes as well */
}

bool zm_shm_accept(struct zm_transport *base, int peer, int pid, const struct zm_shm_offer *offer,
                   struct zm_shm_offer *answer)
{
    struct zm_shm *self = (struct zm_shm *)base;
    struct zm_shm_incoming *in = &self->neighbors[peer].in;
    if (in->ring || !visit(self, peer, pid, offer))
        return false;
    int fd = zm_shm_open_of(pid, offer->ring, O_RDWR, S_IFREG);
    if (fd < 0)
        return false;
    struct zm_shm_ring *ring =
        zm_shm_size_of(fd) == (off_t)(ZM_SHM_HEAD_BYTES + ZM_SHM_CAPACITY) ? map_ring(fd) : NULL;
    close(fd);
    if (!ring || ring->magic != ZM_SHM_MAGIC || ring->job != self->job ||
        ring->from != (uint32_t)peer || ring->to != (uint32_t)self->rank ||
        ring->capacity != ZM_SHM_CAPACITY) {
        zm_shm_unmap_ring(ring);
        return false;
    }
    in->ring = ring;
    in->data = (const unsigned char *)ring + ZM_SHM_HEAD_BYTES;
    in->peer = peer;
    *answer = (struct zm_shm_offer){-1, self->hall_fd, self->bell[1]};
    return true;
}

bool zm_shm_confirm(struct zm_transport *base, int peer, int pid, const struct zm_shm_offer *answer)
{
    struct zm_shm *self = (struct zm_shm *)base;
    struct zm_shm_outgoing *out = &self->neighbors[peer].out;
    if (!out->ring || out->fd < 0)
        return false;
    close(out->fd);
    out->fd = -1;
    return visit(self, peer, pid, answer);
}

void zm_shm_begin(struct zm_transport *base, int peer)
{
    struct zm_shm *self = (struct zm_shm *)base;
    struct zm_shm_incoming *in = &self->neighbors[peer].in;
    if (in->ring && !in->active)
        self->active[self->active_count++] = peer;
    in->active = in->ring != NULL;
}

/* Moves bytes between this process and another one, by one of two system calls. */
static bool move(ssize_t (*call)(pid_t, const struct iovec *, unsigned long, const struct iovec *,
                                 unsigned long, unsigned long),
                 int pid, uint64_t address, void *mine, size_t bytes)
{
    while (bytes) {
        struct iovec here = {mine, bytes}, there = {(void *)(uintptr_t)address, bytes};
        ssize_t n = call(pid, &here, 1, &there, 1, 0);
        if (n <= 0)
            return false;
        mine = (char *)mine + n;
        address += (uint64_t)n;
        bytes -= (size_t)n;
    }
    return true;
}

bool zm_shm_may_be_read(void)
{
    return prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 1;
}

bool zm_shm_read(int pid, uint64_t address, void *to, size_t bytes)
{
    return move(process_vm_readv, pid, address, to, bytes);
}

bool zm_shm_write(int pid, uint64_t address, const void *from, size_t bytes)
{
    return move(process_vm_writev, pid, address, (void *)from, bytes);
}
