/* SPDX-License-Identifier: BSL-1.0 */
/* Who waits for whom: see knots.h. */
#include "knots.h"

#include "launch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LONG = 200, /* milliseconds: who waits for less may be about to go on */
    LINKS = 3,  /* of a circle that are told */
    ENDS = 8    /* ranks at the ends of chains that are told */
};

struct knots {
    struct zm_launch *job;
    int nranks;
    const struct zm_row **waits; /* by rank: what it needs to go on; NULL: it does not wait */
    const struct zm_row **rows;  /* by rank: its first row */
    int *path;                   /* ranks, each of which needs the next one */
    char *state;                 /* by rank: 0 not looked at, 1 on the path, 2 done */
    bool *reached;               /* by rank: see show_end */
};

/* The next rank from `first` on that `rank` needs; -1: no more. */
static int next_needed(const struct knots *knots, int rank, int first)
{
    return knots->waits[rank] ? zm_table_next(knots->waits[rank]->peers, first, knots->nranks) : -1;
}

/* A row tells whom the rank needs if it has one thread in MPI, and that needs all of its peers. */
static void find_waits(struct knots *knots, const struct zm_rows *rows)
{
    for (size_t i = 0; i < rows->count; i++) {
        const struct zm_row *row = &rows->at[i];
        bool alone = i + 1 == rows->count || rows->at[i + 1].rank != row->rank;
        bool waits = (row->doing == ZM_WAITS || row->doing == ZM_POLLS) && row->since >= LONG;
        int first = zm_table_next(row->peers, 0, knots->nranks);
        bool sure = !row->any || zm_table_next(row->peers, first + 1, knots->nranks) < 0;

        if (knots->rows[row->rank])
            continue;
        knots->rows[row->rank] = row;
        if (alone && waits && first >= 0 && sure)
            knots->waits[row->rank] = row;
    }
}

/* ---- Circles ---- */

/* Say who waits for whom on the path from `start` to `length`. */
static void show_circle(const struct knots *knots, int start, int length)
{
    char text[LINKS * 1024], mine[256], other[256];
    size_t n = 0;
    int count = length - start;

    for (int i = 0; i < count && i < LINKS; i++) {
        int rank = knots->path[start + i], next = knots->path[start + (i + 1) % count];

        n += (size_t)snprintf(text + n, sizeof text - n, "%s%s waits for %s in %.300s",
                              i ? ", " : "", zm_table_name(knots->job, rank, mine, sizeof mine),
                              zm_table_name(knots->job, next, other, sizeof other),
                              knots->waits[rank]->call);
    }
    if (count > LINKS)
        snprintf(text + n, sizeof text - n, ", and so on");
    if (count == 1)
        zm_launch_say(knots->job, "rank %d waits for itself: %s", knots->path[start], text);
    else
        zm_launch_say(knots->job, "%d ranks wait for each other: %s", count, text);
}

/* Follow the ranks that are needed from `first` on; say the first circle among those that were not
 * looked at before. */
static void follow(struct knots *knots, int first)
{
    int length = 1, *from = calloc(knots->nranks, sizeof *from);

    knots->path[0] = first;
    knots->state[first] = 1;
    while (from && length > 0) {
        int rank = knots->path[length - 1], next = next_needed(knots, rank, from[rank]);

        if (next < 0) {
            knots->state[rank] = 2;
            length--;
            continue;
        }
        from[rank] = next + 1;
        if (knots->state[next] == 0) {
            knots->state[next] = 1;
            knots->path[length++] = next;
        } else if (knots->state[next] == 1) {
            int start = length - 1;

            while (knots->path[start] != next)
                start--;
            show_circle(knots, start, length);
            while (length > 0)
                knots->state[knots->path[--length]] = 2;
        }
    }
    free(from);
}

/* ---- Ends of chains ---- */

/* Mark who needs `end`, directly or through others; returns how many they are. */
static int reach(struct knots *knots, int end)
{
    int count = 0;
    bool more = true;

    memset(knots->reached, 0, (size_t)knots->nranks);
    knots->reached[end] = true;
    while (more) {
        more = false;
        for (int rank = 0; rank < knots->nranks; rank++)
            for (int next = -1;
                 !knots->reached[rank] && (next = next_needed(knots, rank, next + 1)) >= 0;)
                if (knots->reached[next]) {
                    knots->reached[rank] = more = true;
                    count++;
                }
    }
    knots->reached[end] = false;
    return count;
}

/* If ranks need one that does not wait for others, say so. Returns whether that was so. */
static bool show_end(struct knots *knots, int end)
{
    const struct zm_row *row = knots->rows[end];
    char who[160], what[512], name[256];
    int count = knots->waits[end] || !row ? 0 : reach(knots, end);

    if (count == 0 || ((row->doing == ZM_WAITS || row->doing == ZM_POLLS) && row->since < LONG))
        return false;
    zm_table_ranks(who, sizeof who, knots->reached, knots->nranks);
    if (row->doing == ZM_IDLE)
        snprintf(what, sizeof what, "is not in MPI for %.1f s, since %.400s",
                 (double)row->since / 1000, row->call);
    else if (row->doing == ZM_AWAY)
        snprintf(what, sizeof what, "%.400s", row->call);
    else if (row->doing == ZM_BUSY)
        snprintf(what, sizeof what, "works in MPI");
    else
        snprintf(what, sizeof what, "is in %.400s", row->call);
    zm_launch_say(knots->job, "%s wait%s for %s, which %s", who, count == 1 ? "s" : "",
                  zm_table_name(knots->job, end, name, sizeof name), what);
    return true;
}

void zm_knots_show(struct zm_launch *job, const struct zm_rows *rows)
{
    size_t n = (size_t)job->command->nranks;
    struct knots knots = {.job = job,
                          .nranks = (int)n,
                          .waits = calloc(n, sizeof *knots.waits),
                          .rows = calloc(n, sizeof *knots.rows),
                          .path = calloc(n, sizeof *knots.path),
                          .state = calloc(n, 1),
                          .reached = calloc(n, sizeof *knots.reached)};

    if (knots.waits && knots.rows && knots.path && knots.state && knots.reached) {
        find_waits(&knots, rows);
        for (int i = 0, ends = 0; i < knots.nranks && ends < ENDS; i++)
            ends += show_end(&knots, i);
        for (int i = 0; i < knots.nranks; i++)
            if (knots.state[i] == 0)
                follow(&knots, i);
    }
    free(knots.waits);
    free(knots.rows);
    free(knots.path);
    free(knots.state);
    free(knots.reached);
}
