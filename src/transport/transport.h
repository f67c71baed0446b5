/* SPDX-License-Identifier: BSL-1.0 */
/* A transport moves frames between ranks, reliably and in order for each pair of them. This is the
 * one interface of all transports; whoever uses one knows no more of it.
 *
 * None of the functions blocks. All are called under the library's lock, by any thread. */
#ifndef ZM_TRANSPORT_TRANSPORT_H
#define ZM_TRANSPORT_TRANSPORT_H

#include <poll.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/list.h"
#include "base/report.h"
#include "base/wake.h"
#include "transport/frame.h"

struct zm_transport;

/* Memory lent to a transport: the payloads of frames that are sent without a copy. */
struct zm_loan {
    atomic_size_t frames; /* that still use the memory */
    struct zm_wake *wake; /* rung when the last one is done with it */
};

/* Counts one more frame, before it is sent. */
void zm_loan_take(struct zm_loan *loan);
/* Counts one frame less. Safe in any thread; the loan may be gone when this returns. */
void zm_loan_return(struct zm_loan *loan);

/* A frame that arrived. It must stay where it is until it is released. */
struct zm_frame {
    struct zm_link link; /* for its holder */
    struct zm_header header;
    const void *payload;
    size_t bytes; /* of payload */
    struct zm_transport *transport;
    alignas(max_align_t) unsigned char storage[128]; /* the transport's own */
};

enum zm_event {
    ZM_NO_EVENT,
    ZM_OPENED,
    ZM_CLOSED,
    ZM_REPELLED,   /* a connection of somebody that did not belong here; it is closed, too */
    ZM_TURNED_AWAY /* this rank did not belong where it went; `connection`: 0: it tries again */
};

/* Where a transport's own thread runs. */
enum zm_where {
    ZM_ANYWHERE,   /* where the system puts it */
    ZM_HERE,       /* where it was put last; it interrupts who runs there */
    ZM_HERE_BEHIND /* on the processor of the calling thread, when that one yields or sleeps */
};

struct zm_transport {
    size_t piece; /* bytes of payload in which a long message is best sent; at most the largest */

    /* Opens the way to the rank `peer` of the job, who listens at `endpoint`. The peer need not be
     * there yet. To be called once for each peer, before sending to it. Returns an MPI error class,
     * explained in `report`. */
    int (*connect)(struct zm_transport *self, int peer, const char *endpoint,
                   struct zm_report *report);

    /* Gives the way to a rank that is lost up: frames that were not delivered are dropped, and
     * their loans returned soon. Nothing may be sent there any more. */
    void (*disconnect)(struct zm_transport *self, int peer);

    /* Sends a frame with a payload of `bytes` bytes, at most ZM_PAYLOAD_MAX. With a loan the
     * payload is not copied, and its memory must stay as it is until the loan is returned. Returns
     * an MPI error class, explained in `report`; then the loan is already returned. */
    int (*send)(struct zm_transport *self, int peer, const struct zm_header *header,
                const void *payload, size_t bytes, struct zm_loan *loan, struct zm_report *report);

    /* Takes the next frame that arrived. 1: `frame` holds it; 0: there is none; -1: there was
     * something that is no frame, and was dropped. */
    int (*receive)(struct zm_transport *self, struct zm_frame *frame);

    /* Whether a frame from `receive` is the next one of its rank's, which must be a rank of the
     * job's: else it came before, or too early, and is to be dropped. To be called once for each
     * frame, in their order. NULL: all are. */
    bool (*accept)(struct zm_transport *self, const struct zm_frame *frame);

    /* Looks up to so many times whether there is something to receive, or to do with what waits to
     * be sent, which is cheaper than `receive` and changes nothing. NULL: it is no cheaper. */
    bool (*look)(struct zm_transport *self, int times);

    /* Frees what a frame from `receive` holds. */
    void (*release)(struct zm_transport *self, struct zm_frame *frame);

    /* Names the connection that a frame came by, while the frame is held; -1: it cannot break.
     * Names of closed connections are used again. */
    int (*connection)(struct zm_transport *self, const struct zm_frame *frame);

    /* Tells of a connection that was opened or closed, by its peer or by the network, since the
     * last call: *connection names it. All that came by a connection before it closed can be
     * received. If somebody was turned away *words says more, until the next call. */
    enum zm_event (*event)(struct zm_transport *self, int *connection, const char **words);

    /* The connection by which the frames of `peer` came is closed: asks the peer for what may have
     * been lost with it, or, if that is nothing, for any sign of life. NULL: never to be called. */
    void (*nudge)(struct zm_transport *self, int peer);

    /* Does what is due at this time. To be called before sleeping, and sometimes while the program
     * computes. Returns when to be called next, or ZM_NEVER. NULL: there is nothing to do. */
    int64_t (*tend)(struct zm_transport *self);

    /* Whether all that was sent to `peer` has arrived, where what is lost is sent again. NULL, or
     * where nothing is lost: yes. */
    bool (*settled)(struct zm_transport *self, int peer);

    /* Fills in at most 3 descriptors and returns their number: after `receive` has returned 0 and
     * `event` ZM_NO_EVENT, poll(2) on them tells when it is worth asking again. */
    int (*descriptors)(struct zm_transport *self, struct pollfd *descriptors);

    /* To be called after that poll(2), by whoever called it. NULL: there is no need to. */
    void (*awake)(struct zm_transport *self);

    /* Settles where the thread that moves the data runs. Cheap if that is so already. NULL: there
     * is no such thread. */
    void (*run)(struct zm_transport *self, enum zm_where where);

    /* Ends the transport and frees it. Frames that were sent and are not delivered yet are given
     * `milliseconds` to get away. No socket file remains. */
    void (*close)(struct zm_transport *self, int milliseconds);
};

/* The transport from a rank to itself. NULL: no memory. */
struct zm_transport *zm_self_open(void);

/* The transport over ZeroMQ: one PULL socket bound to `endpoint` (NULL: none, so this rank can only
 * send), one PUSH socket for each peer. `ranks` is the size of the job. Connections over TCP are
 * encrypted if there is a secret, of ZM_SECRET_BYTES bytes (see curve.h), and only who has the same
 * may connect; NULL: there is none. `report` explains why if NULL is returned; *in_use tells
 * whether that is because somebody else has the address. */
struct zm_transport *zm_zmq_open(const char *endpoint, int ranks, const unsigned char *secret,
                                 bool *in_use, struct zm_report *report);

/* The job has its number: frames of it, from and to this rank of it, are reliable from now on.
 * Until then a frame is lost when its connection breaks. */
void zm_zmq_begin(struct zm_transport *transport, int rank, uint64_t job);

/* The endpoint that the transport over ZeroMQ is bound to, with the port that was chosen where that
 * was left open: a string that the caller frees. NULL: no memory. */
char *zm_zmq_endpoint(const struct zm_transport *transport);

/* The host, by its number as in an endpoint, that the last connection came from which was turned
 * away because of its secret; "": none was. */
const char *zm_zmq_repelled(const struct zm_transport *transport);

/* Sends one frame, whose payload is copied, to whoever listens at `endpoint`, by a connection of
 * its own, which is closed when the frame is delivered, or after so many milliseconds if nobody
 * takes it. For those who are no peers, or not yet. Returns an MPI error class, explained in
 * `report`. */
int zm_zmq_post(struct zm_transport *transport, const char *endpoint,
                const struct zm_header *header, const void *payload, size_t bytes, int milliseconds,
                struct zm_report *report);

#endif
