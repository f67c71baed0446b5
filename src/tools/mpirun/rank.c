/* SPDX-License-Identifier: BSL-1.0 */
/* One rank, as mpirun sees it: see rank.h. */
#include "rank.h"

#include "branch.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void take_lines(struct zm_rank *rank, zm_hear *hear, void *owner)
{
    char *end;

    while ((end = memchr(rank->line, '\n', rank->line_length))) {
        size_t length = end + 1 - rank->line;

        *end = '\0';
        hear(owner, rank, rank->line);
        rank->line_length -= length;
        memmove(rank->line, end + 1, rank->line_length);
    }
    if (rank->line_length == sizeof rank->line)
        rank->line_length = 0; /* no line of ours is that long */
}

void zm_rank_listen(struct zm_rank *rank, zm_hear *hear, void *owner)
{
    while (rank->control >= 0) {
        ssize_t length = read(rank->control, rank->line + rank->line_length,
                              sizeof rank->line - rank->line_length);

        if (length > 0) {
            rank->line_length += length;
            take_lines(rank, hear, owner);
        } else if (length < 0 && (errno == EAGAIN || errno == EINTR)) {
            return;
        } else {
            close(rank->control);
            rank->control = -1;
        }
    }
}

bool zm_rank_tell(struct zm_rank *rank, const char *line)
{
    char text[ZM_LINE_OF_RANK];
    int length = snprintf(text, sizeof text, "%s\n", line);

    if (rank->branch && length < (int)sizeof text) {
        zm_wire_send(&rank->branch->wire, &(struct zm_letter){.kind = ZM_TELL,
                                                              .rank = rank->number,
                                                              .data = line,
                                                              .length = strlen(line)});
        return rank->running;
    }
    /* A socket within a host takes so short a text as a whole or not at all. */
    return rank->control >= 0 && length < (int)sizeof text &&
           send(rank->control, text, length, MSG_NOSIGNAL | MSG_DONTWAIT) == length;
}

void zm_rank_drain(struct zm_rank *rank, int64_t now)
{
    for (int i = 0; i < 2; i++)
        do
            zm_outflow_pass(&rank->streams[i], now);
        while (zm_outflow_read(&rank->streams[i], now));
}
