/* SPDX-License-Identifier: BSL-1.0 */
/* The ranks of an agent's host: started, and their output, input and words carried to and from its
 * principal. */
#ifndef ZM_MPIRUN_POST_H
#define ZM_MPIRUN_POST_H

#include "command.h"
#include "guard.h"
#include "rank.h"
#include "signals.h"
#include "watch.h"
#include "wire.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct zm_posts;

/* One rank. Its streams are only passed on, so mpirun's own for it are not used. */
struct zm_post {
    struct zm_posts *all;
    struct zm_rank rank;
    struct zm_post_stream {
        struct zm_post *post;
        int fd;        /* -1: it has ended */
        size_t window; /* bytes that may be sent before others have been taken */
    } streams[2];
    int input;            /* where its standard input is written, -1: nowhere */
    struct zm_queue held; /* what it has not read yet */
};

struct zm_posts {
    struct zm_wire *up;
    struct zm_post *at;
    size_t count;
    size_t running;
};

/* Start all ranks of the command's first host, tell the principal of each, and the guard. With
 * `status`, there is a reason not to: the ranks end with it. */
void zm_posts_start(struct zm_posts *posts, const struct zm_command *command, const char *job,
                    const struct zm_signals *signals, struct zm_wire *up, struct zm_guard *guard,
                    int status, const char *reason);
void zm_posts_end(struct zm_posts *posts);

/* Add to `watch` what is waited for, and serve it then: at most 4 descriptors for each rank. */
void zm_posts_watch(struct zm_posts *posts, struct zm_watch *watch);

/* Do what a letter says that is for one rank. What makes no sense is left alone. */
void zm_posts_obey(struct zm_posts *posts, const struct zm_letter *letter);

/* Send a signal to all ranks, with what belongs to their process groups. */
void zm_posts_signal(struct zm_posts *posts, int signal);

/* A child has ended: tell the last words of the rank that it was. Returns whether it was one. */
bool zm_posts_reap(struct zm_posts *posts, pid_t pid, int status);

/* Has all that was written been sent? */
bool zm_posts_done(const struct zm_posts *posts);

#endif
