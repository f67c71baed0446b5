/* SPDX-License-Identifier: BSL-1.0 */
/* Collectives in two levels, where the ranks of a communicator are on several hosts: on each host
 * at its board (board.h), and by messages between one rank of each, its leader. That is the root on
 * its own host, and the first rank on the others. So where a tree joins hosts there is one message
 * on each edge, however many ranks they have.
 *
 * N. Karonis, B. de Supinski, I. Foster, W. Gropp, E. Lusk, J. Bresnahan: Exploiting hierarchy in
 * parallel computer networks to optimize collective operation performance. IPDPS 2000. */
#ifndef ZM_COLL_TWO_LEVEL_H
#define ZM_COLL_TWO_LEVEL_H

#include "coll/coll.h"
#include "comm/hosts.h"

/* Whether the blocking call `call` can be done so, now; all ranks come to the same answer.
 * `reduction` as in choose.h. */
bool zm_two_level_can(const struct zm_comm *comm, const struct zm_signature *call,
                      const struct zm_reduction *reduction);

/* Each has the schedule do what its name says; arguments as in coll.h. */
void zm_two_level_barrier(struct zm_schedule *schedule, const struct zm_comm *comm);
void zm_two_level_bcast(struct zm_schedule *schedule, const struct zm_comm *comm,
                        struct zm_block block, int root);
void zm_two_level_gather(struct zm_schedule *schedule, const struct zm_comm *comm,
                         struct zm_block own, struct zm_blocks all, int root);
void zm_two_level_scatter(struct zm_schedule *schedule, const struct zm_comm *comm,
                          struct zm_block own, struct zm_blocks all, int root);
void zm_two_level_allgather(struct zm_schedule *schedule, const struct zm_comm *comm,
                            struct zm_block own, struct zm_blocks all);
void zm_two_level_reduce(struct zm_schedule *schedule, const struct zm_comm *comm,
                         const struct zm_reduction *reduction, int root);
void zm_two_level_allreduce(struct zm_schedule *schedule, const struct zm_comm *comm,
                            const struct zm_reduction *reduction);

/* `first` and `count` are the elements of this rank's part. */
void zm_two_level_reduce_scatter(struct zm_schedule *schedule, const struct zm_comm *comm,
                                 const struct zm_reduction *reduction, size_t first, size_t count);

/* ---- What these are made of ---- */

/* The two levels of a call, as this rank sees them. */
struct zm_levels {
    struct zm_schedule *schedule;
    const struct zm_comm *comm;
    const struct zm_hosts *hosts;
    int root;                /* the root's host */
    int place;               /* of this host's leader among its ranks, which its board counts */
    bool leads;              /* this rank is the leader */
    struct zm_group leaders; /* by host; of leaders only, whose steps name them */
};

/* The levels of a call with the root `root`; from now on a leader's steps name leaders. */
struct zm_levels zm_levels(struct zm_schedule *schedule, const struct zm_comm *comm, int root);

/* On this host: what each rank has, `own`, comes to the leader, packed, by place; what the leader
 * has comes to all. */
void zm_levels_gather(const struct zm_levels *levels, struct zm_block own, char *packed,
                      size_t bytes);
void zm_levels_bcast(const struct zm_levels *levels, struct zm_block block);

#endif
