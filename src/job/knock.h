/* SPDX-License-Identifier: BSL-1.0 */
/* Whether a process still listens at a TCP address. Its kernel answers for it: a stopped process is
 * there, a dead one is not, and a host that is down or cut off says nothing at all. */
#ifndef ZM_JOB_KNOCK_H
#define ZM_JOB_KNOCK_H

#include <stdbool.h>
#include <stdint.h>

enum zm_answer {
    ZM_NO_ANSWER, /* so far */
    ZM_ABSENT,    /* the host is there, but nobody listens */
    ZM_PRESENT,   /* somebody listens */
    ZM_HOLLOW,    /* who accepts closes at once, as a proxy does that finds nobody */
    ZM_SILENT     /* the host cannot be reached */
};

struct zm_knock {
    int fd;        /* of the connection that is tried; -1: none */
    bool accepted; /* it is open */
    int64_t since; /* when it was tried first */
    int error;     /* errno: why the last one was not accepted */
};

/* Tries a connection to `endpoint`, tcp:// with the number of a host, or asks what became of it.
 * Never blocks; until there is an answer, ask again. One that is accepted stays open while the
 * process there does not greet, for it may be stopped: the answer is PRESENT each time. */
enum zm_answer zm_knock(struct zm_knock *knock, const char *endpoint);

/* The same for who has time: waits for the answer, two seconds at most. */
enum zm_answer zm_knock_wait(struct zm_knock *knock, const char *endpoint);

/* Gives the connection up, if there is one. */
void zm_knock_end(struct zm_knock *knock);

#endif
