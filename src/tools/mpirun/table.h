/* SPDX-License-Identifier: BSL-1.0 */
/* The table of what the ranks of a job are in, and what follows from it. */
#ifndef ZM_MPIRUN_TABLE_H
#define ZM_MPIRUN_TABLE_H

#include "rank.h"

#include <stdbool.h>
#include <stdint.h>

struct zm_launch;

/* What a thread of a rank does, or a rank that has not told. */
enum zm_doing { ZM_WAITS, ZM_POLLS, ZM_IDLE, ZM_BUSY, ZM_AWAY };

struct zm_row {
    int rank;
    enum zm_doing doing;
    int64_t since;     /* milliseconds ago */
    bool any;          /* one of the ranks that it waits for is enough */
    const char *peers; /* those ranks: "0-2,5"; "-": none */
    const char *call;  /* in words; of ZM_AWAY why nothing is known */
};

struct zm_rows {
    struct zm_row *at;
    size_t count, capacity;
};

/* The next rank from `first` on that a text names like zm_row.peers, of those below `nranks`; -1 if
 * there is none. */
int zm_table_next(const char *peers, int first, int nranks);

/* Write a set of ranks, one flag for each, like zm_row.peers, but "rank 3" or "ranks 0-2,5", to
 * `text`; what has no room is left out, with dots in its place. */
void zm_table_ranks(char *text, size_t size, const bool *set, int nranks);

/* Write "rank 3" or, in a job on several hosts, "rank 3 on node2" to `text`, and return that. */
const char *zm_table_name(const struct zm_launch *job, int rank, char *text, size_t size);

/* Is a rank of this host stopped by a signal? */
bool zm_table_is_stopped(const struct zm_rank *rank);

/* Show what ranks have answered to job->survey. */
void zm_table_show(struct zm_launch *job);

#endif
