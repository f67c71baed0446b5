/* SPDX-License-Identifier: BSL-1.0 */
/* Partitioned communication: a persistent message whose parts are sent as they become ready.
 *
 * When it is made, the sender announces it: one message, under the program's tag, that tells how
 * many partitions there are, their size, and from which tag on they have tags of their own. So
 * sends and receives find each other in the order in which they were made, and the partitions are
 * ordinary messages, which the receiver takes as the sender has divided them: its own partitions
 * may be others. Announcements have the tags of the program, 0 and above; partitions those from
 * INT32_MIN on. */
#ifndef ZM_P2P_PARTITIONED_H
#define ZM_P2P_PARTITIONED_H

#include "p2p/engine.h"

/* Partitions of a message, and those of which a communicator's ranks keep the tags apart. */
#define ZM_PARTITIONS_MAX (UINT32_C(1) << 30)

/* Makes an inactive persistent request that sends, or receives, `partitions` partitions of `count`
 * elements of `datatype` each at `buffer` along `route`, whose mailbox is that of the communicator
 * for this purpose and whose peer is one rank or MPI_PROC_NULL; `source` is what a receive's status
 * says of it. Returns an MPI error class, explained in the report. */
int zm_partitioned_send_new(struct zm_engine *engine, const struct zm_route *route,
                            const void *buffer, size_t partitions, size_t count,
                            const struct zm_datatype *datatype, struct zm_request **request);
int zm_partitioned_receive_new(struct zm_engine *engine, const struct zm_route *route, int source,
                               void *buffer, size_t partitions, size_t count,
                               const struct zm_datatype *datatype, struct zm_request **request);

/* How many partitions the request has. */
size_t zm_partitions(const struct zm_request *request);

/* Whether a partition of a send that is active was not marked as ready yet. */
bool zm_partition_waits(const struct zm_request *request, size_t partition);

/* Marks it as ready: its send begins. */
void zm_partition_ready(struct zm_request *request, size_t partition);

/* Whether a partition of a receive has arrived; true if the receive is complete or inactive. */
bool zm_partition_arrived(const struct zm_request *request, size_t partition);

#endif
