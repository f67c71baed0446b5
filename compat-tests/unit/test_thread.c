/* SPDX-License-Identifier: BSL-1.0 */
/* Unit tests of what ZeroMQ's I/O thread is given: a processor, and memory. */
#include <dirent.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <mpi.h>
#include <poll.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include "transport/zmq_internal.h"
#include "unit.h"

static struct zm_transport *transport;
static cpu_set_t before; /* the processors of this thread, which a new one inherits */

/* A transport whose I/O thread has moved something, and so is there and has its name. */
static void begin(void)
{
    struct zm_report report = {0};
    struct zm_header header = {.kind = ZM_EAGER};
    struct zm_frame frame;
    bool in_use;
    ck_assert_int_eq(sched_getaffinity(0, sizeof before, &before), 0);
    transport = zm_zmq_open("tcp://127.0.0.1:*", 1, NULL, &in_use, &report);
    ck_assert(transport);
    char *endpoint = zm_zmq_endpoint(transport);
    ck_assert_int_eq(transport->connect(transport, 0, endpoint, &report), MPI_SUCCESS);
    free(endpoint);
    ck_assert_int_eq(transport->send(transport, 0, &header, NULL, 0, NULL, &report), MPI_SUCCESS);
    struct pollfd fds[3];
    while (transport->receive(transport, &frame) == 0)
        poll(fds, (nfds_t)transport->descriptors(transport, fds), 10);
    transport->release(transport, &frame);
}

static int thread(void)
{
    return ((struct zm_zmq *)transport)->thread;
}

static cpu_set_t processors(int task)
{
    cpu_set_t set;
    ck_assert_int_eq(sched_getaffinity(task, sizeof set, &set), 0);
    return set;
}

START_TEST(behind)
{
    begin();
    transport->run(transport, ZM_HERE_BEHIND);
    ck_assert_int_gt(thread(), 0);
    ck_assert_int_eq(sched_getscheduler(thread()), SCHED_BATCH);
    cpu_set_t its = processors(thread());
    ck_assert_int_eq(CPU_COUNT(&its), 1);
    transport->run(transport, ZM_HERE);
    ck_assert_int_eq(sched_getscheduler(thread()), SCHED_OTHER);
    its = processors(thread());
    ck_assert_int_eq(CPU_COUNT(&its), 1);
    transport->run(transport, ZM_ANYWHERE);
    ck_assert_int_eq(sched_getscheduler(thread()), SCHED_OTHER);
    its = processors(thread());
    ck_assert(CPU_EQUAL(&its, &before));
    transport->close(transport, 0);
}
END_TEST

/* It goes where the caller has gone, each time that it is asked to. */
START_TEST(follows)
{
    begin();
    for (int i = 0; i < CPU_SETSIZE; i++) {
        if (!CPU_ISSET((size_t)i, &before))
            continue;
        cpu_set_t only;
        CPU_ZERO(&only);
        CPU_SET((size_t)i, &only);
        ck_assert_int_eq(sched_setaffinity(0, sizeof only, &only), 0);
        transport->run(transport, ZM_HERE_BEHIND);
        cpu_set_t its = processors(thread());
        ck_assert(CPU_EQUAL(&its, &only));
    }
    transport->close(transport, 0);
}
END_TEST

/* A program that uses ZeroMQ as well keeps its I/O threads as they are: all of this process but the
 * transport's own have the policy and processors that they had. */
START_TEST(others)
{
    void *context = zmq_ctx_new();
    void *socket = zmq_socket(context, ZMQ_PUSH);
    ck_assert(context && socket);
    begin();
    transport->run(transport, ZM_HERE_BEHIND);
    int tasks = 0, changed = 0;
    DIR *directory = opendir("/proc/self/task");
    ck_assert(directory);
    for (const struct dirent *each; (each = readdir(directory));) {
        int task = atoi(each->d_name);
        if (task == 0)
            continue;
        tasks++;
        changed += sched_getscheduler(task) == SCHED_BATCH;
    }
    closedir(directory);
    ck_assert_int_ge(tasks, 5); /* this one, and an I/O thread and a reaper for each context */
    ck_assert_int_eq(changed, 1);
    transport->close(transport, 0);
    zmq_close(socket);
    zmq_ctx_term(context);
}
END_TEST

/* Who has settled how the process is scheduled is left alone. */
START_TEST(settled)
{
    static const struct sched_param none;
    ck_assert_int_eq(sched_setscheduler(0, SCHED_BATCH, &none), 0);
    begin();
    transport->run(transport, ZM_HERE_BEHIND);
    ck_assert_int_eq(thread(), -1);
    transport->close(transport, 0);
}
END_TEST

/* From now on the system call fails for this thread. False: this system cannot do that. */
static bool refuse(unsigned call)
{
    struct sock_filter rules[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EINVAL),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
    struct sock_fprog filter = {.len = sizeof rules / sizeof *rules, .filter = rules};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

/* Where it is not known which processors it had, it keeps them: it could not get them back. */
START_TEST(unknown)
{
    begin();
    bool refused = refuse(SYS_sched_getaffinity);
    transport->run(transport, ZM_HERE_BEHIND);
    ck_assert_int_gt(thread(), 0);
    if (refused)
        ck_assert_int_eq(((struct zm_zmq *)transport)->processor, -1);
    transport->close(transport, 0);
}
END_TEST

#if defined __GLIBC__ && !defined ZEROMPI_SANITIZED /* else it is not glibc that allocates */
#define MEMORY , memory

static long page_faults(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_minflt;
}

/* As many messages come and go as are under way at once in a stream. */
static void come_and_go(void)
{
    static void *volatile messages[16];
    for (int i = 0; i < 16; i++) {
        messages[i] = malloc(256 * 1024);
        ck_assert(messages[i]);
        memset(messages[i], 1, 256 * 1024);
    }
    for (int i = 0; i < 16; i++)
        free(messages[i]);
}

/* The memory of messages is used again, and not given back to the system each time. */
START_TEST(memory)
{
    begin();
    come_and_go();
    long first = page_faults();
    for (int i = 0; i < 20; i++)
        come_and_go();
    ck_assert_int_lt(page_faults() - first, 1024); /* of 20 * 1024 pages */
    transport->close(transport, 0);
}
END_TEST

#else
#define MEMORY
#endif

UNIT_MAIN("thread", behind, follows, others, settled, unknown MEMORY)
