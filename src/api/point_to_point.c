/* SPDX-License-Identifier: BSL-1.0 */
/* Point-to-point communication (chapter 3 of the standard). */
#include <mpi.h>
#include <string.h>

#include "api/call.h"
#include "api/check.h"
#include "api/process.h"
#include "api/request.h"

/* ---- Sending and receiving ---- */

/* What all sends have in common, by their arguments. */
struct send {
    const void *buf;
    MPI_Count count;
    MPI_Datatype datatype;
    int dest, tag;
    MPI_Comm comm;
    enum zm_send_mode mode;
};

/* The objects behind these arguments. */
struct send_objects {
    struct zm_comm *comm;
    const struct zm_datatype *type;
    struct zm_route route;
};

/* Checks all arguments but the communicator, which the objects hold already. */
static int check_send(const struct send *send, struct send_objects *objects)
{
    int error = zm_check_buffer("buf", send->buf, send->count, send->datatype, &objects->type);
    return error ? error
                 : zm_check_destination(objects->comm, send->dest, send->tag, &objects->route);
}

static int start_send(const struct send *send, const struct send_objects *objects,
                      struct zm_request **request)
{
    return zm_send_start(&zm_process.engine, &objects->route, send->buf, (size_t)send->count,
                         objects->type, send->mode, NULL, request);
}

#define SEND_CALL(name, send)                                                                      \
    ZM_CALL(name, "count=%d, %t, dest=%s, tag=%g, %c", (send)->count, ZM_HANDLE((send)->datatype), \
            (send)->dest, (send)->tag, ZM_HANDLE((send)->comm))

static int blocking_send(const char *name, const struct send *send)
{
    const struct zm_call call = SEND_CALL(name, send);
    struct send_objects objects = {.comm = NULL};
    struct zm_request *made;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_comm(send->comm, &objects.comm)) &&
        !(error = check_send(send, &objects)) && !(error = start_send(send, &objects, &made)))
        error = zm_finish_with(made, MPI_STATUS_IGNORE);
    return zm_leave(&call, objects.comm, error);
}

static int nonblocking_send(const char *name, const struct send *send, MPI_Request *request)
{
    const struct zm_call call = SEND_CALL(name, send);
    struct send_objects objects = {.comm = NULL};
    struct zm_request *made;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_comm(send->comm, &objects.comm)) &&
        !(error = zm_check_pointer("request", request)) && !(error = check_send(send, &objects)) &&
        !(error = start_send(send, &objects, &made)))
        error = zm_hand_out(objects.comm, made, request);
    return zm_leave(&call, objects.comm, error);
}

int PMPI_Send(const void *buf, int count, MPI_Datatype datatype, int dest, int tag, MPI_Comm comm)
{
    return blocking_send("MPI_Send",
                         &(struct send){buf, count, datatype, dest, tag, comm, ZM_STANDARD});
}
ZM_ALIAS(Send);

int PMPI_Ssend(const void *buf, int count, MPI_Datatype datatype, int dest, int tag, MPI_Comm comm)
{
    return blocking_send("MPI_Ssend",
                         &(struct send){buf, count, datatype, dest, tag, comm, ZM_SYNCHRONOUS});
}
ZM_ALIAS(Ssend);

int PMPI_Isend(const void *buf, int count, MPI_Datatype datatype, int dest, int tag, MPI_Comm comm,
               MPI_Request *request)
{
    return nonblocking_send(
        "MPI_Isend", &(struct send){buf, count, datatype, dest, tag, comm, ZM_STANDARD}, request);
}
ZM_ALIAS(Isend);

int PMPI_Issend(const void *buf, int count, MPI_Datatype datatype, int dest, int tag, MPI_Comm comm,
                MPI_Request *request)
{
    return nonblocking_send("MPI_Issend",
                            &(struct send){buf, count, datatype, dest, tag, comm, ZM_SYNCHRONOUS},
                            request);
}
ZM_ALIAS(Issend);

static int start_receive(void *buf, MPI_Count count, MPI_Datatype datatype, int source, int tag,
                         MPI_Comm comm, struct zm_comm **c, struct zm_request **request)
{
    const struct zm_datatype *type;
    struct zm_route route;
    int error;
    if ((error = zm_check_comm(comm, c)) ||
        (error = zm_check_buffer("buf", buf, count, datatype, &type)) ||
        (error = zm_check_source(*c, source, tag, &route)))
        return error;
    return zm_receive_start(&zm_process.engine, &route, buf, (size_t)count, type, NULL, request);
}

#define RECEIVE_CALL(name)                                                                        \
    ZM_CALL(name, "count=%d, %t, source=%s, tag=%g, %c", count, ZM_HANDLE(datatype), source, tag, \
            ZM_HANDLE(comm))

int PMPI_Recv(void *buf, int count, MPI_Datatype datatype, int source, int tag, MPI_Comm comm,
              MPI_Status *status)
{
    const struct zm_call call = RECEIVE_CALL("MPI_Recv");
    struct zm_comm *c = NULL;
    struct zm_request *made;
    zm_enter(&call);
    int error = start_receive(buf, count, datatype, source, tag, comm, &c, &made);
    if (!error)
        error = zm_finish_with(made, status);
    return zm_leave(&call, c, error);
}
ZM_ALIAS(Recv);

int PMPI_Irecv(void *buf, int count, MPI_Datatype datatype, int source, int tag, MPI_Comm comm,
               MPI_Request *request)
{
    const struct zm_call call = RECEIVE_CALL("MPI_Irecv");
    struct zm_comm *c = NULL;
    struct zm_request *made;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_pointer("request", request)) &&
        !(error = start_receive(buf, count, datatype, source, tag, comm, &c, &made)))
        error = zm_hand_out(c, made, request);
    return zm_leave(&call, c, error);
}
ZM_ALIAS(Irecv);

int PMPI_Sendrecv(const void *sendbuf, int sendcount, MPI_Datatype sendtype, int dest, int sendtag,
                  void *recvbuf, int recvcount, MPI_Datatype recvtype, int source, int recvtag,
                  MPI_Comm comm, MPI_Status *status)
{
    const struct zm_call call = ZM_CALL(
        "MPI_Sendrecv",
        "sendcount=%d, %t, dest=%s, sendtag=%g, recvcount=%d, %t, source=%s, recvtag=%g, %c",
        sendcount, ZM_HANDLE(sendtype), dest, sendtag, recvcount, ZM_HANDLE(recvtype), source,
        recvtag, ZM_HANDLE(comm));
    const struct zm_datatype *type;
    struct zm_request *sent, *received;
    struct zm_route route;
    struct send send = {sendbuf, sendcount, sendtype, dest, sendtag, comm, ZM_STANDARD};
    struct send_objects objects = {.comm = NULL};
    int error;
    zm_enter(&call);
    /* All arguments are checked before anything begins. */
    if (!(error = zm_check_comm(comm, &objects.comm)) && !(error = check_send(&send, &objects)) &&
        !(error = zm_check_buffer("recvbuf", recvbuf, recvcount, recvtype, &type)) &&
        !(error = zm_check_source(objects.comm, source, recvtag, &route)) &&
        !(error = start_send(&send, &objects, &sent))) {
        error = zm_receive_start(&zm_process.engine, &route, recvbuf, (size_t)recvcount, type, NULL,
                                 &received);
        zm_wait(sent); /* before any error is explained, for waiting lets other threads in */
        if (!error)
            error = zm_finish_with(received, status);
        if (!error)
            error = zm_finish(sent);
        else
            zm_request_free(sent);
    }
    return zm_leave(&call, objects.comm, error);
}
ZM_ALIAS(Sendrecv);

/* ---- Completion ---- */

/* Waits for, or tests, one request. */
static int complete_one(const struct zm_call *call, MPI_Request *handle, bool waits, int *flag,
                        MPI_Status *status)
{
    struct zm_request *request;
    struct zm_comm *comm = NULL;
    int error;
    zm_enter(call);
    if ((error = zm_check_pointer("request", handle)) || (error = zm_check_pointer("flag", flag)))
        return zm_leave(call, NULL, error);
    *flag = 1;
    if (*handle == MPI_REQUEST_NULL) {
        zm_set_empty_status(status);
        return zm_leave(call, NULL, MPI_SUCCESS);
    }
    if ((error = zm_check_request(*handle, &request)))
        return zm_leave(call, NULL, error);
    if (waits)
        zm_wait(request);
    else if (!request->complete)
        zm_progress(&zm_process.engine);
    *flag = request->complete;
    if (*flag)
        error = zm_take_back(handle, status, &comm);
    return zm_leave(call, comm, error);
}

int PMPI_Wait(MPI_Request *request, MPI_Status *status)
{
    const struct zm_call call = {"MPI_Wait", "", {0}};
    int flag;
    return complete_one(&call, request, true, &flag, status);
}
ZM_ALIAS(Wait);

int PMPI_Test(MPI_Request *request, int *flag, MPI_Status *status)
{
    const struct zm_call call = {"MPI_Test", "", {0}};
    return complete_one(&call, request, false, flag, status);
}
ZM_ALIAS(Test);

/* Several requests of the program's. */
struct several {
    int count;
    MPI_Request *handles;
    int index; /* of the first that is complete; MPI_UNDEFINED */
};

/* Checks an array of handles: it may hold MPI_REQUEST_NULL. */
static int check_several(const struct several *several)
{
    struct zm_request *request;
    int error = zm_check_count("count", several->count);
    if (!error && several->count)
        error = zm_check_pointer("array_of_requests", several->handles);
    for (int i = 0; i < several->count && !error; i++)
        if (several->handles[i] != MPI_REQUEST_NULL &&
            (error = zm_check_request(several->handles[i], &request)))
            zm_fail(&zm_process.report, error,
                    "array_of_requests[%d] is no request, or it was completed before", i);
    return error;
}

static bool is_complete(MPI_Request handle)
{
    return handle == MPI_REQUEST_NULL || ((struct zm_request *)handle)->complete;
}

static bool all_complete(void *argument)
{
    const struct several *several = argument;
    for (int i = 0; i < several->count; i++)
        if (!is_complete(several->handles[i]))
            return false;
    return true;
}

static bool any_complete(void *argument)
{
    struct several *several = argument;
    bool active = false;
    for (int i = 0; i < several->count; i++) {
        if (several->handles[i] == MPI_REQUEST_NULL)
            continue;
        active = true;
        if (is_complete(several->handles[i])) {
            several->index = i;
            return true;
        }
    }
    several->index = MPI_UNDEFINED;
    return !active;
}

/* Takes all requests back, when they are complete. The error code of each goes to its status, if
 * one of them failed; then the call's is MPI_ERR_IN_STATUS. */
static int take_all_back(const struct several *several, MPI_Status *statuses,
                         struct zm_comm **failed)
{
    int first_error = MPI_SUCCESS;
    char why[ZM_EXPLANATION_MAX];
    for (int i = 0; i < several->count; i++) {
        MPI_Status *status = statuses == MPI_STATUSES_IGNORE ? MPI_STATUS_IGNORE : &statuses[i];
        struct zm_comm *comm = NULL;
        int error = MPI_SUCCESS;
        struct zm_request *request;
        if (several->handles[i] == MPI_REQUEST_NULL)
            zm_set_empty_status(status);
        else if (!(error = zm_check_request(several->handles[i], &request))) /* it may be twice */
            error = zm_take_back(&several->handles[i], status, &comm);
        if (status != MPI_STATUS_IGNORE)
            status->MPI_ERROR = error;
        if (error && !first_error) {
            first_error = error;
            *failed = comm;
            memcpy(why, zm_process.report.why, sizeof why);
        } else if (comm)
            zm_comm_release(comm);
    }
    if (!first_error)
        return MPI_SUCCESS;
    return zm_fail(&zm_process.report, MPI_ERR_IN_STATUS, "%s: %s", zm_error_name(first_error),
                   why);
}

static int complete_all(const struct zm_call *call, struct several *several, bool waits, int *flag,
                        MPI_Status *statuses)
{
    struct zm_comm *failed = NULL;
    zm_enter(call);
    int error = check_several(several);
    if (!error)
        error = zm_check_pointer("flag", flag);
    if (error)
        return zm_leave(call, NULL, error);
    if (waits)
        zm_wait_until(&zm_process.engine, all_complete, several);
    else
        zm_progress(&zm_process.engine);
    *flag = all_complete(several);
    if (*flag)
        error = take_all_back(several, statuses, &failed);
    return zm_leave(call, failed, error);
}

int PMPI_Waitall(int count, MPI_Request array_of_requests[], MPI_Status array_of_statuses[])
{
    const struct zm_call call = ZM_CALL("MPI_Waitall", "count=%d", count);
    struct several several = {count, array_of_requests, MPI_UNDEFINED};
    int flag;
    return complete_all(&call, &several, true, &flag, array_of_statuses);
}
ZM_ALIAS(Waitall);

int PMPI_Testall(int count, MPI_Request array_of_requests[], int *flag,
                 MPI_Status array_of_statuses[])
{
    const struct zm_call call = ZM_CALL("MPI_Testall", "count=%d", count);
    struct several several = {count, array_of_requests, MPI_UNDEFINED};
    return complete_all(&call, &several, false, flag, array_of_statuses);
}
ZM_ALIAS(Testall);

int PMPI_Waitany(int count, MPI_Request array_of_requests[], int *index, MPI_Status *status)
{
    const struct zm_call call = ZM_CALL("MPI_Waitany", "count=%d", count);
    struct several several = {count, array_of_requests, MPI_UNDEFINED};
    struct zm_comm *comm = NULL;
    int error;
    zm_enter(&call);
    if ((error = check_several(&several)) || (error = zm_check_pointer("index", index)))
        return zm_leave(&call, NULL, error);
    zm_wait_until(&zm_process.engine, any_complete, &several);
    *index = several.index;
    if (several.index == MPI_UNDEFINED)
        zm_set_empty_status(status);
    else
        error = zm_take_back(&array_of_requests[several.index], status, &comm);
    return zm_leave(&call, comm, error);
}
ZM_ALIAS(Waitany);

/* ---- Probe ---- */

struct probe {
    struct zm_route route;
    const struct zm_header *header;
    int error;
};

/* Whether a message is there, or will never be. */
static bool probe_done(void *argument)
{
    struct probe *probe = argument;
    probe->header = zm_probe(&probe->route);
    if (!probe->header)
        probe->error = zm_check_alive(&zm_process.engine, &probe->route);
    return probe->header || probe->error;
}

static int probe_for(const struct zm_call *call, int source, int tag, MPI_Comm comm, bool waits,
                     int *flag, MPI_Status *status)
{
    struct zm_comm *c = NULL;
    struct probe probe = {.error = MPI_SUCCESS};
    int error;
    zm_enter(call);
    if ((error = zm_check_comm(comm, &c)) ||
        (error = zm_check_source(c, source, tag, &probe.route)) ||
        (error = zm_check_pointer("flag", flag)))
        return zm_leave(call, c, error);
    *flag = 1;
    if (source == MPI_PROC_NULL) {
        zm_set_status(status, MPI_PROC_NULL, MPI_ANY_TAG, 0);
        return zm_leave(call, c, MPI_SUCCESS);
    }
    if (waits)
        zm_wait_until(&zm_process.engine, probe_done, &probe);
    else if (!probe_done(&probe)) {
        zm_progress(&zm_process.engine);
        probe_done(&probe);
    }
    *flag = probe.header != NULL;
    if (probe.header)
        zm_set_status(status, probe.header->rank, probe.header->tag, probe.header->length);
    return zm_leave(call, c, probe.error);
}

#define PROBE_CALL(name) ZM_CALL(name, "source=%s, tag=%g, %c", source, tag, ZM_HANDLE(comm))

int PMPI_Probe(int source, int tag, MPI_Comm comm, MPI_Status *status)
{
    const struct zm_call call = PROBE_CALL("MPI_Probe");
    int flag;
    return probe_for(&call, source, tag, comm, true, &flag, status);
}
ZM_ALIAS(Probe);

int PMPI_Iprobe(int source, int tag, MPI_Comm comm, int *flag, MPI_Status *status)
{
    const struct zm_call call = PROBE_CALL("MPI_Iprobe");
    return probe_for(&call, source, tag, comm, false, flag, status);
}
ZM_ALIAS(Iprobe);
