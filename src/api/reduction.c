/* SPDX-License-Identifier: BSL-1.0 */
/* Reductions (sections 6.9 to 6.11 of the standard). */
#include <mpi.h>
#include <stdlib.h>

#include "api/check.h"
#include "api/collective.h"
#include "api/process.h"

/* What a program gives of a reduction; `count` elements at sendbuf, and `result_count` at recvbuf.
 */
struct operands {
    const void *sendbuf;
    void *recvbuf;
    MPI_Count count, result_count;
    MPI_Datatype datatype;
    MPI_Op op;
};

/* Where a rank gets a result or not, and where it may use MPI_IN_PLACE. */
struct rights {
    bool contributes, gets_result, in_place;
};

static int check_operands(const struct operands *given, struct rights rights,
                          struct zm_reduction *reduction)
{
    bool in_place = given->sendbuf == MPI_IN_PLACE && rights.in_place;
    int error = MPI_SUCCESS;
    *reduction = (struct zm_reduction){.own = in_place ? given->recvbuf : given->sendbuf,
                                       .result = given->recvbuf,
                                       .count = (size_t)given->count};
    if (!in_place && rights.contributes)
        error = zm_check_buffer("sendbuf", given->sendbuf, given->count, given->datatype,
                                &reduction->datatype);
    if (!error && in_place)
        error = zm_check_buffer("recvbuf", given->recvbuf, given->count, given->datatype,
                                &reduction->datatype);
    if (!error && !in_place && rights.gets_result)
        error = zm_check_buffer("recvbuf", given->recvbuf, given->result_count, given->datatype,
                                &reduction->datatype);
    if (!error)
        error = zm_check_op(given->op, reduction->datatype, &reduction->op);
    if (!error && rights.contributes && rights.gets_result && !in_place)
        error = zm_check_overlap(
            (struct zm_block){(void *)given->sendbuf, (size_t)given->count, reduction->datatype},
            (struct zm_block){given->recvbuf, (size_t)given->result_count, reduction->datatype});
    return error;
}

static int reduce(const struct zm_entry *entry, const void *sendbuf, void *recvbuf, MPI_Count count,
                  MPI_Datatype datatype, MPI_Op op, int root, MPI_Comm comm)
{
    const struct zm_call call = ZM_CALL(entry->name, "count=%d, %t, %o, root=%r, %c", count,
                                        ZM_HANDLE(datatype), ZM_HANDLE(op), root, ZM_HANDLE(comm));
    const struct operands operands = {sendbuf, recvbuf, count, count, datatype, op};
    struct zm_reduction reduction = {.count = 0};
    struct zm_comm *c = NULL;
    int error = zm_collective_enter(entry, &call, comm, &c);
    if (!error)
        error = zm_check_root(root, c);
    if (!error && c->remote) {
        /* The root gets what the other group contributes. */
        struct rights rights = {root >= 0, root == MPI_ROOT, false};
        if (root != MPI_PROC_NULL)
            error = check_operands(&operands, rights, &reduction);
    } else if (!error) {
        bool is_root = c->rank == root;
        error = check_operands(&operands, (struct rights){true, is_root, is_root}, &reduction);
    }
    struct zm_schedule *s = error ? NULL : zm_reduce(c, &reduction, root);
    return zm_collective_leave(entry, &call, c, s, error);
}

#define REDUCE(count_t, displacement_t)                                                            \
    const void *sendbuf, void *recvbuf, count_t count, MPI_Datatype datatype, MPI_Op op, int root, \
        MPI_Comm comm
ZM_COLLECTIVE(Reduce, Ireduce, REDUCE,
              reduce(&entry, sendbuf, recvbuf, count, datatype, op, root, comm));

/* ---- Without a root ---- */

#define ALL_CALL(name, count, datatype, op, comm)                                    \
    ZM_CALL(name, "count=%d, %t, %o, %c", count, ZM_HANDLE(datatype), ZM_HANDLE(op), \
            ZM_HANDLE(comm))

static int allreduce(const struct zm_entry *entry, const void *sendbuf, void *recvbuf,
                     MPI_Count count, MPI_Datatype datatype, MPI_Op op, MPI_Comm comm)
{
    const struct zm_call call = ALL_CALL(entry->name, count, datatype, op, comm);
    const struct operands operands = {sendbuf, recvbuf, count, count, datatype, op};
    struct zm_reduction reduction = {.count = 0};
    struct zm_comm *c = NULL;
    int error = zm_collective_enter(entry, &call, comm, &c);
    if (!error)
        error = check_operands(&operands, (struct rights){true, true, !c->remote}, &reduction);
    struct zm_schedule *s = error ? NULL : zm_allreduce(c, &reduction);
    return zm_collective_leave(entry, &call, c, s, error);
}

#define ALLREDUCE(count_t, displacement_t)                                               \
    const void *sendbuf, void *recvbuf, count_t count, MPI_Datatype datatype, MPI_Op op, \
        MPI_Comm comm
ZM_COLLECTIVE(Allreduce, Iallreduce, ALLREDUCE,
              allreduce(&entry, sendbuf, recvbuf, count, datatype, op, comm));

static int scan(const struct zm_entry *entry, bool exclusive, const void *sendbuf, void *recvbuf,
                MPI_Count count, MPI_Datatype datatype, MPI_Op op, MPI_Comm comm)
{
    const struct zm_call call = ALL_CALL(entry->name, count, datatype, op, comm);
    const struct operands operands = {sendbuf, recvbuf, count, count, datatype, op};
    struct zm_reduction reduction = {.count = 0};
    struct zm_comm *c = NULL;
    int error = zm_collective_enter(entry, &call, comm, &c);
    if (!error && c->remote)
        error = ZM_FAIL(MPI_ERR_COMM, "an intercommunicator has no order of ranks to scan along");
    if (!error) {
        /* The first rank of an exclusive scan gets nothing, even where its own contribution is. */
        struct rights rights = {true, !exclusive || c->rank > 0, true};
        error = check_operands(&operands, rights, &reduction);
    }
    struct zm_schedule *s = NULL;
    if (!error)
        s = exclusive ? zm_exscan(c, &reduction) : zm_scan(c, &reduction);
    return zm_collective_leave(entry, &call, c, s, error);
}

ZM_COLLECTIVE(Scan, Iscan, ALLREDUCE,
              scan(&entry, false, sendbuf, recvbuf, count, datatype, op, comm));
ZM_COLLECTIVE(Exscan, Iexscan, ALLREDUCE,
              scan(&entry, true, sendbuf, recvbuf, count, datatype, op, comm));

/* ---- Results in parts ---- */

/* *sum += n * count. */
static int add_counts(int n, MPI_Count count, MPI_Count *sum)
{
    MPI_Count product;
    if (!__builtin_mul_overflow(n, count, &product) && !__builtin_add_overflow(*sum, product, sum))
        return MPI_SUCCESS;
    return ZM_FAIL(MPI_ERR_COUNT, "the elements of all ranks are more than memory can hold");
}

static int reduce_scatter_block(const struct zm_entry *entry, const void *sendbuf, void *recvbuf,
                                MPI_Count recvcount, MPI_Datatype datatype, MPI_Op op,
                                MPI_Comm comm)
{
    const struct zm_call call = ALL_CALL(entry->name, recvcount, datatype, op, comm);
    struct zm_reduction reduction = {.count = 0};
    struct zm_comm *c = NULL;
    int error = zm_collective_enter(entry, &call, comm, &c);
    MPI_Count sum = 0;
    if (!error && !(error = zm_check_count("recvcount", recvcount)) &&
        !(error = add_counts(c->size, recvcount, &sum))) {
        const struct operands operands = {sendbuf, recvbuf, sum, recvcount, datatype, op};
        error = check_operands(&operands, (struct rights){true, true, !c->remote}, &reduction);
    }
    struct zm_schedule *s = error ? NULL : zm_reduce_scatter_block(c, &reduction);
    return zm_collective_leave(entry, &call, c, s, error);
}

#define REDUCE_SCATTER_BLOCK(count_t, displacement_t)                                        \
    const void *sendbuf, void *recvbuf, count_t recvcount, MPI_Datatype datatype, MPI_Op op, \
        MPI_Comm comm
ZM_COLLECTIVE(Reduce_scatter_block, Ireduce_scatter_block, REDUCE_SCATTER_BLOCK,
              reduce_scatter_block(&entry, sendbuf, recvbuf, recvcount, datatype, op, comm));

/* The counts of all ranks as an array that the caller frees, and their sum. */
static int check_counts(struct zm_counts given, int n, size_t **counts, MPI_Count *sum)
{
    int error = zm_check_pointer("recvcounts", given.array);
    *sum = 0;
    *counts = error ? NULL : calloc((size_t)n, sizeof **counts);
    if (!error && !*counts)
        error = ZM_FAIL(MPI_ERR_NO_MEM, "no memory for %d counts", n);
    for (int i = 0; i < n && !error; i++) {
        MPI_Count count = zm_counts_at(given, i);
        if (!(error = zm_check_count("one of recvcounts,", count)))
            error = add_counts(1, count, sum);
        (*counts)[i] = (size_t)count;
    }
    return error;
}

static int reduce_scatter(const struct zm_entry *entry, const void *sendbuf, void *recvbuf,
                          struct zm_counts recvcounts, MPI_Datatype datatype, MPI_Op op,
                          MPI_Comm comm)
{
    const struct zm_call call =
        ZM_CALL(entry->name, "%t, %o, %c", ZM_HANDLE(datatype), ZM_HANDLE(op), ZM_HANDLE(comm));
    struct zm_reduction reduction = {.count = 0};
    struct zm_comm *c = NULL;
    size_t *counts = NULL;
    MPI_Count sum;
    int error = zm_collective_enter(entry, &call, comm, &c);
    if (!error && !(error = check_counts(recvcounts, c->size, &counts, &sum))) {
        const struct operands operands = {sendbuf,  recvbuf, sum, (MPI_Count)counts[c->rank],
                                          datatype, op};
        error = check_operands(&operands, (struct rights){true, true, !c->remote}, &reduction);
    }
    struct zm_schedule *s = error ? NULL : zm_reduce_scatter(c, &reduction, counts);
    free(counts);
    return zm_collective_leave(entry, &call, c, s, error);
}

#define REDUCE_SCATTER(count_t, displacement_t)                                            \
    const void *sendbuf, void *recvbuf, const count_t recvcounts[], MPI_Datatype datatype, \
        MPI_Op op, MPI_Comm comm
ZM_COLLECTIVE(Reduce_scatter, Ireduce_scatter, REDUCE_SCATTER,
              reduce_scatter(&entry, sendbuf, recvbuf, ZM_COUNTS(recvcounts), datatype, op, comm));
