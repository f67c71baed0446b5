/* SPDX-License-Identifier: BSL-1.0 */
/* Requests and the program: handing them out, completing them, giving them up. */
#ifndef ZM_API_REQUEST_H
#define ZM_API_REQUEST_H

#include <mpi.h>

#include "api/status.h"
#include "comm/comm.h"
#include "p2p/persistent.h"
#include "p2p/request.h"

/* Gives the program a handle of a request, started or persistent. Its errors are those of `comm`,
 * which lives as long as the request; NULL: of none. Returns MPI_ERR_NO_MEM, explained in the
 * report, when the request is already given up, or MPI_SUCCESS. */
int zm_hand_out(struct zm_comm *comm, struct zm_request *made, MPI_Request *request);

/* Waits for a request that the program does not see, fills in its status, frees it, and returns its
 * error, explained in the report. */
int zm_finish_with(struct zm_request *request, MPI_Status *status);

/* Completes for the program a request that is complete or inactive: fills in the status and frees
 * it, which makes the handle MPI_REQUEST_NULL, or, if it is persistent, makes it inactive. *comm
 * gets its communicator, with a reference for zm_leave, or NULL. Returns the request's error,
 * explained in the report. */
int zm_take_back(MPI_Request *handle, MPI_Status *status, struct zm_comm **comm);

/* The program has no handle of the request any more: frees it when it is complete, now or later. */
void zm_give_up(struct zm_request *request);

/* Frees a request that is complete and that the program has no handle of any more. */
void zm_retire(struct zm_request *request);

#endif
