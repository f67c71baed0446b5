/* SPDX-License-Identifier: BSL-1.0 */
/* Unit tests of knocking: what the answer is when nobody listens, somebody does, or only seems to.
 */
#include "job/knock.h"

#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "unit.h"

static char endpoint[64];

/* A socket at a free port of the family's loopback, which `endpoint` says; -1: no such family. */
static int open_door(int family, bool listens)
{
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } at = {.any.sa_family = (sa_family_t)family};
    socklen_t size = family == AF_INET ? sizeof at.v4 : sizeof at.v6;
    int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (family == AF_INET)
        at.v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    else
        at.v6.sin6_addr = in6addr_loopback;
    if (fd < 0 || bind(fd, &at.any, size) != 0) {
        close(fd);
        return -1;
    }
    if (listens)
        ck_assert_int_eq(listen(fd, 10), 0);
    ck_assert_int_eq(getsockname(fd, &at.any, &size), 0);
    if (family == AF_INET)
        snprintf(endpoint, sizeof endpoint, "tcp://127.0.0.1:%u", ntohs(at.v4.sin_port));
    else
        snprintf(endpoint, sizeof endpoint, "tcp://[::1]:%u", ntohs(at.v6.sin6_port));
    return fd;
}

/* Knocks until there is an answer. */
static enum zm_answer answer(struct zm_knock *knock)
{
    enum zm_answer said;
    while ((said = zm_knock(knock, endpoint)) == ZM_NO_ANSWER)
        poll(NULL, 0, 1);
    return said;
}

START_TEST(absent)
{
    struct zm_knock knock = {.fd = -1};
    int door = open_door(AF_INET, false);
    ck_assert_int_eq(answer(&knock), ZM_ABSENT);
    ck_assert_int_eq(answer(&knock), ZM_ABSENT);
    ck_assert_int_eq(knock.fd, -1);
    close(door);
}
END_TEST

START_TEST(absent_ipv6)
{
    struct zm_knock knock = {.fd = -1};
    int door = open_door(AF_INET6, false);
    if (door < 0)
        return; /* this system has no IPv6 */
    ck_assert_int_eq(answer(&knock), ZM_ABSENT);
    close(door);
}
END_TEST

/* A process that greets lives; the connection is not needed any more. */
START_TEST(greeted)
{
    struct zm_knock knock = {.fd = -1};
    int door = open_door(AF_INET, true);
    ck_assert_int_eq(zm_knock(&knock, endpoint), ZM_NO_ANSWER);
    int other = accept(door, NULL, NULL);
    ck_assert_int_eq(write(other, "hello", 5), 5);
    ck_assert_int_eq(answer(&knock), ZM_PRESENT);
    ck_assert_int_eq(knock.fd, -1);
    close(other);
    close(door);
}
END_TEST

/* One that does not may be stopped; its end is seen by the same connection, and by the next one. */
START_TEST(stopped)
{
    struct zm_knock knock = {.fd = -1};
    int door = open_door(AF_INET, true);
    ck_assert_int_eq(answer(&knock), ZM_PRESENT);
    ck_assert_int_eq(answer(&knock), ZM_PRESENT);
    ck_assert_int_ge(knock.fd, 0);
    close(door);
    ck_assert_int_eq(answer(&knock), ZM_HOLLOW);
    ck_assert_int_eq(answer(&knock), ZM_ABSENT);
}
END_TEST

START_TEST(hollow)
{
    struct zm_knock knock = {.fd = -1};
    int door = open_door(AF_INET, true);
    ck_assert_int_eq(zm_knock(&knock, endpoint), ZM_NO_ANSWER);
    close(accept(door, NULL, NULL));
    ck_assert_int_eq(answer(&knock), ZM_HOLLOW);
    close(door);
}
END_TEST

START_TEST(no_address)
{
    struct zm_knock knock = {.fd = -1};
    ck_assert_int_eq(zm_knock(&knock, "tcp://somewhere:1"), ZM_SILENT);
    ck_assert_int_eq(zm_knock(&knock, "tcp://127.0.0.1"), ZM_SILENT);
    zm_knock_end(&knock);
}
END_TEST

UNIT_MAIN("knock", absent, absent_ipv6, greeted, stopped, hollow, no_address)
