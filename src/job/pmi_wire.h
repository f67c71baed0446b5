/* SPDX-License-Identifier: BSL-1.0 */
/* Messages of PMI, in the form of either version. In version 1 one is a line, in which blanks part
 * key=value. In version 2 it is preceded by its length, six characters of decimal digits and
 * blanks, and a ; ends each key=value, so that ;; stands for one in a value. To the callers all are
 * as in version 1, without the end of line.
 *
 * Waits until `deadline` (see clock.h) at most; results are MPI error classes, explained in
 * `report`. */
#ifndef ZM_JOB_PMI_WIRE_H
#define ZM_JOB_PMI_WIRE_H

#include "job/pmi.h"

/* Says `text`, which is shorter than ZM_PMI_LINE_MAX and whose values have no blanks. */
int zm_pmi_say(struct zm_pmi *pmi, const char *text, struct zm_report *report);

/* Takes the next message to `answer`, which must be the command `what`, whether it tells of success
 * or not. */
int zm_pmi_hear(struct zm_pmi *pmi, const char *what, char answer[ZM_PMI_LINE_MAX],
                int64_t deadline, struct zm_report *report);

/* Copies the value of `key` in a message. False: it is not there, or does not fit in `size` bytes.
 */
bool zm_pmi_find(const char *message, const char *key, char *value, size_t size);

/* Whether a message tells of failure. */
bool zm_pmi_is_refusal(const char *message);

#endif
