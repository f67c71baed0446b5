/* SPDX-License-Identifier: BSL-1.0 */
/* The transport over ZeroMQ.
 *
 * A rank has one PULL socket, bound to its address, into which all peers send, and one PUSH socket
 * for each peer that it sends to itself. A frame is one ZeroMQ message: header and payload in one
 * part, or, where the payload is lent and not copied, in two.
 *
 * Sending never blocks, for PUSH sockets have no high-water mark here; the protocols of the floor
 * above bound what is under way. The PULL socket has one, so that a rank that does not look is not
 * flooded: then the peers' kernels and I/O threads wait.
 *
 * A connection over TCP may break. ZeroMQ makes a new one, but what was in flight is gone, so there
 * each frame is part of a stream, which sends again what was lost. Other connections end only with
 * one of their processes. */
#include <errno.h>
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "transport/zmq_internal.h"

/* Long messages go in pieces of so many bytes: what has come is copied from the processor's cache
 * while more is on its way. */
#define PIECE ((size_t)256 * 1024)

#define KEPT ((size_t)32 * 1024 * 1024 - 8192) /* bytes; from 32 MiB on glibc does not learn */

#define LAST_RECEIPTS 300 /* milliseconds for them to get away, where all else has arrived */

/* The two ZeroMQ messages of a frame. The second one is used for a payload of its own part. */
static zmq_msg_t *parts(struct zm_frame *frame)
{
    _Static_assert(2 * sizeof(zmq_msg_t) <= sizeof frame->storage, "frames hold two messages");
    return (zmq_msg_t *)frame->storage;
}

static int zmq_transport_connect(struct zm_transport *base, int peer, const char *endpoint,
                                 struct zm_report *report)
{
    struct zm_zmq *self = (struct zm_zmq *)base;
    struct zm_zmq_link *link = &self->links[peer];
    if (zm_zmq_is_tcp(endpoint) && !(link->endpoint = strdup(endpoint)))
        return zm_fail(report, MPI_ERR_NO_MEM, "no memory for an address");
    link->push = zm_zmq_open_push(self, endpoint);
    if (link->push)
        return MPI_SUCCESS;
    int error = errno;
    free(link->endpoint); /* it may be tried again */
    link->endpoint = NULL;
    return zm_fail(report, MPI_ERR_OTHER, "cannot connect to rank %d at %s: %s", peer, endpoint,
                   zmq_strerror(error));
}

static void close_link(struct zm_zmq_link *link, int milliseconds)
{
    bool arrived = link->stream.next && zm_stream_is_settled(&link->stream);
    zm_stream_drop(&link->stream);
    zm_zmq_close_socket(link->push,
                        arrived && milliseconds > LAST_RECEIPTS ? LAST_RECEIPTS : milliseconds);
    link->push = NULL;
    free(link->endpoint);
    link->endpoint = NULL;
}

static void zmq_transport_disconnect(struct zm_transport *base, int peer)
{
    struct zm_zmq *self = (struct zm_zmq *)base;
    if (self->way && self->way == self->links[peer].push)
        zm_zmq_dismiss_guide(self);
    close_link(&self->links[peer], 0);
}

/* ---- Sending ---- */

static void return_loan(void *data, void *hint)
{
    (void)data;
    zm_loan_return(hint);
}

/* A message that begins with a header, and has room for `bytes` more. */
static bool begin_message(zmq_msg_t *message, const struct zm_header *header, size_t bytes)
{
    if (zmq_msg_init_size(message, ZM_HEADER_SIZE + bytes) != 0)
        return false;
    zm_header_encode(header, zmq_msg_data(message));
    return true;
}

static bool send_part(void *push, zmq_msg_t *part, int flags)
{
    int n;
    ZM_ZMQ_TRY(n, zmq_msg_send(part, push, ZMQ_DONTWAIT | flags));
    return n >= 0;
}

/* Sends the messages of a frame, of which `body` may be NULL, or frees them. */
bool zm_zmq_send_parts(void *push, zmq_msg_t *head, zmq_msg_t *body)
{
    bool sent =
        send_part(push, head, body ? ZMQ_SNDMORE : 0) && (!body || send_part(push, body, 0));
    int error = errno;
    if (!sent) {
        zmq_msg_close(head);
        if (body)
            zmq_msg_close(body); /* returns the loan */
    }
    errno = error;
    return sent;
}

/* Sends a frame; a numbered one is kept by `stream`. */
bool zm_zmq_send_frame(void *push, struct zm_stream *stream, const struct zm_header *header,
                       const void *payload, size_t bytes, struct zm_loan *loan)
{
    zmq_msg_t head, body;
    if (loan && zmq_msg_init_data(&body, (void *)payload, bytes, return_loan, loan) != 0) {
        zm_loan_return(loan);
        return false;
    }
    if (!begin_message(&head, header, loan ? 0 : bytes)) {
        if (loan)
            zmq_msg_close(&body);
        return false;
    }
    if (bytes && !loan)
        memcpy((unsigned char *)zmq_msg_data(&head) + ZM_HEADER_SIZE, payload, bytes);
    bool numbered = header->flags & ZM_NUMBERED;
    if (numbered)
        zm_stream_keep(stream, &head, loan ? &body : NULL);
    if (zm_zmq_send_parts(push, &head, loan ? &body : NULL))
        return true;
    if (numbered)
        zm_stream_recall(stream);
    return false;
}

/* Whether no frame may follow that tells that this one came. */
static bool is_last(uint8_t kind)
{
    return kind == ZM_BYE || kind == ZM_CHANGE;
}

static int zmq_transport_send(struct zm_transport *base, int peer, const struct zm_header *given,
                              const void *payload, size_t bytes, struct zm_loan *loan,
                              struct zm_report *report)
{
    struct zm_zmq *self = (struct zm_zmq *)base;
    struct zm_zmq_link *link = &self->links[peer];
    struct zm_header header = *given;
    header.flags = 0;
    if (self->job && header.job == self->job) {
        if (link->endpoint && header.kind != ZM_ABORT) {
            header.flags = loan || is_last(header.kind) ? ZM_URGENT : 0;
            if (!zm_stream_number(&link->stream, &header)) {
                if (loan)
                    zm_loan_return(loan);
                return zm_fail(report, MPI_ERR_NO_MEM, "no memory to send to rank %d", peer);
            }
        }
        zm_stream_acknowledge(&link->stream, &header);
    }
    if (zm_zmq_send_frame(link->push, &link->stream, &header, payload, bytes, loan)) {
        zm_zmq_note_stream(self, &link->stream);
        return MPI_SUCCESS;
    }
    return zm_fail(report, errno == ENOMEM ? MPI_ERR_NO_MEM : MPI_ERR_OTHER,
                   "cannot send to rank %d: %s", peer, zmq_strerror(errno));
}

int zm_zmq_post(struct zm_transport *base, const char *endpoint, const struct zm_header *header,
                const void *payload, size_t bytes, int milliseconds, struct zm_report *report)
{
    struct zm_zmq *self = (struct zm_zmq *)base;
    void *push = zm_zmq_open_push(self, endpoint);
    bool sent = push && zm_zmq_send_frame(push, NULL, header, payload, bytes, NULL);
    int error = errno;
    if (push && self->way == push) { /* it stays, to see whether it leads to the job */
        self->posted = push;
        self->patience = sent ? milliseconds : 0;
    } else
        zm_zmq_close_socket(push, sent ? milliseconds : 0);
    if (sent)
        return MPI_SUCCESS;
    return zm_fail(report, MPI_ERR_OTHER, "cannot send to %s: %s", endpoint, zmq_strerror(error));
}

/* ---- Receiving ---- */

/* False: nothing is there. */
static bool receive_part(void *pull, zmq_msg_t *part)
{
    int n;
    ZM_ZMQ_TRY(n, zmq_msg_recv(part, pull, ZMQ_DONTWAIT));
    return n >= 0;
}

/* Receives and drops the rest of a message that is no frame. */
static void drop_rest(void *pull, zmq_msg_t *last)
{
    while (zmq_msg_more(last)) {
        zmq_msg_close(last);
        zmq_msg_init(last);
        if (!receive_part(pull, last))
            return;
    }
}

static void zmq_transport_release(struct zm_transport *base, struct zm_frame *frame)
{
    (void)base;
    zmq_msg_close(&parts(frame)[0]);
    zmq_msg_close(&parts(frame)[1]);
}

static int zmq_transport_receive(struct zm_transport *base, struct zm_frame *frame)
{
    struct zm_zmq *self = (struct zm_zmq *)base;
    if (!self->pull)
        return 0;
    zmq_msg_t *head = &parts(frame)[0], *tail = &parts(frame)[1];
    zmq_msg_init(head);
    zmq_msg_init(tail);
    if (!receive_part(self->pull, head))
        return 0;
    frame->transport = base;
    frame->payload = (unsigned char *)zmq_msg_data(head) + ZM_HEADER_SIZE;
    bool good = zm_header_decode(&frame->header, zmq_msg_data(head), zmq_msg_size(head));
    if (good && zmq_msg_more(head)) {
        good = zmq_msg_size(head) == ZM_HEADER_SIZE && receive_part(self->pull, tail) &&
               !zmq_msg_more(tail);
        frame->payload = zmq_msg_data(tail);
        frame->bytes = zmq_msg_size(tail);
        if (!good)
            drop_rest(self->pull, tail);
    } else {
        frame->bytes = good ? zmq_msg_size(head) - ZM_HEADER_SIZE : 0;
        if (!good)
            drop_rest(self->pull, head);
    }
    if (good && frame->bytes <= ZM_PAYLOAD_MAX) {
        self->met = true;
        return 1;
    }
    zmq_transport_release(base, frame);
    return -1;
}

static int zmq_transport_connection(struct zm_transport *base, const struct zm_frame *frame)
{
    (void)base;
    return zmq_msg_get((zmq_msg_t *)frame->storage, ZMQ_SRCFD);
}

/* The next event of a monitor, and its value; 0: there is none. */
static int next_event(void *monitor, int32_t *value)
{
    /* An event is two parts: 16 bits of event and 32 bits of value, unaligned; then the address. */
    unsigned char event[6], address[1];
    int n;
    if (!monitor)
        return 0;
    ZM_ZMQ_TRY(n, zmq_recv(monitor, event, sizeof event, ZMQ_DONTWAIT));
    if (n != sizeof event)
        return 0;
    ZM_ZMQ_TRY(n, zmq_recv(monitor, address, sizeof address, ZMQ_DONTWAIT));
    uint16_t what;
    memcpy(&what, event, sizeof what);
    memcpy(value, event + 2, sizeof *value);
    return what;
}

/* Whether the guide says that this rank is turned away, why in words, and whether for good: libzmq
 * tries again where the other end just cut the connection. */
static bool is_turned_away(struct zm_zmq *self, const char **words, int *for_good)
{
    int what;
    int32_t value;
    while ((what = next_event(self->guide, &value))) {
        if (what == ZMQ_EVENT_HANDSHAKE_SUCCEEDED)
            zm_zmq_dismiss_guide(self);
        else if ((*words = zm_door_meaning(what, value, self->curve != NULL))) {
            *for_good = what != ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL;
            return true;
        }
    }
    if (self->met)
        zm_zmq_dismiss_guide(self);
    return false;
}

static enum zm_event zmq_transport_event(struct zm_transport *base, int *connection,
                                         const char **words)
{
    struct zm_zmq *self = (struct zm_zmq *)base;
    int what;
    int32_t value;
    if (is_turned_away(self, words, connection))
        return ZM_TURNED_AWAY;
    while ((what = next_event(self->monitor, &value)))
        switch (what) {
        case ZMQ_EVENT_ACCEPTED:
            zm_door_open(&self->door, value);
            *connection = value;
            return ZM_OPENED;
        case ZMQ_EVENT_DISCONNECTED:
            *words = zm_door_close(&self->door, value, self->curve != NULL);
            *connection = value;
            return *words ? ZM_REPELLED : ZM_CLOSED;
        default:
            zm_door_refuse(&self->door, value);
        }
    return ZM_NO_EVENT;
}

static int descriptor(void *socket)
{
    int fd = -1;
    size_t size = sizeof fd;
    zmq_getsockopt(socket, ZMQ_FD, &fd, &size);
    return fd;
}

static int zmq_transport_descriptors(struct zm_transport *base, struct pollfd *descriptors)
{
    struct zm_zmq *self = (struct zm_zmq *)base;
    if (!self->pull)
        return 0;
    descriptors[0] = (struct pollfd){.fd = descriptor(self->pull), .events = POLLIN};
    descriptors[1] = (struct pollfd){.fd = descriptor(self->monitor), .events = POLLIN};
    if (self->guide)
        descriptors[2] = (struct pollfd){.fd = descriptor(self->guide), .events = POLLIN};
    return self->guide ? 3 : 2;
}

static void zmq_transport_close(struct zm_transport *base, int milliseconds)
{
    struct zm_zmq *self = (struct zm_zmq *)base;
    zm_zmq_say_last(self);
    zm_zmq_dismiss_guide(self);
    if (self->pull)
        zmq_socket_monitor(self->pull, NULL, 0);
    zm_zmq_close_socket(self->monitor, 0);
    zm_zmq_close_socket(self->pull, 0);
    for (int i = 0; i < self->ranks; i++)
        close_link(&self->links[i], milliseconds);
    int ended;
    ZM_ZMQ_TRY(ended, zmq_ctx_term(self->context));
    zm_curve_close(self->curve);
    if (self->path)
        unlink(self->path);
    free(self->path);
    free(self);
}

char *zm_zmq_endpoint(const struct zm_transport *base)
{
    char endpoint[256]; /* longer than any that can be bound */
    size_t size = sizeof endpoint;
    if (zmq_getsockopt(((const struct zm_zmq *)base)->pull, ZMQ_LAST_ENDPOINT, endpoint, &size) !=
        0)
        return NULL;
    return strdup(endpoint);
}

const char *zm_zmq_repelled(const struct zm_transport *base)
{
    return ((const struct zm_zmq *)base)->door.host;
}

void zm_zmq_begin(struct zm_transport *base, int rank, uint64_t job)
{
    struct zm_zmq *self = (struct zm_zmq *)base;
    self->rank = rank;
    self->job = job;
}

/* ZeroMQ allocates a block for each long message, and glibc gives the memory back to the system as
 * soon as 128 KiB of it are free, so that each page of each message is asked for anew, which takes
 * longer than the message. A program that frees a large block once is taken by glibc for one that
 * better keeps its memory, up to twice that size, unless the user has said otherwise. */
static void keep_memory(void)
{
    void *volatile block = malloc(KEPT); /* or the compiler sees that nobody needs it */
    free(block);
}

struct zm_transport *zm_zmq_open(const char *endpoint, int ranks, const unsigned char *secret,
                                 bool *in_use, struct zm_report *report)
{
    *in_use = false;
    struct zm_zmq *self = calloc(1, sizeof *self + (size_t)ranks * sizeof self->links[0]);
    if (!self) {
        zm_fail(report, MPI_ERR_NO_MEM, "no memory for a transport to %d ranks", ranks);
        return NULL;
    }
    self->base = (struct zm_transport){.connect = zmq_transport_connect,
                                       .disconnect = zmq_transport_disconnect,
                                       .send = zmq_transport_send,
                                       .receive = zmq_transport_receive,
                                       .accept = zm_zmq_accept,
                                       .release = zmq_transport_release,
                                       .connection = zmq_transport_connection,
                                       .event = zmq_transport_event,
                                       .nudge = zm_zmq_nudge,
                                       .tend = zm_zmq_tend,
                                       .settled = zm_zmq_settled,
                                       .descriptors = zmq_transport_descriptors,
                                       .run = zm_zmq_run,
                                       .close = zmq_transport_close,
                                       .piece = PIECE};
    self->ranks = ranks;
    self->processor = -1;
    zm_list_init(&self->tending);
    self->context = zmq_ctx_new();
    if (!self->context) {
        zm_fail(report, MPI_ERR_OTHER, "cannot start ZeroMQ: %s", zmq_strerror(errno));
        free(self);
        return NULL;
    }
    zmq_ctx_set(self->context, ZMQ_MAX_SOCKETS, 4 * ranks + 64);
    zm_zmq_name_thread(self);
    keep_memory();
    if (secret && !(self->curve = zm_curve_open(self->context, secret, report))) {
        zmq_transport_close(&self->base, 0);
        return NULL;
    }
    if (endpoint && zm_zmq_bind(self, endpoint, in_use, report) != MPI_SUCCESS) {
        zmq_transport_close(&self->base, 0);
        return NULL;
    }
    return &self->base;
}
