/* SPDX-License-Identifier: BSL-1.0 */
/* Hosts: the lists of them that users give, and those that a job runs on. */
#ifndef ZM_MPIRUN_HOSTS_H
#define ZM_MPIRUN_HOSTS_H

#include <stdbool.h>
#include <stddef.h>

struct zm_host {
    char *name; /* as the user has named it, without the brackets of an IPv6 address; owned */
    bool here;  /* it is this one, under any of its names */
    bool said;  /* slots were named, at least once */
    int slots;  /* how many ranks it is to have before others have more */
    int limit;  /* how many it may have at most, 0: no limit */
    int used;   /* of a list: how many have been placed from it */
    int *ranks; /* of a job: the ranks that it has, in order; owned */
    int nranks, capacity;
};

struct zm_hosts {
    struct zm_host *at;
    size_t count;
};

/* This host's name, for messages: up to 255 characters and the end. */
void zm_host_name(char name[256]);

/* Add slots of a host to the list; all names of this host are one. Returns the host, which the next
 * call may move, or NULL if that is no name of a host. */
struct zm_host *zm_hosts_add(struct zm_hosts *hosts, const char *name, int slots);

/* The host of that name, which is right, in the list, where it is put if it was not there. `here`
 * tells whether it is this one. */
struct zm_host *zm_hosts_put(struct zm_hosts *hosts, const char *name, bool here);

/* Give one more rank to a host of a job. */
void zm_host_give(struct zm_host *host, int rank);

void zm_hosts_free(struct zm_hosts *hosts);

/* Keep of `all` only the hosts of `chosen`, with the slots that are named there, if any are, in
 * that order. Returns 0, or -1 after saying that one is missing. */
int zm_hosts_choose(struct zm_hosts *all, const struct zm_hosts *chosen);

/* Add the hosts of "HOST[:SLOTS],...", with 1 slot each time where none are named. Returns 0, or -1
 * after saying that the list makes no sense. */
int zm_hosts_add_list(struct zm_hosts *hosts, const char *list);

/* The same for a file with "HOST[:SLOTS] [slots=SLOTS] [max_slots=LIMIT]" on each line and comments
 * that begin with #. */
int zm_hosts_add_file(struct zm_hosts *hosts, const char *path);

#endif
