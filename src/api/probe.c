/* SPDX-License-Identifier: BSL-1.0 */
/* Probe, matched probe and matched receive (sections 3.8.1 to 3.8.3 of the standard). */
#include <mpi.h>
#include <stdlib.h>

#include "api/call.h"
#include "api/check.h"
#include "api/message.h"
#include "api/process.h"
#include "api/request.h"

/* A message that a matched probe took out of the mailbox. */
struct message {
    struct zm_comm *comm; /* retained */
    struct zm_route route;
    struct zm_frame *frame;
};

void zm_message_release(void *object)
{
    struct message *message = object;
    zm_drop_matched(&zm_process.engine, message->frame);
    zm_comm_release(message->comm);
    free(message);
}

/* ---- Probe ---- */

struct probe {
    struct zm_route route;
    const struct zm_header *header; /* of the message that was found */
    int error;
};

/* Whether a message is there, or will never be. */
static bool probe_done(void *argument)
{
    struct probe *probe = argument;
    probe->header = zm_probe(&probe->route);
    probe->error = probe->header ? MPI_SUCCESS : zm_check_alive(&zm_process.engine, &probe->route);
    return probe->header || probe->error;
}

/* Takes the message that was found out of the mailbox, and gives the program a handle of it. */
static int match(struct zm_comm *comm, const struct probe *probe, MPI_Message *handle)
{
    struct message *message = malloc(sizeof *message);
    if (!message)
        return ZM_FAIL(MPI_ERR_NO_MEM, "no memory for a message");
    int error = zm_handle_give(ZM_HANDLE_MESSAGE, message);
    if (error) {
        free(message);
        return error;
    }
    *message = (struct message){zm_comm_retain(comm), probe->route, zm_match(&probe->route)};
    *handle = (MPI_Message)message;
    return MPI_SUCCESS;
}

/* Looks for a message, or waits for one. `message` is NULL if it is to stay where it is. */
static int find(struct zm_comm *comm, struct probe *probe, bool waits, int *flag,
                MPI_Message *message, MPI_Status *status)
{
    if (probe->route.peer == MPI_PROC_NULL) {
        *flag = 1;
        if (message)
            *message = MPI_MESSAGE_NO_PROC;
        zm_set_status(status, MPI_PROC_NULL, MPI_ANY_TAG, 0);
        return MPI_SUCCESS;
    }
    if (waits)
        zm_wait_until(&zm_process.engine, probe_done, probe,
                      &(struct zm_awaited){.route = &probe->route});
    else
        zm_poll(&zm_process.engine, probe_done, probe);
    *flag = probe->header != NULL;
    if (message)
        *message = MPI_MESSAGE_NULL;
    if (!probe->header)
        return probe->error;
    zm_set_status(status, probe->header->rank, probe->header->tag, probe->header->length);
    return message ? match(comm, probe, message) : MPI_SUCCESS;
}

static int probe_for(const struct zm_call *call, int source, int tag, MPI_Comm comm, bool waits,
                     int *flag, bool matches, MPI_Message *message, MPI_Status *status)
{
    struct zm_comm *c = NULL;
    struct probe probe = {.error = MPI_SUCCESS};
    int error;
    zm_enter(call);
    (void)((error = zm_check_comm(comm, &c)) ||
           (error = zm_check_source(c, source, tag, &probe.route)) ||
           (error = zm_check_pointer("flag", flag)) ||
           (matches && (error = zm_check_pointer("message", message))) ||
           (error = find(c, &probe, waits, flag, message, status)));
    return zm_leave(call, c, error);
}

#define PROBE_CALL(name) ZM_CALL(name, "source=%s, tag=%g, %c", source, tag, ZM_HANDLE(comm))

int PMPI_Probe(int source, int tag, MPI_Comm comm, MPI_Status *status)
{
    const struct zm_call call = PROBE_CALL("MPI_Probe");
    int flag;
    return probe_for(&call, source, tag, comm, true, &flag, false, NULL, status);
}
ZM_ALIAS(Probe);

int PMPI_Iprobe(int source, int tag, MPI_Comm comm, int *flag, MPI_Status *status)
{
    const struct zm_call call = PROBE_CALL("MPI_Iprobe");
    return probe_for(&call, source, tag, comm, false, flag, false, NULL, status);
}
ZM_ALIAS(Iprobe);

int PMPI_Mprobe(int source, int tag, MPI_Comm comm, MPI_Message *message, MPI_Status *status)
{
    const struct zm_call call = PROBE_CALL("MPI_Mprobe");
    int flag;
    return probe_for(&call, source, tag, comm, true, &flag, true, message, status);
}
ZM_ALIAS(Mprobe);

int PMPI_Improbe(int source, int tag, MPI_Comm comm, int *flag, MPI_Message *message,
                 MPI_Status *status)
{
    const struct zm_call call = PROBE_CALL("MPI_Improbe");
    return probe_for(&call, source, tag, comm, false, flag, true, message, status);
}
ZM_ALIAS(Improbe);

/* ---- Matched receive ---- */

/* The message behind a handle, NULL for MPI_MESSAGE_NO_PROC; and its communicator, retained for
 * zm_leave. */
static int check_message(const MPI_Message *handle, struct message **message, struct zm_comm **comm)
{
    int error = zm_check_pointer("message", handle);
    if (error)
        return error;
    *message = zm_handle_find(ZM_HANDLE_MESSAGE, *handle);
    if (*message)
        *comm = zm_comm_retain((*message)->comm);
    else if (*handle != MPI_MESSAGE_NO_PROC)
        return ZM_FAIL(MPI_ERR_REQUEST, *handle == MPI_MESSAGE_NULL
                                            ? "there is no message"
                                            : "this is no message, or it was received");
    return MPI_SUCCESS;
}

/* Starts to receive the message, and takes its handle back. */
static int start(struct message *message, MPI_Message *handle, void *buffer, MPI_Count count,
                 const struct zm_datatype *type, struct zm_request **made)
{
    struct zm_engine *engine = &zm_process.engine;
    const struct zm_route nobody = {.peer = MPI_PROC_NULL, .tag = MPI_ANY_TAG};
    int error = message
                    ? zm_receive_matched(engine, &message->route, message->frame, buffer,
                                         (size_t)count, type, made)
                    : zm_receive_start(engine, &nobody, buffer, (size_t)count, type, NULL, made);
    if (error)
        return error;
    *handle = MPI_MESSAGE_NULL;
    if (message) {
        zm_handle_take(ZM_HANDLE_MESSAGE, message);
        zm_comm_release(message->comm); /* the caller has another reference */
        free(message);
    }
    return MPI_SUCCESS;
}

static int matched_receive(const char *name, void *buf, MPI_Count count, MPI_Datatype datatype,
                           MPI_Message *message, MPI_Status *status, bool waits,
                           MPI_Request *request)
{
    const struct zm_call call = ZM_CALL(name, "count=%d, %t", count, ZM_HANDLE(datatype));
    const struct zm_datatype *type;
    struct message *matched;
    struct zm_request *made;
    struct zm_comm *comm = NULL;
    int error;
    zm_enter(&call);
    if (!(error = check_message(message, &matched, &comm)) &&
        !(error = zm_check_buffer("buf", buf, count, datatype, &type)) &&
        (waits || !(error = zm_check_pointer("request", request))) &&
        !(error = start(matched, message, buf, count, type, &made)))
        error = waits ? zm_finish_with(made, status) : zm_hand_out(comm, made, request);
    return zm_leave(&call, comm, error);
}

#define MATCHED_RECEIVE(name, Count)                                                             \
    int PMPI_##name(void *buf, Count count, MPI_Datatype datatype, MPI_Message *message,         \
                    MPI_Status *status)                                                          \
    {                                                                                            \
        return matched_receive("MPI_" #name, buf, count, datatype, message, status, true, NULL); \
    }                                                                                            \
    ZM_ALIAS(name)
#define NONBLOCKING_MATCHED_RECEIVE(name, Count)                                               \
    int PMPI_##name(void *buf, Count count, MPI_Datatype datatype, MPI_Message *message,       \
                    MPI_Request *request)                                                      \
    {                                                                                          \
        return matched_receive("MPI_" #name, buf, count, datatype, message, MPI_STATUS_IGNORE, \
                               false, request);                                                \
    }                                                                                          \
    ZM_ALIAS(name)

MATCHED_RECEIVE(Mrecv, int);
MATCHED_RECEIVE(Mrecv_c, MPI_Count);
NONBLOCKING_MATCHED_RECEIVE(Imrecv, int);
NONBLOCKING_MATCHED_RECEIVE(Imrecv_c, MPI_Count);
