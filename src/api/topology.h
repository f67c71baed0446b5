/* SPDX-License-Identifier: BSL-1.0 */
/* What the calls on topologies share. */
#ifndef ZM_API_TOPOLOGY_H
#define ZM_API_TOPOLOGY_H

#include <mpi.h>

#include "comm/comm.h"

/* The communicator behind a handle, which must have a topology of that kind: MPI_ERR_COMM,
 * MPI_ERR_TOPOLOGY. Otherwise like zm_check_comm. */
int zm_check_topology(MPI_Comm handle, int kind, struct zm_comm **comm);

#endif
