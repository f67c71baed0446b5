/* SPDX-License-Identifier: BSL-1.0 */
/* How a rank that knows only where rank 0 may be found comes to know its parent in the tree.
 *
 * It says JOIN to the root, with its entry of the roster, by a connection of its own, which is not
 * kept; and again, to the next place where the root may be, until there is an answer. The root
 * answers with INTRODUCE: the rank's own entry, as a sign that it is admitted, and when its parent
 * has come the parent's too. All else is told along the tree. */
#ifndef ZM_JOB_INTRODUCTION_H
#define ZM_JOB_INTRODUCTION_H

#include "job/job.h"

struct zm_introduction {
    struct zm_job *job;
    struct {
        unsigned char *entry; /* as it came with JOIN; NULL: it has not come */
        size_t bytes;
        uint64_t place; /* of the root, at which it was found */
        int64_t asked;  /* when it did so last */
    } * joined;         /* by rank; NULL: this rank is not the root */
    int asked;          /* how often this rank has said JOIN */
    bool admitted;      /* the root has answered */
    bool done;          /* this rank knows its parent, or needs nobody to tell */
};

/* Does not return if there is no memory. */
void zm_introduction_begin(struct zm_introduction *introduction, struct zm_job *job);
void zm_introduction_end(struct zm_introduction *introduction);

/* Asks the root; returns when to ask again. */
int64_t zm_introduction_ask(struct zm_introduction *introduction);

/* Deals with a frame of kind JOIN or INTRODUCE. */
void zm_introduction_handle(struct zm_introduction *introduction, const struct zm_frame *frame);

/* The root waited long enough: ends the job if some rank has not said JOIN, or cannot be answered.
 */
void zm_introduction_check(const struct zm_introduction *introduction);

/* The root did not answer for long enough: ends this rank, and says what may be wrong. */
noreturn void zm_introduction_fail(const struct zm_introduction *introduction);

#endif
