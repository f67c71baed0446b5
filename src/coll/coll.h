/* SPDX-License-Identifier: BSL-1.0 */
/* The collective operations. Each starts its operation and returns; *request is complete when this
 * rank's part is done, and the caller frees it. Counts are in elements of the datatype given with
 * them; arguments are valid, and mean what they do in the standard's function of that name, with
 * MPI_IN_PLACE and without looking at what only the root may look at. Each returns an MPI error
 * class, explained in the report; then there is no request.
 *
 * Reductions combine the ranks' contributions in rank order, bracketed as the binomial tree rooted
 * at rank 0 does it: the result has the same bits on every run, on every rank and for every root.
 */
#ifndef ZM_COLL_COLL_H
#define ZM_COLL_COLL_H

#include <stddef.h>

#include "coll/schedule.h"
#include "comm/comm.h"
#include "type/datatype.h"
#include "type/op.h"

int zm_barrier(struct zm_comm *comm, struct zm_request **request);

/* The barrier in MPI_Finalize, which is told from MPI_Barrier when ranks disagree. */
int zm_finalize_barrier(struct zm_comm *comm, struct zm_request **request);

int zm_bcast(struct zm_comm *comm, void *buffer, size_t count, const struct zm_datatype *datatype,
             int root, struct zm_request **request);

int zm_gather(struct zm_comm *comm, const void *sendbuf, size_t sendcount,
              const struct zm_datatype *sendtype, void *recvbuf, size_t recvcount,
              const struct zm_datatype *recvtype, int root, struct zm_request **request);

int zm_scatter(struct zm_comm *comm, const void *sendbuf, size_t sendcount,
               const struct zm_datatype *sendtype, void *recvbuf, size_t recvcount,
               const struct zm_datatype *recvtype, int root, struct zm_request **request);

int zm_allgather(struct zm_comm *comm, const void *sendbuf, size_t sendcount,
                 const struct zm_datatype *sendtype, void *recvbuf, size_t recvcount,
                 const struct zm_datatype *recvtype, struct zm_request **request);

int zm_alltoall(struct zm_comm *comm, const void *sendbuf, size_t sendcount,
                const struct zm_datatype *sendtype, void *recvbuf, size_t recvcount,
                const struct zm_datatype *recvtype, struct zm_request **request);

int zm_reduce(struct zm_comm *comm, const void *sendbuf, void *recvbuf, size_t count,
              const struct zm_datatype *datatype, const struct zm_op *op, int root,
              struct zm_request **request);

int zm_allreduce(struct zm_comm *comm, const void *sendbuf, void *recvbuf, size_t count,
                 const struct zm_datatype *datatype, const struct zm_op *op,
                 struct zm_request **request);

int zm_reduce_scatter_block(struct zm_comm *comm, const void *sendbuf, void *recvbuf, size_t count,
                            const struct zm_datatype *datatype, const struct zm_op *op,
                            struct zm_request **request);

int zm_scan(struct zm_comm *comm, const void *sendbuf, void *recvbuf, size_t count,
            const struct zm_datatype *datatype, const struct zm_op *op,
            struct zm_request **request);

int zm_exscan(struct zm_comm *comm, const void *sendbuf, void *recvbuf, size_t count,
              const struct zm_datatype *datatype, const struct zm_op *op,
              struct zm_request **request);

/* Makes a communicator of the same ranks; it waits until all of them have called it. */
int zm_comm_dup(struct zm_comm *comm, struct zm_comm **made);

/* Makes a communicator of the ranks that give the same `color`, in the order of `key`; *made is
 * NULL where the color is MPI_UNDEFINED. It waits until all ranks have called it. */
int zm_comm_split(struct zm_comm *comm, int color, int key, struct zm_comm **made);

#endif
