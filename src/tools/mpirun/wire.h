/* SPDX-License-Identifier: BSL-1.0 */
/* The connection of one mpirun to another that works for it on another host, its agent: letters
 * over a pair of descriptors, of which the last to be sent may wait. Whatever comes is checked by
 * whom it comes to: see the kinds. */
#ifndef ZM_MPIRUN_WIRE_H
#define ZM_MPIRUN_WIRE_H

#include "queue.h"

#include <stdbool.h>
#include <stddef.h>

enum zm_letter_kind {
    /* To an agent, for itself or for those behind it. */
    ZM_PLAN,       /* all that it needs to know, the first letter: see plan.h */
    ZM_TELL,       /* a line for a rank */
    ZM_SIGNAL,     /* to all ranks; number: the signal */
    ZM_SIGNAL_ALL, /* to all that they have started, too */
    ZM_INPUT,      /* standard input of a rank, no bytes: its end. One at a time */
    ZM_TAKEN,      /* output has been passed on; number: bytes; stream */
    ZM_CLOSE,      /* nobody reads that stream of that rank any more */
    /* From an agent, about ranks of its own or those behind it. */
    ZM_STARTED,   /* a rank; number: its process */
    ZM_HEARD,     /* a line that a rank has said */
    ZM_OUTPUT,    /* what a rank has written to a stream; no bytes: its end */
    ZM_FED,       /* a rank has read ZM_INPUT; number: 0, it will not read more: 1 */
    ZM_ENDED,     /* a rank; number: its status, as from waitpid() */
    ZM_HOST_LOST, /* a host, in place of a rank, with those behind it; the reason */
    ZM_ALIVE,     /* nothing: only to notice that the connection is broken, by whom it is for */
    ZM_LETTER_KINDS
};

struct zm_letter {
    enum zm_letter_kind kind;
    int stream; /* 0 or 1 */
    int rank;   /* or whatever has a number */
    int number;
    const char *data; /* part of what the wire has received */
    size_t length;
};

enum {
    ZM_LETTER_MAX = 64 * 1024,      /* bytes of data in a letter */
    ZM_PLAN_MAX = 64 * 1024 * 1024, /* but for ZM_PLAN */
    ZM_WINDOW = 64 * 1024,          /* bytes of a stream that are sent before they are taken */
    ZM_WIRE_ENOUGH = 1 << 20        /* bytes queued, above which nothing that can wait is added */
};

struct zm_wire {
    int in, out;  /* -1: closed */
    size_t limit; /* bytes of data in a letter that may be received */
    size_t taken; /* bytes received that the last letter has */
    struct zm_queue received, queued;
    bool held;   /* nothing is to be sent yet */
    bool broken; /* nothing comes any more, or what made no sense */
};

/* Both descriptors become non-blocking and the wire's own. */
void zm_wire_init(struct zm_wire *wire, int in, int out, size_t limit);
void zm_wire_fini(struct zm_wire *wire);

/* Queue a letter, and send what can be sent at once. */
void zm_wire_send(struct zm_wire *wire, const struct zm_letter *letter);

/* Queue bytes that are no letter. */
void zm_wire_send_bytes(struct zm_wire *wire, const char *data, size_t length);

/* Is there anything to be sent, is there so much that more had better wait? */
bool zm_wire_busy(const struct zm_wire *wire);
bool zm_wire_full(const struct zm_wire *wire);

/* Send what can be sent now. */
void zm_wire_write(struct zm_wire *wire);

/* Read what there is, but not endlessly much. Returns whether anything was. */
bool zm_wire_read(struct zm_wire *wire);

/* The next letter that was read as a whole; it is there until the next call. */
bool zm_wire_next(struct zm_wire *wire, struct zm_letter *letter);

#endif
