/* SPDX-License-Identifier: BSL-1.0 */
/* What the parts of the transport over ZeroMQ share: zmq.c moves frames, zmq_socket.c opens
 * sockets, and zmq_stream.c makes good what is lost. */
#ifndef ZM_TRANSPORT_ZMQ_INTERNAL_H
#define ZM_TRANSPORT_ZMQ_INTERNAL_H

#include <errno.h>
#include <sched.h>
#include <zmq.h>

#include "transport/curve.h"
#include "transport/door.h"
#include "transport/stream.h"
#include "transport/transport.h"

/* The way to a peer, and the stream from and to it. */
struct zm_zmq_link {
    void *push;     /* NULL: not connected */
    char *endpoint; /* NULL: the connection cannot break, so there is no need for another one */
    struct zm_stream stream;
};

struct zm_zmq {
    struct zm_transport base;
    void *context;
    void *pull;    /* NULL: this rank only sends */
    void *monitor; /* PAIR socket that tells of the connections of `pull` */
    struct zm_door door;
    void *way;     /* the PUSH socket that was opened last, until its way is known to lead to ... */
    void *guide;   /* ... a rank of the job, of which this PAIR socket tells; NULL: it is known */
    unsigned ways; /* so many were opened with a guide */
    void *posted;  /* `way`, if it is for one frame only ... */
    int patience;  /* ... which has so many milliseconds to get away; else NULL */
    bool met;      /* something has come from the job */
    struct zm_curve *curve; /* the keys for connections over TCP; NULL: they are open to all */
    char *path; /* of the socket file, which ZeroMQ leaves behind; NULL: there is none */
    int rank, ranks;
    int thread;        /* ZeroMQ's I/O thread, by its number; 0: not looked for, -1: not known */
    int processor;     /* to which it is bound; -1: none */
    cpu_set_t allowed; /* those that it had before */
    bool gives_way;    /* it interrupts nobody */
    uint64_t job;      /* whose frames are numbered; 0: none yet */
    struct zm_link tending;     /* streams that need it */
    struct zm_zmq_link links[]; /* by rank */
};

/* Calls libzmq until no signal comes in between: up to version 4.3.4 it then returns before it has
 * begun, also where it does not wait. `result` is an int. */
#define ZM_ZMQ_TRY(result, call) \
    do                           \
        (result) = (call);       \
    while ((result) < 0 && errno == EINTR)

/* ---- Sockets ---- */

/* Whether connections to that endpoint are made by TCP, and so may break, or be listened to. */
bool zm_zmq_is_tcp(const char *endpoint);

/* A socket that sends to `endpoint`; NULL with errno set. */
void *zm_zmq_open_push(struct zm_zmq *self, const char *endpoint);

/* Closes a socket; NULL: there is none. What was sent is given so long to get away. */
void zm_zmq_close_socket(void *socket, int milliseconds);

/* Opens `pull` at `endpoint`, and `monitor`. Returns an MPI error class, explained in `report`;
 * *in_use tells whether somebody else has the address. */
int zm_zmq_bind(struct zm_zmq *self, const char *endpoint, bool *in_use, struct zm_report *report);

/* Ends looking whether the way that was opened last leads to a rank of the job. */
void zm_zmq_dismiss_guide(struct zm_zmq *self);

/* ---- Frames ---- */

/* Sends a frame; a numbered one is kept by `stream`. False with errno set; a loan is returned. */
bool zm_zmq_send_frame(void *push, struct zm_stream *stream, const struct zm_header *header,
                       const void *payload, size_t bytes, struct zm_loan *loan);

/* Sends the messages of a frame, of which `body` may be NULL, or frees them. */
bool zm_zmq_send_parts(void *push, zmq_msg_t *head, zmq_msg_t *body);

/* ---- The I/O thread ---- */

/* Gives the I/O thread a name by which it is found; to be called before any socket is opened. */
void zm_zmq_name_thread(struct zm_zmq *self);

/* A function of the transport: see transport.h. */
void zm_zmq_run(struct zm_transport *base, enum zm_where where);

/* ---- Streams ---- */

/* Sees to it that a stream is tended, if it needs it. */
void zm_zmq_note_stream(struct zm_zmq *self, struct zm_stream *stream);

/* Acknowledges all that came, before this rank goes: others may wait for that. */
void zm_zmq_say_last(struct zm_zmq *self);

/* Functions of the transport: see transport.h. */
bool zm_zmq_accept(struct zm_transport *base, const struct zm_frame *frame);
void zm_zmq_nudge(struct zm_transport *base, int peer);
bool zm_zmq_settled(struct zm_transport *base, int peer);
int64_t zm_zmq_tend(struct zm_transport *base);

#endif
