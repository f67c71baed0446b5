/* SPDX-License-Identifier: BSL-1.0 */
/* What calls that make groups and communicators share. */
#ifndef ZM_API_COMMUNICATOR_H
#define ZM_API_COMMUNICATOR_H

#include <mpi.h>

#include "api/call.h"
#include "comm/comm.h"

/* Give the program a handle of what was made for it, whose one reference becomes the handle's. NULL
 * for a communicator stands for MPI_COMM_NULL; for a group, for want of memory. Instead of a group
 * without members the program gets MPI_GROUP_EMPTY. Return MPI_ERR_NO_MEM, explained in the report,
 * or MPI_SUCCESS. */
int zm_hand_out_comm(struct zm_comm *made, MPI_Comm *newcomm);
int zm_hand_out_group(struct zm_group *made, MPI_Group *newgroup);

/* Leaves a call that makes a communicator of `comm` together with its other ranks: with an error
 * *newcomm is MPI_COMM_NULL. If this rank has not even `begun`, for its arguments are wrong, the
 * others are told, who would wait for it (p2p/agreement.h). Otherwise like zm_leave. */
int zm_leave_maker(const struct zm_call *call, struct zm_comm *comm, bool begun, int error,
                   MPI_Comm *newcomm);

/* Gives a communicator that was made, if there is one, a copy of the hints in an info, which may be
 * NULL. If there is no memory for them it goes without: to keep hints is no duty. */
void zm_add_hints(struct zm_comm *comm, const struct zm_info *hints);

#endif
