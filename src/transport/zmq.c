/* SPDX-License-Identifier: BSL-1.0 */
/* The transport over ZeroMQ.
 *
 * A rank has one PULL socket, bound to its address, into which all peers send, and one PUSH socket
 * for each peer that it sends to itself. A frame is one ZeroMQ message: header and payload in one
 * part, or, where the payload is lent and not copied, in two.
 *
 * Sending never blocks, for PUSH sockets have no high-water mark here; the protocols of the floor
 * above bound what is under way. The PULL socket has one, so that a rank that does not look is not
 * flooded: then the peers' kernels and I/O threads wait. */
#include <errno.h>
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <zmq.h>

#include "transport/curve.h"
#include "transport/door.h"
#include "transport/transport.h"

#define RECEIVE_HIGH_WATER 64 /* frames for each peer, so at most 64 MiB of payload */
#define MONITOR "inproc://zerompi.connections"
#define CURVE_OVERHEAD 64 /* bytes, more than enough, that encryption adds to a message */

struct zmq {
    struct zm_transport base;
    void *context;
    void *pull;    /* NULL: this rank only sends */
    void *monitor; /* PAIR socket that tells of the connections of `pull` */
    struct zm_door door;
    void *way;     /* the PUSH socket that was opened last, until its way is known to lead to ... */
    void *guide;   /* ... a rank of the job, of which this PAIR socket tells; NULL: it is known */
    unsigned ways; /* so many were opened with a guide */
    bool met;      /* something has come from the job */
    struct zm_curve *curve; /* the keys for connections over TCP; NULL: they are open to all */
    char *path; /* of the socket file, which ZeroMQ leaves behind; NULL: there is none */
    int ranks;
    void *push[]; /* by rank; NULL: not connected */
};

/* The two ZeroMQ messages of a frame. The second one is used for a payload of its own part. */
static zmq_msg_t *parts(struct zm_frame *frame)
{
    _Static_assert(2 * sizeof(zmq_msg_t) <= sizeof frame->storage, "frames hold two messages");
    return (zmq_msg_t *)frame->storage;
}

static void set(void *socket, int option, int value)
{
    zmq_setsockopt(socket, option, &value, sizeof value);
}

static bool is_tcp(const char *endpoint)
{
    return strncmp(endpoint, "tcp://", 6) == 0;
}

static void close_socket(void *socket, int milliseconds)
{
    if (!socket)
        return;
    set(socket, ZMQ_LINGER, milliseconds);
    zmq_close(socket);
}

/* Ends looking whether the way that was opened last leads to a rank of the job. */
static void dismiss_guide(struct zmq *self)
{
    if (!self->guide)
        return;
    if (self->way)
        zmq_socket_monitor(self->way, NULL, 0);
    close_socket(self->guide, 0);
    self->way = self->guide = NULL;
}

/* Who is turned away at the first ways that it goes is to hear of it: until something has come from
 * the job, this rank does not know whether it belongs to it. Where that cannot be had, do without.
 */
static void ask_guide(struct zmq *self, void *push)
{
    char name[40];
    snprintf(name, sizeof name, "inproc://zerompi.way.%u", self->ways++);
    dismiss_guide(self);
    int events = ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL |
                 ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH;
    if (zmq_socket_monitor(push, name, events) != 0)
        return;
    self->way = push;
    self->guide = zmq_socket(self->context, ZMQ_PAIR);
    if (!self->guide || zmq_connect(self->guide, name) != 0)
        dismiss_guide(self);
}

/* A socket that sends to `endpoint`; NULL with errno set. */
static void *open_push(struct zmq *self, const char *endpoint)
{
    void *push = zmq_socket(self->context, ZMQ_PUSH);
    if (!push)
        return NULL;
    set(push, ZMQ_SNDHWM, 0);
    set(push, ZMQ_RECONNECT_IVL, 10);
    set(push, ZMQ_RECONNECT_IVL_MAX, 200);
    set(push, ZMQ_IPV6, strchr(endpoint, '[') != NULL);
    if (is_tcp(endpoint) && !self->met)
        ask_guide(self, push);
    if ((!self->curve || !is_tcp(endpoint) || zm_curve_present(self->curve, push)) &&
        zmq_connect(push, endpoint) == 0)
        return push;
    int error = errno;
    dismiss_guide(self);
    close_socket(push, 0);
    errno = error;
    return NULL;
}

static int zmq_transport_connect(struct zm_transport *base, int peer, const char *endpoint,
                                 struct zm_report *report)
{
    struct zmq *self = (struct zmq *)base;
    self->push[peer] = open_push(self, endpoint);
    if (self->push[peer])
        return MPI_SUCCESS;
    return zm_fail(report, MPI_ERR_OTHER, "cannot connect to rank %d at %s: %s", peer, endpoint,
                   zmq_strerror(errno));
}

static void zmq_transport_disconnect(struct zm_transport *base, int peer)
{
    struct zmq *self = (struct zmq *)base;
    if (self->way && self->way == self->push[peer])
        dismiss_guide(self);
    close_socket(self->push[peer], 0);
    self->push[peer] = NULL;
}

static void return_loan(void *data, void *hint)
{
    (void)data;
    zm_loan_return(hint);
}

/* Header and payload in one part, copied. */
static bool send_copied(void *push, const struct zm_header *header, const void *payload,
                        size_t bytes)
{
    zmq_msg_t message;
    if (zmq_msg_init_size(&message, ZM_HEADER_SIZE + bytes) != 0)
        return false;
    unsigned char *wire = zmq_msg_data(&message);
    zm_header_encode(header, wire);
    if (bytes)
        memcpy(wire + ZM_HEADER_SIZE, payload, bytes);
    if (zmq_msg_send(&message, push, ZMQ_DONTWAIT) >= 0)
        return true;
    zmq_msg_close(&message);
    return false;
}

/* The header, then the lent payload as a part of its own. */
static bool send_lent(void *push, const struct zm_header *header, const void *payload, size_t bytes,
                      struct zm_loan *loan)
{
    zmq_msg_t message;
    if (zmq_msg_init_data(&message, (void *)payload, bytes, return_loan, loan) != 0) {
        zm_loan_return(loan);
        return false;
    }
    unsigned char wire[ZM_HEADER_SIZE];
    zm_header_encode(header, wire);
    if (zmq_send(push, wire, sizeof wire, ZMQ_DONTWAIT | ZMQ_SNDMORE) >= 0 &&
        zmq_msg_send(&message, push, ZMQ_DONTWAIT) >= 0)
        return true;
    zmq_msg_close(&message); /* returns the loan */
    return false;
}

static int zmq_transport_send(struct zm_transport *base, int peer, const struct zm_header *header,
                              const void *payload, size_t bytes, struct zm_loan *loan,
                              struct zm_report *report)
{
    struct zmq *self = (struct zmq *)base;
    void *push = self->push[peer];
    bool sent = loan ? send_lent(push, header, payload, bytes, loan)
                     : send_copied(push, header, payload, bytes);
    if (sent)
        return MPI_SUCCESS;
    return zm_fail(report, errno == ENOMEM ? MPI_ERR_NO_MEM : MPI_ERR_OTHER,
                   "cannot send to rank %d: %s", peer, zmq_strerror(errno));
}

int zm_zmq_post(struct zm_transport *base, const char *endpoint, const struct zm_header *header,
                const void *payload, size_t bytes, int milliseconds, struct zm_report *report)
{
    struct zmq *self = (struct zmq *)base;
    void *push = open_push(self, endpoint);
    bool sent = push && send_copied(push, header, payload, bytes);
    int error = errno;
    if (self->way == push)
        self->way = NULL; /* its guide stays */
    close_socket(push, sent ? milliseconds : 0);
    if (sent)
        return MPI_SUCCESS;
    return zm_fail(report, MPI_ERR_OTHER, "cannot send to %s: %s", endpoint, zmq_strerror(error));
}

/* Receives and drops the rest of a message that is no frame. */
static void drop_rest(void *pull, zmq_msg_t *last)
{
    while (zmq_msg_more(last)) {
        zmq_msg_close(last);
        zmq_msg_init(last);
        if (zmq_msg_recv(last, pull, ZMQ_DONTWAIT) < 0)
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
    struct zmq *self = (struct zmq *)base;
    if (!self->pull)
        return 0;
    zmq_msg_t *head = &parts(frame)[0], *tail = &parts(frame)[1];
    zmq_msg_init(head);
    zmq_msg_init(tail);
    if (zmq_msg_recv(head, self->pull, ZMQ_DONTWAIT) < 0)
        return 0;
    frame->transport = base;
    frame->payload = (unsigned char *)zmq_msg_data(head) + ZM_HEADER_SIZE;
    bool good = zm_header_decode(&frame->header, zmq_msg_data(head), zmq_msg_size(head));
    if (good && zmq_msg_more(head)) {
        good = zmq_msg_size(head) == ZM_HEADER_SIZE &&
               zmq_msg_recv(tail, self->pull, ZMQ_DONTWAIT) >= 0 && !zmq_msg_more(tail);
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
    if (!monitor || zmq_recv(monitor, event, sizeof event, ZMQ_DONTWAIT) != sizeof event)
        return 0;
    zmq_recv(monitor, address, sizeof address, ZMQ_DONTWAIT);
    uint16_t what;
    memcpy(&what, event, sizeof what);
    memcpy(value, event + 2, sizeof *value);
    return what;
}

/* Whether the guide says that this rank is turned away, why in words, and whether for good: libzmq
 * tries again where the other end just cut the connection. */
static bool is_turned_away(struct zmq *self, const char **words, int *for_good)
{
    int what;
    int32_t value;
    while ((what = next_event(self->guide, &value))) {
        if (what == ZMQ_EVENT_HANDSHAKE_SUCCEEDED)
            dismiss_guide(self);
        else if ((*words = zm_door_meaning(what, value, self->curve != NULL))) {
            *for_good = what != ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL;
            return true;
        }
    }
    if (self->met)
        dismiss_guide(self);
    return false;
}

static enum zm_event zmq_transport_event(struct zm_transport *base, int *connection,
                                         const char **words)
{
    struct zmq *self = (struct zmq *)base;
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
    struct zmq *self = (struct zmq *)base;
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
    struct zmq *self = (struct zmq *)base;
    dismiss_guide(self);
    if (self->pull)
        zmq_socket_monitor(self->pull, NULL, 0);
    close_socket(self->monitor, 0);
    close_socket(self->pull, 0);
    for (int i = 0; i < self->ranks; i++)
        close_socket(self->push[i], milliseconds);
    zmq_ctx_term(self->context);
    zm_curve_close(self->curve);
    if (self->path)
        unlink(self->path);
    free(self->path);
    free(self);
}

/* ZeroMQ replaces whatever is at the path of an ipc:// address. So see first that it is not a file
 * of somebody else, nor a socket that somebody listens at. Returns 0 or an errno. */
static int check_ipc_path(const char *path)
{
    struct stat status;
    if (lstat(path, &status) != 0)
        return 0; /* nothing is there; what else is wrong, binding will tell */
    if (!S_ISSOCK(status.st_mode))
        return EEXIST;
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path)
        return ENAMETOOLONG;
    strcpy(address.sun_path, path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return errno;
    int answered = connect(fd, (struct sockaddr *)&address, sizeof address) == 0;
    close(fd);
    return answered ? EADDRINUSE : 0;
}

static int bind_error(struct zm_report *report, const char *endpoint, int error, bool *in_use)
{
    *in_use = error == EADDRINUSE;
    const char *hint = "";
    if (error == EADDRINUSE)
        hint = ": another process listens there, of another job or of this rank";
    else if (error == EADDRNOTAVAIL || error == ENODEV)
        hint = ": it is not an address of this host";
    return zm_fail(report, MPI_ERR_OTHER, "cannot bind to %s: %s%s", endpoint, zmq_strerror(error),
                   hint);
}

static int bind_pull(struct zmq *self, const char *endpoint, bool *in_use, struct zm_report *report)
{
    if (strncmp(endpoint, "ipc://", 6) == 0 && endpoint[6] != '@') {
        int error = check_ipc_path(endpoint + 6);
        if (error)
            return bind_error(report, endpoint, error, in_use);
    }
    self->pull = zmq_socket(self->context, ZMQ_PULL);
    self->monitor = zmq_socket(self->context, ZMQ_PAIR);
    if (!self->pull || !self->monitor)
        return bind_error(report, endpoint, errno, in_use);
    set(self->pull, ZMQ_RCVHWM, RECEIVE_HIGH_WATER);
    set(self->pull, ZMQ_BACKLOG, 1024);
    bool any = strncmp(endpoint, "tcp://*", 7) == 0; /* address of this host, IPv6 or not */
    set(self->pull, ZMQ_IPV6, any || strchr(endpoint, '[') != NULL);
    int64_t largest = ZM_HEADER_SIZE + ZM_PAYLOAD_MAX + CURVE_OVERHEAD;
    zmq_setsockopt(self->pull, ZMQ_MAXMSGSIZE, &largest, sizeof largest);
    set(self->monitor, ZMQ_RCVHWM, 0);
    int events = ZMQ_EVENT_ACCEPTED | ZMQ_EVENT_DISCONNECTED | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL |
                 ZMQ_EVENT_HANDSHAKE_FAILED_AUTH;
    if (zmq_socket_monitor(self->pull, MONITOR, events) != 0 ||
        zmq_connect(self->monitor, MONITOR) != 0 ||
        (self->curve && is_tcp(endpoint) && !zm_curve_guard(self->curve, self->pull)) ||
        zmq_bind(self->pull, endpoint) != 0)
        return bind_error(report, endpoint, errno, in_use);
    if (strncmp(endpoint, "ipc://", 6) == 0 && endpoint[6] != '@')
        self->path = realpath(endpoint + 6, NULL); /* the program may change its directory */
    return MPI_SUCCESS;
}

char *zm_zmq_endpoint(const struct zm_transport *base)
{
    char endpoint[256]; /* longer than any that can be bound */
    size_t size = sizeof endpoint;
    if (zmq_getsockopt(((const struct zmq *)base)->pull, ZMQ_LAST_ENDPOINT, endpoint, &size) != 0)
        return NULL;
    return strdup(endpoint);
}

struct zm_transport *zm_zmq_open(const char *endpoint, int ranks, const unsigned char *secret,
                                 bool *in_use, struct zm_report *report)
{
    *in_use = false;
    struct zmq *self = calloc(1, sizeof *self + (size_t)ranks * sizeof self->push[0]);
    if (!self) {
        zm_fail(report, MPI_ERR_NO_MEM, "no memory for a transport to %d ranks", ranks);
        return NULL;
    }
    self->base = (struct zm_transport){.connect = zmq_transport_connect,
                                       .disconnect = zmq_transport_disconnect,
                                       .send = zmq_transport_send,
                                       .receive = zmq_transport_receive,
                                       .release = zmq_transport_release,
                                       .connection = zmq_transport_connection,
                                       .event = zmq_transport_event,
                                       .descriptors = zmq_transport_descriptors,
                                       .close = zmq_transport_close,
                                       .piece = ZM_PAYLOAD_MAX};
    self->ranks = ranks;
    self->context = zmq_ctx_new();
    if (!self->context) {
        zm_fail(report, MPI_ERR_OTHER, "cannot start ZeroMQ: %s", zmq_strerror(errno));
        free(self);
        return NULL;
    }
    zmq_ctx_set(self->context, ZMQ_MAX_SOCKETS, ranks + 16);
    if (secret && !(self->curve = zm_curve_open(self->context, secret, report))) {
        zmq_transport_close(&self->base, 0);
        return NULL;
    }
    if (endpoint && bind_pull(self, endpoint, in_use, report) != MPI_SUCCESS) {
        zmq_transport_close(&self->base, 0);
        return NULL;
    }
    return &self->base;
}
