/* SPDX-License-Identifier: BSL-1.0 */
/* Sends things to a rank's address that no rank sends: garbage KIND HOST PORT. What it is told, or
 * that it is cut off, is all the same to it. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <zmq.h>

#include "base/endian.h"
#include "transport/frame.h"

enum { LARGE = 2 * ZM_PAYLOAD_MAX };

static unsigned char bytes[LARGE];

static void fill(size_t count)
{
    for (size_t i = 0; i < count; i++)
        bytes[i] = (unsigned char)(rand() >> 8);
}

/* ---- By TCP alone -----------------------------------------------------------------------------
 */

static struct sockaddr_in address;

static int open_connection(void)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
        perror("garbage.c: connect");
        exit(1);
    }
    return fd;
}

static void say(int fd, const void *data, size_t count)
{
    ssize_t n = send(fd, data, count, MSG_NOSIGNAL);
    (void)n; /* who is cut off has nothing more to say */
}

static void send_noise(void)
{
    for (int i = 0; i < 50; i++) {
        int fd = open_connection();
        fill(1000);
        say(fd, bytes, (size_t)(rand() % 1000));
        close(fd);
    }
}

static void send_http(void)
{
    static const char request[] = "GET / HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n";
    int fd = open_connection();
    say(fd, request, sizeof request - 1);
    close(fd);
}

/* The greeting of ZeroMQ's own protocol, and then nothing of it. */
static void send_greeting(void)
{
    unsigned char greeting[64] = {0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 0, 'N', 'U', 'L', 'L'};
    for (int i = 0; i < 20; i++) {
        int fd = open_connection();
        say(fd, greeting, (size_t)(i % 2 ? 64 : 20));
        fill(500);
        say(fd, bytes, 500);
        close(fd);
    }
}

static void open_and_close(void)
{
    for (int i = 0; i < 1000; i++)
        close(open_connection());
}

/* ---- By ZeroMQ --------------------------------------------------------------------------------
 */

static void *push;

/* Nobody may take it any more, who was turned away. */
static void send_message(size_t count, int flags)
{
    zmq_send(push, bytes, count, flags | ZMQ_DONTWAIT);
}

static void send_messages(void)
{
    for (int i = 0; i < 200; i++) {
        size_t count = (size_t)(rand() % (i % 10 ? 300 : 100000));
        fill(count);
        send_message(count, 0);
    }
}

/* More than any frame may have; ZeroMQ ends the connection for that. */
static void send_large(void)
{
    fill(LARGE);
    for (int i = 0; i < 3; i++)
        send_message(LARGE, 0);
}

static void send_frame(const struct zm_header *header, size_t payload)
{
    zm_header_encode(header, bytes);
    send_message(ZM_HEADER_SIZE + payload, 0);
}

/* As a rank sends it, but for one thing. */
static void send_frames(void)
{
    fill(10000);
    for (unsigned kind = 1; kind < ZM_KIND_END; kind++)
        for (unsigned source = 0; source < 4; source++) {
            struct zm_header header = {.kind = (uint8_t)kind, .source = source, .tag = 1};
            send_frame(&header, 0); /* of a job without a number */
            header.job = (uint64_t)rand() << 20;
            header.length = 10;
            send_frame(&header, 10);
            header.source = 1000000 + source;
            send_frame(&header, 10);
        }
    struct zm_header header = {.kind = ZM_EAGER};
    for (unsigned at = 0; at < ZM_HEADER_SIZE; at++) {
        zm_header_encode(&header, bytes);
        bytes[at] ^= 0x80;
        send_message(ZM_HEADER_SIZE, 0);
    }
    zm_header_encode(&header, bytes);
    for (size_t count = 0; count < ZM_HEADER_SIZE; count += 5)
        send_message(count, 0);
}

/* Headers and payloads in parts, some too many, some too large. */
static void send_parts(void)
{
    struct zm_header header = {.kind = ZM_EAGER};
    zm_header_encode(&header, bytes);
    for (int parts = 2; parts < 40; parts++) {
        for (int i = 1; i < parts; i++)
            send_message(ZM_HEADER_SIZE, ZMQ_SNDMORE);
        send_message((size_t)parts, 0);
    }
    for (size_t payload = ZM_PAYLOAD_MAX - 1; payload <= ZM_PAYLOAD_MAX + 1; payload++) {
        send_message(ZM_HEADER_SIZE, ZMQ_SNDMORE);
        send_message(payload, 0);
    }
    send_message(ZM_HEADER_SIZE + 1, ZMQ_SNDMORE);
    send_message(0, 0);
}

/* As rank 1 of 2 does that looks for the others, but with nothing that says where it is. */
static void send_joins(void)
{
    static const char *const places[] = {"", "nonsense", "tcp://no..such..host:7000",
                                         "tcp://127.0.0.1:0", "ipc:///tmp/x"};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct zm_header header = {.kind = ZM_JOIN, .source = 1, .tag = 2};
        unsigned char *entry = bytes + ZM_HEADER_SIZE;
        size_t length = strlen(places[i]);
        memset(entry, 0, 18);
        zm_put32(entry, 1);
        entry[16] = 1;
        entry[17] = (unsigned char)length;
        entry[18] = 'x';
        memcpy(entry + 19, places[i], length);
        send_frame(&header, 19 + length);
    }
}

/* A pair of keys, which no job has; libzmq cannot make any where it has no CURVE. */
static void take_keys(void)
{
    char public[41], secret[41];
    if (zmq_curve_keypair(public, secret) != 0)
        exit(77);
    zmq_setsockopt(push, ZMQ_CURVE_SERVERKEY, public, sizeof public);
    zmq_setsockopt(push, ZMQ_CURVE_PUBLICKEY, public, sizeof public);
    zmq_setsockopt(push, ZMQ_CURVE_SECRETKEY, secret, sizeof secret);
}

static void speak(const char *host, const char *port, int type, bool keys, void (*what)(void))
{
    void *context = zmq_ctx_new();
    char endpoint[200];
    int linger = 300;

    push = zmq_socket(context, type);
    zmq_setsockopt(push, ZMQ_LINGER, &linger, sizeof linger);
    snprintf(endpoint, sizeof endpoint, "tcp://%s:%s", host, port);
    if (keys)
        take_keys();
    zmq_connect(push, endpoint);
    what();
    zmq_close(push);
    zmq_ctx_term(context);
}

/* A socket that has nothing to do with a rank's. */
static void subscribe(void)
{
    struct timespec moment = {.tv_nsec = 100 * 1000 * 1000};
    zmq_setsockopt(push, ZMQ_SUBSCRIBE, "", 0);
    nanosleep(&moment, NULL);
}

static const struct {
    const char *name;
    int type; /* of the ZeroMQ socket; -1: TCP alone */
    void (*send)(void);
    bool keys; /* it has some */
} kinds[] = {
    {"noise", -1, send_noise, false},
    {"http", -1, send_http, false},
    {"greeting", -1, send_greeting, false},
    {"connections", -1, open_and_close, false},
    {"messages", ZMQ_PUSH, send_messages, false},
    {"large", ZMQ_PUSH, send_large, false},
    {"frames", ZMQ_PUSH, send_frames, false},
    {"parts", ZMQ_PUSH, send_parts, false},
    {"joins", ZMQ_PUSH, send_joins, false},
    {"subscriber", ZMQ_SUB, subscribe, false},
    {"keys", ZMQ_PUSH, send_frames, true},
};

int main(int argc, char **argv)
{
    if (argc != 4)
        return 2;
    address.sin_family = AF_INET;
    address.sin_port = htons((uint16_t)atoi(argv[3]));
    inet_pton(AF_INET, argv[2], &address.sin_addr);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(kinds[i].name, argv[1]) == 0) {
            if (kinds[i].type < 0)
                kinds[i].send();
            else
                speak(argv[2], argv[3], kinds[i].type, kinds[i].keys, kinds[i].send);
            return 0;
        }
    return 2;
}
