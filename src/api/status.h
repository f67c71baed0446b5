/* SPDX-License-Identifier: BSL-1.0 */
/* What an MPI_Status holds besides the public fields: the number of bytes that were received, and
 * whether the operation was cancelled. */
#ifndef ZM_API_STATUS_H
#define ZM_API_STATUS_H

#include <mpi.h>
#include <stdbool.h>
#include <stdint.h>

#include "p2p/request.h"

/* Fills in a status, which may be MPI_STATUS_IGNORE. Its MPI_ERROR stays as it is, as the standard
 * wants of all calls that complete one operation. */
void zm_set_status(MPI_Status *status, int source, int tag, uint64_t bytes);

/* The status of what was no message: of MPI_REQUEST_NULL, or of a request that is inactive. This
 * one has an MPI_ERROR: MPI_SUCCESS. */
void zm_set_empty_status(MPI_Status *status);

/* Fills in the status of a request that is complete. */
void zm_set_request_status(MPI_Status *status, const struct zm_request *request);

/* The private fields. */
uint64_t zm_status_bytes(const MPI_Status *status);
void zm_status_set_bytes(MPI_Status *status, uint64_t bytes);
bool zm_status_cancelled(const MPI_Status *status);
void zm_status_set_cancelled(MPI_Status *status, bool cancelled);

#endif
