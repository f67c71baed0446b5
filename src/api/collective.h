/* SPDX-License-Identifier: BSL-1.0 */
/* What all collective functions have in common. The standard has each in six forms: blocking,
 * nonblocking and persistent, each with arguments of type int and with large ones. They are entries
 * to one function that does the work:
 *
 *     static int bcast(const struct zm_entry *entry, void *buffer, MPI_Count count, ...)
 *     {
 *         const struct zm_call call = ZM_CALL(entry->name, "count=%d, ...", ...);
 *         struct zm_schedule *s = NULL;
 *         struct zm_comm *c;
 *         ...
 *         int error = zm_collective_enter(entry, &call, comm, &c);
 *         if (!error && ... checks ...)
 *             s = zm_bcast(c, ...);
 *         return zm_collective_leave(entry, &call, c, s, error);
 *     }
 *
 *     #define BCAST(count_t, displacement_t) void *buffer, count_t count, ..., MPI_Comm comm
 *     ZM_COLLECTIVE(Bcast, Ibcast, BCAST, bcast(&entry, buffer, count, ..., comm))
 */
#ifndef ZM_API_COLLECTIVE_H
#define ZM_API_COLLECTIVE_H

#include <mpi.h>

#include "api/call.h"
#include "api/counts.h"
#include "coll/coll.h"

/* By which function the program came in. */
struct zm_entry {
    const char *name;
    enum zm_form form;
    MPI_Info info;        /* of a persistent form */
    MPI_Request *request; /* of a form that has one */
};

/* Enters the library, and checks what all collectives have. */
int zm_collective_enter(const struct zm_entry *entry, const struct zm_call *call, MPI_Comm comm,
                        struct zm_comm **c);

/* Starts the schedule in the form that the program asked for, unless there is an error, and leaves
 * the library. The schedule is taken over; NULL stands for want of memory. */
int zm_collective_leave(const struct zm_entry *entry, const struct zm_call *call, struct zm_comm *c,
                        struct zm_schedule *schedule, int error);

/* ---- Sides ---- */

/* What a program gives of blocks that are sent, or received: a block for each of `n` ranks. */
struct zm_side {
    const char *name; /* of the buffer, in the standard */
    const void *buffer;
    MPI_Datatype datatype;
    MPI_Count count; /* of each block, and they lie one after another; or */
    /* the count of each, and displacements, in extents of `datatype`, or, if there are */
    const char *counts_name, *displacements_name; /* NULL: there are none */
    struct zm_counts counts, displacements;
    const MPI_Datatype *datatypes; /* datatypes of each block, in bytes */
    const char *datatypes_name;    /* NULL: there are none */
};

#define ZM_SIDE(buf, n, type) \
    ((struct zm_side){.name = #buf, .buffer = (buf), .datatype = (type), .count = (n)})
#define ZM_SIDE_V(buf, ns, displs, type)             \
    ((struct zm_side){.name = #buf,                  \
                      .buffer = (buf),               \
                      .datatype = (type),            \
                      .counts_name = #ns,            \
                      .displacements_name = #displs, \
                      .counts = ZM_COUNTS(ns),       \
                      .displacements = ZM_COUNTS(displs)})
#define ZM_SIDE_W(buf, ns, displs, types)                 \
    ((struct zm_side){.name = #buf,                       \
                      .buffer = (buf),                    \
                      .counts_name = #ns,                 \
                      .displacements_name = #displs,      \
                      .counts = ZM_COUNTS(ns),            \
                      .displacements = ZM_COUNTS(displs), \
                      .datatypes = (types),               \
                      .datatypes_name = #types})

/* Checks a side and finds its blocks. To be freed with zm_free_blocks, in any case, if `blocks` was
 * zeroed before. Returns an MPI error class, explained in the report. */
int zm_check_side(const struct zm_side *side, int n, struct zm_blocks *blocks);
void zm_free_blocks(struct zm_blocks *blocks);

/* A call that sends by one side and receives by another, in words: with the counts and datatypes
 * that stand for all ranks. */
struct zm_call zm_call_of_sides(const char *name, const struct zm_side *send,
                                const struct zm_side *receive, MPI_Comm comm);

/* A block that this rank sends to itself: both sides must hold as much, and not the same memory. */
int zm_check_self(struct zm_block sent, struct zm_block received);

/* Whether two blocks certainly have bytes in common: MPI_ERR_BUFFER. (Of datatypes with gaps it is
 * not found out.) A send buffer that is the receive buffer is a common slip: MPI_IN_PLACE is meant.
 */
int zm_check_overlap(struct zm_block sent, struct zm_block received);

/* ---- Entries ---- */

#define ZM_BLOCKING_ENTRY(function, body, ...)                                              \
    int PMPI_##function(__VA_ARGS__)                                                        \
    {                                                                                       \
        const struct zm_entry entry = {"MPI_" #function, ZM_BLOCKING, MPI_INFO_NULL, NULL}; \
        return body;                                                                        \
    }                                                                                       \
    ZM_ALIAS(function)

#define ZM_NONBLOCKING_ENTRY(function, body, ...)                                                 \
    int PMPI_##function(__VA_ARGS__, MPI_Request *request)                                        \
    {                                                                                             \
        const struct zm_entry entry = {"MPI_" #function, ZM_NONBLOCKING, MPI_INFO_NULL, request}; \
        return body;                                                                              \
    }                                                                                             \
    ZM_ALIAS(function)

#define ZM_PERSISTENT_ENTRY(function, body, ...)                                        \
    int PMPI_##function(__VA_ARGS__, MPI_Info info, MPI_Request *request)               \
    {                                                                                   \
        const struct zm_entry entry = {"MPI_" #function, ZM_PERSISTENT, info, request}; \
        return body;                                                                    \
    }                                                                                   \
    ZM_ALIAS(function)

/* All six, of a function whose parameters are PARAMETERS(type of counts, of displacements). */
#define ZM_COLLECTIVE(function, nonblocking, PARAMETERS, body)                    \
    ZM_BLOCKING_ENTRY(function, body, PARAMETERS(int, int));                      \
    ZM_BLOCKING_ENTRY(function##_c, body, PARAMETERS(MPI_Count, MPI_Aint));       \
    ZM_NONBLOCKING_ENTRY(nonblocking, body, PARAMETERS(int, int));                \
    ZM_NONBLOCKING_ENTRY(nonblocking##_c, body, PARAMETERS(MPI_Count, MPI_Aint)); \
    ZM_PERSISTENT_ENTRY(function##_init, body, PARAMETERS(int, int));             \
    ZM_PERSISTENT_ENTRY(function##_init_c, body, PARAMETERS(MPI_Count, MPI_Aint))

/* The parameters that functions of all ranks have in common with those of neighbours. */
#define ZM_ALLGATHER_PARAMETERS(count_t, displacement_t)                          \
    const void *sendbuf, count_t sendcount, MPI_Datatype sendtype, void *recvbuf, \
        count_t recvcount, MPI_Datatype recvtype, MPI_Comm comm
#define ZM_ALLGATHERV_PARAMETERS(count_t, displacement_t)                                 \
    const void *sendbuf, count_t sendcount, MPI_Datatype sendtype, void *recvbuf,         \
        const count_t recvcounts[], const displacement_t displs[], MPI_Datatype recvtype, \
        MPI_Comm comm
#define ZM_ALLTOALLV_PARAMETERS(count_t, displacement_t)                             \
    const void *sendbuf, const count_t sendcounts[], const displacement_t sdispls[], \
        MPI_Datatype sendtype, void *recvbuf, const count_t recvcounts[],            \
        const displacement_t rdispls[], MPI_Datatype recvtype, MPI_Comm comm

#endif
