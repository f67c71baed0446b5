/* SPDX-License-Identifier: BSL-1.0 */
/* Messages of PMI. */
#include "job/pmi_wire.h"

#include <errno.h>
#include <mpi.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/clock.h"

enum { PREFIX = 6 }; /* bytes of the length before a message of version 2 */

/* ---- Saying ---- */

static int send_all(struct zm_pmi *pmi, const char *bytes, size_t length, struct zm_report *report)
{
    for (size_t done = 0; done < length;) {
        ssize_t n = send(pmi->fd, bytes + done, length - done, MSG_NOSIGNAL);
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

int zm_pmi_say(struct zm_pmi *pmi, const char *text, struct zm_report *report)
{
    char message[PREFIX + 2 * ZM_PMI_LINE_MAX], prefix[16], *end = message;
    if (pmi->version == 1) {
        int length = snprintf(message, sizeof message, "%s\n", text);
        return send_all(pmi, message, (size_t)length, report);
    }
    for (end += PREFIX; *text; text++) {
        *end++ = *text == ' ' ? ';' : *text;
        if (*text == ';')
            *end++ = ';';
    }
    *end++ = ';';
    snprintf(prefix, sizeof prefix, "%*d", PREFIX, (int)(end - message) - PREFIX);
    memcpy(message, prefix, PREFIX);
    return send_all(pmi, message, (size_t)(end - message), report);
}

/* ---- Hearing ---- */

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

/* Reads the length of the message that begins with `text`. Returns 0 if that is none. */
static size_t read_length(const char text[PREFIX])
{
    char copy[PREFIX + 1] = "";
    memcpy(copy, text, PREFIX);
    size_t before = strspn(copy, " "), digits = strspn(copy + before, "0123456789");
    size_t after = strspn(copy + before + digits, " ");
    return before + digits + after == PREFIX ? strtoul(copy, NULL, 10) : 0;
}

/* Where the next message is in what has come. */
struct extent {
    size_t start, length;
    size_t bytes; /* of all of it; 0: it has not come yet */
};

static int find_message(const struct zm_pmi *pmi, struct extent *extent, struct zm_report *report)
{
    const size_t max = ZM_PMI_LINE_MAX - PREFIX;
    *extent = (struct extent){0};
    if (pmi->version == 1) {
        const char *end = memchr(pmi->line, '\n', pmi->length);
        if (end)
            *extent = (struct extent){.length = (size_t)(end - pmi->line),
                                      .bytes = (size_t)(end - pmi->line) + 1};
        return MPI_SUCCESS;
    }
    if (pmi->length < PREFIX)
        return MPI_SUCCESS;
    extent->start = PREFIX;
    extent->length = read_length(pmi->line);
    if (extent->length == 0 || extent->length > max)
        return zm_fail(report, MPI_ERR_OTHER,
                       "PMI: the launcher said '%.*s': expected the length of a message, from 1 to "
                       "%zu",
                       PREFIX, pmi->line, max);
    if (pmi->length >= PREFIX + extent->length)
        extent->bytes = PREFIX + extent->length;
    return MPI_SUCCESS;
}

/* From the form of version 2 to that of version 1. Blanks in values, which only words for people
 * have, are underlined. */
static void unwrap(char *text)
{
    char *end = text;
    for (; *text; text++) {
        bool is_escape = text[0] == ';' && text[1] == ';';
        *end++ = is_escape ? ';' : *text == ';' ? ' ' : *text == ' ' ? '_' : *text;
        text += is_escape;
    }
    *end = '\0';
}

int zm_pmi_hear(struct zm_pmi *pmi, const char *what, char answer[ZM_PMI_LINE_MAX],
                int64_t deadline, struct zm_report *report)
{
    struct extent extent;
    int error;
    while (!(error = find_message(pmi, &extent, report)) && !extent.bytes)
        if ((error = receive(pmi, deadline, what, report)))
            break;
    if (error)
        return error;
    memcpy(answer, pmi->line + extent.start, extent.length);
    answer[extent.length] = '\0';
    pmi->length -= extent.bytes;
    memmove(pmi->line, pmi->line + extent.bytes, pmi->length);
    if (pmi->version == 2)
        unwrap(answer);
    char command[64];
    int bytes = snprintf(command, sizeof command, "cmd=%s", what);
    if (strncmp(answer, command, (size_t)bytes) != 0 ||
        (answer[bytes] != ' ' && answer[bytes] != '\0'))
        return zm_fail(report, MPI_ERR_OTHER, "PMI: the launcher said '%.200s': expected %s",
                       answer, command);
    return MPI_SUCCESS;
}

bool zm_pmi_find(const char *message, const char *key, char *value, size_t size)
{
    char wanted[64];
    int bytes = snprintf(wanted, sizeof wanted, " %s=", key);
    const char *found = strstr(message, wanted);
    size_t length = found ? strcspn(found + bytes, " \r") : 0;
    if (!found || length >= size)
        return false;
    memcpy(value, found + bytes, length);
    value[length] = '\0';
    return true;
}

bool zm_pmi_is_refusal(const char *message)
{
    const char *rc = strstr(message, " rc=");
    return rc && atoi(rc + 4) != 0;
}
