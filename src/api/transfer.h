/* SPDX-License-Identifier: BSL-1.0 */
/* A send or a receive as the program described it: all calls that send or receive a message, in
 * whatever form, are a frame around these. */
#ifndef ZM_API_TRANSFER_H
#define ZM_API_TRANSFER_H

#include <mpi.h>

#include "comm/comm.h"
#include "p2p/request.h"

enum zm_way {
    ZM_RECEIVE,
    ZM_SEND, /* also in ready mode: a receive that is posted already makes it no different */
    ZM_SEND_SYNCHRONOUS,
    ZM_SEND_BUFFERED,
    ZM_SEND_COPY /* the buffer may be changed at once */
};

struct zm_transfer {
    /* the arguments */
    enum zm_way way;
    const void *buffer; /* of a receive it is written */
    MPI_Count count;
    MPI_Datatype datatype;
    int rank, tag; /* source or destination */
    MPI_Comm comm;
    /* the objects behind them */
    struct zm_comm *communicator;
    const struct zm_datatype *type;
    struct zm_route route;
};

/* A transfer of which only the arguments are there. */
#define ZM_TRANSFER(w, b, n, t, r, g, c) \
    ((struct zm_transfer){               \
        .way = w, .buffer = b, .count = n, .datatype = t, .rank = r, .tag = g, .comm = c})

/* Checks all arguments and looks the objects up, but the communicator, which is there already;
 * `name` is that of the buffer. Returns an MPI error class, explained in the report. */
int zm_check_transfer(const char *name, struct zm_transfer *transfer);

/* Starts it. Returns an MPI error class, explained in the report; then there is no request. */
int zm_start_transfer(const struct zm_transfer *transfer, struct zm_request **request);

#endif
