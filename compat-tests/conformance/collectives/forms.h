/* SPDX-License-Identifier: BSL-1.0 */
/* Every collective in all its forms behind one function, `in_NAME(form, ...)`: what is tried in one
 * form is tried in each. An MPI before version 4 has two of them. */
#ifndef CONFORMANCE_FORMS_H
#define CONFORMANCE_FORMS_H

#include "../check.h"

enum form {
    BLOCKING,
    NONBLOCKING,
#if MPI_VERSION >= 4
    PERSISTENT,
    BLOCKING_C,
    NONBLOCKING_C,
    PERSISTENT_C,
#endif
    FORMS
};

enum { RANKS_MAX = 16 };

/* Waits for the request of a call that returned `error`. */
static inline int then_wait(int error, MPI_Request *request)
{
    if (error == MPI_SUCCESS) {
        error = MPI_Wait(request, MPI_STATUS_IGNORE);
        CHECK(*request == MPI_REQUEST_NULL);
    }
    return error;
}

#if MPI_VERSION >= 4
static inline int then_start(int error, MPI_Request *request)
{
    if (error == MPI_SUCCESS) {
        GOOD(MPI_Start(request));
        error = MPI_Wait(request, MPI_STATUS_IGNORE);
        CHECK(*request != MPI_REQUEST_NULL);
        GOOD(MPI_Request_free(request));
        CHECK(*request == MPI_REQUEST_NULL);
    }
    return error;
}

/* The same numbers as MPI_Count. */
struct large {
    MPI_Count values[RANKS_MAX];
};
static inline struct large large(const int *values, int n)
{
    struct large result = {{0}};
    for (int i = 0; values && i < n; i++)
        result.values[i] = values[i];
    return result;
}

/* And as MPI_Aint. */
struct aints {
    MPI_Aint values[RANKS_MAX];
};
static inline struct aints aints(const int *values, int n)
{
    struct aints result = {{0}};
    for (int i = 0; values && i < n; i++)
        result.values[i] = values[i];
    return result;
}
#endif

static inline int ranks_of(MPI_Comm comm)
{
    int n, inter;
    MPI_Comm_test_inter(comm, &inter);
    if (inter)
        MPI_Comm_remote_size(comm, &n);
    else
        MPI_Comm_size(comm, &n);
    return n;
}

#define OPEN(...) __VA_ARGS__

/* The cases of all forms, with arguments in parentheses, and those of the large forms. */
#if MPI_VERSION >= 4
#define ALL_FORMS(blocking, nonblocking, arguments, large_arguments)                            \
    do {                                                                                        \
        MPI_Request r = MPI_REQUEST_NULL;                                                       \
        switch (form) {                                                                         \
        case BLOCKING:                                                                          \
            return MPI_##blocking(OPEN arguments);                                              \
        case NONBLOCKING:                                                                       \
            return then_wait(MPI_##nonblocking(OPEN arguments, &r), &r);                        \
        case PERSISTENT:                                                                        \
            return then_start(MPI_##blocking##_init(OPEN arguments, MPI_INFO_NULL, &r), &r);    \
        case BLOCKING_C:                                                                        \
            return MPI_##blocking##_c(OPEN large_arguments);                                    \
        case NONBLOCKING_C:                                                                     \
            return then_wait(MPI_##nonblocking##_c(OPEN large_arguments, &r), &r);              \
        default:                                                                                \
            return then_start(MPI_##blocking##_init_c(OPEN large_arguments, MPI_INFO_NULL, &r), \
                              &r);                                                              \
        }                                                                                       \
    } while (0)
#else
#define ALL_FORMS(blocking, nonblocking, arguments, large_arguments) \
    do {                                                             \
        MPI_Request r = MPI_REQUEST_NULL;                            \
        if (form == BLOCKING)                                        \
            return MPI_##blocking(OPEN arguments);                   \
        return then_wait(MPI_##nonblocking(OPEN arguments, &r), &r); \
    } while (0)
#endif
#define SAME_FORMS(blocking, nonblocking, arguments) \
    ALL_FORMS(blocking, nonblocking, arguments, arguments)

static inline int in_barrier(int form, MPI_Comm comm)
{
    MPI_Request r = MPI_REQUEST_NULL;
    if (form == BLOCKING)
        return MPI_Barrier(comm);
#if MPI_VERSION >= 4
    if (form == PERSISTENT)
        return then_start(MPI_Barrier_init(comm, MPI_INFO_NULL, &r), &r);
#endif
    return then_wait(MPI_Ibarrier(comm, &r), &r);
}

static inline int in_bcast(int form, void *buffer, int count, MPI_Datatype type, int root,
                           MPI_Comm comm)
{
    SAME_FORMS(Bcast, Ibcast, (buffer, count, type, root, comm));
}

static inline int in_gather(int form, const void *send, int sends, MPI_Datatype stype,
                            void *receive, int receives, MPI_Datatype rtype, int root,
                            MPI_Comm comm)
{
    SAME_FORMS(Gather, Igather, (send, sends, stype, receive, receives, rtype, root, comm));
}

static inline int in_scatter(int form, const void *send, int sends, MPI_Datatype stype,
                             void *receive, int receives, MPI_Datatype rtype, int root,
                             MPI_Comm comm)
{
    SAME_FORMS(Scatter, Iscatter, (send, sends, stype, receive, receives, rtype, root, comm));
}

static inline int in_allgather(int form, const void *send, int sends, MPI_Datatype stype,
                               void *receive, int receives, MPI_Datatype rtype, MPI_Comm comm)
{
    SAME_FORMS(Allgather, Iallgather, (send, sends, stype, receive, receives, rtype, comm));
}

static inline int in_alltoall(int form, const void *send, int sends, MPI_Datatype stype,
                              void *receive, int receives, MPI_Datatype rtype, MPI_Comm comm)
{
    SAME_FORMS(Alltoall, Ialltoall, (send, sends, stype, receive, receives, rtype, comm));
}

/* Arrays may be NULL where nobody looks at them, and are so for the large forms too. */
#if MPI_VERSION >= 4
#define LARGE(name) const struct large name##_l = large(name, ranks_of(comm))
#define AINTS(name) const struct aints name##_l = aints(name, ranks_of(comm))
#define WIDE(name) (name ? name##_l.values : NULL)
#else
#define LARGE(name) (void)0
#define AINTS(name) (void)0
#define WIDE(name) name
#endif

static inline int in_gatherv(int form, const void *send, int sends, MPI_Datatype stype,
                             void *receive, const int *counts, const int *displs,
                             MPI_Datatype rtype, int root, MPI_Comm comm)
{
    LARGE(counts);
    AINTS(displs);
    ALL_FORMS(Gatherv, Igatherv, (send, sends, stype, receive, counts, displs, rtype, root, comm),
              (send, sends, stype, receive, WIDE(counts), WIDE(displs), rtype, root, comm));
}

static inline int in_scatterv(int form, const void *send, const int *counts, const int *displs,
                              MPI_Datatype stype, void *receive, int receives, MPI_Datatype rtype,
                              int root, MPI_Comm comm)
{
    LARGE(counts);
    AINTS(displs);
    ALL_FORMS(Scatterv, Iscatterv,
              (send, counts, displs, stype, receive, receives, rtype, root, comm),
              (send, WIDE(counts), WIDE(displs), stype, receive, receives, rtype, root, comm));
}

static inline int in_allgatherv(int form, const void *send, int sends, MPI_Datatype stype,
                                void *receive, const int *counts, const int *displs,
                                MPI_Datatype rtype, MPI_Comm comm)
{
    LARGE(counts);
    AINTS(displs);
    ALL_FORMS(Allgatherv, Iallgatherv, (send, sends, stype, receive, counts, displs, rtype, comm),
              (send, sends, stype, receive, WIDE(counts), WIDE(displs), rtype, comm));
}

static inline int in_alltoallv(int form, const void *send, const int *scounts, const int *sdispls,
                               MPI_Datatype stype, void *receive, const int *rcounts,
                               const int *rdispls, MPI_Datatype rtype, MPI_Comm comm)
{
    LARGE(scounts);
    LARGE(rcounts);
    AINTS(sdispls);
    AINTS(rdispls);
    ALL_FORMS(Alltoallv, Ialltoallv,
              (send, scounts, sdispls, stype, receive, rcounts, rdispls, rtype, comm),
              (send, WIDE(scounts), WIDE(sdispls), stype, receive, WIDE(rcounts), WIDE(rdispls),
               rtype, comm));
}

static inline int in_alltoallw(int form, const void *send, const int *scounts, const int *sdispls,
                               const MPI_Datatype *stypes, void *receive, const int *rcounts,
                               const int *rdispls, const MPI_Datatype *rtypes, MPI_Comm comm)
{
    LARGE(scounts);
    LARGE(rcounts);
    AINTS(sdispls);
    AINTS(rdispls);
    ALL_FORMS(Alltoallw, Ialltoallw,
              (send, scounts, sdispls, stypes, receive, rcounts, rdispls, rtypes, comm),
              (send, WIDE(scounts), WIDE(sdispls), stypes, receive, WIDE(rcounts), WIDE(rdispls),
               rtypes, comm));
}

static inline int in_reduce(int form, const void *send, void *receive, int count, MPI_Datatype type,
                            MPI_Op op, int root, MPI_Comm comm)
{
    SAME_FORMS(Reduce, Ireduce, (send, receive, count, type, op, root, comm));
}

static inline int in_allreduce(int form, const void *send, void *receive, int count,
                               MPI_Datatype type, MPI_Op op, MPI_Comm comm)
{
    SAME_FORMS(Allreduce, Iallreduce, (send, receive, count, type, op, comm));
}

static inline int in_scan(int form, const void *send, void *receive, int count, MPI_Datatype type,
                          MPI_Op op, MPI_Comm comm)
{
    SAME_FORMS(Scan, Iscan, (send, receive, count, type, op, comm));
}

static inline int in_exscan(int form, const void *send, void *receive, int count, MPI_Datatype type,
                            MPI_Op op, MPI_Comm comm)
{
    SAME_FORMS(Exscan, Iexscan, (send, receive, count, type, op, comm));
}

static inline int in_reduce_scatter_block(int form, const void *send, void *receive, int count,
                                          MPI_Datatype type, MPI_Op op, MPI_Comm comm)
{
    SAME_FORMS(Reduce_scatter_block, Ireduce_scatter_block, (send, receive, count, type, op, comm));
}

static inline int in_reduce_scatter(int form, const void *send, void *receive, const int *counts,
                                    MPI_Datatype type, MPI_Op op, MPI_Comm comm)
{
#if MPI_VERSION >= 4
    int n;
    MPI_Comm_size(comm, &n);
    const struct large counts_l = large(counts, n);
#endif
    ALL_FORMS(Reduce_scatter, Ireduce_scatter, (send, receive, counts, type, op, comm),
              (send, receive, WIDE(counts), type, op, comm));
}

#endif
