/* SPDX-License-Identifier: BSL-1.0 */
/* Send and receive in one call (section 3.10 of the standard). */
#include <mpi.h>

#include "api/call.h"
#include "api/check.h"
#include "api/process.h"
#include "api/request.h"
#include "api/transfer.h"
#include "p2p/joint.h"

/* What is sent and what is received; of the communicator only that of `send` counts. */
struct exchange {
    struct zm_transfer send, receive;
};

#define EXCHANGE_CALL(name, e)                                                                 \
    ZM_CALL(name,                                                                              \
            "sendcount=%d, %t, dest=%s, sendtag=%g, recvcount=%d, %t, source=%s, recvtag=%g, " \
            "%c",                                                                              \
            (e)->send.count, ZM_HANDLE((e)->send.datatype), (e)->send.rank, (e)->send.tag,     \
            (e)->receive.count, ZM_HANDLE((e)->receive.datatype), (e)->receive.rank,           \
            (e)->receive.tag, ZM_HANDLE((e)->send.comm))

/* All arguments are checked before anything begins. */
static int check(struct exchange *exchange)
{
    bool replaces = exchange->send.way == ZM_SEND_COPY;
    int error = zm_check_comm(exchange->send.comm, &exchange->send.communicator);
    exchange->receive.communicator = exchange->send.communicator;
    if (!error)
        error = zm_check_transfer(replaces ? "buf" : "sendbuf", &exchange->send);
    return error ? error : zm_check_transfer(replaces ? "buf" : "recvbuf", &exchange->receive);
}

/* Starts both as one request. The send is first, for what it sends is copied then if it shares a
 * buffer with the receive. */
static int start(const struct exchange *exchange, struct zm_request **request)
{
    struct zm_request *part;
    int error = zm_joint_new(&zm_process.engine, 2, request);
    if (error)
        return error;
    error = zm_start_transfer(&exchange->send, &part);
    zm_joint_add(*request, error, part);
    error = zm_start_transfer(&exchange->receive, &part);
    zm_joint_add(*request, error, part);
    return MPI_SUCCESS;
}

static int blocking(const char *name, struct exchange *exchange, MPI_Status *status)
{
    const struct zm_call call = EXCHANGE_CALL(name, exchange);
    struct zm_request *made;
    int error;
    zm_enter(&call);
    if (!(error = check(exchange)) && !(error = start(exchange, &made)))
        error = zm_finish_with(made, status);
    return zm_leave(&call, exchange->send.communicator, error);
}

static int nonblocking(const char *name, struct exchange *exchange, MPI_Request *request)
{
    const struct zm_call call = EXCHANGE_CALL(name, exchange);
    struct zm_request *made;
    int error;
    zm_enter(&call);
    if (!(error = check(exchange)) && !(error = zm_check_pointer("request", request)) &&
        !(error = start(exchange, &made)))
        error = zm_hand_out(exchange->send.communicator, made, request);
    return zm_leave(&call, exchange->send.communicator, error);
}

/* `last` is what the function gives back besides: MPI_Status *status or MPI_Request *request. */
#define SENDRECV(name, Count, frame, Last, last)                                               \
    int PMPI_##name(const void *sendbuf, Count sendcount, MPI_Datatype sendtype, int dest,     \
                    int sendtag, void *recvbuf, Count recvcount, MPI_Datatype recvtype,        \
                    int source, int recvtag, MPI_Comm comm, Last *last)                        \
    {                                                                                          \
        return frame(                                                                          \
            "MPI_" #name,                                                                      \
            &(struct exchange){                                                                \
                ZM_TRANSFER(ZM_SEND, sendbuf, sendcount, sendtype, dest, sendtag, comm),       \
                ZM_TRANSFER(ZM_RECEIVE, recvbuf, recvcount, recvtype, source, recvtag, comm)}, \
            last);                                                                             \
    }                                                                                          \
    ZM_ALIAS(name)

#define SENDRECV_REPLACE(name, Count, frame, Last, last)                                        \
    int PMPI_##name(void *buf, Count count, MPI_Datatype datatype, int dest, int sendtag,       \
                    int source, int recvtag, MPI_Comm comm, Last *last)                         \
    {                                                                                           \
        return frame("MPI_" #name,                                                              \
                     &(struct exchange){                                                        \
                         ZM_TRANSFER(ZM_SEND_COPY, buf, count, datatype, dest, sendtag, comm),  \
                         ZM_TRANSFER(ZM_RECEIVE, buf, count, datatype, source, recvtag, comm)}, \
                     last);                                                                     \
    }                                                                                           \
    ZM_ALIAS(name)

SENDRECV(Sendrecv, int, blocking, MPI_Status, status);
SENDRECV(Sendrecv_c, MPI_Count, blocking, MPI_Status, status);
SENDRECV(Isendrecv, int, nonblocking, MPI_Request, request);
SENDRECV(Isendrecv_c, MPI_Count, nonblocking, MPI_Request, request);
SENDRECV_REPLACE(Sendrecv_replace, int, blocking, MPI_Status, status);
SENDRECV_REPLACE(Sendrecv_replace_c, MPI_Count, blocking, MPI_Status, status);
SENDRECV_REPLACE(Isendrecv_replace, int, nonblocking, MPI_Request, request);
SENDRECV_REPLACE(Isendrecv_replace_c, MPI_Count, nonblocking, MPI_Request, request);
