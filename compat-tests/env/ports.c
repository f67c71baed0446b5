/* SPDX-License-Identifier: BSL-1.0 */
/* Prints as many free TCP ports as its argument says, one a line: below the range that systems give
 * to outgoing connections, so that none of those takes it before a rank does. */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* Whether nobody listens at the port, at any address. */
static int is_free(int port)
{
    struct sockaddr_in6 address = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port)};
    struct sockaddr_in ipv4 = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    int fd = socket(AF_INET6, SOCK_STREAM, 0), result;

    if (fd >= 0)
        result = bind(fd, (struct sockaddr *)&address, sizeof address);
    else
        result = bind(fd = socket(AF_INET, SOCK_STREAM, 0), (struct sockaddr *)&ipv4, sizeof ipv4);
    close(fd);
    return result == 0;
}

int main(int argc, char **argv)
{
    int wanted = argc > 1 ? atoi(argv[1]) : 1;

    srand((unsigned)getpid());
    for (int tries = 0; wanted > 0 && tries < 10000; tries++) {
        int port = 10000 + rand() % 20000;
        if (is_free(port)) {
            printf("%d\n", port);
            wanted--;
        }
    }
    return wanted > 0;
}
