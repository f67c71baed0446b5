/* SPDX-License-Identifier: BSL-1.0 */
/* How the ranks of a communicator lie on hosts. */
#include "comm/hosts.h"

#include <stdlib.h>

#include "job/job.h"

/* The host of a rank: those of the ranks before it are known. Most have the host of the one before
 * them, or of a host's first rank. */
static int find_host(const struct zm_job *job, const struct zm_group *group,
                     const struct zm_hosts *hosts, const int *leaders, int rank)
{
    int before = rank ? hosts->of[rank - 1] : 0, host = 0;
    if (rank && zm_job_together(job, group->members[rank], leaders[before]))
        return before;
    while (host < hosts->count && !zm_job_together(job, group->members[rank], leaders[host]))
        host++;
    return host;
}

/* Finds the host of each rank, and its place there; `leaders` is room for the hosts' first ranks,
 * in the job. Counts the ranks of host h in first[h + 1]. */
static void find_hosts(const struct zm_job *job, const struct zm_group *group,
                       struct zm_hosts *hosts, int *leaders)
{
    for (int rank = 0; rank < group->size; rank++) {
        int host = find_host(job, group, hosts, leaders, rank);
        if (host == hosts->count)
            leaders[hosts->count++] = group->members[rank];
        hosts->of[rank] = host;
        hosts->place[rank] = hosts->first[host + 1]++;
    }
}

static void sort(const struct zm_group *group, struct zm_hosts *hosts)
{
    for (int host = 0; host < hosts->count; host++)
        hosts->first[host + 1] += hosts->first[host];
    hosts->consecutive = true;
    for (int rank = 0; rank < group->size; rank++) {
        int index = hosts->first[hosts->of[rank]] + hosts->place[rank];
        hosts->ranks[index] = rank;
        hosts->consecutive &= index == rank;
    }
}

struct zm_hosts *zm_hosts_new(const struct zm_job *job, const struct zm_group *group)
{
    size_t n = (size_t)group->size;
    struct zm_hosts *hosts = malloc(sizeof *hosts);
    int *numbers = calloc(4 * n + 1, sizeof *numbers);
    if (!hosts || !numbers) {
        free(hosts);
        free(numbers);
        return NULL;
    }
    *hosts = (struct zm_hosts){
        .of = numbers, .place = numbers + n, .ranks = numbers + 2 * n, .first = numbers + 3 * n};
    find_hosts(job, group, hosts, hosts->ranks);
    sort(group, hosts);
    hosts->mine = hosts->of[group->rank];
    hosts->here = zm_group_incl(group, zm_hosts_size(hosts, hosts->mine),
                                hosts->ranks + hosts->first[hosts->mine]);
    if (hosts->here)
        return hosts;
    zm_hosts_free(hosts);
    return NULL;
}

void zm_hosts_free(struct zm_hosts *hosts)
{
    if (!hosts)
        return;
    zm_group_release(hosts->here);
    free(hosts->of);
    free(hosts);
}
