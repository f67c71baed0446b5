/* SPDX-License-Identifier: BSL-1.0 */
/* What this rank is in: the answer where somebody asks, for a job that seems stuck.
 *
 * It is asked by mpirun; by a signal SIGUSR1, where the program does not use that itself; or by
 * itself, when nothing has come to an end for as long as ZEROMPI_HANG_REPORT says although
 * something is waited for, and then as often as that until something does. It answers to mpirun,
 * which makes one table of what all ranks say, or else on standard error. To mpirun these are
 * lines, `report` before each:
 *
 *     wait MS all|any RANKS CALL   a thread waits in a call, for so many milliseconds, for all of
 *                                  these ranks or for any of them: 0-2,5, or - for no rank
 *     poll MS all|any RANKS CALL   a thread calls MPI again and again, but nothing came to an end
 *     idle MS any - CALL           no thread is in MPI, since that call
 *     busy MS any - CALL           a thread works in MPI
 *     has TEXT                     something else that waits
 *     hint TEXT                    something that looks wrong
 *     end                          that was all
 *
 * and, for mpirun to ask all ranks, `report please` where a rank asks itself, `report signal` where
 * it got the signal, which mpirun may have passed on. */
#ifndef ZM_API_INQUIRY_H
#define ZM_API_INQUIRY_H

#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct zm_inquiry {
    atomic_bool asked;       /* for an answer */
    atomic_bool signalled;   /* by SIGUSR1: all ranks are to answer */
    bool catches;            /* SIGUSR1 is caught */
    struct sigaction before; /* what was done about it before */
    /* what the watcher saw last, and when it was something new (see clock.h) */
    unsigned calls, advances;
    int64_t called, advanced;
    int64_t told; /* when this rank last answered, or wanted all to */
};

/* Prepares to be asked; to be called when the job is open, before the watcher starts. */
void zm_inquiry_open(void);
/* The opposite, after the watcher has ended. */
void zm_inquiry_close(void);

/* For the watcher, a few times a second, without the lock: notices whether there is progress, and
 * answers if somebody has asked. */
void zm_inquiry_turn(void);

#endif
