/* SPDX-License-Identifier: BSL-1.0 */
/* The control channel: a stream socket between this rank and its launcher, mpirun or what stands in
 * for it on this host, with lines of text in both directions. The first word of a line says what it
 * is; a line with a word that nobody knows is ignored, so either side may be older than the other.
 *
 *     to the launcher   init | finalize | abort STATUS | root ENDPOINT | report ...
 *     to the rank       root ENDPOINT | secret HEX | report
 *
 * The watcher reads, and nobody else: it hands a line to whoever listens for its word, or keeps it
 * for whoever comes to wait for it. So no lock of the library need be had for a line to arrive. */
#ifndef ZM_JOB_CONTROL_H
#define ZM_JOB_CONTROL_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ZM_CONTROL_LINE_MAX \
    512 /* bytes of a line to the rank, with its end; longer ones are none */

enum { ZM_CONTROL_LISTENERS = 4, ZM_CONTROL_KEPT = 8 };

struct zm_control {
    int fd; /* -1: there is no launcher */
    struct {
        const char *word;
        void (*hear)(void *owner, const char *rest);
        void *owner;
    } listeners[ZM_CONTROL_LISTENERS];
    char line[ZM_CONTROL_LINE_MAX]; /* the beginning of one */
    size_t length;                  /* bytes of it */
    bool skipping;                  /* the line that is read is too long */
    pthread_mutex_t lock;           /* of what follows */
    pthread_cond_t came;            /* signalled when a line is kept */
    char *kept[ZM_CONTROL_KEPT];    /* lines nobody listens for, the oldest first; NULL: no more */
};

/* Takes the descriptor `fd` over, which the programs that this one starts do not get; -1: there is
 * no launcher. */
void zm_control_open(struct zm_control *control, int fd);
void zm_control_close(struct zm_control *control);

static inline bool zm_control_is_open(const struct zm_control *control)
{
    return control->fd >= 0;
}

/* Tells the launcher something: a whole line, which ends in a newline. Nothing happens where there
 * is no launcher. */
void zm_control_tell(const struct zm_control *control, const char *line);

/* From now on the watcher calls hear(owner, rest) for each line that begins with `word`, with what
 * comes after the word and a blank. It holds no lock then. To be called before the watcher starts,
 * for at most ZM_CONTROL_LISTENERS words. */
void zm_control_listen(struct zm_control *control, const char *word,
                       void (*hear)(void *owner, const char *rest), void *owner);

/* Waits until a line has come that begins with `word`, of those that nobody listens for, and takes
 * it: returns what comes after the word and a blank, which the caller frees. NULL: none has come
 * before `deadline` (see clock.h). The watcher must be running. */
char *zm_control_await(struct zm_control *control, const char *word, int64_t deadline);

/* For the watcher: reads what has arrived. False: the launcher is gone. */
bool zm_control_read(struct zm_control *control);

#endif
