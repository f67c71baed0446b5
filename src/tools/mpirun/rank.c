/* SPDX-License-Identifier: BSL-1.0 */
/* One rank, as mpirun sees it: see rank.h. */
#include "rank.h"

#include "spawn.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Lines that mean nothing to this version are left alone. */
static void understand(struct zm_rank *rank, const char *line)
{
    if (strcmp(line, "init") == 0) {
        rank->progress = ZM_IN_MPI;
    } else if (strcmp(line, "finalize") == 0) {
        rank->progress = ZM_AFTER_MPI;
    } else if (strncmp(line, "abort ", 6) == 0) {
        rank->aborted = true;
        rank->abort_code = strtol(line + 6, NULL, 10);
    } else if (strncmp(line, ZM_UNSTARTED, sizeof ZM_UNSTARTED - 1) == 0) {
        const char *status = line + sizeof ZM_UNSTARTED - 1;

        rank->unstarted = atoi(status);
        snprintf(rank->reason, sizeof rank->reason, "%s",
                 strchr(status, ' ') ? strchr(status, ' ') + 1 : status);
    }
}

static void take_lines(struct zm_rank *rank)
{
    char *end;

    while ((end = memchr(rank->line, '\n', rank->line_length))) {
        size_t length = end + 1 - rank->line;

        *end = '\0';
        understand(rank, rank->line);
        rank->line_length -= length;
        memmove(rank->line, end + 1, rank->line_length);
    }
    if (rank->line_length == sizeof rank->line)
        rank->line_length = 0; /* no line of ours is that long */
}

void zm_rank_listen(struct zm_rank *rank)
{
    while (rank->control >= 0) {
        ssize_t length = read(rank->control, rank->line + rank->line_length,
                              sizeof rank->line - rank->line_length);

        if (length > 0) {
            rank->line_length += length;
            take_lines(rank);
        } else if (length < 0 && (errno == EAGAIN || errno == EINTR)) {
            return;
        } else {
            close(rank->control);
            rank->control = -1;
        }
    }
}

void zm_rank_drain(struct zm_rank *rank, int64_t now)
{
    for (int i = 0; i < 2; i++)
        do
            zm_stream_pass(&rank->streams[i], now);
        while (zm_stream_read(&rank->streams[i], now));
}
