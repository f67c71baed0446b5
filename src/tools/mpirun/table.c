/* SPDX-License-Identifier: BSL-1.0 */
/* The table of what ranks are in: see table.h. */
#include "table.h"

#include "knots.h"
#include "launch.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    ROWS = 24, /* with more of them, rows that differ in numbers only become one */
    NOTES = 16 /* lines below the table */
};

int zm_table_next(const char *peers, int first, int nranks)
{
    for (const char *at = peers; isdigit((unsigned char)*at);) {
        char *end;
        long from = strtol(at, &end, 10), to = *end == '-' ? strtol(end + 1, &end, 10) : from;

        if (to >= first)
            return (from > first ? from : first) < nranks ? (int)(from > first ? from : first) : -1;
        at = *end == ',' ? end + 1 : end;
    }
    return -1;
}

void zm_table_ranks(char *text, size_t size, const bool *set, int nranks)
{
    size_t n = 0;
    int many = 0;

    for (int i = 0; i < nranks; i++)
        many += set[i];
    n = (size_t)snprintf(text, size, many == 1 ? "rank " : "ranks ");
    for (int i = 0, parts = 0; i < nranks; i++) {
        int first = i;

        if (!set[i])
            continue;
        if (n + 32 > size) {
            snprintf(text + n, size - n, ",...");
            return;
        }
        while (i + 1 < nranks && set[i + 1])
            i++;
        n += (size_t)snprintf(text + n, size - n, first < i ? "%s%d-%d" : "%s%d",
                              parts++ ? "," : "", first, i);
    }
}

bool zm_table_is_stopped(const struct zm_rank *rank)
{
    char path[64], text[512];

    if (!rank->pid || !rank->running || rank->branch)
        return false;
    snprintf(path, sizeof path, "/proc/%d/stat", (int)rank->pid);
    FILE *file = fopen(path, "re");
    size_t length = file ? fread(text, 1, sizeof text - 1, file) : 0;
    if (file)
        fclose(file);
    text[length] = '\0';
    const char *name = strrchr(text, ')'); /* the state comes behind it */
    return name && strncmp(name, ") T", 3) == 0;
}

/* Ranks on different hosts are in different rows, which name the host. */
static bool has_hosts(const struct zm_launch *job)
{
    for (int i = 1; i < job->command->nranks; i++)
        if (strcmp(job->ranks[i].host, job->ranks[0].host) != 0)
            return true;
    return false;
}

const char *zm_table_name(const struct zm_launch *job, int rank, char *text, size_t size)
{
    if (has_hosts(job))
        snprintf(text, size, "rank %d on %.200s", rank, job->ranks[rank].host);
    else
        snprintf(text, size, "rank %d", rank);
    return text;
}

/* ---- Reading answers ---- */

static void add_row(struct zm_rows *rows, const struct zm_row *row)
{
    if (rows->count == rows->capacity) {
        size_t capacity = 2 * rows->capacity + 64;
        struct zm_row *at = realloc(rows->at, capacity * sizeof *at);

        if (!at)
            return;
        rows->at = at;
        rows->capacity = capacity;
    }
    rows->at[rows->count++] = *row;
}

/* "wait 1200 all 0-2 MPI_Recv(...)", which is taken to pieces. False: the line is no row. */
static bool read_row(char *line, struct zm_row *row)
{
    static const char *const names[] = {"wait", "poll", "idle", "busy"};
    char *word[4];

    for (int i = 0; i < 4; i++)
        if (!(word[i] = strsep(&line, " ")) || !line)
            return false;
    for (int i = 0; i < 4; i++)
        if (strcmp(word[0], names[i]) == 0) {
            row->doing = (enum zm_doing)i;
            row->since = strtoll(word[1], NULL, 10);
            row->any = strcmp(word[2], "any") == 0;
            row->peers = word[3];
            row->call = line;
            return true;
        }
    return false;
}

/* Why a rank has told nothing. */
static const char *find_reason(const struct zm_rank *rank)
{
    if (rank->pid && !rank->running)
        return "has ended";
    if (zm_table_is_stopped(rank))
        return "is stopped by a signal, so it cannot answer";
    if (rank->progress == ZM_NO_MPI)
        return "has not called MPI_Init";
    return rank->progress == ZM_AFTER_MPI ? "has called MPI_Finalize" : "does not answer";
}

/* A line that is no row goes to `notes`. */
static void read_answer(const struct zm_launch *job, int rank, struct zm_rows *rows,
                        struct zm_rows *notes)
{
    char *rest = job->survey.answers[rank].text;
    struct zm_row row = {.rank = rank, .doing = ZM_AWAY, .peers = "-"};
    size_t before = rows->count;

    for (char *line; rest && (line = strsep(&rest, "\n")) && *line;) {
        if (strncmp(line, "has ", 4) == 0 || strncmp(line, "hint ", 5) == 0)
            add_row(notes, &(struct zm_row){.rank = rank, .call = line});
        else if (read_row(line, &row))
            add_row(rows, &row);
    }
    if (rows->count == before) {
        row = (struct zm_row){.rank = rank, .doing = ZM_AWAY, .peers = "-"};
        row.call = find_reason(&job->ranks[rank]);
        add_row(rows, &row);
    }
}

/* ---- Rows that are alike ---- */

/* What may differ between rows that are alike: addresses, which are other ones on each rank, and if
 * `numbers` all numbers. Dots stand for one that did differ. */
static size_t variable_length(const char *text, bool numbers)
{
    if (strncmp(text, "...", 3) == 0)
        return 3;
    if (strncmp(text, "0x", 2) == 0)
        return 2 + strspn(text + 2, "0123456789abcdef");
    return numbers ? strspn(text, "0123456789") : 0;
}

/* Are two texts the same but for that? */
static bool same_shape(const char *a, const char *b, bool numbers)
{
    while (*a && *b) {
        size_t in_a = variable_length(a, numbers), in_b = variable_length(b, numbers);

        if (in_a && in_b) {
            a += in_a;
            b += in_b;
        } else if (*a++ != *b++) {
            return false;
        }
    }
    return *a == *b;
}

static bool are_alike(const struct zm_row *a, const struct zm_row *b, bool numbers)
{
    return a->doing == b->doing && a->any == b->any && same_shape(a->call, b->call, numbers);
}

/* Write the text of rows that are alike: dots for what differs. */
static void blend(char *out, size_t size, const char *a, const char *b)
{
    size_t n = 0;

    while (*a && *b && n + 1 < size) {
        size_t in_a = variable_length(a, true), in_b = variable_length(b, true);
        bool same = in_a == in_b && strncmp(a, b, in_a) == 0;

        if (in_a && !same)
            n += (size_t)snprintf(out + n, size - n, "...");
        else
            n += (size_t)snprintf(out + n, size - n, "%.*s", in_a ? (int)in_a : 1, a);
        a += in_a ? in_a : 1;
        b += in_b ? in_b : 1;
    }
}

/* ---- Showing ---- */

struct group {
    bool *ranks, *peers;       /* by rank */
    int64_t longest, shortest; /* in milliseconds, that one of them is in it */
    char call[2048];
};

/* For how long they are in it: from the shortest to the longest, where these differ. */
static const char *duration(const struct group *group, char text[32])
{
    double longest = (double)group->longest / 1000, shortest = (double)group->shortest / 1000;

    if (longest - shortest < 0.5)
        snprintf(text, 32, "%.1f", longest);
    else
        snprintf(text, 32, "%.1f-%.1f", shortest, longest);
    return text;
}

static void show_group(struct zm_launch *job, const struct group *group, const struct zm_row *row)
{
    char ranks[512], peers[160], head[600], since[32];
    int nranks = job->command->nranks, wanted = 0;

    for (int i = 0; i < nranks; i++)
        wanted += group->peers[i];
    zm_table_ranks(ranks, sizeof ranks - 256, group->ranks, nranks);
    if (has_hosts(job))
        snprintf(ranks + strlen(ranks), 256, " on %.200s", job->ranks[row->rank].host);
    zm_table_ranks(peers, sizeof peers, group->peers, nranks);
    snprintf(head, sizeof head, "  %-12s %7s s  ", ranks, duration(group, since));
    if (row->doing == ZM_AWAY)
        zm_launch_say(job, "  %-12s            %s", ranks, group->call);
    else if (row->doing == ZM_IDLE)
        zm_launch_say(job, "%snot in MPI since %s", head, group->call);
    else if (row->doing == ZM_BUSY)
        zm_launch_say(job, "  %-12s            works in MPI", ranks);
    else
        zm_launch_say(job, "%s%s %s%s%s%s", head, row->doing == ZM_POLLS ? "polls in" : "in",
                      group->call, wanted ? ", waits for " : "",
                      row->any && wanted > 1 ? "any of " : "", wanted ? peers : "");
}

/* Show the row with that index, with all later ones that are like it. */
static void show_alike(struct zm_launch *job, const struct zm_rows *rows, size_t first,
                       bool numbers, bool *shown)
{
    int nranks = job->command->nranks;
    const struct zm_row *row = &rows->at[first];
    struct group group = {.ranks = calloc(nranks, sizeof(bool)),
                          .peers = calloc(nranks, sizeof(bool)),
                          .longest = row->since,
                          .shortest = row->since};

    snprintf(group.call, sizeof group.call, "%s", row->call);
    for (size_t i = first; group.ranks && group.peers && i < rows->count; i++) {
        const struct zm_row *other = &rows->at[i];
        char call[sizeof group.call];

        if (shown[i] || !are_alike(row, other, numbers) ||
            strcmp(job->ranks[row->rank].host, job->ranks[other->rank].host) != 0)
            continue;
        shown[i] = true;
        group.ranks[other->rank] = true;
        group.longest = other->since > group.longest ? other->since : group.longest;
        group.shortest = other->since < group.shortest ? other->since : group.shortest;
        for (int peer = -1; (peer = zm_table_next(other->peers, peer + 1, nranks)) >= 0;)
            group.peers[peer] = true;
        blend(call, sizeof call, group.call, other->call);
        memcpy(group.call, call, sizeof call);
    }
    if (group.ranks && group.peers)
        show_group(job, &group, row);
    free(group.ranks);
    free(group.peers);
}

static size_t count_different(const struct zm_rows *rows)
{
    size_t count = 0;

    for (size_t i = 0; i < rows->count && count <= ROWS; i++) {
        size_t j = 0;
        while (j < i && !are_alike(&rows->at[i], &rows->at[j], false))
            j++;
        count += j == i;
    }
    return count;
}

static void show_rows(struct zm_launch *job, const struct zm_rows *rows)
{
    bool *shown = calloc(rows->count + 1, sizeof *shown);
    bool numbers = count_different(rows) > ROWS;

    for (size_t i = 0; shown && i < rows->count; i++)
        if (!shown[i])
            show_alike(job, rows, i, numbers, shown);
    free(shown);
}

/* What else ranks have said; hints first. */
static void show_notes(struct zm_launch *job, const struct zm_rows *notes)
{
    size_t left = 0;

    for (int pass = 0, shown = 0; pass < 2; pass++)
        for (size_t i = 0; i < notes->count; i++) {
            const struct zm_row *note = &notes->at[i];
            bool is_hint = strncmp(note->call, "hint", 4) == 0;

            if (is_hint != (pass == 0))
                continue;
            if (shown++ < NOTES)
                zm_launch_say(job, "%srank %d%s %s", is_hint ? "" : "  ", note->rank,
                              is_hint ? ":" : " has", strchr(note->call, ' ') + 1);
            else
                left++;
        }
    if (left)
        zm_launch_say(job, "  and %zu more like these", left);
}

void zm_table_show(struct zm_launch *job)
{
    struct zm_rows rows = {0}, notes = {0};

    for (int i = 0; i < job->command->nranks; i++)
        read_answer(job, i, &rows, &notes);
    zm_launch_say(job, "what the %d ranks are in, and for how long:", job->command->nranks);
    show_rows(job, &rows);
    show_notes(job, &notes);
    zm_knots_show(job, &rows);
    free(rows.at);
    free(notes.at);
}
