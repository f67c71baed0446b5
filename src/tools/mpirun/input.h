/* SPDX-License-Identifier: BSL-1.0 */
/* Standard input on its way to ranks. Where one rank gets all of it and it is no terminal, that
 * rank simply inherits it, and what it does not read is left for others. Otherwise mpirun reads it
 * and passes it on. */
#ifndef ZM_MPIRUN_INPUT_H
#define ZM_MPIRUN_INPUT_H

#include "queue.h"

#include <stdbool.h>
#include <stdint.h>

struct zm_input {
    bool *wanted; /* for each rank: does it get standard input? */
    int nranks;
    bool inherited; /* by the one rank that gets it */
    bool ended;     /* nothing more will be read */
    bool terminal;
    int *pipes;   /* where each rank's input is written, -1 where there is nothing to be written */
    size_t *sent; /* how many of the bytes held each rank has got */
    struct zm_far_input {
        enum { ZM_NEAR, ZM_FAR_READY, ZM_FAR_WAITING, ZM_FAR_ENDING, ZM_FAR_ENDED } state;
        size_t sent; /* bytes under way while waiting */
    } * far;         /* ranks on other hosts */
    struct zm_queue held;
};

/* Understand `who`: "all", "none", or ranks and ranges of ranks divided by commas. Returns 0, or -1
 * after a complaint. */
int zm_input_init(struct zm_input *input, const char *who, int nranks);
void zm_input_fini(struct zm_input *input);

/* The descriptor that rank `rank` is to have as its standard input; -1: /dev/null. The caller
 * closes it once the rank is started, unless it is 0. Returns -2 after a complaint. */
int zm_input_for(struct zm_input *input, int rank);

/* Rank `rank` is on another host. To be called before any rank is started. */
void zm_input_set_far(struct zm_input *input, int rank);

/* What is to be sent to a rank on another host now, no bytes: the end; false: nothing. The next is
 * not sent before zm_input_fed(). */
bool zm_input_far(struct zm_input *input, int rank, const char **data, size_t *length);

/* That has arrived there; `more` tells whether the rank will read more. Returns false if nothing
 * was under way. */
bool zm_input_fed(struct zm_input *input, int rank, bool more);

/* That rank will not read any more. */
void zm_input_drop(struct zm_input *input, int rank);

/* All ranks are started: what mpirun does not pass on itself it lets go. */
void zm_input_started(struct zm_input *input);

/* May standard input be read now? Not while a terminal belongs to another job; then `*retry` is set
 * to milliseconds after which to ask again. */
bool zm_input_wants(const struct zm_input *input, int *retry);

/* Read what there is; it has to be written next. */
void zm_input_read(struct zm_input *input);

/* The descriptor that rank `rank` has still to get bytes through, -1: none. */
int zm_input_pending(const struct zm_input *input, int rank);

/* Give to rank `rank` what its pipe takes. */
void zm_input_write(struct zm_input *input, int rank);

#endif
