/* SPDX-License-Identifier: BSL-1.0 */
/* One output stream of one rank, on its way to a sink, whole lines at a time. */
#ifndef ZM_MPIRUN_OUTFLOW_H
#define ZM_MPIRUN_OUTFLOW_H

#include "pattern.h"
#include "queue.h"
#include "sink.h"

#include <stdbool.h>
#include <stdint.h>

struct zm_outflow {
    int fd;       /* where the rank's output is read, -1 after its end or if it is elsewhere */
    bool far;     /* it comes from another host, and has not ended */
    bool refused; /* it did, and nobody wants more of it */
    size_t taken; /* bytes that were passed on and that the other host does not know of */
    struct zm_pattern_values values;
    const char *tag;          /* pattern put before each line, NULL for none */
    struct zm_sink *sinks[2]; /* where it goes; NULL: nowhere */
    struct zm_queue held;     /* what has been read and not yet passed on */
    int64_t since;            /* when its end was read, in milliseconds of zm_milliseconds() */
    bool midway;              /* the line that comes next has been passed on in part */
};

enum {
    ZM_LINE_MAX = 64 * 1024, /* bytes of a line that are held back for its end to come */
    ZM_LINE_WAIT = 100 /* milliseconds that the beginning of a line is held back from a terminal */
};

/* A stream that is read from `fd` (non-blocking, owned from now on). The caller sets tag and sinks.
 */
void zm_outflow_init(struct zm_outflow *stream, int fd, const struct zm_pattern_values *values);
void zm_outflow_fini(struct zm_outflow *stream);

/* A stream that is read elsewhere, from where up to ZM_LINE_MAX bytes come before it has taken
 * them.
 */
void zm_outflow_init_far(struct zm_outflow *stream, const struct zm_pattern_values *values);

/* Take bytes from there, none: the end. Returns false if they are too many. */
bool zm_outflow_put(struct zm_outflow *stream, const char *data, size_t length, int64_t now);

/* Would it take more from the rank now? */
bool zm_outflow_wants(const struct zm_outflow *stream);

/* Read what is there, at most once. Returns whether there may be more. */
bool zm_outflow_read(struct zm_outflow *stream, int64_t now);

/* Pass on all whole lines, and what is left behind them if its time has come or the stream has
 * ended. */
void zm_outflow_pass(struct zm_outflow *stream, int64_t now);

/* When zm_outflow_pass() has to be called again without anything having been read; INT64_MAX: no
 * need. */
int64_t zm_outflow_due(const struct zm_outflow *stream);

/* Nothing more is to be waited for: read what is there as far as it can be passed on, and if that
 * was all, stop. */
void zm_outflow_finish(struct zm_outflow *stream, int64_t now);

/* Has all been read and passed on? */
bool zm_outflow_done(const struct zm_outflow *stream);

/* Stop reading: a rank that goes on writing will be told by the system. */
void zm_outflow_close(struct zm_outflow *stream);

#endif
