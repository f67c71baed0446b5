/* SPDX-License-Identifier: BSL-1.0 */
/* The transport through shared memory.
 *
 * For each direction of a pair there is a ring of records (see shm_record.h), memory that one
 * process writes and the other reads. Its pages are mapped twice, one after the other, so that a
 * frame never has to be cut where the ring ends. A frame is read where it lies; if it is still held
 * when the next one is wanted, it is moved out of the way first. The receiver says now and then, in
 * a counter, how much it has read.
 *
 * What does not fit into a ring waits in a queue of the sender.
 *
 * A process that is about to sleep says so in its hall, a page that all can read, and then looks
 * into its rings once more; who writes a frame then looks into the hall. The order of these four
 * steps makes sure that one of the two notices the other, as with the bell of base/wake. It is the
 * same with frames that wait for room, and who makes some.
 *
 * L. Lamport: Specifying concurrent program modules. ACM Transactions on Programming Languages and
 * Systems 5(2), 1983 (the queue of one writer and one reader). */
#include "transport/shm.h"

#include <fcntl.h>
#include <mpi.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/clock.h"
#include "transport/parcel.h"
#include "transport/shm_internal.h"
#include "transport/shm_record.h"

#define PIECE ((size_t)64 * 1024)

/* The receiver tells of room when there is so much more. What it keeps for itself is less, and what
 * is left of the ring then is room enough for any frame. */
#define ROOM_STEP (ZM_SHM_CAPACITY / 4)

/* What a frame keeps in its storage. */
struct holding {
    struct zm_shm_incoming *from;
    void *copy; /* of the payload, when it had to leave the ring */
};

/* ---- Waking ---- */

/* To be called after something was written that the other process may wait for. */
static void wake(const struct zm_shm_neighbor *neighbor)
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
    struct zm_shm *self = (struct zm_shm *)base;
    char rings[64];
    atomic_store(&self->hall->asleep, false);
    zm_boards_rouse(self);
    while (read(self->bell[0], rings, sizeof rings) == sizeof rings)
        continue;
}

/* ---- Sending ---- */

/* The record that follows is to say that it is not there, so it needs room too. */
static bool has_room(struct zm_shm_outgoing *out, size_t size)
{
    uint64_t end = out->written + size + ZM_SHM_LINE;
    if (end - out->read <= ZM_SHM_CAPACITY)
        return true;
    out->read = atomic_load_explicit(&out->ring->read, memory_order_acquire);
    return end - out->read <= ZM_SHM_CAPACITY;
}

/* Writes a frame into the ring. False: there is no room. */
static bool write_frame(struct zm_shm_neighbor *neighbor, const struct zm_header *header,
                        const void *payload, size_t bytes)
{
    struct zm_shm_outgoing *out = &neighbor->out;
    size_t size = zm_shm_record_size(header, bytes);
    if (!has_room(out, size))
        return false;
    unsigned char *at = out->data + out->written % ZM_SHM_CAPACITY;
    struct zm_shm_record *record = (struct zm_shm_record *)at;
    struct zm_shm_record *next = (struct zm_shm_record *)(at + size);
    atomic_store_explicit(&next->size, 0, memory_order_relaxed);
    zm_shm_record_write(record, header, payload, bytes);
    atomic_store_explicit(&record->size, (unsigned)size, memory_order_release);
    out->written += size;
    wake(neighbor);
    return true;
}

static void free_parcel(struct zm_shm *self, struct zm_parcel *parcel)
{
    zm_list_remove(&parcel->link);
    zm_parcel_free(parcel);
    self->queued--;
}

/* Writes as many of the frames that wait for room as there is room for. */
static void flush(struct zm_shm *self, struct zm_shm_neighbor *neighbor)
{
    ZM_LIST_EACH(link, &neighbor->out.queue) {
        struct zm_parcel *parcel = ZM_OBJECT(link, struct zm_parcel, link);
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

static void flush_all(struct zm_shm *self)
{
    for (int i = 0; i < self->ranks && self->queued; i++)
        if (self->neighbors[i].out.ring && !zm_list_empty(&self->neighbors[i].out.queue))
            flush(self, &self->neighbors[i]);
}

static int shm_send(struct zm_transport *base, int peer, const struct zm_header *header,
                    const void *payload, size_t bytes, struct zm_loan *loan,
                    struct zm_report *report)
{
    struct zm_shm *self = (struct zm_shm *)base;
    struct zm_shm_neighbor *neighbor = &self->neighbors[peer];
    if (zm_list_empty(&neighbor->out.queue) && write_frame(neighbor, header, payload, bytes)) {
        if (loan)
            zm_loan_return(loan);
        return MPI_SUCCESS;
    }
    int error = zm_parcel_append(&neighbor->out.queue, header, payload, bytes, loan, report);
    if (error)
        return error;
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

/* Tells the sender how much room there is. */
static void tell_room(struct zm_shm *self, struct zm_shm_incoming *in)
{
    in->told = in->read;
    atomic_store_explicit(&in->ring->read, in->read, memory_order_release);
    atomic_thread_fence(memory_order_seq_cst);
    if (atomic_load_explicit(&in->ring->crowded, memory_order_relaxed) &&
        atomic_exchange(&in->ring->crowded, false))
        wake(&self->neighbors[in->peer]);
}

/* The frame that lies in the ring does so no more. */
static void free_place(struct zm_shm *self, struct zm_shm_incoming *in)
{
    in->held = NULL;
    in->read = in->next;
    if (in->read - in->told >= ROOM_STEP ||
        atomic_load_explicit(&in->ring->crowded, memory_order_relaxed))
        tell_room(self, in);
}

/* Moves the payload of a frame that is still held out of the ring. */
static bool move_away(struct zm_shm *self, struct zm_shm_incoming *in)
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

/* The record at that place, if it is there; else NULL. */
static const struct zm_shm_record *record_at(const struct zm_shm_incoming *in, uint64_t place)
{
    const struct zm_shm_record *record =
        (const struct zm_shm_record *)(in->data + place % ZM_SHM_CAPACITY);
    return atomic_load_explicit(&record->size, memory_order_acquire) ? record : NULL;
}

static const struct zm_shm_record *next_record(const struct zm_shm_incoming *in)
{
    return record_at(in, in->held ? in->next : in->read);
}

/* Takes the next frame out of a ring. 1: it is `frame`; 0: there is none. */
static int take(struct zm_shm *self, struct zm_shm_incoming *in, struct zm_frame *frame)
{
    const struct zm_shm_record *record = next_record(in);
    if (!record || (in->held && !move_away(self, in)))
        return 0;
    frame->payload = zm_shm_record_read(record, &frame->header);
    frame->bytes = record->bytes;
    frame->header.job = self->job;
    frame->header.source = (uint32_t)in->peer;
    frame->transport = &self->base;
    *holding(frame) = (struct holding){.from = in};
    in->held = frame;
    in->next = in->read + atomic_load_explicit(&record->size, memory_order_relaxed);
    return 1;
}

static int shm_receive(struct zm_transport *base, struct zm_frame *frame)
{
    struct zm_shm *self = (struct zm_shm *)base;
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
        free_place((struct zm_shm *)base, held->from);
}

static int shm_connection(struct zm_transport *base, const struct zm_frame *frame)
{
    (void)base, (void)frame;
    return -1;
}

static enum zm_event shm_event(struct zm_transport *base, int *connection, const char **words)
{
    (void)base, (void)connection, (void)words;
    return ZM_NO_EVENT; /* who shares memory has a connection of the network too, which tells */
}

static bool is_quiet(const struct zm_shm *self)
{
    for (int i = 0; i < self->active_count; i++)
        if (next_record(&self->neighbors[self->active[i]].in))
            return false;
    return true;
}

static bool shm_look(struct zm_transport *base, int times)
{
    const struct zm_shm *self = (struct zm_shm *)base;
    bool any = self->queued;
    for (int i = 0; i < times && !any; i++)
        any = !is_quiet(self);
    return any;
}

static int shm_descriptors(struct zm_transport *base, struct pollfd *descriptors)
{
    struct zm_shm *self = (struct zm_shm *)base;
    atomic_store(&self->hall->asleep, true);
    atomic_thread_fence(memory_order_seq_cst);
    flush_all(self); /* who made room before that has not rung */
    if (zm_boards_doze(self) || !is_quiet(self)) {
        ssize_t n = write(self->bell[1], "", 1); /* there is no need to sleep */
        (void)n;
    }
    descriptors[0] = (struct pollfd){.fd = self->bell[0], .events = POLLIN};
    return 1;
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
    struct zm_shm *self = (struct zm_shm *)base;
    struct zm_shm_outgoing *out = &self->neighbors[peer].out;
    ZM_LIST_EACH(link, &out->queue)
        free_parcel(self, ZM_OBJECT(link, struct zm_parcel, link));
    zm_shm_unmap_ring(out->ring);
    out->ring = NULL;
    if (out->fd >= 0)
        close(out->fd);
    out->fd = -1;
}

static void leave(struct zm_shm *self, int peer)
{
    struct zm_shm_neighbor *neighbor = &self->neighbors[peer];
    shm_disconnect(&self->base, peer);
    zm_shm_unmap_ring(neighbor->in.ring);
    if (neighbor->hall) {
        munmap(neighbor->hall, ZM_SHM_HEAD_BYTES);
        close(neighbor->bell);
    }
}

/* Waits until all that was sent is in the rings, where it stays for the receivers. */
static void drain(struct zm_shm *self, int milliseconds)
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
    struct zm_shm *self = (struct zm_shm *)base;
    drain(self, milliseconds);
    for (int i = 0; self->neighbors && i < self->ranks; i++)
        leave(self, i);
    if (self->hall)
        munmap(self->hall, ZM_SHM_HEAD_BYTES);
    if (self->hall_fd >= 0)
        close(self->hall_fd);
    for (int i = 0; i < 2; i++)
        if (self->bell[i] >= 0)
            close(self->bell[i]);
    free(self->neighbors);
    free(self->active);
    free(self);
}

static bool open_hall(struct zm_shm *self)
{
    self->hall_fd = zm_shm_new_memory(ZM_SHM_HEAD_BYTES);
    self->hall = self->hall_fd >= 0 ? zm_shm_map(self->hall_fd, ZM_SHM_HEAD_BYTES) : NULL;
    if (!self->hall || pipe2(self->bell, O_CLOEXEC | O_NONBLOCK) != 0)
        return false;
    self->hall->job = self->job;
    self->hall->rank = (uint32_t)self->rank;
    atomic_init(&self->hall->processor, -1);
    self->hall->magic = ZM_SHM_MAGIC;
    return true;
}

struct zm_transport *zm_shm_open(uint64_t job, int rank, int ranks)
{
    struct zm_shm *self = calloc(1, sizeof *self);
    if (!self)
        return NULL;
    self->base = (struct zm_transport){.connect = shm_connect,
                                       .disconnect = shm_disconnect,
                                       .send = shm_send,
                                       .receive = shm_receive,
                                       .release = shm_release,
                                       .look = shm_look,
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
    zm_list_init(&self->boards);
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
