/* SPDX-License-Identifier: BSL-1.0 */
/* How the ranks of a communicator lie on hosts. */
#ifndef ZM_COMM_HOSTS_H
#define ZM_COMM_HOSTS_H

#include <stdbool.h>

#include "comm/group.h"

struct zm_job;

/* Hosts are counted in the order of their first ranks; ranks are those of the group. */
struct zm_hosts {
    int count, mine;       /* how many; that of this process */
    int *of;               /* by rank: its host */
    int *place;            /* by rank: how many ranks before it are on its host */
    int *first;            /* by host, and for one more: where its ranks begin in */
    int *ranks;            /* the ranks by host, in their order */
    bool consecutive;      /* each host has consecutive ranks, so `ranks` counts from 0 */
    struct zm_group *here; /* those on the host of this process */
};

/* Finds that out for the ranks of a group that this process is in. NULL: no memory. */
struct zm_hosts *zm_hosts_new(const struct zm_job *job, const struct zm_group *group);

/* NULL is left alone. */
void zm_hosts_free(struct zm_hosts *hosts);

/* Number of ranks on a host. */
static inline int zm_hosts_size(const struct zm_hosts *hosts, int host)
{
    return hosts->first[host + 1] - hosts->first[host];
}

#endif
