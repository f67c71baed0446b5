/* SPDX-License-Identifier: BSL-1.0 */
/* Signals as input: those that mpirun passes on and the deaths of children arrive on a file
 * descriptor. */
#ifndef ZM_MPIRUN_SIGNALS_H
#define ZM_MPIRUN_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

struct zm_signals {
    int fd;                /* readable when a signal is there */
    sigset_t mask;         /* as it was before: what ranks get */
    struct sigaction pipe; /* of SIGPIPE, the same */
};

/* From now on, signals arrive on signals->fd. What mpirun was told to ignore, as by nohup, stays
 * ignored. Returns 0, or -1 after a complaint. */
int zm_signals_open(struct zm_signals *signals);

/* The next signal that has arrived, 0 if there is none. */
int zm_signals_next(struct zm_signals *signals);

/* In a child, just before exec: as if zm_signals_open() had not been called. */
void zm_signals_restore(const struct zm_signals *signals);

/* Does it ask a program to end? */
bool zm_signal_ends(int signal);

/* "SIGKILL" and the like, for messages; "signal" for those that have no common name. */
const char *zm_signal_name(int signal);

#endif
