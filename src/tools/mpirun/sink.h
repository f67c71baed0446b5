/* SPDX-License-Identifier: BSL-1.0 */
/* Where output goes: mpirun's own standard output and error, or files. A sink that takes its time
 * stops nobody but those who write to it. */
#ifndef ZM_MPIRUN_SINK_H
#define ZM_MPIRUN_SINK_H

#include "queue.h"

#include <stdbool.h>

struct zm_sink {
    int fd;
    bool owned;   /* the descriptor is to be closed */
    bool patient; /* writing never blocks; otherwise it is done in small pieces */
    bool terminal;
    bool separate;      /* a line must not begin behind another's unfinished line */
    int error;          /* errno that writing failed with: the sink takes no more */
    const void *midway; /* who wrote the unfinished line at the end; NULL: there is none */
    struct zm_queue queue;
};

/* A sink that writes to `fd`. With `separate`, and on a terminal, unfinished lines are ended before
 * others begin. */
void zm_sink_init(struct zm_sink *sink, int fd, bool separate);

/* A sink that writes a new file, whose folders are made too. Returns 0, or -1 after a complaint. */
int zm_sink_open(struct zm_sink *sink, const char *path);

void zm_sink_fini(struct zm_sink *sink);

/* How many bytes a rank may put now. */
size_t zm_sink_room(const struct zm_sink *sink);

/* Queue `length` bytes, at most zm_sink_room(), of `writer`. */
void zm_sink_put(struct zm_sink *sink, const void *writer, const char *data, size_t length);

/* Queue a message of mpirun itself, for which there is always some room left. */
void zm_sink_say(struct zm_sink *sink, const char *text, size_t length);

/* Does it wait for its descriptor to take bytes? */
bool zm_sink_busy(const struct zm_sink *sink);

/* Write what the descriptor takes, once poll() says that it takes some. */
void zm_sink_write(struct zm_sink *sink);

#endif
