/* SPDX-License-Identifier: BSL-1.0 */
/* Measures an MPI library: messages between two ranks, and the collectives over all ranks. Any
 * mpicc compiles it. Prints a line for each test and size: its name, the number of ranks, the size
 * in bytes and the microseconds that one operation takes, in the median.
 *
 * Usage: bench [-t TEST,...] [-s BYTES,...] [-m MILLISECONDS], to run only some tests or sizes, or
 * to spend more or less time on each measurement. `-t none` only starts and ends. */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SAMPLES = 21, /* of which the median is taken */
    WINDOW = 16   /* messages under way at once in a stream */
};

struct bench {
    int rank, size;
    size_t bytes;
    long calls;         /* of collectives that have a root, so far */
    double sample_time; /* seconds for one sample, to be aimed at */
    char *in, *out;
};

/* One round of a test that rank 0 times as a whole, called many times in a row. */
typedef void (*round_fn)(struct bench *b);

static void *allocate(size_t bytes)
{
    void *memory = calloc(bytes ? bytes : 1, 1);
    if (!memory) {
        fprintf(stderr, "bench: no memory for %zu bytes\n", bytes);
        MPI_Abort(MPI_COMM_WORLD, 1);
    }
    return memory;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, int n)
{
    qsort(values, n, sizeof(*values), by_value);
    return n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

static void report(const struct bench *b, const char *test, size_t bytes, double seconds)
{
    if (b->rank == 0) {
        printf("%s %d %zu %.3f\n", test, b->size, bytes, seconds * 1e6);
        fflush(stdout);
    }
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
    if (b->rank == 0) {
        for (int i = 0; i < WINDOW; i++)
            MPI_Isend(b->out, n, MPI_BYTE, 1, 0, MPI_COMM_WORLD, &requests[i]);
        MPI_Waitall(WINDOW, requests, MPI_STATUSES_IGNORE);
        MPI_Recv(NULL, 0, MPI_BYTE, 1, 1, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    } else if (b->rank == 1) {
        for (int i = 0; i < WINDOW; i++)
            MPI_Irecv(b->in, n, MPI_BYTE, 0, 0, MPI_COMM_WORLD, &requests[i]);
        MPI_Waitall(WINDOW, requests, MPI_STATUSES_IGNORE);
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

/* ---- Timing -------------------------------------------------------------------------- */

static double time_rounds(struct bench *b, round_fn round, long repeat)
{
    MPI_Barrier(MPI_COMM_WORLD);
    double start = MPI_Wtime();
    for (long i = 0; i < repeat; i++)
        round(b);
    return MPI_Wtime() - start;
}

/* Repeats until one sample is long enough to be timed well; that is the warm-up too. All ranks
 * follow rank 0's clock. */
static long choose_repeat(struct bench *b, round_fn round)
{
    long repeat = b->size, chosen = 0; /* each rank is the root once at least */
    while (!chosen) {
        double seconds = time_rounds(b, round, repeat);
        if (seconds >= b->sample_time)
            chosen = repeat;
        MPI_Bcast(&chosen, 1, MPI_LONG, 0, MPI_COMM_WORLD);
        repeat *= 2;
    }
    return chosen;
}

static double measure(struct bench *b, round_fn round)
{
    double samples[SAMPLES];
    long repeat = choose_repeat(b, round);
    for (int i = 0; i < SAMPLES; i++)
        samples[i] = time_rounds(b, round, repeat) / repeat;
    return median(samples, SAMPLES);
}

/* ---- The tests and their order ------------------------------------------------------- */

struct test {
    const char *name;
    round_fn function;
    int has_size;   /* runs once for each size */
    int messages;   /* times that the operation happens in one round */
    int all_blocks; /* the buffers hold a block for each rank */
};

static const struct test tests[] = {
    {"pingpong", pingpong, 1, 2, 0},   {"stream", stream, 1, WINDOW, 0},
    {"barrier", barrier, 0, 1, 0},     {"bcast", bcast, 1, 1, 0},
    {"reduce", reduce, 1, 1, 0},       {"allreduce", allreduce, 1, 1, 0},
    {"scatter", scatter, 1, 1, 1},     {"gather", gather, 1, 1, 1},
    {"allgather", allgather, 1, 1, 1}, {"alltoall", alltoall, 1, 1, 1},
};

static void run_test(struct bench *b, const struct test *test, size_t bytes)
{
    size_t buffer = test->all_blocks ? bytes * b->size : bytes;
    b->bytes = bytes;
    b->in = allocate(buffer);
    b->out = allocate(buffer);
    report(b, test->name, bytes, measure(b, test->function) / test->messages);
    free(b->in);
    free(b->out);
}

static int is_listed(const char *name, const char *list)
{
    size_t length = strlen(name);
    for (const char *at = list; at && (at = strstr(at, name)); at += length) {
        int starts = at == list || at[-1] == ',';
        int ends = at[length] == ',' || at[length] == '\0';
        if (starts && ends)
            return 1;
    }
    return 0;
}

static void run_all(struct bench *b, const char *names, const char *sizes)
{
    for (size_t i = 0; i < sizeof(tests) / sizeof(*tests); i++) {
        const struct test *test = &tests[i];
        int between_two = test->function == pingpong || test->function == stream;
        if ((names && !is_listed(test->name, names)) || (between_two && b->size < 2))
            continue;
        if (!test->has_size) {
            run_test(b, test, 0);
            continue;
        }
        for (const char *at = sizes; at; at = strchr(at, ','), at = at ? at + 1 : NULL)
            run_test(b, test, strtoul(at, NULL, 10));
    }
}

int main(int argc, char **argv)
{
    struct bench b = {.sample_time = 0.005};
    const char *names = NULL;
    const char *sizes = "8,64,256,1024,4096,16384,65536,262144,1048576,4194304";

    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &b.rank);
    MPI_Comm_size(MPI_COMM_WORLD, &b.size);
    for (int i = 1; i + 1 < argc; i += 2) {
        if (!strcmp(argv[i], "-t"))
            names = argv[i + 1];
        else if (!strcmp(argv[i], "-s"))
            sizes = argv[i + 1];
        else if (!strcmp(argv[i], "-m"))
            b.sample_time = atof(argv[i + 1]) / 1e3 / SAMPLES;
    }
    run_all(&b, names, sizes);
    MPI_Finalize();
    return 0;
}
