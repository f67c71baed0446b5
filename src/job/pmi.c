/* SPDX-License-Identifier: BSL-1.0 */
/* PMI: what is asked. */
#include "job/pmi.h"

#include <errno.h>
#include <fcntl.h>
#include <mpi.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "job/pmi_wire.h"

#define KEY "zerompi-root"
#define GOODBYE (2 * ZM_SECOND) /* for the launcher to answer the last word */

bool zm_pmi_is_here(char *(*get)(const char *name))
{
    return get("PMI_FD") || (get("PMI_PORT") && get("PMI_ID"));
}

/* Says `text` and takes the answer, which must be the command `what` and tell of success. */
static int ask(struct zm_pmi *pmi, const char *text, const char *what, char answer[ZM_PMI_LINE_MAX],
               int64_t deadline, struct zm_report *report)
{
    int error = zm_pmi_say(pmi, text, report);
    if (!error)
        error = zm_pmi_hear(pmi, what, answer, deadline, report);
    if (!error && zm_pmi_is_refusal(answer))
        error = zm_fail(report, MPI_ERR_OTHER, "PMI: the launcher refused: '%.200s'", answer);
    return error;
}

static int lacks(struct zm_report *report, const char *answer, const char *expected)
{
    return zm_fail(report, MPI_ERR_OTHER, "PMI: the launcher said '%.200s': expected %s", answer,
                   expected);
}

/* ---- Beginning ---- */

static bool read_number(const char *text, int low, int high, int *number)
{
    char *end;
    long value = text ? strtol(text, &end, 10) : 0;
    if (!text || end == text || *end != '\0' || value < low || value > high)
        return false;
    *number = (int)value;
    return true;
}

/* Connects to "host:port". */
static int connect_to(const char *place, struct zm_report *report)
{
    char host[256];
    const char *colon = strrchr(place, ':');
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *list;
    int fd = -1;
    snprintf(host, sizeof host, "%.*s", colon ? (int)(colon - place) : 0, place);
    if (!colon || getaddrinfo(host, colon + 1, &hints, &list) != 0) {
        zm_fail(report, MPI_ERR_OTHER, "PMI_PORT=%s: expected host:port, of the launcher", place);
        return -1;
    }
    for (struct addrinfo *each = list; each && fd < 0; each = each->ai_next) {
        fd = socket(each->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (fd < 0 || connect(fd, each->ai_addr, each->ai_addrlen) == 0)
            continue;
        zm_fail(report, MPI_ERR_OTHER, "PMI_PORT=%s: cannot connect to the launcher: %s", place,
                strerror(errno));
        close(fd);
        fd = -1;
    }
    freeaddrinfo(list);
    return fd;
}

/* By a port: the launcher tells rank and size once it has heard who we are. */
static int open_port(struct zm_pmi *pmi, char *(*get)(const char *name), int64_t deadline,
                     int *rank, int *size, struct zm_report *report)
{
    char line[ZM_PMI_LINE_MAX], number[20];
    pmi->fd = connect_to(get("PMI_PORT"), report);
    if (pmi->fd < 0)
        return MPI_ERR_OTHER;
    snprintf(line, sizeof line, "cmd=initack pmiid=%.100s", get("PMI_ID"));
    int error = ask(pmi, line, "initack", line, deadline, report);
    for (int known = 0; !error && known < 3;) {
        error = zm_pmi_hear(pmi, "set", line, deadline, report);
        known += !error && zm_pmi_find(line, "size", number, sizeof number) &&
                 read_number(number, 1, 1000000, size);
        known += !error && zm_pmi_find(line, "rank", number, sizeof number) &&
                 read_number(number, 0, 1000000, rank);
        known += !error && zm_pmi_find(line, "debug", number, sizeof number); /* the last of them */
    }
    if (!error && *rank >= *size)
        return zm_fail(report, MPI_ERR_OTHER, "PMI: the launcher told rank %d of %d ranks", *rank,
                       *size);
    return error;
}

static int open_descriptor(struct zm_pmi *pmi, char *(*get)(const char *name), int *rank, int *size,
                           struct zm_report *report)
{
    const char *fd = get("PMI_FD"), *number = get("PMI_RANK"), *count = get("PMI_SIZE");
    if (!read_number(fd, 0, 1 << 20, &pmi->fd) || fcntl(pmi->fd, F_SETFD, FD_CLOEXEC) != 0) {
        pmi->fd = -1;
        return zm_fail(report, MPI_ERR_OTHER, "PMI_FD=%s: expected a file descriptor that is open",
                       fd);
    }
    if (!read_number(count, 1, 1000000, size))
        return zm_fail(report, MPI_ERR_OTHER, "PMI_SIZE=%s: expected the number of ranks",
                       count ? count : "");
    if (!read_number(number, 0, *size - 1, rank))
        return zm_fail(report, MPI_ERR_OTHER, "PMI_RANK=%s: expected a rank from 0 to %d",
                       number ? number : "", *size - 1);
    return MPI_SUCCESS;
}

/* Agrees on a version, the first one if the launcher knows it. This is said and answered as in
 * version 1 in any case. */
static int agree(struct zm_pmi *pmi, int64_t deadline, struct zm_report *report)
{
    char line[ZM_PMI_LINE_MAX], number[20];
    int version = 1;
    int error = zm_pmi_say(pmi, "cmd=init pmi_version=1 pmi_subversion=1", report);
    if (!error)
        error = zm_pmi_hear(pmi, "response_to_init", line, deadline, report);
    if (!error && zm_pmi_is_refusal(line)) {
        error = ask(pmi, "cmd=init pmi_version=2 pmi_subversion=0", "response_to_init", line,
                    deadline, report);
        version = 2;
    }
    bool is_told = !error && zm_pmi_find(line, "pmi_version", number, sizeof number);
    if (is_told && !read_number(number, version, 2, &version))
        error = lacks(report, line, version == 1 ? "pmi_version=1 or 2" : "pmi_version=2");
    pmi->version = version;
    return error;
}

/* In version 2 the launcher has the last word about rank and size. */
static int introduce(struct zm_pmi *pmi, const char *job, int64_t deadline, int *rank, int *size,
                     struct zm_report *report)
{
    char line[ZM_PMI_LINE_MAX], number[20], count[20];
    snprintf(line, sizeof line, "cmd=fullinit pmijobid=%.200s pmirank=%d threaded=FALSE",
             job ? job : "0", *rank);
    int error = ask(pmi, line, "fullinit-response", line, deadline, report);
    if (error)
        return error;
    bool is_good =
        zm_pmi_find(line, "size", count, sizeof count) && read_number(count, 1, 1000000, size) &&
        zm_pmi_find(line, "rank", number, sizeof number) && read_number(number, 0, *size - 1, rank);
    return is_good ? MPI_SUCCESS : lacks(report, line, "rank= and size=, and that rank below it");
}

int zm_pmi_open(struct zm_pmi *pmi, char *(*get)(const char *name), int64_t deadline, int *rank,
                int *size, struct zm_report *report)
{
    char line[ZM_PMI_LINE_MAX];
    *pmi = (struct zm_pmi){.fd = -1, .version = 1};
    int error = get("PMI_FD") ? open_descriptor(pmi, get, rank, size, report)
                              : open_port(pmi, get, deadline, rank, size, report);
    if (!error)
        error = agree(pmi, deadline, report);
    bool is_first = pmi->version == 1;
    if (!error && !is_first)
        error = introduce(pmi, get("PMI_JOBID"), deadline, rank, size, report);
    if (!error)
        error = ask(pmi, is_first ? "cmd=get_my_kvsname" : "cmd=job-getid",
                    is_first ? "my_kvsname" : "job-getid-response", line, deadline, report);
    if (!error && !zm_pmi_find(line, is_first ? "kvsname" : "jobid", pmi->space, sizeof pmi->space))
        error = lacks(report, line, is_first ? "kvsname=" : "jobid=");
    return error;
}

/* ---- Afterwards ---- */

int zm_pmi_share(struct zm_pmi *pmi, bool give, char *value, size_t size, int64_t deadline,
                 struct zm_report *report)
{
    char line[ZM_PMI_LINE_MAX];
    bool is_first = pmi->version == 1;
    int error = MPI_SUCCESS;
    if (give) {
        snprintf(line, sizeof line, "cmd=%s%s key=" KEY " value=%.1000s",
                 is_first ? "put kvsname=" : "kvs-put", is_first ? pmi->space : "", value);
        error =
            ask(pmi, line, is_first ? "put_result" : "kvs-put-response", line, deadline, report);
    }
    if (!error)
        error = ask(pmi, is_first ? "cmd=barrier_in" : "cmd=kvs-fence",
                    is_first ? "barrier_out" : "kvs-fence-response", line, deadline, report);
    if (error || give)
        return error;
    snprintf(line, sizeof line, "cmd=%s=%s%s key=" KEY, is_first ? "get kvsname" : "kvs-get jobid",
             pmi->space, is_first ? "" : " srcid=-1");
    error = ask(pmi, line, is_first ? "get_result" : "kvs-get-response", line, deadline, report);
    if (!error && !zm_pmi_find(line, "value", value, size))
        error = lacks(report, line, "value=");
    return error;
}

void zm_pmi_abort(struct zm_pmi *pmi, int status)
{
    char line[100];
    struct zm_report unused;
    const struct timespec last_words = {.tv_nsec = 100 * ZM_MILLISECOND};
    snprintf(line, sizeof line, "cmd=abort%s exitcode=%d", pmi->version == 1 ? "" : " isworld=TRUE",
             status);
    if (pmi->fd < 0)
        return;
    nanosleep(&last_words, NULL); /* what was printed may not be passed on any more after this */
    zm_pmi_say(pmi, line, &unused);
}

bool zm_pmi_is_lost(short revents)
{
    return revents & (POLLRDHUP | POLLHUP | POLLERR);
}

void zm_pmi_close(struct zm_pmi *pmi)
{
    char line[ZM_PMI_LINE_MAX];
    struct zm_report unused;
    if (pmi->fd < 0)
        return;
    ask(pmi, "cmd=finalize", pmi->version == 1 ? "finalize_ack" : "finalize-response", line,
        zm_now() + GOODBYE, &unused);
    close(pmi->fd);
    pmi->fd = -1;
}
