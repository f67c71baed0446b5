/* SPDX-License-Identifier: BSL-1.0 */
/* Collective communication (chapter 6 of the standard). */
#include "coll/coll.h"

#include <mpi.h>

#include "api/call.h"
#include "api/check.h"
#include "api/process.h"

/* Runs a collective. */
static int run(struct zm_schedule *schedule)
{
    return zm_schedule_run(schedule, &zm_process.engine);
}

/* A receive buffer and a send buffer that are the same is a common slip: MPI_IN_PLACE is meant. */
static int check_alias(const void *sendbuf, const void *recvbuf, size_t bytes)
{
    if (sendbuf != recvbuf || bytes == 0)
        return MPI_SUCCESS;
    return zm_fail(&zm_process.report, MPI_ERR_BUFFER,
                   "sendbuf and recvbuf are the same: expected MPI_IN_PLACE as sendbuf for that");
}

int PMPI_Barrier(MPI_Comm comm)
{
    const struct zm_call call = ZM_CALL("MPI_Barrier", "%c", ZM_HANDLE(comm));
    struct zm_comm *c = NULL;
    zm_enter(&call);
    int error = zm_check_comm(comm, &c);
    if (!error)
        error = run(zm_barrier(c));
    return zm_leave(&call, c, error);
}
ZM_ALIAS(Barrier);

int PMPI_Bcast(void *buffer, int count, MPI_Datatype datatype, int root, MPI_Comm comm)
{
    const struct zm_call call = ZM_CALL("MPI_Bcast", "count=%d, %t, root=%d, %c", count,
                                        ZM_HANDLE(datatype), root, ZM_HANDLE(comm));
    struct zm_comm *c = NULL;
    const struct zm_datatype *type;
    int error;
    zm_enter(&call);
    (void)((error = zm_check_comm(comm, &c)) ||
           (error = zm_check_buffer("buffer", buffer, count, datatype, &type)) ||
           (error = zm_check_root(root, c)) ||
           (error = run(zm_bcast(c, buffer, (size_t)count, type, root))));
    return zm_leave(&call, c, error);
}
ZM_ALIAS(Bcast);

/* ---- Blocks from or to each rank ---- */

/* The two sides of an operation that moves a block for each rank. */
struct sides {
    const void *sendbuf;
    MPI_Count sendcount;
    MPI_Datatype senddatatype;
    const struct zm_datatype *sendtype;
    void *recvbuf;
    MPI_Count recvcount;
    MPI_Datatype recvdatatype;
    const struct zm_datatype *recvtype;
};

static int check_send_side(struct sides *sides)
{
    return zm_check_buffer("sendbuf", sides->sendbuf, sides->sendcount, sides->senddatatype,
                           &sides->sendtype);
}

static int check_receive_side(struct sides *sides)
{
    return zm_check_buffer("recvbuf", sides->recvbuf, sides->recvcount, sides->recvdatatype,
                           &sides->recvtype);
}

/* Where a rank both sends and receives a block, both sides must hold as much. */
static int check_both_sides(struct sides *sides)
{
    int error;
    if ((error = check_send_side(sides)) || (error = check_receive_side(sides)))
        return error;
    size_t sent = (size_t)sides->sendcount * sides->sendtype->size;
    size_t received = (size_t)sides->recvcount * sides->recvtype->size;
    if (sent > received)
        return zm_fail(&zm_process.report, MPI_ERR_TRUNCATE,
                       "this rank sends %zu bytes to itself, but receives %zu", sent, received);
    if (sent < received)
        return zm_fail(&zm_process.report, MPI_ERR_COUNT,
                       "this rank sends %zu bytes to itself, but receives %zu", sent, received);
    return check_alias(sides->sendbuf, sides->recvbuf, sent);
}

/* An operation between the root and all ranks, of one shape with the other. */
typedef struct zm_schedule *start_rooted(struct zm_comm *comm, const void *sendbuf,
                                         size_t sendcount, const struct zm_datatype *sendtype,
                                         void *recvbuf, size_t recvcount,
                                         const struct zm_datatype *recvtype, int root);

typedef int check_side(struct sides *sides);

/* Each rank uses one side, checked by `check_own`, for the block of its own at `own`; the root uses
 * the other one, checked by `check_all`, for the blocks of all. */
static int rooted(const char *name, start_rooted *start, struct sides *sides, const void *own,
                  check_side *check_own, check_side *check_all, int root, MPI_Comm comm)
{
    const struct zm_call call = {name,
                                 "sendcount=%d, %t, recvcount=%d, %t, root=%d, %c",
                                 {sides->sendcount, ZM_HANDLE(sides->senddatatype),
                                  sides->recvcount, ZM_HANDLE(sides->recvdatatype), root,
                                  ZM_HANDLE(comm)}};
    struct zm_comm *c = NULL;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_comm(comm, &c)) && !(error = zm_check_root(root, c))) {
        if (c->rank != root)
            error = check_own(sides);
        else if (own == MPI_IN_PLACE)
            error = check_all(sides);
        else
            error = check_both_sides(sides);
    }
    if (!error)
        error = run(start(c, sides->sendbuf, (size_t)sides->sendcount, sides->sendtype,
                          sides->recvbuf, (size_t)sides->recvcount, sides->recvtype, root));
    return zm_leave(&call, c, error);
}

int PMPI_Gather(const void *sendbuf, int sendcount, MPI_Datatype sendtype, void *recvbuf,
                int recvcount, MPI_Datatype recvtype, int root, MPI_Comm comm)
{
    struct sides sides = {sendbuf, sendcount, sendtype, NULL, recvbuf, recvcount, recvtype, NULL};
    return rooted("MPI_Gather", zm_gather, &sides, sendbuf, check_send_side, check_receive_side,
                  root, comm);
}
ZM_ALIAS(Gather);

int PMPI_Scatter(const void *sendbuf, int sendcount, MPI_Datatype sendtype, void *recvbuf,
                 int recvcount, MPI_Datatype recvtype, int root, MPI_Comm comm)
{
    struct sides sides = {sendbuf, sendcount, sendtype, NULL, recvbuf, recvcount, recvtype, NULL};
    return rooted("MPI_Scatter", zm_scatter, &sides, recvbuf, check_receive_side, check_send_side,
                  root, comm);
}
ZM_ALIAS(Scatter);

/* An operation in which every rank sends and receives, of one shape with the other. */
typedef struct zm_schedule *start_exchange(struct zm_comm *comm, const void *sendbuf,
                                           size_t sendcount, const struct zm_datatype *sendtype,
                                           void *recvbuf, size_t recvcount,
                                           const struct zm_datatype *recvtype);

static int exchange(const char *name, start_exchange *start, struct sides *sides, MPI_Comm comm)
{
    const struct zm_call call = {name,
                                 "sendcount=%d, %t, recvcount=%d, %t, %c",
                                 {sides->sendcount, ZM_HANDLE(sides->senddatatype),
                                  sides->recvcount, ZM_HANDLE(sides->recvdatatype),
                                  ZM_HANDLE(comm)}};
    struct zm_comm *c = NULL;
    zm_enter(&call);
    int error = zm_check_comm(comm, &c);
    if (!error)
        error =
            sides->sendbuf == MPI_IN_PLACE ? check_receive_side(sides) : check_both_sides(sides);
    if (!error)
        error = run(start(c, sides->sendbuf, (size_t)sides->sendcount, sides->sendtype,
                          sides->recvbuf, (size_t)sides->recvcount, sides->recvtype));
    return zm_leave(&call, c, error);
}

int PMPI_Allgather(const void *sendbuf, int sendcount, MPI_Datatype sendtype, void *recvbuf,
                   int recvcount, MPI_Datatype recvtype, MPI_Comm comm)
{
    struct sides sides = {sendbuf, sendcount, sendtype, NULL, recvbuf, recvcount, recvtype, NULL};
    return exchange("MPI_Allgather", zm_allgather, &sides, comm);
}
ZM_ALIAS(Allgather);

int PMPI_Alltoall(const void *sendbuf, int sendcount, MPI_Datatype sendtype, void *recvbuf,
                  int recvcount, MPI_Datatype recvtype, MPI_Comm comm)
{
    struct sides sides = {sendbuf, sendcount, sendtype, NULL, recvbuf, recvcount, recvtype, NULL};
    return exchange("MPI_Alltoall", zm_alltoall, &sides, comm);
}
ZM_ALIAS(Alltoall);

/* ---- Reductions ---- */

/* The arguments that all reductions have. */
struct reduction {
    const struct zm_datatype *type;
    const struct zm_op *op;
};

/* Checks the arguments of a reduction in which this rank gets a result or not. Without one it may
 * use MPI_IN_PLACE only in Exscan, `in_place_anyway`, where recvbuf holds its contribution then. */
static int check_reduction(const void *sendbuf, const void *recvbuf, bool gets_result,
                           bool in_place_anyway, int count, MPI_Datatype datatype, MPI_Op op,
                           struct reduction *reduction)
{
    int error = MPI_SUCCESS;
    bool in_place = sendbuf == MPI_IN_PLACE && (gets_result || in_place_anyway);
    if (!in_place)
        error = zm_check_buffer("sendbuf", sendbuf, count, datatype, &reduction->type);
    if (!error && (gets_result || in_place))
        error = zm_check_buffer("recvbuf", recvbuf, count, datatype, &reduction->type);
    if (!error)
        error = zm_check_op(op, reduction->type, &reduction->op);
    if (!error && gets_result && !in_place)
        error = check_alias(sendbuf, recvbuf, (size_t)count * reduction->type->size);
    return error;
}

int PMPI_Reduce(const void *sendbuf, void *recvbuf, int count, MPI_Datatype datatype, MPI_Op op,
                int root, MPI_Comm comm)
{
    const struct zm_call call = ZM_CALL("MPI_Reduce", "count=%d, %t, %o, root=%d, %c", count,
                                        ZM_HANDLE(datatype), ZM_HANDLE(op), root, ZM_HANDLE(comm));
    struct zm_comm *c = NULL;
    struct reduction r;
    int error;
    zm_enter(&call);
    (void)((error = zm_check_comm(comm, &c)) || (error = zm_check_root(root, c)) ||
           (error = check_reduction(sendbuf, recvbuf, c->rank == root, false, count, datatype, op,
                                    &r)) ||
           (error = run(zm_reduce(c, sendbuf, recvbuf, (size_t)count, r.type, r.op, root))));
    return zm_leave(&call, c, error);
}
ZM_ALIAS(Reduce);

/* A reduction without a root, of one shape with the others. */
typedef struct zm_schedule *start_reduction(struct zm_comm *comm, const void *sendbuf,
                                            void *recvbuf, size_t count,
                                            const struct zm_datatype *datatype,
                                            const struct zm_op *op);

static int reduce_all(const char *name, start_reduction *start, const void *sendbuf, void *recvbuf,
                      int count, MPI_Datatype datatype, MPI_Op op, MPI_Comm comm)
{
    const struct zm_call call = {
        name, "count=%d, %t, %o, %c", {count, ZM_HANDLE(datatype), ZM_HANDLE(op), ZM_HANDLE(comm)}};
    struct zm_comm *c = NULL;
    struct reduction r;
    int error;
    zm_enter(&call);
    (void)((error = zm_check_comm(comm, &c)) ||
           (error = check_reduction(sendbuf, recvbuf, start != zm_exscan || c->rank > 0, true,
                                    count, datatype, op, &r)) ||
           (error = run(start(c, sendbuf, recvbuf, (size_t)count, r.type, r.op))));
    return zm_leave(&call, c, error);
}

int PMPI_Allreduce(const void *sendbuf, void *recvbuf, int count, MPI_Datatype datatype, MPI_Op op,
                   MPI_Comm comm)
{
    return reduce_all("MPI_Allreduce", zm_allreduce, sendbuf, recvbuf, count, datatype, op, comm);
}
ZM_ALIAS(Allreduce);

int PMPI_Reduce_scatter_block(const void *sendbuf, void *recvbuf, int recvcount,
                              MPI_Datatype datatype, MPI_Op op, MPI_Comm comm)
{
    return reduce_all("MPI_Reduce_scatter_block", zm_reduce_scatter_block, sendbuf, recvbuf,
                      recvcount, datatype, op, comm);
}
ZM_ALIAS(Reduce_scatter_block);

int PMPI_Scan(const void *sendbuf, void *recvbuf, int count, MPI_Datatype datatype, MPI_Op op,
              MPI_Comm comm)
{
    return reduce_all("MPI_Scan", zm_scan, sendbuf, recvbuf, count, datatype, op, comm);
}
ZM_ALIAS(Scan);

int PMPI_Exscan(const void *sendbuf, void *recvbuf, int count, MPI_Datatype datatype, MPI_Op op,
                MPI_Comm comm)
{
    return reduce_all("MPI_Exscan", zm_exscan, sendbuf, recvbuf, count, datatype, op, comm);
}
ZM_ALIAS(Exscan);
