/* SPDX-License-Identifier: BSL-1.0 */
/* The sockets of the transport over ZeroMQ: how they are opened, and what ZeroMQ does not see to.
 */
#include <errno.h>
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "transport/zmq_internal.h"

#define RECEIVE_HIGH_WATER 64 /* frames for each peer, so at most 64 MiB of payload */
#define MONITOR "inproc://zerompi.connections"
#define CURVE_OVERHEAD 64 /* bytes, more than enough, that encryption adds to a message */

#define HEARTBEAT 1000       /* milliseconds between signs of life of other hosts ... */
#define HEARTBEAT_LIMIT 3000 /* ... without which a connection is given up */
#define CONNECT_LIMIT 1000   /* before it is tried anew: kernels wait longer and longer */

static void set(void *socket, int option, int value)
{
    zmq_setsockopt(socket, option, &value, sizeof value);
}

static bool connect_to(void *socket, const char *endpoint)
{
    int result;
    ZM_ZMQ_TRY(result, zmq_connect(socket, endpoint));
    return result == 0;
}

static bool bind_to(void *socket, const char *endpoint)
{
    int result;
    ZM_ZMQ_TRY(result, zmq_bind(socket, endpoint));
    return result == 0;
}

static bool monitor(void *socket, const char *endpoint, int events)
{
    int result;
    ZM_ZMQ_TRY(result, zmq_socket_monitor(socket, endpoint, events));
    return result == 0;
}

bool zm_zmq_is_tcp(const char *endpoint)
{
    return strncmp(endpoint, "tcp://", 6) == 0;
}

/* Connections to other hosts may break without a word; and who tries to connect while a network is
 * down is to try again soon when it is up. */
static void watch_connection(void *socket, const char *endpoint)
{
    if (!zm_zmq_is_tcp(endpoint) || strncmp(endpoint, "tcp://127.", 10) == 0)
        return;
    set(socket, ZMQ_HEARTBEAT_IVL, HEARTBEAT);
    set(socket, ZMQ_HEARTBEAT_TIMEOUT, HEARTBEAT_LIMIT);
    set(socket, ZMQ_CONNECT_TIMEOUT, CONNECT_LIMIT);
}

void zm_zmq_close_socket(void *socket, int milliseconds)
{
    if (!socket)
        return;
    set(socket, ZMQ_LINGER, milliseconds);
    zmq_close(socket);
}

/* Ends looking whether the way that was opened last leads to a rank of the job. */
void zm_zmq_dismiss_guide(struct zm_zmq *self)
{
    if (self->way)
        zmq_socket_monitor(self->way, NULL, 0); /* first, for ZeroMQ waits to tell those who went */
    zm_zmq_close_socket(self->guide, 0);
    zm_zmq_close_socket(self->posted, self->patience);
    self->way = self->guide = self->posted = NULL;
}

/* Who is turned away at the first ways that it goes is to hear of it: until something has come from
 * the job, this rank does not know whether it belongs to it. Where that cannot be had, do without.
 */
static void ask_guide(struct zm_zmq *self, void *push)
{
    char name[40];
    snprintf(name, sizeof name, "inproc://zerompi.way.%u", self->ways++);
    zm_zmq_dismiss_guide(self);
    int events = ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL |
                 ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH;
    if (!monitor(push, name, events))
        return;
    self->way = push;
    self->guide = zmq_socket(self->context, ZMQ_PAIR);
    if (!self->guide || !connect_to(self->guide, name))
        zm_zmq_dismiss_guide(self);
}

/* A socket that sends to `endpoint`; NULL with errno set. */
void *zm_zmq_open_push(struct zm_zmq *self, const char *endpoint)
{
    void *push = zmq_socket(self->context, ZMQ_PUSH);
    if (!push)
        return NULL;
    set(push, ZMQ_SNDHWM, 0);
    set(push, ZMQ_RECONNECT_IVL, 10);
    set(push, ZMQ_RECONNECT_IVL_MAX, 200);
    set(push, ZMQ_IPV6, strchr(endpoint, '[') != NULL);
    watch_connection(push, endpoint);
    if (zm_zmq_is_tcp(endpoint) && !self->met)
        ask_guide(self, push);
    if ((!self->curve || !zm_zmq_is_tcp(endpoint) || zm_curve_present(self->curve, push)) &&
        connect_to(push, endpoint))
        return push;
    int error = errno;
    zm_zmq_dismiss_guide(self);
    zm_zmq_close_socket(push, 0);
    errno = error;
    return NULL;
}

/* ---- Binding ---- */

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

int zm_zmq_bind(struct zm_zmq *self, const char *endpoint, bool *in_use, struct zm_report *report)
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
    watch_connection(self->pull, endpoint);
    int64_t largest = ZM_HEADER_SIZE + ZM_PAYLOAD_MAX + CURVE_OVERHEAD;
    zmq_setsockopt(self->pull, ZMQ_MAXMSGSIZE, &largest, sizeof largest);
    set(self->monitor, ZMQ_RCVHWM, 0);
    int events = ZMQ_EVENT_ACCEPTED | ZMQ_EVENT_DISCONNECTED | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL |
                 ZMQ_EVENT_HANDSHAKE_FAILED_AUTH;
    if (!monitor(self->pull, MONITOR, events) || !connect_to(self->monitor, MONITOR) ||
        (self->curve && zm_zmq_is_tcp(endpoint) && !zm_curve_guard(self->curve, self->pull)) ||
        !bind_to(self->pull, endpoint))
        return bind_error(report, endpoint, errno, in_use);
    if (strncmp(endpoint, "ipc://", 6) == 0 && endpoint[6] != '@')
        self->path = realpath(endpoint + 6, NULL); /* the program may change its directory */
    return MPI_SUCCESS;
}
