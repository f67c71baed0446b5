/* SPDX-License-Identifier: BSL-1.0 */
/* What libzmq itself gives, to hold the library against: two processes, each with a PULL socket to
 * receive and a PUSH socket to the other, as two ranks have. A process waits as the library does:
 * it polls and yields for a while, then blocks. A large message is sent without copying and is
 * received into the program's own buffer, since that is where a program wants it. Prints what
 * bench.c prints for its ping-pong, stream and barrier.
 *
 * Usage: raw_zmq tcp|ipc [-m MILLISECONDS] [-l SECONDS] TEST:BYTES..., as bench.c. */
#include "sample.h"
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <zmq.h>

enum {
    WINDOW = 16,            /* messages under way at once in a stream */
    COPIED = 8192,          /* bytes from which on a message is sent without copying */
    POLL_MICROSECONDS = 200 /* how long to poll before blocking */
};

struct probe {
    int first; /* this process sends the first message and keeps time */
    void *context, *pull, *push;
    size_t bytes;
    char *in, *out;
};

typedef void (*round_fn)(struct probe *p);

static void check(int ok, const char *what)
{
    if (!ok) {
        fprintf(stderr, "raw_zmq: %s: %s\n", what, zmq_strerror(zmq_errno()));
        exit(1);
    }
}

static void usage(void)
{
    fprintf(stderr, "usage: raw_zmq tcp|ipc [-m MILLISECONDS] [-l SECONDS] TEST:BYTES...\n");
    exit(2);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static void keep(void *data, void *hint)
{
    (void)data;
    (void)hint;
}

static void send_bytes(struct probe *p, size_t bytes)
{
    if (bytes < COPIED) {
        check(zmq_send(p->push, p->out, bytes, 0) >= 0, "zmq_send");
        return;
    }
    zmq_msg_t message;
    check(zmq_msg_init_data(&message, p->out, bytes, keep, NULL) == 0, "zmq_msg_init_data");
    check(zmq_msg_send(&message, p->push, 0) >= 0, "zmq_msg_send");
}

static void receive_bytes(struct probe *p, size_t bytes)
{
    double until = 0;
    int got;
    while ((got = zmq_recv(p->pull, p->in, bytes, ZMQ_DONTWAIT)) < 0) {
        check(zmq_errno() == EAGAIN, "zmq_recv");
        if (until == 0)
            until = now() + POLL_MICROSECONDS / 1e6;
        if (now() < until) {
            sched_yield();
            continue;
        }
        zmq_pollitem_t item = {.socket = p->pull, .events = ZMQ_POLLIN};
        check(zmq_poll(&item, 1, -1) >= 0, "zmq_poll");
    }
    check((size_t)got == bytes, "a message of another size");
}

static void pingpong(struct probe *p)
{
    if (p->first)
        send_bytes(p, p->bytes);
    receive_bytes(p, p->bytes);
    if (!p->first)
        send_bytes(p, p->bytes);
}

/* Both send, then receive: what a barrier of two cannot do without. */
static void barrier(struct probe *p)
{
    send_bytes(p, 0);
    receive_bytes(p, 0);
}

/* A window of messages one way, then an empty one back. */
static void stream(struct probe *p)
{
    if (p->first) {
        for (int i = 0; i < WINDOW; i++)
            send_bytes(p, p->bytes);
        receive_bytes(p, 0);
    } else {
        for (int i = 0; i < WINDOW; i++)
            receive_bytes(p, p->bytes);
        send_bytes(p, 0);
    }
}

static double time_rounds(struct probe *p, round_fn round, long repeat)
{
    double start = now();
    for (long i = 0; i < repeat; i++)
        round(p);
    return now() - start;
}

/* The first process's value becomes the other's. */
static long agree(struct probe *p, long value)
{
    char *in = p->in, *out = p->out;
    p->in = p->out = (char *)&value;
    if (p->first)
        send_bytes(p, sizeof(value));
    else
        receive_bytes(p, sizeof(value));
    p->in = in;
    p->out = out;
    return value;
}

struct test {
    const char *name;
    round_fn round;
    int messages; /* times that the operation happens in one round */
};

static const struct test tests[] = {
    {"pingpong:", pingpong, 2}, {"stream:", stream, WINDOW}, {"barrier:", barrier, 1}};

/* As in bench.c. */
static double measure(struct probe *p, const struct test *test, double whole)
{
    double samples[SAMPLES];
    long repeat = 1, n = 0;
    time_rounds(p, test->round, repeat);
    for (;;) {
        double seconds = time_rounds(p, test->round, repeat);
        samples[0] = seconds / repeat;
        n = agree(p, samples_of(seconds, whole));
        if (n)
            break;
        repeat *= 2;
    }
    for (long i = 1; i < n; i++)
        samples[i] = time_rounds(p, test->round, repeat) / repeat;
    return median(samples, n);
}

static void run_test(struct probe *p, const char *what, double whole)
{
    const struct test *test = NULL;
    for (size_t i = 0; !test && i < sizeof(tests) / sizeof(*tests); i++)
        if (!strncmp(what, tests[i].name, strlen(tests[i].name)))
            test = &tests[i];
    if (!test)
        usage();
    p->bytes = strtoul(strchr(what, ':') + 1, NULL, 10);
    p->in = malloc(p->bytes + 1);
    p->out = malloc(p->bytes + 1);
    check(p->in && p->out, "malloc");
    memset(p->in, 1, p->bytes + 1);
    memset(p->out, 1, p->bytes + 1);
    double seconds = measure(p, test, whole) / test->messages;
    if (p->first) {
        printf("%.*s 2 %zu %.3f\n", (int)strcspn(what, ":"), what, p->bytes, seconds * 1e6);
        fflush(stdout);
    }
    agree(p, 0); /* then the first has received all, so nothing is still sent from the buffers */
    free(p->in);
    free(p->out);
}

/* ---- Setting up ---------------------------------------------------------------------- */

/* Binds to `wish`, tells the other process the place in full, and connects to its place. */
static void join(struct probe *p, const char *wish, int from_other, int to_other)
{
    char place[256] = {0}, others[256];
    size_t length = sizeof(place);
    p->context = zmq_ctx_new();
    p->pull = zmq_socket(p->context, ZMQ_PULL);
    p->push = zmq_socket(p->context, ZMQ_PUSH);
    check(p->pull && p->push, "zmq_socket");
    check(zmq_bind(p->pull, wish) == 0, wish);
    check(zmq_getsockopt(p->pull, ZMQ_LAST_ENDPOINT, place, &length) == 0, "ZMQ_LAST_ENDPOINT");
    check(write(to_other, place, sizeof(place)) == sizeof(place), "write");
    check(read(from_other, others, sizeof(others)) == sizeof(others), "read");
    check(zmq_connect(p->push, others) == 0, others);
}

static void leave(struct probe *p)
{
    zmq_close(p->push);
    zmq_close(p->pull);
    zmq_ctx_term(p->context);
}

int main(int argc, char **argv)
{
    struct probe p = {0};
    double whole = 0.1, limit = 1e9;
    int is_tcp = argc > 1 && !strcmp(argv[1], "tcp"), at = 2;
    if (argc < 2 || (!is_tcp && strcmp(argv[1], "ipc")))
        usage();
    for (; at + 1 < argc && argv[at][0] == '-'; at += 2) {
        if (!strcmp(argv[at], "-m"))
            whole = atof(argv[at + 1]) / 1e3;
        else if (!strcmp(argv[at], "-l"))
            limit = atof(argv[at + 1]);
        else
            usage();
    }

    int there[2], back[2];
    check(pipe(there) == 0 && pipe(back) == 0, "pipe");
    pid_t other = fork();
    check(other >= 0, "fork");
    alarm(limit < 1e6 ? (unsigned)limit + 60 : 0); /* ends a process whose other one is gone */
    p.first = other != 0;
    join(&p, is_tcp ? "tcp://127.0.0.1:*" : "ipc://*", p.first ? back[0] : there[0],
         p.first ? there[1] : back[1]);
    for (double start = now(); at < argc && agree(&p, now() - start < limit); at++)
        run_test(&p, argv[at], whole);
    leave(&p);
    int status = 0;
    if (p.first)
        waitpid(other, &status, 0);
    return status != 0;
}
