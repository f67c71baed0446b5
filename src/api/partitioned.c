/* SPDX-License-Identifier: BSL-1.0 */
/* Partitioned communication (chapter 4 of the standard). */
#include "p2p/partitioned.h"

#include <mpi.h>

#include "api/call.h"
#include "api/check.h"
#include "api/process.h"
#include "api/request.h"

/* ---- Making ---- */

/* The arguments of MPI_Psend_init and MPI_Precv_init. */
struct arguments {
    bool sends;
    const void *buffer;
    int partitions;
    MPI_Count count; /* of elements in each */
    MPI_Datatype datatype;
    int rank, tag;
    MPI_Comm comm;
    MPI_Info info;
};

static int check_partitions(int partitions, MPI_Count count)
{
    if (partitions < 0 || (uint32_t)partitions > ZM_PARTITIONS_MAX)
        return ZM_FAIL(MPI_ERR_ARG, "there are %d partitions: expected 0 or more, up to %u",
                       partitions, ZM_PARTITIONS_MAX);
    int error = zm_check_count("count", count);
    if (!error && partitions && count > INT64_MAX / partitions)
        error =
            ZM_FAIL(MPI_ERR_COUNT, "%d partitions of %lld elements are more than memory can hold",
                    partitions, (long long)count);
    return error;
}

/* The route in the mailbox of its own that partitioned communication has. */
static int find_route(struct zm_comm *comm, const struct arguments *a, struct zm_route *route)
{
    /* No wildcards, so what is right of a destination is right of a source. */
    int error = (a->sends ? zm_check_destination : zm_check_source)(comm, a->rank, a->tag, route);
    if (error)
        return error;
    if (a->rank == MPI_ANY_SOURCE)
        return ZM_FAIL(MPI_ERR_RANK, "a partitioned receive must be from one rank");
    if (a->tag == MPI_ANY_TAG)
        return ZM_FAIL(MPI_ERR_TAG, "a partitioned receive must have one tag");
    route->mailbox = zm_comm_partitioned(comm);
    if (!route->mailbox)
        return ZM_FAIL(MPI_ERR_NO_MEM, "no memory for a request");
    return MPI_SUCCESS;
}

static int make(struct zm_comm *comm, const struct arguments *a, MPI_Request *request)
{
    const struct zm_datatype *type;
    struct zm_info *hints;
    struct zm_route route;
    struct zm_request *made;
    int error;
    if ((error = zm_check_pointer("request", request)) ||
        (error = check_partitions(a->partitions, a->count)) ||
        (error = zm_check_buffer("buf", a->buffer, a->partitions * a->count, a->datatype, &type)) ||
        (error = find_route(comm, a, &route)) || (error = zm_check_hints(a->info, &hints)))
        return error;
    struct zm_engine *engine = &zm_process.engine;
    size_t partitions = (size_t)a->partitions, count = (size_t)a->count;
    error = a->sends
                ? zm_partitioned_send_new(engine, &route, a->buffer, partitions, count, type, &made)
                : zm_partitioned_receive_new(engine, &route, a->rank, (void *)a->buffer, partitions,
                                             count, type, &made);
    return error ? error : zm_hand_out(comm, made, request);
}

static int initialize(const char *name, const struct arguments *a, MPI_Request *request)
{
    const struct zm_call call = {
        name,
        a->sends ? "partitions=%d, count=%d, %t, dest=%s, tag=%g, %c"
                 : "partitions=%d, count=%d, %t, source=%s, tag=%g, %c",
        {a->partitions, a->count, ZM_HANDLE(a->datatype), a->rank, a->tag, ZM_HANDLE(a->comm)}};
    struct zm_comm *comm = NULL;
    zm_enter(&call);
    int error = zm_check_comm(a->comm, &comm);
    return zm_leave(&call, comm, error ? error : make(comm, a, request));
}

#define INIT(name, sends, Buffer, Count)                                                         \
    int PMPI_##name(Buffer *buf, int partitions, Count count, MPI_Datatype datatype, int rank,   \
                    int tag, MPI_Comm comm, MPI_Info info, MPI_Request *request)                 \
    {                                                                                            \
        return initialize(                                                                       \
            "MPI_" #name,                                                                        \
            &(struct arguments){sends, buf, partitions, count, datatype, rank, tag, comm, info}, \
            request);                                                                            \
    }                                                                                            \
    ZM_ALIAS(name)

INIT(Psend_init, true, const void, int);
INIT(Psend_init_c, true, const void, MPI_Count);
INIT(Precv_init, false, void, int);
INIT(Precv_init_c, false, void, MPI_Count);

/* ---- Partitions that are ready ---- */

/* A partitioned send that is under way, and its communicator, retained for zm_leave. */
static int check_send(MPI_Request handle, struct zm_request **request, struct zm_comm **comm)
{
    int error = zm_check_request(handle, request);
    if (error)
        return error;
    if ((*request)->communicator)
        *comm = zm_comm_retain((*request)->communicator);
    if ((*request)->kind != ZM_REQUEST_PARTITIONED_SEND)
        return ZM_FAIL(MPI_ERR_REQUEST, "this is no partitioned send");
    if (!zm_request_active(*request))
        return ZM_FAIL(MPI_ERR_REQUEST, "the partitioned send was not started");
    return MPI_SUCCESS;
}

/* A partition of it that is not ready yet. */
static int check_waits(const struct zm_request *request, int partition)
{
    if (partition < 0 || (size_t)partition >= zm_partitions(request))
        return ZM_FAIL(MPI_ERR_ARG, "partition %d is not one of the request's %zu", partition,
                       zm_partitions(request));
    if (!zm_partition_waits(request, (size_t)partition))
        return ZM_FAIL(MPI_ERR_ARG, "partition %d was said to be ready before", partition);
    return MPI_SUCCESS;
}

/* The partitions are those in `list` or, if it is NULL, those from `first` on. They are all checked
 * before any of them is sent. */
static int mark_ready(const struct zm_call *call, MPI_Request handle, const int *list, int first,
                      int count)
{
    struct zm_request *request;
    struct zm_comm *comm = NULL;
    zm_enter(call);
    int error = check_send(handle, &request, &comm);
    if (!error && count < 0)
        error = ZM_FAIL(MPI_ERR_ARG, "there are %d partitions", count);
    for (int i = 0; i < count && !error; i++)
        error = check_waits(request, list ? list[i] : first + i);
    for (int i = 0; i < count && !error; i++)
        if (!(error = check_waits(request, list ? list[i] : first + i))) /* it may be twice */
            zm_partition_ready(request, (size_t)(list ? list[i] : first + i));
    return zm_leave(call, comm, error);
}

int PMPI_Pready(int partition, MPI_Request request)
{
    const struct zm_call call = ZM_CALL("MPI_Pready", "partition=%d", partition);
    return mark_ready(&call, request, NULL, partition, 1);
}
ZM_ALIAS(Pready);

int PMPI_Pready_range(int partition_low, int partition_high, MPI_Request request)
{
    const struct zm_call call = ZM_CALL("MPI_Pready_range", "partition_low=%d, partition_high=%d",
                                        partition_low, partition_high);
    int64_t count = (int64_t)partition_high - partition_low + 1;
    return mark_ready(&call, request, NULL, partition_low,
                      count > 0 && count <= INT32_MAX ? (int)count : -1);
}
ZM_ALIAS(Pready_range);

int PMPI_Pready_list(int length, const int array_of_partitions[], MPI_Request request)
{
    const struct zm_call call = ZM_CALL("MPI_Pready_list", "length=%d", length);
    if (!array_of_partitions)
        length = length ? -1 : 0;
    return mark_ready(&call, request, array_of_partitions, 0, length);
}
ZM_ALIAS(Pready_list);

/* ---- Partitions that have arrived ---- */

static int check_arrived(struct zm_request *request, int partition, int *flag)
{
    if (request->kind != ZM_REQUEST_PARTITIONED_RECEIVE)
        return ZM_FAIL(MPI_ERR_REQUEST, "this is no partitioned receive");
    if (partition < 0 || (size_t)partition >= zm_partitions(request))
        return ZM_FAIL(MPI_ERR_ARG, "partition %d is not one of the request's %zu", partition,
                       zm_partitions(request));
    if (!zm_partition_arrived(request, (size_t)partition))
        zm_progress(&zm_process.engine);
    *flag = zm_partition_arrived(request, (size_t)partition);
    return MPI_SUCCESS;
}

int PMPI_Parrived(MPI_Request request, int partition, int *flag)
{
    const struct zm_call call = ZM_CALL("MPI_Parrived", "partition=%d", partition);
    struct zm_comm *comm = NULL;
    struct zm_request *made;
    int error;
    zm_enter(&call);
    if ((error = zm_check_pointer("flag", flag)))
        return zm_leave(&call, NULL, error);
    *flag = 1; /* what the standard says of no request, and of one that is inactive */
    if (request != MPI_REQUEST_NULL && !(error = zm_check_request(request, &made))) {
        comm = made->communicator ? zm_comm_retain(made->communicator) : NULL;
        error = check_arrived(made, partition, flag);
    }
    return zm_leave(&call, comm, error);
}
ZM_ALIAS(Parrived);
