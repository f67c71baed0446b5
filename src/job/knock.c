/* SPDX-License-Identifier: BSL-1.0 */
/* Knocking at the door of another process. */
#include "job/knock.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"

#define PATIENCE ZM_SECOND /* with one connection, before another one is tried */

/* The address that `endpoint` says, in numbers; NULL: none. The caller frees it. */
static struct addrinfo *read_address(const char *endpoint)
{
    char host[256];
    const char *text = endpoint + strlen("tcp://"), *colon = strrchr(text, ':');
    if (strncmp(endpoint, "tcp://", 6) != 0 || !colon)
        return NULL;
    bool brackets = text[0] == '[' && colon > text + 1 && colon[-1] == ']';
    snprintf(host, sizeof host, "%.*s", (int)(colon - text) - 2 * brackets, text + brackets);
    struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV,
                             .ai_family = AF_UNSPEC,
                             .ai_socktype = SOCK_STREAM},
                    *list;
    return getaddrinfo(host, colon + 1, &hints, &list) == 0 ? list : NULL;
}

/* While nobody greets, the kernels see to it that an end of the other host is noticed. */
static void keep_alive(int fd)
{
    int yes = 1, seconds = 1, times = 3;
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &yes, sizeof yes);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &seconds, sizeof seconds);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &seconds, sizeof seconds);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &times, sizeof times);
}

void zm_knock_end(struct zm_knock *knock)
{
    if (knock->fd >= 0)
        close(knock->fd);
    knock->fd = -1;
    knock->accepted = false;
}

static enum zm_answer conclude(struct zm_knock *knock, enum zm_answer answer)
{
    zm_knock_end(knock);
    return answer;
}

/* A connection was not accepted. */
static enum zm_answer refuse(struct zm_knock *knock, int error)
{
    knock->error = error;
    return conclude(knock, error == ECONNREFUSED ? ZM_ABSENT
                           : error == ECONNRESET ? ZM_HOLLOW
                                                 : ZM_SILENT);
}

static enum zm_answer begin(struct zm_knock *knock, const char *endpoint)
{
    struct addrinfo *address = read_address(endpoint);
    if (!address)
        return refuse(knock, EINVAL);
    knock->since = zm_now();
    knock->fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (knock->fd < 0) {
        freeaddrinfo(address);
        return ZM_NO_ANSWER; /* too many files are open, which says nothing about the other */
    }
    keep_alive(knock->fd);
    int error = connect(knock->fd, address->ai_addr, address->ai_addrlen) == 0 ? 0 : errno;
    freeaddrinfo(address);
    return error && error != EINPROGRESS ? refuse(knock, error) : ZM_NO_ANSWER;
}

/* What became of a connection that was not accepted yet. */
static enum zm_answer finish(struct zm_knock *knock)
{
    struct pollfd fd = {.fd = knock->fd, .events = POLLOUT};
    int error = 0;
    socklen_t size = sizeof error;
    if (poll(&fd, 1, 0) == 0)
        return zm_now() - knock->since < PATIENCE ? ZM_NO_ANSWER : refuse(knock, ETIMEDOUT);
    if (getsockopt(knock->fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0 || error)
        return refuse(knock, error);
    knock->accepted = true;
    return ZM_NO_ANSWER;
}

enum zm_answer zm_knock(struct zm_knock *knock, const char *endpoint)
{
    if (knock->fd < 0)
        return begin(knock, endpoint);
    if (!knock->accepted)
        return finish(knock);
    char greeting;
    ssize_t n = recv(knock->fd, &greeting, 1, MSG_DONTWAIT);
    if (n > 0)
        return conclude(knock, ZM_PRESENT);
    if (n == 0 || errno == ECONNRESET)
        return conclude(knock, ZM_HOLLOW);
    if (errno != EAGAIN && errno != EINTR)
        return conclude(knock, ZM_SILENT);
    /* Who only passes connections on closes this one soon, if there is nobody to pass it to. */
    return zm_now() - knock->since < PATIENCE ? ZM_NO_ANSWER : ZM_PRESENT;
}

enum zm_answer zm_knock_wait(struct zm_knock *knock, const char *endpoint)
{
    int64_t until = zm_now() + 2 * PATIENCE;
    enum zm_answer answer;
    while ((answer = zm_knock(knock, endpoint)) == ZM_NO_ANSWER && zm_now() < until)
        poll(NULL, 0, 5);
    zm_knock_end(knock);
    return answer;
}
