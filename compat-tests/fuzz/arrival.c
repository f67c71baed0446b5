/* SPDX-License-Identifier: BSL-1.0 */
/* Fuzzes what frames from other ranks do, from the transport on: a rank of four, without a network,
 * starts sends, receives and collectives, and gets frames, both in the order that the input says.
 * Then all others are lost, and everything must come to its end. */
#include <mpi.h>

#include "base/clock.h"
#include "coll/coll.h"
#include "comm/comm.h"
#include "fuzz.h"
#include "p2p/engine.h"
#include "p2p/internal.h"

enum { RANKS = 4, RANK = 1, REQUESTS = 32, ELEMENTS = 100000, PAYLOAD = 256 };

static struct zm_report report;
static struct zm_job job;
static struct zm_engine engine;
static struct zm_comms comms;
static struct zm_comm *world;
static struct zm_request *requests[REQUESTS];
static int request_count;
static int numbers[REQUESTS][ELEMENTS], results[REQUESTS][ELEMENTS];

/* ---- The network, on which one frame is under way at a time ---- */

static struct zm_header header;
static unsigned char *payload; /* NULL: there is none */
static size_t payload_bytes;

static int connect_nowhere(struct zm_transport *self, int peer, const char *endpoint,
                           struct zm_report *why)
{
    (void)self, (void)peer, (void)endpoint, (void)why;
    return MPI_SUCCESS;
}

static void disconnect(struct zm_transport *self, int peer)
{
    (void)self, (void)peer;
}

static int send_nowhere(struct zm_transport *self, int peer, const struct zm_header *sent,
                        const void *bytes, size_t count, struct zm_loan *loan,
                        struct zm_report *why)
{
    (void)self, (void)why;
    FUZZ_HOLDS(peer >= 0 && peer < RANKS && peer != RANK && count <= ZM_PAYLOAD_MAX);
    uint8_t sum = sent->kind;
    for (size_t i = 0; i < count; i += 64) /* a sanitizer sees whether the bytes are there */
        sum = (uint8_t)(sum + ((const uint8_t *)bytes)[i]);
    *(volatile uint8_t *)&sum = sum;
    if (loan)
        zm_loan_return(loan);
    return MPI_SUCCESS;
}

static int receive(struct zm_transport *self, struct zm_frame *frame)
{
    if (!payload)
        return 0;
    frame->header = header;
    frame->payload = payload;
    frame->bytes = payload_bytes;
    frame->transport = self;
    memcpy(frame->storage, &payload, sizeof payload);
    payload = NULL;
    return 1;
}

static void release(struct zm_transport *self, struct zm_frame *frame)
{
    (void)self;
    void *bytes;
    memcpy(&bytes, frame->storage, sizeof bytes);
    free(bytes);
}

static int connection(struct zm_transport *self, const struct zm_frame *frame)
{
    (void)self, (void)frame;
    return -1;
}

static enum zm_event event(struct zm_transport *self, int *which, const char **words)
{
    (void)self, (void)which, (void)words;
    return ZM_NO_EVENT;
}

static bool accept_all(struct zm_transport *self, const struct zm_frame *frame)
{
    (void)self, (void)frame;
    return true;
}

static void nudge(struct zm_transport *self, int peer)
{
    (void)self, (void)peer;
}

static int64_t tend(struct zm_transport *self)
{
    (void)self;
    return ZM_NEVER;
}

static void close_network(struct zm_transport *self, int milliseconds)
{
    (void)self, (void)milliseconds;
}

static struct zm_transport network = {
    .piece = 4096,
    .connect = connect_nowhere,
    .disconnect = disconnect,
    .send = send_nowhere,
    .receive = receive,
    .release = release,
    .connection = connection,
    .event = event,
    .accept = accept_all,
    .nudge = nudge,
    .tend = tend,
    .close = close_network,
};

/* ---- The rank ---- */

static void begin(void)
{
    static bool prepared;
    if (!prepared)
        zm_job_make_lock(&job);
    prepared = true;
    pthread_mutex_lock(&job.lock);
    report = (struct zm_report){.rank = RANK, .size = RANKS};
    job.report = &report;
    job.rank = RANK;
    job.size = RANKS;
    job.number = 4711;
    job.former = 0; /* nothing is left of an earlier input */
    job.open = job.ready = true;
    job.strays = 1; /* it need not be said */
    job.losses = job.suspects = job.early_count = 0;
    zm_list_init(&job.early);
    zm_list_init(&job.spare);
    job.peers = calloc(RANKS, sizeof *job.peers);
    job.self = zm_self_open();
    job.network = &network;
    job.settings = (struct zm_settings){.size = RANKS, .control = -1, .prefix = "ZEROMPI_"};
    zm_control_open(&job.control, -1);
    int *members = malloc(RANKS * sizeof *members);
    job.settings.addresses = calloc(RANKS, sizeof *job.settings.addresses);
    FUZZ_HOLDS(job.peers && job.self && members && job.settings.addresses &&
               zm_wake_init(&job.wake));
    for (int i = 0; i < RANKS; i++) {
        members[i] = i;
        FUZZ_HOLDS((job.settings.addresses[i] = strdup("ipc:///nowhere")) != NULL);
        job.peers[i].connection = -1;
        job.peers[i].heard = i != RANK;
        job.peers[i].transport = i == RANK ? job.self : &network;
    }
    comms = (struct zm_comms){.engine = &engine};
    FUZZ_HOLDS(zm_engine_init(&engine, &job) == MPI_SUCCESS);
    FUZZ_HOLDS(zm_comm_new(&comms, zm_group_new(RANKS, members, RANK), NULL,
                           zm_errhandler_predefined(MPI_ERRORS_RETURN), &world) == MPI_SUCCESS);
    FUZZ_HOLDS(zm_comm_open(world, ZM_CONTEXT_WORLD) == MPI_SUCCESS);
    request_count = 0;
}

static void end(void)
{
    for (int i = 0; i < RANKS; i++)
        job.peers[i].lost = i != RANK;
    job.losses++;
    while (zm_progress(&engine))
        ;
    zm_engine_abandon(&engine);
    for (int i = 0; i < request_count; i++) {
        FUZZ_HOLDS(requests[i]->complete);
        zm_request_free(requests[i]);
    }
    zm_comm_release(world);
    zm_engine_fini(&engine);
    zm_job_fini(&job);
    for (int i = 0; i < RANKS; i++) /* which it remembers, should it come back */
        free(job.known[i]);
    free(job.known);
    job.known = NULL;
    pthread_mutex_unlock(&job.lock);
}

/* ---- What it does ---- */

static void start_message(uint8_t which, struct fuzz_input *input)
{
    static const size_t counts[] = {0, 1, 16, 64, 1000, 16384, 20000, ELEMENTS};
    const struct zm_datatype *type = zm_datatype_predefined(MPI_INT);
    struct zm_route route = {world->messages, RANK, fuzz_byte(input) % RANKS, fuzz_byte(input) % 8};
    size_t count = counts[fuzz_byte(input) % 8];
    struct zm_request **request = &requests[request_count];
    int error;
    if (which % 2) {
        if (route.tag == 7)
            route.tag = MPI_ANY_TAG;
        if (which % 4 == 1)
            route.peer = MPI_ANY_SOURCE;
        error =
            zm_receive_start(&engine, &route, results[request_count], count, type, NULL, request);
    } else
        error = zm_send_start(&engine, &route, numbers[request_count], count, type,
                              which % 4 ? ZM_SYNCHRONOUS : ZM_STANDARD, NULL, request);
    request_count += error == MPI_SUCCESS;
}

static struct zm_schedule *make_collective(uint8_t which, int root, size_t count)
{
    const struct zm_datatype *type = zm_datatype_predefined(MPI_INT);
    int *from = numbers[request_count], *to = results[request_count];
    struct zm_block own = {from, count, type}, first = {to, count, type};
    struct zm_reduction sum = {from, to, count, type, zm_op_predefined(MPI_SUM)};
    switch (which % 9) {
    case 0:
        return zm_bcast(world, own, root);
    case 1:
        return zm_gather(world, own, zm_blocks_in_a_row(first), root);
    case 2:
        return zm_scatter(world, own, zm_blocks_in_a_row(first), root);
    case 3:
        return zm_allgather(world, zm_blocks_alike(own), zm_blocks_in_a_row(first));
    case 4:
        return zm_alltoall(world, zm_blocks_in_a_row(own), zm_blocks_in_a_row(first));
    case 5:
        return zm_reduce(world, &sum, root);
    case 6:
        return zm_allreduce(world, &sum);
    case 7:
        return zm_scan(world, &sum);
    default:
        return zm_barrier(world);
    }
}

static void start_collective(struct fuzz_input *input)
{
    static const size_t counts[] = {0, 1, 64, 20000};
    uint8_t which = fuzz_byte(input), how = fuzz_byte(input);
    struct zm_schedule *schedule = make_collective(which, how % RANKS, counts[how / 4 % 4]);
    if (zm_schedule_start(schedule, &engine, &requests[request_count]) == MPI_SUCCESS)
        request_count++;
}

/* A number that is small, or any power of two. */
static uint64_t wide(struct fuzz_input *input)
{
    uint8_t byte = fuzz_byte(input);
    return byte < 192 ? byte : UINT64_C(1) << (byte - 192);
}

/* A frame of this job, the next one of its rank; else anything may be in it. */
static void arrive(uint8_t kind, struct fuzz_input *input)
{
    static const uint64_t contexts[] = {0, 0, 0, 1, 1, 1, 2, 3, 4, UINT64_MAX};
    uint32_t source = fuzz_byte(input) % 8;
    header = (struct zm_header){.kind = kind,
                                .source = source < 6 ? source % RANKS : source,
                                .job = job.number,
                                .context = contexts[fuzz_byte(input) % 10]};
    header.rank = (int)header.source;
    header.tag = (int)wide(input);
    header.length = wide(input);
    header.sender = wide(input);
    header.receiver = wide(input);
    header.offset = wide(input);
    payload_bytes = fuzz_byte(input) % PAYLOAD;
    if (header.length == 191) /* most frames of the library have a whole message */
        header.length = payload_bytes;
    if (header.context == 1)
        header.call = (struct zm_signature){.collective = fuzz_byte(input),
                                            .op = fuzz_byte(input),
                                            .root = (int)wide(input),
                                            .bytes = wide(input),
                                            .number = (uint32_t)wide(input)};
    FUZZ_HOLDS((payload = calloc(1, payload_bytes + !payload_bytes)) != NULL);
    for (size_t i = 0; i < payload_bytes && i < 4; i++)
        payload[i] = fuzz_byte(input);
    zm_progress(&engine);
    free(payload); /* if nobody took it */
    payload = NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    struct fuzz_input input = {data, bytes};
    begin();
    while (input.bytes) {
        uint8_t what = fuzz_byte(&input);
        if (what > 0 && what < ZM_KIND_END && what != ZM_ABORT) /* that is obeyed at once */
            arrive(what, &input);
        else if (request_count < REQUESTS && what >= 192)
            start_collective(&input);
        else if (request_count < REQUESTS)
            start_message(what, &input);
    }
    end();
    return 0;
}
