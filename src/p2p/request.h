/* SPDX-License-Identifier: BSL-1.0 */
/* A request: a send, a receive, or a collective that is under way. */
#ifndef ZM_P2P_REQUEST_H
#define ZM_P2P_REQUEST_H

#include <mpi.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/list.h"
#include "transport/transport.h"
#include "type/datatype.h"

struct zm_engine;
struct zm_mailbox;

/* Whom a message comes from or goes to, and by which name each end knows the other. */
struct zm_route {
    struct zm_mailbox *mailbox; /* the communicator's, of the right context */
    int self;                   /* this rank in the communicator */
    int peer;                   /* the other rank in the job; MPI_ANY_SOURCE, MPI_PROC_NULL */
    int tag;                    /* or MPI_ANY_TAG */
};

/* What the program may do with a request depends on what it is of. */
enum zm_request_kind {
    ZM_REQUEST_MESSAGE,    /* a send, a receive, or both */
    ZM_REQUEST_COLLECTIVE, /* neither to be cancelled nor freed while it is under way */
    ZM_REQUEST_PARTITIONED_SEND,
    ZM_REQUEST_PARTITIONED_RECEIVE,
    ZM_REQUEST_GENERALIZED /* the program completes it */
};

struct zm_persistent;

struct zm_request {
    struct zm_link link; /* in the list of whoever has to do something about it */
    struct zm_engine *engine;
    enum zm_request_kind kind;
    bool complete;
    bool cancelled;  /* complete, but nothing was sent or received */
    bool receives;   /* it is a receive */
    bool rendezvous; /* it is a send that waits to be told to send its bytes */
    int error;       /* MPI error class, when complete */
    char *why;       /* explanation of the error, or NULL; freed with the request */

    /* the status: of a message that was received */
    int source, tag;
    size_t bytes;

    /* the message */
    struct zm_route route;
    struct zm_signature call;
    const void *buffer; /* of a receive it is written */
    size_t count;
    const struct zm_datatype *datatype;
    size_t first;  /* of a receive: where the message goes, in the packed form of the buffer */
    size_t total;  /* bytes that travel (send), bytes of room (receive) */
    size_t moved;  /* of these, sent or stored so far */
    size_t wanted; /* bytes that the sender was told to send (receive) */
    void *packed;  /* copy of a send buffer that is not contiguous; freed with the request */
    uint64_t id;   /* under which the other rank knows it; 0: none */
    struct zm_loan loan;
    size_t parts; /* requests that it still waits for: see joint.h */

    /* When it completes, who is told; NULL: the program, when it asks. */
    void (*notify)(void *owner, struct zm_request *request);
    void *owner;

    /* How it is started again; NULL: it is done once. See persistent.h. */
    struct zm_persistent *persistent;

    /* for the floors above */
    const char *name;   /* the function of MPI that it is from, a constant; NULL: not known */
    void *communicator; /* whose error handler is to be called; NULL: none */
    void *content;      /* what the request is for them; NULL: nothing */
    void (*fini)(void *content); /* frees that, when the request is freed; or NULL */
};

/* A request that is not complete, with nothing in it; NULL: no memory. */
struct zm_request *zm_request_new(struct zm_engine *engine);

/* Frees a request that is complete. */
void zm_request_free(struct zm_request *request);

/* Completes a request; `error` is explained in the engine's report if it is not MPI_SUCCESS. A
 * request that is told to somebody may be gone when this returns. */
void zm_request_complete(struct zm_request *request, int error);

/* Frees a request that nobody is told of any more, complete or not. */
void zm_request_abandon(struct zm_request *request);

/* The error of a request that is complete, explained in the engine's report. */
int zm_request_error(const struct zm_request *request);

#endif
