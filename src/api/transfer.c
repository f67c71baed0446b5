/* SPDX-License-Identifier: BSL-1.0 */
/* Sends and receives: blocking (sections 3.2 and 3.4 of the standard), nonblocking (3.7.2) and
 * persistent (3.9). */
#include "api/transfer.h"

#include <stdlib.h>

#include "api/call.h"
#include "api/check.h"
#include "api/process.h"
#include "api/request.h"
#include "comm/buffer.h"

int zm_check_transfer(const char *name, struct zm_transfer *transfer)
{
    int error = zm_check_buffer(name, transfer->buffer, transfer->count, transfer->datatype,
                                &transfer->type);
    if (error)
        return error;
    return (transfer->way == ZM_RECEIVE ? zm_check_source : zm_check_destination)(
        transfer->communicator, transfer->rank, transfer->tag, &transfer->route);
}

int zm_start_transfer(const struct zm_transfer *transfer, struct zm_request **request)
{
    static const enum zm_send_mode modes[] = {[ZM_SEND] = ZM_STANDARD,
                                              [ZM_SEND_SYNCHRONOUS] = ZM_SYNCHRONOUS,
                                              [ZM_SEND_COPY] = ZM_COPIED};
    struct zm_engine *engine = &zm_process.engine;
    size_t count = (size_t)transfer->count;
    switch (transfer->way) {
    case ZM_RECEIVE:
        return zm_receive_start(engine, &transfer->route, (void *)transfer->buffer, count,
                                transfer->type, NULL, request);
    case ZM_SEND_BUFFERED:
        return zm_buffer_send(transfer->communicator, &transfer->route, transfer->buffer, count,
                              transfer->type, request);
    default:
        return zm_send_start(engine, &transfer->route, transfer->buffer, count, transfer->type,
                             modes[transfer->way], NULL, request);
    }
}

/* ---- The two forms ---- */

#define TRANSFER_CALL(name, t)                                                              \
    {                                                                                       \
        name,                                                                               \
            (t)->way == ZM_RECEIVE ? "count=%d, %t, source=%s, tag=%g, %c"                  \
                                   : "count=%d, %t, dest=%s, tag=%g, %c",                   \
        {                                                                                   \
            (t)->count, ZM_HANDLE((t)->datatype), (t)->rank, (t)->tag, ZM_HANDLE((t)->comm) \
        }                                                                                   \
    }

static int do_transfer(const struct zm_transfer *transfer, MPI_Status *status)
{
    struct zm_request *made;
    if (transfer->way == ZM_SEND)
        return zm_send(&zm_process.engine, &transfer->route, transfer->buffer,
                       (size_t)transfer->count, transfer->type);
    int error = zm_start_transfer(transfer, &made);
    return error ? error : zm_finish_with(made, status);
}

static int blocking(const char *name, struct zm_transfer *transfer, MPI_Status *status)
{
    const struct zm_call call = TRANSFER_CALL(name, transfer);
    int error;
    zm_enter(&call);
    if (!(error = zm_check_comm(transfer->comm, &transfer->communicator)) &&
        !(error = zm_check_transfer("buf", transfer)))
        error = do_transfer(transfer, status);
    return zm_leave(&call, transfer->communicator, error);
}

static int start_kept(void *transfer, struct zm_request **made)
{
    return zm_start_transfer(transfer, made);
}

static void free_kept(void *kept)
{
    struct zm_transfer *transfer = kept;
    zm_datatype_release(transfer->type);
    free(transfer);
}

/* Keeps a transfer for a persistent request, whose communicator outlives it. */
static int keep(const struct zm_transfer *transfer, struct zm_request **made)
{
    struct zm_transfer *kept = malloc(sizeof *kept);
    if (!kept)
        return ZM_FAIL(MPI_ERR_NO_MEM, "no memory for a request");
    *kept = *transfer;
    zm_datatype_retain(kept->type);
    return zm_persistent_new(&zm_process.engine, start_kept, free_kept, kept, made);
}

/* A request that `make` makes of the transfer: zm_start_transfer, or keep. */
static int hand_out(const char *name, struct zm_transfer *transfer, MPI_Request *request,
                    int (*make)(const struct zm_transfer *transfer, struct zm_request **made))
{
    const struct zm_call call = TRANSFER_CALL(name, transfer);
    struct zm_request *made;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_comm(transfer->comm, &transfer->communicator)) &&
        !(error = zm_check_pointer("request", request)) &&
        !(error = zm_check_transfer("buf", transfer)) && !(error = make(transfer, &made)))
        error = zm_hand_out(transfer->communicator, made, request);
    return zm_leave(&call, transfer->communicator, error);
}

/* ---- The functions ---- */

#define TRANSFER(way) &ZM_TRANSFER(way, buf, count, datatype, rank, tag, comm)

#define BLOCKING_SEND(name, Count, way)                                                     \
    int PMPI_##name(const void *buf, Count count, MPI_Datatype datatype, int rank, int tag, \
                    MPI_Comm comm)                                                          \
    {                                                                                       \
        return blocking("MPI_" #name, TRANSFER(way), MPI_STATUS_IGNORE);                    \
    }                                                                                       \
    ZM_ALIAS(name)

#define BLOCKING_RECEIVE(name, Count)                                                 \
    int PMPI_##name(void *buf, Count count, MPI_Datatype datatype, int rank, int tag, \
                    MPI_Comm comm, MPI_Status *status)                                \
    {                                                                                 \
        return blocking("MPI_" #name, TRANSFER(ZM_RECEIVE), status);                  \
    }                                                                                 \
    ZM_ALIAS(name)

/* One that returns a request, which `make` makes. */
#define WITH_REQUEST(name, Buffer, Count, make, way)                                    \
    int PMPI_##name(Buffer *buf, Count count, MPI_Datatype datatype, int rank, int tag, \
                    MPI_Comm comm, MPI_Request *request)                                \
    {                                                                                   \
        return hand_out("MPI_" #name, TRANSFER(way), request, make);                    \
    }                                                                                   \
    ZM_ALIAS(name)

/* All that send in one mode: MPI_Send, MPI_Isend, MPI_Send_init, and those for large counts. */
#define SENDS(Send, send, way)                                                \
    BLOCKING_SEND(Send, int, way);                                            \
    BLOCKING_SEND(Send##_c, MPI_Count, way);                                  \
    WITH_REQUEST(I##send, const void, int, zm_start_transfer, way);           \
    WITH_REQUEST(I##send##_c, const void, MPI_Count, zm_start_transfer, way); \
    WITH_REQUEST(Send##_init, const void, int, keep, way);                    \
    WITH_REQUEST(Send##_init_c, const void, MPI_Count, keep, way)

SENDS(Send, send, ZM_SEND);
SENDS(Bsend, bsend, ZM_SEND_BUFFERED);
SENDS(Ssend, ssend, ZM_SEND_SYNCHRONOUS);
SENDS(Rsend, rsend, ZM_SEND);

BLOCKING_RECEIVE(Recv, int);
BLOCKING_RECEIVE(Recv_c, MPI_Count);
WITH_REQUEST(Irecv, void, int, zm_start_transfer, ZM_RECEIVE);
WITH_REQUEST(Irecv_c, void, MPI_Count, zm_start_transfer, ZM_RECEIVE);
WITH_REQUEST(Recv_init, void, int, keep, ZM_RECEIVE);
WITH_REQUEST(Recv_init_c, void, MPI_Count, keep, ZM_RECEIVE);
