/* SPDX-License-Identifier: BSL-1.0 */
/* Who waits for whom, in a circle or for one who does not come. */
#ifndef ZM_MPIRUN_KNOTS_H
#define ZM_MPIRUN_KNOTS_H

#include "table.h"

/* Say which ranks wait for each other, and which ones that do not wait themselves are waited for.
 * `rows` are sorted by rank. */
void zm_knots_show(struct zm_launch *job, const struct zm_rows *rows);

#endif
