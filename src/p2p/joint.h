/* SPDX-License-Identifier: BSL-1.0 */
/* A joint request: complete when several others, its parts, are. Its error is that of the part that
 * failed first; its status that of the part that received. */
#ifndef ZM_P2P_JOINT_H
#define ZM_P2P_JOINT_H

#include "p2p/request.h"

/* Makes a request that is complete when as many parts as `parts` are: at once if there are none.
 * Returns MPI_ERR_NO_MEM, explained in the report, or MPI_SUCCESS. */
int zm_joint_new(struct zm_engine *engine, size_t parts, struct zm_request **request);

/* Adds a part, which the joint request frees. If `error` is not MPI_SUCCESS, there is no part since
 * it could not be started, for the reason in the report; and if `part` is NULL there is nothing to
 * wait for. */
void zm_joint_add(struct zm_request *joint, int error, struct zm_request *part);

/* Waits for `parts` parts more than was said before. It must not be complete. */
void zm_joint_expect(struct zm_request *joint, size_t parts);

#endif
