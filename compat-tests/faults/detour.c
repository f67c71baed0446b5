/* SPDX-License-Identifier: BSL-1.0 */
/* A function of the C library for a program and all its libraries: connections of this process to a
 * port of 127.0.0.1 go to another one, where a proxy may be. DETOURS has the pairs, as `proxy` gets
 * them: "FROM:TO FROM:TO ...", where TO is the port that the program means. */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static int redirect(int port)
{
    const char *pairs = getenv("DETOURS");
    int from, to, read;
    for (; pairs && sscanf(pairs, "%d:%d%n", &from, &to, &read) == 2; pairs += read)
        if (to == port)
            return from;
    return port;
}

__attribute__((visibility("default"))) int connect(int fd, const struct sockaddr *address,
                                                   socklen_t length)
{
    struct sockaddr_in other;
    if (address->sa_family == AF_INET) {
        memcpy(&other, address, sizeof other);
        other.sin_port = htons((uint16_t)redirect(ntohs(other.sin_port)));
        address = (const struct sockaddr *)&other;
    }
    return (int)syscall(SYS_connect, fd, address, length);
}
