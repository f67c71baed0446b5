/* SPDX-License-Identifier: BSL-1.0 */
/* Prints as many free TCP ports as its argument says, one a line: below the range that systems give
 * to outgoing connections, so that none of those takes it before a rank does. No other test gets
 * them while this one runs: a port is reserved by a lock on the byte with its number in the file
 * that the test has opened as descriptor 9, the same one for all tests, as long as that is open. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { RESERVATIONS = 9, FIRST = 10000, COUNT = 20000 };

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

/* Locks of open files belong to all who share them, so this one stays when this program ends. */
static int reserve(int port)
{
    struct flock lock = {
        .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = port, .l_len = 1, .l_pid = 0};

    if (fcntl(RESERVATIONS, F_OFD_SETLK, &lock) == 0)
        return 1;
    if (errno != EAGAIN && errno != EACCES) {
        perror("cannot reserve a port by descriptor 9");
        exit(1);
    }
    return 0;
}

int main(int argc, char **argv)
{
    int wanted = argc > 1 ? atoi(argv[1]) : 1;

    srand((unsigned)getpid());
    for (int i = 0, start = rand() % COUNT; wanted > 0 && i < COUNT; i++) {
        int port = FIRST + (start + i) % COUNT;
        if (reserve(port) && is_free(port)) {
            printf("%d\n", port);
            wanted--;
        }
    }
    return wanted > 0;
}
