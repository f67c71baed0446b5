/* SPDX-License-Identifier: BSL-1.0 */
/* Partitioned communication. */
#include "p2p/partitioned.h"

#include <mpi.h>
#include <stdlib.h>
#include <string.h>

#include "base/endian.h"
#include "p2p/joint.h"
#include "p2p/persistent.h"

/* How the sender divides the message. */
struct division {
    size_t partitions, bytes; /* in each */
    int tag;                  /* of the first partition */
};

enum { ANNOUNCEMENT = 20 }; /* bytes of a division on the wire */

struct partitioned {
    struct zm_engine *engine;
    struct zm_route route; /* of the announcement */
    int source;            /* of a receive, for the status */
    const void *buffer;    /* of a receive it is written */
    size_t partitions, count;
    const struct zm_datatype *datatype;
    struct division division;
    bool announced;                  /* of a receive: the division is known */
    struct zm_request *announcement; /* that is under way; NULL: none */
    unsigned char wire[ANNOUNCEMENT];
    bool *done;                   /* by partition of the sender: ready, or arrived */
    struct zm_request *operation; /* that is under way: a joint one */
};

static size_t total_bytes(const struct partitioned *partitioned)
{
    return partitioned->partitions * partitioned->count * partitioned->datatype->size;
}

static struct partitioned *content_of(const struct zm_request *request)
{
    return zm_persistent_owner(request);
}

static int no_memory(const struct partitioned *partitioned)
{
    return zm_fail(partitioned->engine->job->report, MPI_ERR_NO_MEM,
                   "no memory for a partitioned message");
}

static void free_partitioned(void *owner)
{
    struct partitioned *partitioned = owner;
    if (partitioned->announcement) /* it was never started */
        zm_request_abandon(partitioned->announcement);
    zm_datatype_release(partitioned->datatype);
    free(partitioned->done);
    free(partitioned);
}

static struct partitioned *new_partitioned(struct zm_engine *engine, const struct zm_route *route,
                                           const void *buffer, size_t partitions, size_t count,
                                           const struct zm_datatype *datatype)
{
    struct partitioned *made = calloc(1, sizeof *made);
    if (!made)
        return NULL;
    made->engine = engine;
    made->route = *route;
    made->buffer = buffer;
    made->partitions = partitions;
    made->count = count;
    made->datatype = zm_datatype_retain(datatype);
    return made;
}

/* The route of a partition of the sender's. */
static struct zm_route route_of(const struct partitioned *partitioned, size_t partition)
{
    struct zm_route route = partitioned->route;
    route.tag = partitioned->division.tag + (int)partition;
    return route;
}

/* Marks all partitions as not done. */
static bool clear(struct partitioned *partitioned)
{
    size_t n = partitioned->division.partitions;
    if (!partitioned->done && !(partitioned->done = malloc(n ? n * sizeof *partitioned->done : 1)))
        return false;
    memset(partitioned->done, 0, n * sizeof *partitioned->done);
    return true;
}

/* ---- Sending ---- */

/* Tags for `partitions` partitions. When all were given they begin anew: the earlier ones are gone
 * long since. */
static int take_tags(struct zm_mailbox *mailbox, size_t partitions)
{
    if (partitions > ZM_PARTITIONS_MAX - mailbox->partitions)
        mailbox->partitions = 0;
    int tag = INT32_MIN + (int)mailbox->partitions;
    mailbox->partitions += (uint32_t)partitions;
    return tag;
}

static int announce(struct partitioned *partitioned)
{
    const struct division *division = &partitioned->division;
    zm_put64(partitioned->wire, division->partitions);
    zm_put64(partitioned->wire + 8, division->bytes);
    zm_put32(partitioned->wire + 16, (uint32_t)division->tag);
    return zm_send_start(partitioned->engine, &partitioned->route, partitioned->wire, ANNOUNCEMENT,
                         zm_datatype_predefined(MPI_BYTE), ZM_STANDARD, NULL,
                         &partitioned->announcement);
}

/* The first time it is complete when the announcement has left, too: so that arrives, even if the
 * request is freed then. */
static int start_send(void *owner, struct zm_request **made)
{
    struct partitioned *partitioned = owner;
    if (!clear(partitioned))
        return no_memory(partitioned);
    bool first = partitioned->announcement != NULL;
    int error = zm_joint_new(partitioned->engine, partitioned->partitions + first, made);
    if (error)
        return error;
    partitioned->operation = *made;
    if (first) {
        struct zm_request *announcement = partitioned->announcement;
        partitioned->announcement = NULL;
        zm_joint_add(*made, MPI_SUCCESS, announcement);
    }
    return MPI_SUCCESS;
}

int zm_partitioned_send_new(struct zm_engine *engine, const struct zm_route *route,
                            const void *buffer, size_t partitions, size_t count,
                            const struct zm_datatype *datatype, struct zm_request **request)
{
    struct partitioned *made = new_partitioned(engine, route, buffer, partitions, count, datatype);
    if (!made)
        return zm_fail(engine->job->report, MPI_ERR_NO_MEM, "no memory for a request");
    made->division = (struct division){.partitions = partitions, .bytes = count * datatype->size};
    if (route->peer != MPI_PROC_NULL) {
        made->division.tag = take_tags(route->mailbox, partitions);
        int error = announce(made);
        if (error) {
            free_partitioned(made);
            return error;
        }
    }
    int error = zm_persistent_new(engine, start_send, free_partitioned, made, request);
    if (!error)
        (*request)->kind = ZM_REQUEST_PARTITIONED_SEND;
    return error;
}

size_t zm_partitions(const struct zm_request *request)
{
    return content_of(request)->partitions;
}

bool zm_partition_waits(const struct zm_request *request, size_t partition)
{
    return !content_of(request)->done[partition];
}

void zm_partition_ready(struct zm_request *request, size_t partition)
{
    struct partitioned *partitioned = content_of(request);
    const struct zm_datatype *datatype = partitioned->datatype;
    struct zm_route route = route_of(partitioned, partition);
    uintptr_t at = (uintptr_t)partitioned->buffer +
                   partition * partitioned->count * (uintptr_t)datatype->extent;
    struct zm_request *part;
    partitioned->done[partition] = true;
    int error = zm_send_start(partitioned->engine, &route, (const void *)at, partitioned->count,
                              datatype, ZM_STANDARD, NULL, &part);
    zm_joint_add(partitioned->operation, error, part);
}

/* ---- Receiving ---- */

static void on_partition(void *owner, struct zm_request *part)
{
    struct partitioned *partitioned = owner;
    partitioned->done[part->route.tag - partitioned->division.tag] = true;
    part->tag = partitioned->route.tag; /* what the program knows */
    zm_joint_add(partitioned->operation, MPI_SUCCESS, part);
}

/* Posts a receive for each partition of the sender's. */
static void post(struct partitioned *partitioned)
{
    const struct division *division = &partitioned->division;
    size_t count = partitioned->partitions * partitioned->count, total = total_bytes(partitioned);
    for (size_t i = 0; i < division->partitions; i++) {
        struct zm_route route = route_of(partitioned, i);
        struct zm_request *part;
        /* What has no room is an error when it comes. */
        size_t first = i * division->bytes < total ? i * division->bytes : total;
        size_t bytes = division->bytes < total - first ? division->bytes : total - first;
        int error = zm_receive_slice_start(partitioned->engine, &route, (void *)partitioned->buffer,
                                           count, partitioned->datatype, first, bytes, &part);
        if (error)
            zm_joint_add(partitioned->operation, error, NULL);
        else if (part->complete)
            on_partition(partitioned, part);
        else {
            part->owner = partitioned;
            part->notify = on_partition;
        }
    }
}

/* Reads the division off an announcement; false if that is none. */
static bool read_division(struct partitioned *partitioned, const struct zm_request *announcement)
{
    const unsigned char *wire = partitioned->wire;
    uint64_t partitions = zm_get64(wire), bytes = zm_get64(wire + 8);
    int32_t tag = (int32_t)zm_get32(wire + 16);
    if (announcement->bytes != ANNOUNCEMENT || partitions > ZM_PARTITIONS_MAX ||
        tag + (int64_t)partitions > INT32_MIN + (int64_t)ZM_PARTITIONS_MAX ||
        (partitions && bytes > PTRDIFF_MAX / partitions))
        return false;
    partitioned->division = (struct division){(size_t)partitions, (size_t)bytes, tag};
    return true;
}

static void on_announced(void *owner, struct zm_request *announcement)
{
    struct partitioned *partitioned = owner;
    struct zm_request *operation = partitioned->operation; /* which waits for this */
    int error = zm_request_error(announcement);
    if (!error && !read_division(partitioned, announcement))
        error = zm_fail(partitioned->engine->job->report, MPI_ERR_INTERN,
                        "what announces the partitions is damaged");
    partitioned->announcement = NULL;
    zm_request_free(announcement);
    if (!error && !clear(partitioned))
        error = no_memory(partitioned);
    partitioned->announced = !error;
    if (!operation)
        return;
    if (!error) {
        zm_joint_expect(operation, partitioned->division.partitions);
        post(partitioned);
    }
    zm_joint_add(operation, error, NULL);
}

static int start_receive(void *owner, struct zm_request **made)
{
    struct partitioned *partitioned = owner;
    int error = zm_check_alive(partitioned->engine, &partitioned->route);
    if (error)
        return error;
    if (!partitioned->announced && !partitioned->announcement)
        return zm_fail(partitioned->engine->job->report, MPI_ERR_INTERN,
                       "what announces the partitions was damaged");
    if (partitioned->announced && !clear(partitioned))
        return no_memory(partitioned);
    size_t parts = partitioned->announced ? partitioned->division.partitions : 1;
    error = zm_joint_new(partitioned->engine, parts, made);
    if (error)
        return error;
    (*made)->receives = true;
    (*made)->source = partitioned->source;
    (*made)->tag = partitioned->source == MPI_PROC_NULL ? MPI_ANY_TAG : partitioned->route.tag;
    partitioned->operation = *made;
    if (partitioned->announced)
        post(partitioned);
    return MPI_SUCCESS;
}

/* Begins to receive the announcement. */
static int listen(struct partitioned *partitioned)
{
    int error =
        zm_receive_start(partitioned->engine, &partitioned->route, partitioned->wire, ANNOUNCEMENT,
                         zm_datatype_predefined(MPI_BYTE), NULL, &partitioned->announcement);
    if (error)
        return error;
    if (partitioned->announcement->complete)
        on_announced(partitioned, partitioned->announcement);
    else {
        partitioned->announcement->owner = partitioned;
        partitioned->announcement->notify = on_announced;
    }
    return MPI_SUCCESS;
}

int zm_partitioned_receive_new(struct zm_engine *engine, const struct zm_route *route, int source,
                               void *buffer, size_t partitions, size_t count,
                               const struct zm_datatype *datatype, struct zm_request **request)
{
    struct partitioned *made = new_partitioned(engine, route, buffer, partitions, count, datatype);
    if (!made)
        return zm_fail(engine->job->report, MPI_ERR_NO_MEM, "no memory for a request");
    made->source = source;
    made->announced = route->peer == MPI_PROC_NULL; /* of no partitions */
    int error = made->announced ? MPI_SUCCESS : listen(made);
    if (error) {
        free_partitioned(made);
        return error;
    }
    error = zm_persistent_new(engine, start_receive, free_partitioned, made, request);
    if (!error)
        (*request)->kind = ZM_REQUEST_PARTITIONED_RECEIVE;
    return error;
}

bool zm_partition_arrived(const struct zm_request *request, size_t partition)
{
    const struct partitioned *partitioned = content_of(request);
    const struct division *division = &partitioned->division;
    size_t bytes = partitioned->count * partitioned->datatype->size;
    if (request->complete)
        return true;
    if (!partitioned->announced)
        return false;
    if (bytes == 0 || division->bytes == 0)
        return division->partitions == partitioned->partitions && partitioned->done[partition];
    size_t last = ((partition + 1) * bytes - 1) / division->bytes;
    for (size_t i = partition * bytes / division->bytes; i <= last; i++)
        if (i < division->partitions && !partitioned->done[i])
            return false;
    return true;
}
