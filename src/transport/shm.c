/* SPDX-License-Identifier: BSL-1.0 */
/* The transport through shared memory.
 *
 * For each direction of a pair there is a ring, memory that one process writes and the other reads,
 * with two counters: bytes written and bytes read so far. Its pages are mapped twice, one after the
 * other, so that a frame never has to be cut where the ring ends. A frame is read where it lies; if
 * it is still held when the next one is wanted, it is moved out of the way first.
 *
 * What does not fit into a ring waits in a queue of the sender. All memory is that of nameless
 * files, which end with the last process that has them.
 *
 * A process that is about to sleep says so in its hall, a page that all can read, and then looks
 * into its rings once more; who writes a frame then looks into the hall. The order of these four
 * steps makes sure that one of the two notices the other, as with the bell of base/wake. It is the
 * same with frames that wait for room, and who makes some.
 *
 * L. Lamport: Specifying concurrent program modules. ACM Transactions on Programming Languages and
 * Systems 5(2), 1983 (the queue of one writer and one reader). */
#include "transport/shm.h"

#include "base/clock.h"

#include <fcntl.h>
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define MAGIC UINT64_C(0x7a65726f6d706901)
#define CAPACITY ((size_t)256 * 1024) /* bytes in a ring; several frames of the largest piece */
#define PIECE ((size_t)64 * 1024)
#define HEAD_BYTES ((size_t)4096) /* before the data, whole pages */
#define ALIGNMENT 16

struct ring {
    uint64_t magic, job;
    uint32_t from, to;
    uint64_t capacity;
    alignas(64) atomic_ullong written; /* bytes, by the sender */
    alignas(64) atomic_ullong read;    /* bytes, by the receiver */
    atomic_bool crowded;               /* the sender waits for room */
};

struct hall {
    uint64_t magic, job;
    uint32_t rank;
    atomic_bool asleep;
};

/* A frame in a ring, before its payload. */
struct record {
    uint32_t size; /* of the whole, in bytes */
    uint32_t bytes;
    struct zm_header header;
};

/* A frame that waits for room. */
struct parcel {
    struct zm_link link;
    struct zm_header header;
    size_t bytes;
    const void *payload; /* lent, or `copy` */
    struct zm_loan *loan;
    unsigned char copy[];
};

/* What a frame keeps in its storage. */
struct holding {
    struct incoming *from;
    void *copy; /* of the payload, when it had to leave the ring */
};

struct outgoing {
    struct ring *ring;
    unsigned char *data;
    uint64_t written, read; /* as last seen */
    struct zm_link queue;   /* struct parcel */
    int fd;                 /* of the ring, until the receiver has opened it; -1 */
};

struct incoming {
    struct ring *ring;
    const unsigned char *data;
    uint64_t written, read;
    struct zm_frame *held; /* the frame that lies in the ring still; NULL: none */
    uint64_t next;         /* where the one after it begins */
    int peer;
};

struct neighbor {
    struct hall *hall; /* NULL: not known yet */
    int bell;
    struct outgoing out;
    struct incoming in;
};

struct shm {
    struct zm_transport base;
    uint64_t job;
    int rank, ranks;
    struct hall *hall;
    int hall_fd;
    int bell[2];   /* a pipe */
    size_t queued; /* parcels in all queues */
    int *active;   /* peers whose rings are read */
    int active_count, turn;
    struct neighbor *neighbors; /* by rank */
};

/* ---- Memory ---- */

static int new_memory(size_t bytes)
{
    int fd = memfd_create("zerompi", MFD_CLOEXEC);
    if (fd >= 0 && ftruncate(fd, (off_t)bytes) != 0) {
        close(fd);
        fd = -1;
    }
    return fd;
}

static void *map(int fd, size_t bytes)
{
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

static void *map_ring(int fd)
{
    unsigned char *at = mmap(NULL, HEAD_BYTES + 2 * CAPACITY, PROT_NONE,
                             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (at == MAP_FAILED)
        return NULL;
    int how = PROT_READ | PROT_WRITE, fixed = MAP_SHARED | MAP_FIXED;
    if (mmap(at, HEAD_BYTES + CAPACITY, how, fixed, fd, 0) != MAP_FAILED &&
        mmap(at + HEAD_BYTES + CAPACITY, CAPACITY, how, fixed, fd, HEAD_BYTES) != MAP_FAILED)
        return at;
    munmap(at, HEAD_BYTES + 2 * CAPACITY);
    return NULL;
}

static void unmap_ring(struct ring *ring)
{
    if (ring)
        munmap(ring, HEAD_BYTES + 2 * CAPACITY);
}

/* Opens a descriptor of another process, if it is what it should be. */
static int open_of(int pid, int fd, int flags, mode_t kind)
{
    char path[64];
    struct stat status;
    snprintf(path, sizeof path, "/proc/%d/fd/%d", pid, fd);
    if (stat(path, &status) != 0 || (status.st_mode & S_IFMT) != kind)
        return -1;
    return open(path, flags | O_CLOEXEC);
}

static off_t size_of(int fd)
{
    struct stat status;
    return fstat(fd, &status) == 0 ? status.st_size : 0;
}

/* ---- Meeting ---- */

bool zm_shm_offer(struct zm_transport *base, int peer, struct zm_shm_offer *offer)
{
    struct shm *self = (struct shm *)base;
    struct outgoing *out = &self->neighbors[peer].out;
    int fd = new_memory(HEAD_BYTES + CAPACITY);
    if (fd < 0)
        return false;
    struct ring *ring = map_ring(fd);
    if (!ring) {
        close(fd);
        return false;
    }
    ring->job = self->job;
    ring->from = (uint32_t)self->rank;
    ring->to = (uint32_t)peer;
    ring->capacity = CAPACITY;
    ring->magic = MAGIC;
    out->ring = ring;
    out->data = (unsigned char *)ring + HEAD_BYTES;
    out->fd = fd;
    *offer = (struct zm_shm_offer){fd, self->hall_fd, self->bell[1]};
    return true;
}

/* Opens the other process's hall and bell. */
static bool visit(struct shm *self, int peer, int pid, const struct zm_shm_offer *offer)
{
    struct neighbor *neighbor = &self->neighbors[peer];
    if (neighbor->hall)
        return true;
    int fd = open_of(pid, offer->hall, O_RDWR, S_IFREG);
    if (fd < 0)
        return false;
    struct hall *hall = size_of(fd) == (off_t)HEAD_BYTES ? map(fd, HEAD_BYTES) : NULL;
    close(fd);
    if (!hall)
        return false;
    bool right = hall->magic == MAGIC && hall->job == self->job && hall->rank == (uint32_t)peer;
    /* Also for reading: a pipe that nobody reads would end this process when it rings. */
    int bell = right ? open_of(pid, offer->bell, O_RDWR | O_NONBLOCK, S_IFIFO) : -1;
    if (bell < 0) {
        munmap(hall, HEAD_BYTES);
        return false;
    }
    neighbor->hall = hall;
    neighbor->bell = bell;
    return true;
}

bool zm_shm_accept(struct zm_transport *base, int peer, int pid, const struct zm_shm_offer *offer,
                   struct zm_shm_offer *answer)
{
    struct shm *self = (struct shm *)base;
    struct incoming *in = &self->neighbors[peer].in;
    if (in->ring || !visit(self, peer, pid, offer))
        return false;
    int fd = open_of(pid, offer->ring, O_RDWR, S_IFREG);
    if (fd < 0)
        return false;
    struct ring *ring = size_of(fd) == (off_t)(HEAD_BYTES + CAPACITY) ? map_ring(fd) : NULL;
    close(fd);
    if (!ring || ring->magic != MAGIC || ring->job != self->job || ring->from != (uint32_t)peer ||
        ring->to != (uint32_t)self->rank || ring->capacity != CAPACITY) {
        unmap_ring(ring);
        return false;
    }
    in->ring = ring;
    in->data = (const unsigned char *)ring + HEAD_BYTES;
    in->peer = peer;
    *answer = (struct zm_shm_offer){-1, self->hall_fd, self->bell[1]};
    return true;
}

bool zm_shm_confirm(struct zm_transport *base, int peer, int pid, const struct zm_shm_offer *answer)
{
    struct shm *self = (struct shm *)base;
    struct outgoing *out = &self->neighbors[peer].out;
    if (!out->ring || out->fd < 0)
        return false;
    close(out->fd);
    out->fd = -1;
    return visit(self, peer, pid, answer);
}

void zm_shm_begin(struct zm_transport *base, int peer)
{
    struct shm *self = (struct shm *)base;
    if (self->neighbors[peer].in.ring)
        self->active[self->active_count++] = peer;
}

/* ---- Waking ---- */

/* To be called after something was written that the other process may wait for. */
static void wake(const struct neighbor *neighbor)
{
    atomic_thread_fence(memory_order_seq_cst);
    if (atomic_load_explicit(&neighbor->hall->asleep, memory_order_relaxed) &&
        atomic_exchange(&neighbor->hall->asleep, false)) {
        ssize_t n = write(neighbor->bell, "", 1);
        (void)n; /* a full pipe wakes as well */
    }
}

static void shm_awake(struct zm_transport *base)
{
    struct shm *self = (struct shm *)base;
    char rings[64];
    atomic_store(&self->hall->asleep, false);
    while (read(self->bell[0], rings, sizeof rings) == sizeof rings)
        continue;
}

/* ---- Sending ---- */

static bool has_room(struct outgoing *out, size_t size)
{
    if (out->written + size - out->read <= CAPACITY)
        return true;
    out->read = atomic_load_explicit(&out->ring->read, memory_order_acquire);
    return out->written + size - out->read <= CAPACITY;
}

/* Writes a frame into the ring. False: there is no room. */
static bool write_frame(struct neighbor *neighbor, const struct zm_header *header,
                        const void *payload, size_t bytes)
{
    struct outgoing *out = &neighbor->out;
    size_t size = (sizeof(struct record) + bytes + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    if (!has_room(out, size))
        return false;
    unsigned char *at = out->data + out->written % CAPACITY;
    struct record *record = (struct record *)at;
    record->size = (uint32_t)size;
    record->bytes = (uint32_t)bytes;
    record->header = *header;
    if (bytes)
        memcpy(at + sizeof *record, payload, bytes);
    out->written += size;
    atomic_store_explicit(&out->ring->written, out->written, memory_order_release);
    wake(neighbor);
    return true;
}

static void free_parcel(struct shm *self, struct parcel *parcel)
{
    zm_list_remove(&parcel->link);
    if (parcel->loan)
        zm_loan_return(parcel->loan);
    free(parcel);
    self->queued--;
}

/* Writes as many of the frames that wait for room as there is room for. */
static void flush(struct shm *self, struct neighbor *neighbor)
{
    ZM_LIST_EACH(link, &neighbor->out.queue)
    {
        struct parcel *parcel = ZM_OBJECT(link, struct parcel, link);
        if (!write_frame(neighbor, &parcel->header, parcel->payload, parcel->bytes)) {
            /* The receiver rings when there is room; there may be some now. */
            atomic_store(&neighbor->out.ring->crowded, true);
            atomic_thread_fence(memory_order_seq_cst);
            if (!write_frame(neighbor, &parcel->header, parcel->payload, parcel->bytes))
                return;
        }
        free_parcel(self, parcel);
    }
}

static void flush_all(struct shm *self)
{
    for (int i = 0; i < self->ranks && self->queued; i++)
        if (self->neighbors[i].out.ring && !zm_list_empty(&self->neighbors[i].out.queue))
            flush(self, &self->neighbors[i]);
}

static int shm_send(struct zm_transport *base, int peer, const struct zm_header *header,
                    const void *payload, size_t bytes, struct zm_loan *loan,
                    struct zm_report *report)
{
    struct shm *self = (struct shm *)base;
    struct neighbor *neighbor = &self->neighbors[peer];
    if (zm_list_empty(&neighbor->out.queue) && write_frame(neighbor, header, payload, bytes)) {
        if (loan)
            zm_loan_return(loan);
        return MPI_SUCCESS;
    }
    struct parcel *parcel = malloc(sizeof *parcel + (loan ? 0 : bytes));
    if (!parcel) {
        if (loan)
            zm_loan_return(loan);
        return zm_fail(report, MPI_ERR_NO_MEM, "no memory for a message of %zu bytes", bytes);
    }
    *parcel = (struct parcel){.header = *header, .bytes = bytes, .payload = payload, .loan = loan};
    if (!loan) {
        if (bytes)
            memcpy(parcel->copy, payload, bytes);
        parcel->payload = parcel->copy;
    }
    zm_list_append(&neighbor->out.queue, &parcel->link);
    self->queued++;
    flush(self, neighbor);
    return MPI_SUCCESS;
}

/* ---- Receiving ---- */

static struct holding *holding(struct zm_frame *frame)
{
    _Static_assert(sizeof(struct holding) <= sizeof frame->storage, "frames hold it");
    return (struct holding *)(void *)frame->storage;
}

/* The frame that lies in the ring does so no more. */
static void free_place(struct shm *self, struct incoming *in)
{
    in->held = NULL;
    in->read = in->next;
    atomic_store_explicit(&in->ring->read, in->read, memory_order_release);
    atomic_thread_fence(memory_order_seq_cst);
    if (atomic_load_explicit(&in->ring->crowded, memory_order_relaxed) &&
        atomic_exchange(&in->ring->crowded, false))
        wake(&self->neighbors[in->peer]);
}

/* Moves the payload of a frame that is still held out of the ring. */
static bool move_away(struct shm *self, struct incoming *in)
{
    struct zm_frame *frame = in->held;
    void *copy = malloc(frame->bytes ? frame->bytes : 1);
    if (!copy)
        return false;
    memcpy(copy, frame->payload, frame->bytes);
    frame->payload = copy;
    holding(frame)->copy = copy;
    free_place(self, in);
    return true;
}

/* Takes the next frame out of a ring. 1: it is `frame`; 0: there is none. */
static int take(struct shm *self, struct incoming *in, struct zm_frame *frame)
{
    if (in->held && !move_away(self, in))
        return 0;
    if (in->read == in->written) {
        in->written = atomic_load_explicit(&in->ring->written, memory_order_acquire);
        if (in->read == in->written)
            return 0;
    }
    const unsigned char *at = in->data + in->read % CAPACITY;
    const struct record *record = (const struct record *)at;
    frame->header = record->header;
    frame->payload = at + sizeof *record;
    frame->bytes = record->bytes;
    frame->transport = &self->base;
    *holding(frame) = (struct holding){.from = in};
    in->held = frame;
    in->next = in->read + record->size;
    return 1;
}

static int shm_receive(struct zm_transport *base, struct zm_frame *frame)
{
    struct shm *self = (struct shm *)base;
    if (self->queued)
        flush_all(self);
    for (int i = 0; i < self->active_count; i++) {
        if (++self->turn >= self->active_count)
            self->turn = 0;
        if (take(self, &self->neighbors[self->active[self->turn]].in, frame))
            return 1;
    }
    return 0;
}

static void shm_release(struct zm_transport *base, struct zm_frame *frame)
{
    struct holding *held = holding(frame);
    if (held->copy)
        free(held->copy);
    else
        free_place((struct shm *)base, held->from);
}

static int shm_connection(struct zm_transport *base, const struct zm_frame *frame)
{
    (void)base, (void)frame;
    return -1;
}

static enum zm_event shm_event(struct zm_transport *base, int *connection)
{
    (void)base, (void)connection;
    return ZM_NO_EVENT; /* who shares memory has a connection of the network too, which tells */
}

static bool is_quiet(const struct shm *self)
{
    for (int i = 0; i < self->active_count; i++) {
        const struct incoming *in = &self->neighbors[self->active[i]].in;
        if (atomic_load(&in->ring->written) != (in->held ? in->next : in->read))
            return false;
    }
    return true;
}

static int shm_descriptors(struct zm_transport *base, struct pollfd *descriptors)
{
    struct shm *self = (struct shm *)base;
    atomic_store(&self->hall->asleep, true);
    atomic_thread_fence(memory_order_seq_cst);
    flush_all(self); /* who made room before that has not rung */
    if (!is_quiet(self)) {
        ssize_t n = write(self->bell[1], "", 1); /* there is no need to sleep */
        (void)n;
    }
    descriptors[0] = (struct pollfd){.fd = self->bell[0], .events = POLLIN};
    return 1;
}

bool zm_shm_read(int pid, uint64_t address, void *to, size_t bytes)
{
    while (bytes) {
        struct iovec here = {to, bytes}, there = {(void *)(uintptr_t)address, bytes};
        ssize_t n = process_vm_readv(pid, &here, 1, &there, 1, 0);
        if (n <= 0)
            return false;
        to = (char *)to + n;
        address += (uint64_t)n;
        bytes -= (size_t)n;
    }
    return true;
}

/* ---- Start and end ---- */

static int shm_connect(struct zm_transport *base, int peer, const char *endpoint,
                       struct zm_report *report)
{
    (void)base, (void)peer, (void)endpoint, (void)report;
    return MPI_SUCCESS; /* pairs meet by zm_shm_offer */
}

static void shm_disconnect(struct zm_transport *base, int peer)
{
    struct shm *self = (struct shm *)base;
    struct outgoing *out = &self->neighbors[peer].out;
    ZM_LIST_EACH(link, &out->queue)
    free_parcel(self, ZM_OBJECT(link, struct parcel, link));
    unmap_ring(out->ring);
    out->ring = NULL;
    if (out->fd >= 0)
        close(out->fd);
    out->fd = -1;
}

static void leave(struct shm *self, int peer)
{
    struct neighbor *neighbor = &self->neighbors[peer];
    shm_disconnect(&self->base, peer);
    unmap_ring(neighbor->in.ring);
    if (neighbor->hall) {
        munmap(neighbor->hall, HEAD_BYTES);
        close(neighbor->bell);
    }
}

/* Waits until all that was sent is in the rings, where it stays for the receivers. */
static void drain(struct shm *self, int milliseconds)
{
    int64_t deadline = zm_now() + milliseconds * ZM_MILLISECOND;
    flush_all(self);
    while (self->queued && zm_now() < deadline) {
        struct pollfd bell;
        shm_descriptors(&self->base, &bell);
        poll(&bell, 1, 1);
        shm_awake(&self->base);
        flush_all(self);
    }
}

static void shm_close(struct zm_transport *base, int milliseconds)
{
    struct shm *self = (struct shm *)base;
    drain(self, milliseconds);
    for (int i = 0; self->neighbors && i < self->ranks; i++)
        leave(self, i);
    if (self->hall)
        munmap(self->hall, HEAD_BYTES);
    if (self->hall_fd >= 0)
        close(self->hall_fd);
    for (int i = 0; i < 2; i++)
        if (self->bell[i] >= 0)
            close(self->bell[i]);
    free(self->neighbors);
    free(self->active);
    free(self);
}

static bool open_hall(struct shm *self)
{
    self->hall_fd = new_memory(HEAD_BYTES);
    self->hall = self->hall_fd >= 0 ? map(self->hall_fd, HEAD_BYTES) : NULL;
    if (!self->hall || pipe2(self->bell, O_CLOEXEC | O_NONBLOCK) != 0)
        return false;
    self->hall->job = self->job;
    self->hall->rank = (uint32_t)self->rank;
    self->hall->magic = MAGIC;
    return true;
}

struct zm_transport *zm_shm_open(uint64_t job, int rank, int ranks)
{
    struct shm *self = calloc(1, sizeof *self);
    if (!self)
        return NULL;
    self->base = (struct zm_transport){.connect = shm_connect,
                                       .disconnect = shm_disconnect,
                                       .send = shm_send,
                                       .receive = shm_receive,
                                       .release = shm_release,
                                       .connection = shm_connection,
                                       .event = shm_event,
                                       .descriptors = shm_descriptors,
                                       .awake = shm_awake,
                                       .close = shm_close,
                                       .piece = PIECE};
    self->job = job;
    self->rank = rank;
    self->ranks = ranks;
    self->hall_fd = self->bell[0] = self->bell[1] = -1;
    self->active = malloc((size_t)ranks * sizeof *self->active);
    self->neighbors = calloc((size_t)ranks, sizeof *self->neighbors);
    for (int i = 0; self->neighbors && i < ranks; i++) {
        self->neighbors[i].out.fd = -1;
        zm_list_init(&self->neighbors[i].out.queue);
    }
    if (!self->active || !self->neighbors || !open_hall(self)) {
        shm_close(&self->base, 0);
        return NULL;
    }
    /* Where the kernel lets only parents look into processes, let the other ranks too. */
    prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
    return &self->base;
}
