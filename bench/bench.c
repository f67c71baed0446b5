/* SPDX-License-Identifier: BSL-1.0 */
/* Measures an MPI library: messages between two ranks, and the collectives over all ranks. Any
 * mpicc compiles it. Prints a line for each measurement: the test, the number of ranks, the size in
 * bytes and the microseconds that one operation takes, in the median.
 *
 * Usage: bench [-m MILLISECONDS] [-l SECONDS] TEST:BYTES...
 * A measurement takes about so many milliseconds, or one operation if that is slower; after so many
 * seconds no other one begins. Without any it only starts and ends. */
#include "sample.h"
#include <mpi.h>
#include <stdio.h>
#include <string.h>

enum { WINDOW = 16 }; /* messages under way at once in a stream */

struct bench {
    int rank, size;
    size_t bytes;
    long calls; /* of collectives that have a root, so far */
    char *in, *out;
};

/* One round of a test that rank 0 times as a whole, called many times in a row. */
typedef void (*round_fn)(struct bench *b);

static void fail(const char *what, const char *which)
{
    fprintf(stderr, "bench: %s %s\n", what, which);
    MPI_Abort(MPI_COMM_WORLD, 2);
}

/* All of it is written to, since pages that never were are all the same page of zeros. */
static char *allocate(size_t bytes)
{
    char *memory = malloc(bytes + 1);
    if (!memory)
        fail("no memory", "for the buffers");
    return memset(memory, 1, bytes + 1);
}

/* ---- Rounds: ping-pong, stream and barrier ------------------------------------------- */

static void pingpong(struct bench *b)
{
    int n = (int)b->bytes;
    if (b->rank == 0) {
        MPI_Send(b->out, n, MPI_BYTE, 1, 0, MPI_COMM_WORLD);
        MPI_Recv(b->in, n, MPI_BYTE, 1, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    } else if (b->rank == 1) {
        MPI_Recv(b->in, n, MPI_BYTE, 0, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        MPI_Send(b->out, n, MPI_BYTE, 0, 0, MPI_COMM_WORLD);
    }
}

/* A window of messages one way, then an empty one back. */
static void stream(struct bench *b)
{
    int n = (int)b->bytes;
    MPI_Request requests[WINDOW];
    MPI_Status statuses[WINDOW];
    if (b->rank == 0) {
        for (int i = 0; i < WINDOW; i++)
            MPI_Isend(b->out, n, MPI_BYTE, 1, 0, MPI_COMM_WORLD, &requests[i]);
        MPI_Waitall(WINDOW, requests, statuses);
        MPI_Recv(NULL, 0, MPI_BYTE, 1, 1, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    } else if (b->rank == 1) {
        for (int i = 0; i < WINDOW; i++)
            MPI_Irecv(b->in, n, MPI_BYTE, 0, 0, MPI_COMM_WORLD, &requests[i]);
        MPI_Waitall(WINDOW, requests, statuses);
        MPI_Send(NULL, 0, MPI_BYTE, 0, 1, MPI_COMM_WORLD);
    }
}

static void barrier(struct bench *b)
{
    (void)b;
    MPI_Barrier(MPI_COMM_WORLD);
}

/* ---- Rounds: collectives ------------------------------------------------------------- */

/* The root moves on with every call, so that no rank can run ahead of the others for long. */
static int next_root(struct bench *b)
{
    return (int)(b->calls++ % b->size);
}

static void bcast(struct bench *b)
{
    MPI_Bcast(b->out, (int)b->bytes, MPI_BYTE, next_root(b), MPI_COMM_WORLD);
}

static void reduce(struct bench *b)
{
    MPI_Reduce(b->out, b->in, (int)(b->bytes / sizeof(double)), MPI_DOUBLE, MPI_SUM, next_root(b),
               MPI_COMM_WORLD);
}

static void allreduce(struct bench *b)
{
    MPI_Allreduce(b->out, b->in, (int)(b->bytes / sizeof(double)), MPI_DOUBLE, MPI_SUM,
                  MPI_COMM_WORLD);
}

static void scatter(struct bench *b)
{
    MPI_Scatter(b->out, (int)b->bytes, MPI_BYTE, b->in, (int)b->bytes, MPI_BYTE, next_root(b),
                MPI_COMM_WORLD);
}

static void gather(struct bench *b)
{
    MPI_Gather(b->out, (int)b->bytes, MPI_BYTE, b->in, (int)b->bytes, MPI_BYTE, next_root(b),
               MPI_COMM_WORLD);
}

static void allgather(struct bench *b)
{
    MPI_Allgather(b->out, (int)b->bytes, MPI_BYTE, b->in, (int)b->bytes, MPI_BYTE, MPI_COMM_WORLD);
}

static void alltoall(struct bench *b)
{
    MPI_Alltoall(b->out, (int)b->bytes, MPI_BYTE, b->in, (int)b->bytes, MPI_BYTE, MPI_COMM_WORLD);
}

/* Blocks that are alike, of `bytes` bytes together. */
static void divide(const struct bench *b, size_t unit, int *counts, int *places)
{
    for (int i = 0; i < b->size; i++) {
        counts[i] = (int)(b->bytes / unit / b->size);
        places[i] = i * counts[i];
    }
}

static void allgatherv(struct bench *b)
{
    int counts[1024], places[1024];
    divide(b, 1, counts, places);
    MPI_Allgatherv(b->out, counts[b->rank], MPI_BYTE, b->in, counts, places, MPI_BYTE,
                   MPI_COMM_WORLD);
}

static void reduce_scatter(struct bench *b)
{
    int counts[1024], places[1024];
    divide(b, sizeof(double), counts, places);
    MPI_Reduce_scatter(b->out, b->in, counts, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
}

static void reduce_scatter_block(struct bench *b)
{
    MPI_Reduce_scatter_block(b->out, b->in, (int)(b->bytes / sizeof(double)), MPI_DOUBLE, MPI_SUM,
                             MPI_COMM_WORLD);
}

/* ---- The tests ----------------------------------------------------------------------- */

struct test {
    const char *name;
    round_fn round;
    int messages;   /* times that the operation happens in one round */
    int has_root;   /* it is timed over all roots */
    int all_blocks; /* the buffers hold a block for each rank */
};

static const struct test tests[] = {
    {"pingpong", pingpong, 2, 0, 0},
    {"stream", stream, WINDOW, 0, 0},
    {"barrier", barrier, 1, 0, 0},
    {"bcast", bcast, 1, 1, 0},
    {"reduce", reduce, 1, 1, 0},
    {"allreduce", allreduce, 1, 0, 0},
    {"scatter", scatter, 1, 1, 1},
    {"gather", gather, 1, 1, 1},
    {"allgather", allgather, 1, 0, 1},
    {"alltoall", alltoall, 1, 0, 1},
    {"allgatherv", allgatherv, 1, 0, 0},
    {"reduce_scatter", reduce_scatter, 1, 0, 0},
    {"reduce_scatter_block", reduce_scatter_block, 1, 0, 1},
};

static const struct test *find_test(const char *name)
{
    for (size_t i = 0; i < sizeof(tests) / sizeof(*tests); i++) {
        size_t length = strlen(tests[i].name);
        if (!strncmp(tests[i].name, name, length) && name[length] == ':')
            return &tests[i];
    }
    fail("not TEST:BYTES:", name);
    return NULL;
}

/* ---- Timing -------------------------------------------------------------------------- */

static double time_rounds(struct bench *b, round_fn round, long repeat)
{
    MPI_Barrier(MPI_COMM_WORLD);
    double start = MPI_Wtime();
    for (long i = 0; i < repeat; i++)
        round(b);
    return MPI_Wtime() - start;
}

/* The seconds that a round takes: repeats it until a sample is long enough, and takes the median of
 * as many as there is time for. All ranks follow rank 0's clock. The first sample warms up. */
static double measure(struct bench *b, const struct test *test, double whole)
{
    double samples[SAMPLES];
    long repeat = test->has_root ? b->size : 1, n = 0;
    time_rounds(b, test->round, repeat);
    for (;;) {
        double seconds = time_rounds(b, test->round, repeat);
        samples[0] = seconds / repeat;
        n = samples_of(seconds, whole);
        MPI_Bcast(&n, 1, MPI_LONG, 0, MPI_COMM_WORLD);
        if (n)
            break;
        repeat *= 2;
    }
    for (long i = 1; i < n; i++)
        samples[i] = time_rounds(b, test->round, repeat) / repeat;
    return median(samples, n);
}

static void run_test(struct bench *b, const char *what, double whole)
{
    const struct test *test = find_test(what);
    b->bytes = strtoul(strchr(what, ':') + 1, NULL, 10);
    size_t buffer = test->all_blocks ? b->bytes * b->size : b->bytes;
    b->in = allocate(buffer);
    b->out = allocate(buffer);
    double seconds = measure(b, test, whole) / test->messages;
    if (b->rank == 0) {
        printf("%s %d %zu %.3f\n", test->name, b->size, b->bytes, seconds * 1e6);
        fflush(stdout);
    }
    free(b->in);
    free(b->out);
}

int main(int argc, char **argv)
{
    struct bench b = {0};
    double whole = 0.1, limit = 1e9;
    int at = 1, go_on = 1;

    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &b.rank);
    MPI_Comm_size(MPI_COMM_WORLD, &b.size);
    double start = MPI_Wtime();
    for (; at + 1 < argc && argv[at][0] == '-'; at += 2) {
        if (!strcmp(argv[at], "-m"))
            whole = atof(argv[at + 1]) / 1e3;
        else if (!strcmp(argv[at], "-l"))
            limit = atof(argv[at + 1]);
        else
            fail("no such option:", argv[at]);
    }
    for (; at < argc; at++) {
        go_on = MPI_Wtime() - start < limit;
        MPI_Bcast(&go_on, 1, MPI_INT, 0, MPI_COMM_WORLD);
        if (!go_on)
            break;
        run_test(&b, argv[at], whole);
    }
    MPI_Finalize();
    return 0;
}
