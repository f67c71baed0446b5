/* SPDX-License-Identifier: BSL-1.0 */
/* PMI-1. */
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

#define KEY "zerompi-root"
#define GOODBYE (2 * ZM_SECOND) /* for the launcher to answer the last word */

bool zm_pmi_is_here(char *(*get)(const char *name))
{
    return get("PMI_FD") || (get("PMI_PORT") && get("PMI_ID"));
}

/* ---- Lines ---- */

static int say(struct zm_pmi *pmi, const char *line, struct zm_report *report)
{
    for (size_t done = 0, length = strlen(line); done < length;) {
        ssize_t n = send(pmi->fd, line + done, length - done, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return zm_fail(report, MPI_ERR_OTHER,
                           "PMI: cannot talk to the launcher that PMI_FD or PMI_PORT names: %s",
                           strerror(errno));
        done += (size_t)n;
    }
    return MPI_SUCCESS;
}

/* Waits for bytes and takes them. */
static int receive(struct zm_pmi *pmi, int64_t deadline, const char *what, struct zm_report *report)
{
    struct pollfd readable = {.fd = pmi->fd, .events = POLLIN};
    if (pmi->length == sizeof pmi->line)
        return zm_fail(report, MPI_ERR_OTHER, "PMI: the launcher said a line that is too long");
    if (poll(&readable, 1, zm_milliseconds_until(deadline)) == 0 && zm_now() >= deadline)
        return zm_fail(report, MPI_ERR_OTHER,
                       "PMI: the launcher did not answer in time (ZEROMPI_TIMEOUT): expected "
                       "cmd=%s: have all ranks called MPI_Init?",
                       what);
    if (!readable.revents)
        return MPI_SUCCESS;
    ssize_t n = recv(pmi->fd, pmi->line + pmi->length, sizeof pmi->line - pmi->length, 0);
    if (n < 0 && errno == EINTR)
        return MPI_SUCCESS;
    if (n <= 0)
        return zm_fail(report, MPI_ERR_OTHER, "PMI: the launcher is gone: %s",
                       n < 0 ? strerror(errno) : "it closed the connection");
    pmi->length += (size_t)n;
    return MPI_SUCCESS;
}

/* Takes the next line to `answer`, which must be the command `what` and have succeeded. */
static int hear(struct zm_pmi *pmi, const char *what, char answer[ZM_PMI_LINE_MAX],
                int64_t deadline, struct zm_report *report)
{
    char *end, command[64];
    while (!(end = memchr(pmi->line, '\n', pmi->length))) {
        int error = receive(pmi, deadline, what, report);
        if (error)
            return error;
    }
    size_t length = (size_t)(end - pmi->line);
    memcpy(answer, pmi->line, length);
    answer[length] = '\0';
    pmi->length -= length + 1;
    memmove(pmi->line, end + 1, pmi->length);
    int bytes = snprintf(command, sizeof command, "cmd=%s", what);
    if (strncmp(answer, command, (size_t)bytes) != 0 ||
        (answer[bytes] != ' ' && answer[bytes] != '\0'))
        return zm_fail(report, MPI_ERR_OTHER, "PMI: the launcher said '%.200s': expected %s",
                       answer, command);
    const char *rc = strstr(answer, " rc=");
    if (rc && atoi(rc + 4) != 0)
        return zm_fail(report, MPI_ERR_OTHER, "PMI: the launcher refused: '%.200s'", answer);
    return MPI_SUCCESS;
}

static int ask(struct zm_pmi *pmi, const char *line, const char *what, char answer[ZM_PMI_LINE_MAX],
               int64_t deadline, struct zm_report *report)
{
    int error = say(pmi, line, report);
    return error ? error : hear(pmi, what, answer, deadline, report);
}

/* Copies the value of `key` in a line, up to the next blank. False: it is not there, or too long.
 */
static bool find(const char *line, const char *key, char *value, size_t size)
{
    char wanted[64];
    int bytes = snprintf(wanted, sizeof wanted, " %s=", key);
    const char *found = strstr(line, wanted);
    size_t length = found ? strcspn(found + bytes, " \r") : 0;
    if (!found || length >= size)
        return false;
    memcpy(value, found + bytes, length);
    value[length] = '\0';
    return true;
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
    snprintf(line, sizeof line, "cmd=initack pmiid=%.100s\n", get("PMI_ID"));
    int error = ask(pmi, line, "initack", line, deadline, report);
    for (int known = 0; !error && known < 3;) {
        error = hear(pmi, "set", line, deadline, report);
        known += !error && find(line, "size", number, sizeof number) &&
                 read_number(number, 1, 1000000, size);
        known += !error && find(line, "rank", number, sizeof number) &&
                 read_number(number, 0, 1000000, rank);
        known += !error && find(line, "debug", number, sizeof number); /* the last of them */
    }
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

int zm_pmi_open(struct zm_pmi *pmi, char *(*get)(const char *name), int64_t deadline, int *rank,
                int *size, struct zm_report *report)
{
    char line[ZM_PMI_LINE_MAX];
    *pmi = (struct zm_pmi){.fd = -1};
    int error = get("PMI_FD") ? open_descriptor(pmi, get, rank, size, report)
                              : open_port(pmi, get, deadline, rank, size, report);
    if (!error)
        error = ask(pmi, "cmd=init pmi_version=1 pmi_subversion=1\n", "response_to_init", line,
                    deadline, report);
    if (!error)
        error = ask(pmi, "cmd=get_my_kvsname\n", "my_kvsname", line, deadline, report);
    if (!error && !find(line, "kvsname", pmi->space, sizeof pmi->space))
        error = zm_fail(report, MPI_ERR_OTHER,
                        "PMI: the launcher said '%.200s': expected kvsname=", line);
    return error;
}

/* ---- Afterwards ---- */

int zm_pmi_share(struct zm_pmi *pmi, bool give, char *value, size_t size, int64_t deadline,
                 struct zm_report *report)
{
    char line[ZM_PMI_LINE_MAX];
    int error = MPI_SUCCESS;
    if (give) {
        snprintf(line, sizeof line, "cmd=put kvsname=%s key=" KEY " value=%.1000s\n", pmi->space,
                 value);
        error = ask(pmi, line, "put_result", line, deadline, report);
    }
    if (!error)
        error = ask(pmi, "cmd=barrier_in\n", "barrier_out", line, deadline, report);
    if (error || give)
        return error;
    snprintf(line, sizeof line, "cmd=get kvsname=%s key=" KEY "\n", pmi->space);
    error = ask(pmi, line, "get_result", line, deadline, report);
    if (!error && !find(line, "value", value, size))
        error = zm_fail(report, MPI_ERR_OTHER,
                        "PMI: the launcher said '%.200s': expected value=", line);
    return error;
}

void zm_pmi_abort(struct zm_pmi *pmi, int status)
{
    char line[60];
    struct zm_report unused;
    const struct timespec last_words = {.tv_nsec = 100 * ZM_MILLISECOND};
    snprintf(line, sizeof line, "cmd=abort exitcode=%d\n", status);
    if (pmi->fd < 0)
        return;
    nanosleep(&last_words, NULL); /* what was printed may not be passed on any more after this */
    say(pmi, line, &unused);
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
    ask(pmi, "cmd=finalize\n", "finalize_ack", line, zm_now() + GOODBYE, &unused);
    close(pmi->fd);
    pmi->fd = -1;
}
