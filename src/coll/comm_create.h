/* SPDX-License-Identifier: BSL-1.0 */
/* Making communicators, which is collective: each of these waits until all ranks that it is called
 * by have called it, if it does not return a schedule. `comm` may be an intercommunicator, and what
 * is made of it is one too, if nothing else is said. What is made is open, has one reference and
 * the error handler of `comm`; *made is NULL on a rank that gets none, and after an error. Each
 * returns an MPI error class, explained in the report, or MPI_SUCCESS. */
#ifndef ZM_COLL_COMM_CREATE_H
#define ZM_COLL_COMM_CREATE_H

#include <stdbool.h>

#include "coll/schedule.h"
#include "comm/comm.h"

/* Opens `duplicate`, made by zm_comm_new_like, which must live as long as the schedule. A rank
 * where something failed before gives the error code as `refusal`: then it fails on all ranks.
 * NULL: no memory. */
struct zm_schedule *zm_comm_dup(struct zm_comm *comm, struct zm_comm *duplicate, int refusal);

/* Makes a communicator of the ranks that give the same `color`, in the order of `key`; of none
 * where the color is MPI_UNDEFINED. */
int zm_comm_split(struct zm_comm *comm, int color, int key, struct zm_comm **made);

/* The same as part of another collective, whose name it gets where ranks disagree. */
int zm_comm_split_as(struct zm_comm *comm, enum zm_collective which, int color, int key,
                     struct zm_comm **made);

/* Makes a communicator of the ranks in `group`, a part of the group of `comm`. The ranks of one
 * group must give the same group; if they do not that is MPI_ERR_GROUP where it is noticed. */
int zm_comm_create(struct zm_comm *comm, struct zm_group *group, struct zm_comm **made);

/* Makes a communicator of both groups of an intercommunicator, first that with `high` false; both
 * groups come to the same order if they give the same. MPI_ERR_ARG if the ranks of a group do not
 * give the same. */
int zm_intercomm_merge(struct zm_comm *comm, bool high, struct zm_comm **made);

/* ---- With topologies (topology_create.c) ---- */

/* Like zm_comm_split_as, with a topology, whose one reference is taken over in any case; NULL
 * stands for want of memory. */
int zm_comm_create_topology(struct zm_comm *comm, enum zm_collective which, int color, int key,
                            struct zm_topology *topology, struct zm_comm **made);

/* Edges that one rank defines, of any ranks: `degrees[i]` edges go from the rank `sources[i]` to
 * destinations, the first ones to the first ones in the list; with as many weights, or NULL. */
struct zm_definition {
    int nodes;
    const int *sources, *degrees, *destinations, *weights;
};

/* Makes a communicator of the same ranks, whose topology is the distributed graph that all ranks
 * define together. Returns MPI_ERR_ARG if only some of those that define edges give weights. */
int zm_comm_create_dist_graph(struct zm_comm *comm, const struct zm_definition *definition,
                              struct zm_comm **made);

#endif
