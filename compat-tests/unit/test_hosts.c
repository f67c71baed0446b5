/* SPDX-License-Identifier: BSL-1.0 */
/* Unit tests of how ranks lie on hosts. */
#include "comm/hosts.h"

#include "job/job.h"
#include "unit.h"

enum { RANKS = 7 };

static struct zm_peer peers[RANKS];
static const struct zm_job job = {.size = RANKS, .peers = peers};

/* The hosts of the job's ranks in that order, which are on those hosts: a letter each, a dot where
 * the host is not known. This process is the first. */
static struct zm_hosts *place(const char *on, const int order[RANKS])
{
    static char names[RANKS][2];
    int *members = malloc(RANKS * sizeof *members);
    ck_assert(members);
    for (int i = 0; i < RANKS; i++) {
        names[i][0] = on[i];
        peers[i] = (struct zm_peer){.host = on[i] == '.' ? NULL : names[i], .boot = 5};
        members[i] = order[i];
    }
    struct zm_group *group = zm_group_new(RANKS, members, order[0]);
    ck_assert(group);
    struct zm_hosts *hosts = zm_hosts_new(&job, group);
    ck_assert(hosts);
    for (int rank = 0; rank < RANKS; rank++) {
        int host = hosts->of[rank];
        ck_assert_int_eq(hosts->ranks[hosts->first[host] + hosts->place[rank]], rank);
        ck_assert_int_lt(hosts->place[rank], zm_hosts_size(hosts, host));
    }
    zm_group_release(group);
    return hosts;
}

static const int in_order[RANKS] = {0, 1, 2, 3, 4, 5, 6};

START_TEST(consecutive)
{
    struct zm_hosts *hosts = place("aaabbbb", in_order);
    ck_assert_int_eq(hosts->count, 2);
    ck_assert(hosts->consecutive);
    ck_assert_int_eq(zm_hosts_size(hosts, 0), 3);
    ck_assert_int_eq(zm_hosts_size(hosts, 1), 4);
    ck_assert_int_eq(hosts->here->size, 3);
    ck_assert_int_eq(hosts->here->rank, 0);
    zm_hosts_free(hosts);
}
END_TEST

START_TEST(mixed)
{
    static const int turned[RANKS] = {6, 5, 4, 3, 2, 1, 0};
    struct zm_hosts *hosts = place("abcabca", turned);
    ck_assert_int_eq(hosts->count, 3);
    ck_assert(!hosts->consecutive);
    ck_assert_int_eq(hosts->of[0], 0);
    ck_assert_int_eq(hosts->of[1], 1); /* rank 5 of the job, on c */
    ck_assert_int_eq(hosts->of[3], 0);
    ck_assert_int_eq(hosts->place[3], 1);
    ck_assert_int_eq(hosts->here->size, 3);
    ck_assert_int_eq(hosts->here->members[1], 3);
    ck_assert_int_eq(hosts->here->members[2], 0);
    zm_hosts_free(hosts);
}
END_TEST

/* Hosts that are not known, or were started at another time, are others. */
START_TEST(strange)
{
    struct zm_hosts *hosts = place("aa..abb", in_order);
    ck_assert_int_eq(hosts->count, 4);
    ck_assert(!hosts->consecutive);
    zm_hosts_free(hosts);
    peers[6].boot = 6;
    ck_assert(zm_job_together(&job, 0, 4));
    ck_assert(!zm_job_together(&job, 2, 3));
    ck_assert(!zm_job_together(&job, 5, 6));
    ck_assert(zm_job_together(&job, 2, 2));
}
END_TEST

UNIT_MAIN("hosts", consecutive, mixed, strange)
