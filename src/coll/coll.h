/* SPDX-License-Identifier: BSL-1.0 */
/* The collective operations. Each returns the schedule of this rank's part, to be started in one of
 * the three forms; NULL stands for want of memory. Counts are in elements of the datatype given
 * with them; arguments are valid, and mean what they do in the standard's function of that name,
 * with MPI_IN_PLACE and without looking at what only the root may look at.
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

struct zm_schedule *zm_barrier(struct zm_comm *comm);

/* The barrier in MPI_Finalize, which is told from MPI_Barrier when ranks disagree. */
struct zm_schedule *zm_finalize_barrier(struct zm_comm *comm);

struct zm_schedule *zm_bcast(struct zm_comm *comm, void *buffer, size_t count,
                             const struct zm_datatype *datatype, int root);

struct zm_schedule *zm_gather(struct zm_comm *comm, const void *sendbuf, size_t sendcount,
                              const struct zm_datatype *sendtype, void *recvbuf, size_t recvcount,
                              const struct zm_datatype *recvtype, int root);

struct zm_schedule *zm_scatter(struct zm_comm *comm, const void *sendbuf, size_t sendcount,
                               const struct zm_datatype *sendtype, void *recvbuf, size_t recvcount,
                               const struct zm_datatype *recvtype, int root);

struct zm_schedule *zm_allgather(struct zm_comm *comm, const void *sendbuf, size_t sendcount,
                                 const struct zm_datatype *sendtype, void *recvbuf,
                                 size_t recvcount, const struct zm_datatype *recvtype);

struct zm_schedule *zm_alltoall(struct zm_comm *comm, const void *sendbuf, size_t sendcount,
                                const struct zm_datatype *sendtype, void *recvbuf, size_t recvcount,
                                const struct zm_datatype *recvtype);

struct zm_schedule *zm_reduce(struct zm_comm *comm, const void *sendbuf, void *recvbuf,
                              size_t count, const struct zm_datatype *datatype,
                              const struct zm_op *op, int root);

struct zm_schedule *zm_allreduce(struct zm_comm *comm, const void *sendbuf, void *recvbuf,
                                 size_t count, const struct zm_datatype *datatype,
                                 const struct zm_op *op);

struct zm_schedule *zm_reduce_scatter_block(struct zm_comm *comm, const void *sendbuf,
                                            void *recvbuf, size_t count,
                                            const struct zm_datatype *datatype,
                                            const struct zm_op *op);

struct zm_schedule *zm_scan(struct zm_comm *comm, const void *sendbuf, void *recvbuf, size_t count,
                            const struct zm_datatype *datatype, const struct zm_op *op);

struct zm_schedule *zm_exscan(struct zm_comm *comm, const void *sendbuf, void *recvbuf,
                              size_t count, const struct zm_datatype *datatype,
                              const struct zm_op *op);

#endif
