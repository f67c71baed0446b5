/* SPDX-License-Identifier: BSL-1.0 */
/* Passes connections on, and cuts them at random: proxy SEED CUTS MILLISECONDS KIND FROM:TO... For
 * each pair of ports it listens at FROM of 127.0.0.1 and connects to TO. About every so many
 * milliseconds in which something was passed on, it cuts a connection, wherever in a frame it is,
 * and drops what it holds; so many times, after which it makes the file `cut` with their number,
 * and goes on without cutting. KIND says how:
 *
 *     reset    both ends are told at once, and their kernels drop what they hold
 *     close    both ends are told, but what is on the way arrives
 *     refuse   as reset; then for up to a second each new connection is accepted and reset
 *     any      one of these each time
 *
 * Where nobody listens at TO, who came to FROM is reset. It ends when the file `stop` is there. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { PAIRS = 64, CONNECTIONS = 1024, ROOM = 32 * 1024, REFUSING = 1000 };

struct way {
    char bytes[ROOM];
    size_t first, last;
    int ended; /* nothing more comes in */
};

struct connection {
    int fd[2];         /* of who came, and of where it went */
    struct way way[2]; /* from each */
};

static struct {
    int fd, to;
} doors[PAIRS];
static int door_count;
static struct connection *connections[CONNECTIONS];
static int connection_count;
static long long refuse_until;

static long long now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000LL + time.tv_nsec / 1000000;
}

static struct sockaddr_in place(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

static void close_hard(int fd)
{
    struct linger at_once = {1, 0};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(fd);
}

static void remove_connection(int index, int hard)
{
    struct connection *connection = connections[index];
    for (int side = 0; side < 2; side++)
        if (hard)
            close_hard(connection->fd[side]);
        else
            close(connection->fd[side]);
    free(connection);
    connections[index] = connections[--connection_count];
}

static void open_door(const char *pair)
{
    int from, to, yes = 1;
    if (sscanf(pair, "%d:%d", &from, &to) != 2 || door_count == PAIRS)
        exit(2);
    struct sockaddr_in address = place(from);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0 || listen(fd, 100) != 0) {
        perror("proxy");
        exit(1);
    }
    doors[door_count].fd = fd;
    doors[door_count++].to = to;
}

static void let_in(int door)
{
    int yes = 1, in = accept4(doors[door].fd, NULL, NULL, SOCK_NONBLOCK);
    if (in < 0)
        return;
    struct sockaddr_in address = place(doors[door].to);
    int out = socket(AF_INET, SOCK_STREAM, 0);
    if (now() < refuse_until || connection_count == CONNECTIONS ||
        connect(out, (struct sockaddr *)&address, sizeof address) != 0) {
        close_hard(in);
        close(out);
        return;
    }
    fcntl(out, F_SETFL, O_NONBLOCK);
    setsockopt(in, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    setsockopt(out, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    struct connection *connection = calloc(1, sizeof *connection);
    connection->fd[0] = in;
    connection->fd[1] = out;
    connections[connection_count++] = connection;
}

static int is_end(ssize_t n)
{
    return n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR);
}

/* Moves what can be moved; returns the bytes, or -1 when the connection has ended. */
static long pass_on(struct connection *connection)
{
    long moved = 0;
    for (int side = 0; side < 2; side++) {
        struct way *way = &connection->way[side];
        if (way->first == way->last)
            way->first = way->last = 0;
        if (way->last < ROOM && !way->ended) {
            ssize_t n = recv(connection->fd[side], way->bytes + way->last, ROOM - way->last, 0);
            if (n > 0)
                way->last += (size_t)n;
            way->ended = is_end(n);
        }
        while (way->first < way->last) {
            ssize_t n = send(connection->fd[!side], way->bytes + way->first, way->last - way->first,
                             MSG_NOSIGNAL);
            if (n <= 0 && is_end(n))
                return -1;
            if (n <= 0)
                break;
            way->first += (size_t)n;
            moved += n;
        }
        if (way->ended && way->first == way->last)
            return -1;
    }
    return moved;
}

static void cut(const char *kind)
{
    static const char *const kinds[] = {"reset", "close", "refuse"};
    if (strcmp(kind, "any") == 0)
        kind = kinds[rand() % 3];
    remove_connection(rand() % connection_count, strcmp(kind, "close") != 0);
    if (strcmp(kind, "refuse") == 0)
        refuse_until = now() + rand() % REFUSING;
}

static void make_file(int cuts)
{
    FILE *file = fopen("cutting", "w");
    fprintf(file, "%d\n", cuts);
    fclose(file);
    rename("cutting", "cut");
}

static void wait_for_something(void)
{
    struct pollfd fds[PAIRS + 2 * CONNECTIONS];
    nfds_t count = 0;
    for (int i = 0; i < door_count; i++)
        fds[count++] = (struct pollfd){.fd = doors[i].fd, .events = POLLIN};
    for (int i = 0; i < connection_count; i++)
        for (int side = 0; side < 2; side++) {
            struct way *in = &connections[i]->way[side], *out = &connections[i]->way[!side];
            short events = (short)((in->last < ROOM && !in->ended ? POLLIN : 0) |
                                   (out->first < out->last ? POLLOUT : 0));
            fds[count++] = (struct pollfd){.fd = connections[i]->fd[side], .events = events};
        }
    poll(fds, count, 10);
}

int main(int argc, char **argv)
{
    if (argc < 6)
        return 2;
    int wanted = atoi(argv[2]), every = atoi(argv[3]), cuts = 0;
    srand((unsigned)atoi(argv[1]));
    signal(SIGPIPE, SIG_IGN);
    for (int i = 5; i < argc; i++)
        open_door(argv[i]);
    long long next = now() + every;
    while (access("stop", F_OK) != 0) {
        long moved = 0;
        wait_for_something();
        for (int i = 0; i < door_count; i++)
            let_in(i);
        for (int i = connection_count - 1; i >= 0; i--) {
            long n = pass_on(connections[i]);
            if (n < 0)
                remove_connection(i, 0);
            else
                moved += n;
        }
        if (cuts < wanted && moved && connection_count && now() >= next) {
            cut(argv[4]);
            next = (now() < refuse_until ? refuse_until : now()) + rand() % (2 * every + 1);
            if (++cuts == wanted)
                make_file(cuts);
        }
    }
    return 0;
}
