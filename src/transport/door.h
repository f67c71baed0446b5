/* SPDX-License-Identifier: BSL-1.0 */
/* Who is turned away, here or elsewhere, in words: libzmq's monitors tell why a handshake failed
 * and which connection closed after that, but not where that one came from. */
#ifndef ZM_TRANSPORT_DOOR_H
#define ZM_TRANSPORT_DOOR_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

enum { ZM_DOOR_VISITORS = 64, ZM_DOOR_WORDS = 256 };

/* Zeroed, nobody has come. */
struct zm_door {
    struct {
        int connection;
        char address[INET6_ADDRSTRLEN + 8]; /* with the port */
    } visitors[ZM_DOOR_VISITORS];           /* the last ones that came */
    unsigned count;                         /* of all that came */
    int32_t why;                            /* the last one was turned away; 0: it was not */
    char words[ZM_DOOR_WORDS];
    char host[INET6_ADDRSTRLEN + 2]; /* that the last one without the right secret came from */
};

/* A connection was accepted: sees where it comes from. */
void zm_door_open(struct zm_door *door, int connection);

/* The handshake of a connection failed; libzmq says why. It closes next. */
void zm_door_refuse(struct zm_door *door, int32_t why);

/* A connection closed. If it was refused, returns in words who was and why, valid until the next
 * call; `guarded`: a secret was asked for. Otherwise NULL. */
const char *zm_door_close(struct zm_door *door, int connection, bool guarded);

/* What a failed handshake, of libzmq's monitor event `event` with the value `why`, means to whoever
 * connected, with a secret or without; NULL: nothing, the connection may just have been cut. */
const char *zm_door_meaning(int event, int32_t why, bool secret);

#endif
