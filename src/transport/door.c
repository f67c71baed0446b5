/* SPDX-License-Identifier: BSL-1.0 */
/* Who is turned away, here or elsewhere, in words. */
#include "transport/door.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <zmq.h>

/* The address of the other end of a connection, "" if that is unknown: it may be closed already. */
static void write_address(int connection, char *text, size_t room)
{
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } from;
    socklen_t bytes = sizeof from;
    char host[INET6_ADDRSTRLEN];
    text[0] = '\0';
    if (getpeername(connection, &from.any, &bytes) != 0)
        return;
    if (from.any.sa_family == AF_INET && inet_ntop(AF_INET, &from.v4.sin_addr, host, sizeof host))
        snprintf(text, room, "%s:%u", host, ntohs(from.v4.sin_port));
    if (from.any.sa_family == AF_INET6 &&
        inet_ntop(AF_INET6, &from.v6.sin6_addr, host, sizeof host))
        snprintf(text, room, "[%s]:%u", host, ntohs(from.v6.sin6_port));
}

void zm_door_open(struct zm_door *door, int connection)
{
    unsigned at = door->count++ % ZM_DOOR_VISITORS;
    door->visitors[at].connection = connection;
    write_address(connection, door->visitors[at].address, sizeof door->visitors[at].address);
}

void zm_door_refuse(struct zm_door *door, int32_t why)
{
    door->why = why;
}

/* The address of the last visitor with this name of a connection, "" if it is not known. */
static const char *find_address(const struct zm_door *door, int connection)
{
    for (unsigned i = 1; i <= ZM_DOOR_VISITORS && i <= door->count; i++) {
        unsigned at = (door->count - i) % ZM_DOOR_VISITORS;
        if (door->visitors[at].connection == connection)
            return door->visitors[at].address;
    }
    return "";
}

static const char *reason(int32_t why, bool guarded)
{
    if (why == ZMQ_PROTOCOL_ERROR_ZMTP_MECHANISM_MISMATCH)
        return guarded ? "it has no secret, which this job asks for (ZEROMPI_SECRET_FILE)"
                       : "it has a secret, which this job does not (ZEROMPI_SECRET_FILE)";
    if (guarded)
        return "it has another secret than this job (ZEROMPI_SECRET_FILE)";
    return "it is no rank";
}

const char *zm_door_close(struct zm_door *door, int connection, bool guarded)
{
    if (!door->why)
        return NULL;
    const char *address = find_address(door, connection), *port = strrchr(address, ':');
    if (port && (guarded || door->why == ZMQ_PROTOCOL_ERROR_ZMTP_MECHANISM_MISMATCH))
        snprintf(door->host, sizeof door->host, "%.*s", (int)(port - address), address);
    snprintf(door->words, sizeof door->words, "a connection%s%s: %s", *address ? " from " : "",
             address, reason(door->why, guarded));
    door->why = 0;
    return door->words;
}

const char *zm_door_meaning(int event, int32_t why, bool secret)
{
    if (event == ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL &&
        why == ZMQ_PROTOCOL_ERROR_ZMTP_MECHANISM_MISMATCH)
        return secret ? "whoever listens there has no secret, as this rank has"
                      : "whoever listens there asks for a secret, which this rank does not have";
    if (event == ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL && !secret)
        return "whoever listens there is no rank";
    return secret ? "whoever listens there has another secret than this rank" : NULL;
}
